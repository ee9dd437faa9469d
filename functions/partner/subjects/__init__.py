"""What partners ask and tell us about: a module for the routes of each subject."""
