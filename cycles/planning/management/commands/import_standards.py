"""manage.py import_standards [FILE...]: lists of standards to choose from."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cycles.planning.imports import standards
from cycles.planning.imports.report import StandardsRefused


class Command(BaseCommand):
    requires_system_checks = ()  # `make check` and the tests run them; a start should be quick
    help = (
        "Load lists of standards (tab-separated text, plain or .gz), each described by a line of the "
        "manifest.tsv beside it; without a file, the lists that come with the code. All or nothing; may be "
        "repeated. A new version stands beside the old one; a standard that left its list is retired."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")
        parser.add_argument(
            "--missing", action="store_true", help="only the lists of data/ that were never loaded"
        )

    def handle(self, *_: Any, **options: Any) -> None:
        try:
            reports = standards.run_missing() if options["missing"] else standards.run(options["files"])
        except StandardsRefused as refused:
            raise CommandError(refused.message) from None
        if options["verbosity"]:
            self.stdout.write("\n".join(one.words for one in reports) or "Every list is loaded.")
