"""What we tell partners by ourselves: their subscriptions, and what is sent to them."""
