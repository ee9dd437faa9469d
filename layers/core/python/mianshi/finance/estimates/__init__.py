"""What it will cost, before anybody uploads."""
