"""Scoring: roles, gates, and the sums that turn findings into a scorecard."""
