"""What an import says about itself: to the terminal, to a page, to a test."""

from dataclasses import dataclass, field

from ilc.core.problems import FileRefused


class DirectoryRefused(FileRefused):
    """The directory was not loaded."""


@dataclass
class ImportReport:
    """Counts are rows of the file. `closed` and `reopened` are parts of `changed`.

    `absent`: known places of the kinds this layout lists which the file does not mention; left untouched.
    `attached`: schools known before which found their district in this file."""

    file_name: str
    layout: str
    encoding: str
    sha256: str
    dry_run: bool = False
    rows: int = 0
    added: int = 0
    changed: int = 0
    closed: int = 0
    reopened: int = 0
    unchanged: int = 0
    absent: int = 0
    attached: int = 0
    orphans: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def rows_per_second(self) -> float:
        return self.rows / self.seconds if self.seconds else 0.0
