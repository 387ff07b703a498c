"""manage.py import_directory FILE: the state's district and school directory."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from districts.imports import directory
from districts.imports.report import DirectoryRefused, ImportReport

WARNINGS_SHOWN = 5


class Command(BaseCommand):
    help = (
        "Load the state's directory of districts and schools (tab-separated text, plain or .gz; layouts of "
        "2018, 2021, 2022 and 2025-26). All or nothing; may be repeated. Schools the file does not mention "
        "stay untouched."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="report what would change, and change nothing"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        bar = Progress(
            TextColumn("{task.description:<10}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            disable=options["verbosity"] == 0,
        )
        try:
            with bar:
                report = directory.run(options["file"], progress=_steps(bar), dry_run=options["dry_run"])
        except DirectoryRefused as refused:
            raise CommandError(str(refused)) from None
        if options["verbosity"]:
            self.stdout.write("\n".join(lines(report, everything=options["verbosity"] > 1)))


def _steps(bar: Progress) -> directory.Progress:
    """One bar for each thing the import does."""
    tasks: dict[str, TaskID] = {}

    def tell(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = bar.add_task(what, total=total)
        bar.update(tasks[what], completed=done, total=total)

    return tell


def lines(report: ImportReport, *, everything: bool = False) -> list[str]:
    """The report in words, one fact a line."""
    counts = [
        ("added", report.added, ""),
        ("changed", report.changed, "any column differs"),
        ("  of them closed", report.closed, "by the column StatusType"),
        ("  of them reopened", report.reopened, ""),
        ("unchanged", report.unchanged, ""),
        ("rejected", 0, ""),
        *(("skipped", count, reason) for reason, count in sorted(report.skipped.items())),
        ("absent", report.absent, "known, not in this file: untouched"),
        ("without district", report.orphans, "their district has no row; attached when it appears"),
        ("attached", report.attached, "known before, their district appeared"),
    ]
    told = [f"{report.file_name}: {report.layout}, {report.encoding}"]
    told += [f"  {label:<18}{count:>8,}{'  ' + note if note else ''}" for label, count, note in counts]
    shown = report.warnings if everything else report.warnings[:WARNINGS_SHOWN]
    told += [f"  warning: {warning}" for warning in shown]
    if len(shown) < len(report.warnings):
        told.append(f"  ... and {len(report.warnings) - len(shown)} more warnings (all with -v 2)")
    told.append(f"{report.rows:,} rows in {report.seconds:.1f} s, {report.rows_per_second:,.0f} rows/s")
    if report.dry_run:
        told.append("Dry run: nothing was changed.")
    return told
