"""What finance asks, and what interviews will cost."""
