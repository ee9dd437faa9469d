"""Messages to other systems: one module per platform, and the rules of the outbox."""
