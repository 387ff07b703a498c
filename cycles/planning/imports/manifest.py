"""Which lists there are: one line each, beside their files. The only place that names a list or its year."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from cycles.planning.imports.report import StandardsRefused
from ilc.core import text_files

SHIPPED = Path(settings.BASE_DIR) / "data" / "standards"
NAME = "manifest.tsv"
NEEDED = ("key", "file", "name", "short_name", "version", "source", "licence", "attribution")
COLUMNS = (*NEEDED, "sha256", "domains")
LONGEST = {"key": 40, "version": 80, "name": 200, "short_name": 60, "attribution": 400}
OTHER = 300  # characters of the other columns that are kept


@dataclass(frozen=True)
class Entry:
    """One list in one version. `domains`: beginning of a code -> what its standards are about, for a list
    whose file does not say it; `sha256` of the unpacked file, empty when it is not checked."""

    path: Path
    key: str
    version: str
    name: str
    short_name: str
    source: str
    licence: str
    attribution: str
    sha256: str
    domains: dict[str, str]


def read(folder: Path = SHIPPED) -> list[Entry]:
    """Every list described in the folder's manifest."""
    path = folder / NAME
    expected = f"Expected a tab-separated table with the columns {', '.join(NEEDED)}. Nothing was changed."
    try:
        text = text_files.read(path, limit=1024 * 1024, what="a list of lists", expected=expected)
    except text_files.Unreadable as why:
        raise StandardsRefused(str(why)) from None
    header = text.lines[0].split("\t")
    if set(NEEDED) - set(header) or set(header) - set(COLUMNS):
        raise StandardsRefused(f"{path}, row 1: not the header of a list of lists. {expected}")
    return [
        _entry(path, number, dict(zip(header, line.split("\t"), strict=False)))
        for number, line in enumerate(text.lines[1:], start=2)
        if line.strip()
    ]


def entry_of(path: Path) -> Entry:
    """What the manifest beside a file says about it."""
    found = next((one for one in read(path.parent) if one.path.name == path.name), None)
    if found is None:
        raise StandardsRefused(
            f"{path.name} is not described in {path.parent / NAME}: add a line for it. Nothing was changed."
        )
    return found


def _entry(path: Path, number: int, cells: dict[str, str]) -> Entry:
    for column in NEEDED:
        most = LONGEST.get(column, OTHER)
        if not 0 < len(cells.get(column, "").strip()) <= most:
            raise StandardsRefused(
                f"{path}, row {number}, column {column}: expected 1 to {most} characters. Nothing was changed."
            )
    kept = {name: cells[name].strip() for name in NEEDED if name != "file"}
    pairs = (one.partition("=") for one in cells.get("domains", "").split(";") if "=" in one)
    return Entry(
        path=path.parent / Path(cells["file"].strip()).name,
        sha256=cells.get("sha256", "").strip(),
        domains={start.strip(): words.strip() for start, _, words in pairs},
        **kept,
    )
