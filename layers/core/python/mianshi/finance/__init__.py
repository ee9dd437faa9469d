"""What an interview cost: usage times price, in integers, with every failed attempt counted."""
