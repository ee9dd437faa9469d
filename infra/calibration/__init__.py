"""Answers of known level that the rater is fitted to and tested on, and answers made to mislead it."""
