"""The state's directory of districts and schools: all of a file, or nothing of it.

Repeatable: the same file again changes nothing. Rows the file does not mention stay untouched, and only the
column StatusType closes a school."""

import datetime
import re
import time
from collections.abc import Callable
from pathlib import Path

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from districts.imports import compare, layouts, rows, source, store
from districts.imports.report import DirectoryRefused, ImportReport
from districts.models import DirectoryImport
from ilc.core import events
from ilc.core.problems import Problem

MAX_ROWS = 200_000
FOOTER = re.compile(r"^\W*total records\b", re.IGNORECASE)

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much is done, of how much."""


def run(
    path: Path, *, by: AbstractBaseUser | None = None, progress: Progress | None = None, dry_run: bool = False
) -> ImportReport:
    """Load `path` in one transaction. Raises DirectoryRefused, with rows and columns, when anything is wrong.

    `dry_run` does all the work and takes it back, so its counts are those of the real run."""
    tell = progress or _silent
    started, clock = timezone.now(), time.monotonic()
    content = source.read(path)
    layout, names = layouts.detect(content.lines[0].split("\t"))
    report = ImportReport(path.name, layout.name, content.encoding, content.sha256, dry_run)
    parsed = _parse(content.lines, names, tell)
    with transaction.atomic():
        store.lock()
        known = store.Known()
        wanted = _sift(parsed, layout, known, report)
        compared = _compare(wanted, known, report, tell)
        report.absent = known.count(layout) - (len(compared) - report.added)
        imported = store.import_row(report, started, by)
        report.attached, report.orphans = store.save(compared, known, imported, tell)
        report.seconds = time.monotonic() - clock
        _finish(imported, report, by)
        transaction.set_rollback(dry_run)
    return report


def _silent(*_: object) -> None:
    """For callers who do not watch."""


def _parse(lines: list[str], names: list[str], tell: Progress) -> list[rows.Row]:
    """Every row in its place in the table, each code once."""
    parsed: list[rows.Row] = []
    problems: list[Problem] = []
    first_at: dict[str, int] = {}
    if len(lines) > MAX_ROWS:
        raise DirectoryRefused(
            f"The file has more than {MAX_ROWS:,} rows: not the directory. Nothing was changed."
        )
    for number, line in enumerate(lines[1:], start=2):
        if not line.strip():
            continue
        if FOOTER.match(line):
            problems += _check_footer(number, line, len(first_at))
            continue
        row = rows.parse(number, names, line.split("\t"))
        if isinstance(row, Problem):
            problems.append(row)
        elif (first := first_at.setdefault(row.cds, number)) != number:
            problems.append(
                Problem(number, "CDSCode", row.cds, f"each code once; this one stands in row {first}")
            )
        else:
            parsed.append(row)
        if number % 1000 == 0:
            tell("Reading", number, len(lines))
    _refuse(problems)
    if not parsed:
        raise DirectoryRefused("The file has a header but no rows. Nothing was changed.")
    tell("Reading", len(lines), len(lines))
    return parsed


def _check_footer(number: int, line: str, counted: int) -> list[Problem]:
    """`Total Records = 123` must be right: a cut-off file is not loaded. A formula says nothing."""
    said = re.fullmatch(r"\W*total records\W*([0-9,]+)\W*", line, re.IGNORECASE)
    if said is None or int(said[1].replace(",", "") or counted) == counted:
        return []
    return [
        Problem(
            number, "Total Records", said[1], f"{counted}, the rows above: the file is cut off or incomplete"
        )
    ]


def _sift(
    parsed: list[rows.Row], layout: layouts.Layout, known: store.Known, report: ImportReport
) -> list[rows.Row]:
    """Set aside what is no public school of California; refuse the file for a value that cannot be right."""
    wanted: list[rows.Row] = []
    problems: list[Problem] = []
    redacted = 0
    for row in parsed:
        if reason := rows.skip_reason(row, layout, known.has):
            report.skipped[reason] = report.skipped.get(reason, 0) + 1
            continue
        if found := rows.check(row, layout):
            problems += found
            continue
        if rows.closed_before_opened(row):
            opened, closed = row.columns["OpenDate"], row.columns["ClosedDate"]
            report.warnings.append(
                f"row {row.number}, {row.cds}: closed {closed}, before it opened {opened}; kept so"
            )
        redacted += row.redacted
        wanted.append(row)
    _refuse(problems)
    if redacted:
        report.warnings.append(
            f"{redacted:,} rows hide their address (“{rows.REDACTED} ...”); known addresses kept"
        )
    report.rows = len(parsed)
    return wanted


def _refuse(problems: list[Problem]) -> None:
    if problems:
        count = len({problem.row for problem in problems})
        noun = "row" if count == 1 else "rows"
        raise DirectoryRefused(f"{count:,} {noun} rejected, so nothing was changed.", problems)


def _compare(
    wanted: list[rows.Row], known: store.Known, report: ImportReport, tell: Progress
) -> list[compare.Compared]:
    results = []
    former = compare.FormerCodes(known.columns) if known.columns else None
    for done, row in enumerate(wanted, start=1):
        result = compare.compare(row, known.columns_of(row.cds))
        if result.new and former and (old := former.of(row)):
            code, basis = old
            result.differences[compare.Change.CODE] = (
                {"CDSCode": code},
                {"CDSCode": row.cds, "found by": basis},
            )
        report.added += result.new
        report.changed += not result.new and bool(result.differences)
        report.closed += compare.Change.CLOSED in result.differences
        report.reopened += compare.Change.REOPENED in result.differences
        report.unchanged += not result.differences
        results.append(result)
        if done % 1000 == 0:
            tell("Comparing", done, len(wanted))
    tell("Comparing", len(wanted), len(wanted))
    return results


def _finish(imported: DirectoryImport, report: ImportReport, by: AbstractBaseUser | None) -> None:
    """Keep the counts and leave the domain event."""
    counts = ("rows", "added", "changed", "closed", "unchanged", "absent")
    for name in counts:
        setattr(imported, name, getattr(report, name))
    imported.skipped = sum(report.skipped.values())
    imported.notes = report.warnings
    imported.finished_at = imported.started_at + datetime.timedelta(seconds=report.seconds)
    imported.save(update_fields=[*counts, "skipped", "notes", "finished_at"])
    events.record("directory.imported", imported, by=by, **{name: getattr(report, name) for name in counts})
