"""A job text as requirements: what is asked, how much, and whether it must be there or is an advantage."""

from mianshi.matching.postings.posting import MOST_REQUIREMENTS, Finding, posting

__all__ = ["MOST_REQUIREMENTS", "Finding", "posting"]
