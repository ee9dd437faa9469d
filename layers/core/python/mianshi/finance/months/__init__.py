"""Lines become days, days become months: sums that are exact, and final once."""
