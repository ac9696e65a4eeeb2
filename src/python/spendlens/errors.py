"""The errors that the package's calls raise. Each is one line: what is wrong, where, and what to do."""


class SpendlensError(Exception):
    """Any error of spendlens."""


class UsageError(SpendlensError, ValueError):
    """A call with arguments that do not fit."""


class InputError(SpendlensError, ValueError):
    """Data that cannot be used as it is; the text names the row or the customer."""


class InternalError(SpendlensError, RuntimeError):
    """A defect of spendlens."""


class RunError(SpendlensError, RuntimeError):
    """The executable ended with an error. `exit_code` is its exit code, `lines` what it wrote to its standard error."""

    def __init__(self, message: str, exit_code: int, lines: list[str]) -> None:
        super().__init__(message)
        self.exit_code = exit_code
        self.lines = lines
