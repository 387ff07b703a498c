"""What loading a list of standards says about itself."""

from dataclasses import dataclass

from ilc.core.problems import FileRefused


class StandardsRefused(FileRefused):
    """No list of standards was loaded."""


@dataclass(frozen=True)
class Report:
    """Counts of standards. `gone` left the list: they are retired, and stay where they were chosen."""

    file_name: str
    framework: str
    rows: int
    added: int = 0
    changed: int = 0
    gone: int = 0
    unchanged: int = 0

    @property
    def words(self) -> str:
        counts = ("added", "changed", "gone", "unchanged")
        told = ", ".join(f"{getattr(self, name):,} {name}" for name in counts)
        return f"{self.file_name}: {self.framework}, {self.rows:,} rows: {told}, 0 rejected"
