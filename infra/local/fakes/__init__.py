"""Stand-ins for the systems that get our messages, one module each: loopback servers that check what arrives.

Their checks are written from the platforms' documents, not with the code that signs and sends, so a mistake there is
seen here. Nothing is ever forwarded.
"""
