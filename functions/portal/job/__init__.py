"""A job: made, described, staffed, opened and closed; its role, its requirements and how its candidates come along."""
