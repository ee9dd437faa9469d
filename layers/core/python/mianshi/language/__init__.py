"""What an answer shows: what is asked of the rater about it, and the level that its replies and its words give.

`prepare` needs sentence vectors; `assess` is arithmetic and `reading` plain text, so a function that only scores loads
no model: nothing is imported here.
"""
