"""The two ways a command can end badly; each carries one paragraph for the user."""


class WorkFailed(Exception):
    """The work itself failed (bad data, NaN loss, full disk): exit code 1."""


class WrongCommand(Exception):
    """The command or its options are wrong: exit code 2."""
