"""What a person at the command line must be told, and nothing more."""


class Trouble(Exception):
    """The command cannot go on for a reason its user can do something about; the message is one sentence."""
