"""The family of errors: what happened, the rule behind it, the way out, and an exit code each."""

from __future__ import annotations

from typing import ClassVar


class MscourseError(Exception):
    """An error to show to the user without a traceback.

    Args:
        fact: what was found, without any patient's data.
        rule: what holds instead.
        hint: what to do next.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, fact: str, rule: str = "", hint: str = "") -> None:
        self.fact, self.rule, self.hint = fact, rule, hint
        lines = [fact, rule, f"Hint: {hint}" if hint else ""]
        super().__init__("\n".join(line for line in lines if line))


class UsageError(MscourseError):
    """The call itself is off: an unknown preset, a date that is none, options that exclude each other."""

    exit_code: ClassVar[int] = 2


class DataError(MscourseError):
    """The records hold errors that stop the job."""

    exit_code: ClassVar[int] = 3


class SourceError(MscourseError):
    """A file or folder cannot be read as a table."""

    exit_code: ClassVar[int] = 4


class DefinitionError(MscourseError, ValueError):
    """A rule holds a number or a choice that it cannot work with, or its JSON does not read back."""

    exit_code: ClassVar[int] = 5


class UnknownPatientError(MscourseError, KeyError):
    """The patient asked for is not in the data."""

    exit_code: ClassVar[int] = 6

    __str__ = Exception.__str__


class OutputError(MscourseError):
    """A result cannot be written where it was asked for."""

    exit_code: ClassVar[int] = 7


class MissingPackageError(MscourseError, ImportError):
    """An optional package is needed for this and not installed."""

    exit_code: ClassVar[int] = 8
