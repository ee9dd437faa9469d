"""What each ``mianshi`` command does, and what they share: a client of the running cloud, the screen, result files."""
