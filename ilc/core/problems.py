"""What a refused file says about itself: row, column, what was found and what was expected. For every import."""

from collections.abc import Sequence
from dataclasses import dataclass

from ilc.core.errors import Refused

SHOWN = 20


@dataclass(frozen=True)
class Problem:
    """A value that cannot be right. `row` counts lines as a spreadsheet does: the header is row 1."""

    row: int
    column: str
    found: str
    expected: str

    def __str__(self) -> str:
        where = f"row {self.row}, column {self.column}" if self.column else f"row {self.row}"
        return f"{where}: found {shorten(self.found)}, expected {self.expected}"


class FileRefused(Refused):
    """Nothing was loaded and nothing was changed. `problems` is empty when the file itself is wrong."""

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        self.problems = list(problems)
        lines = [message, *(f"  {one}" for one in self.problems[:SHOWN])]
        if len(self.problems) > SHOWN:
            lines.append(f"  ... and {len(self.problems) - SHOWN} more")
        super().__init__("\n".join(lines), "file-refused")


def shorten(text: str, limit: int = 60) -> str:
    """The text in quotes, cut for a message of one line."""
    shown = text if len(text) <= limit else text[: limit - 1] + "…"
    return f"“{shown}”" if text else "nothing"
