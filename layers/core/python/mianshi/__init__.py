"""Mianshi: from a recorded job interview to a scorecard a person can check."""

__version__ = "0.1.0"
