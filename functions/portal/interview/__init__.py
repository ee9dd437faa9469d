"""One interview: handed in, followed, shown, rated, remarked on and scored anew."""
