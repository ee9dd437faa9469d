"""Résumés held against jobs: what the file shows, what it says, what is asked, how they meet, what to ask next."""
