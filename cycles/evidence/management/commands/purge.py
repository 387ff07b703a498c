"""manage.py purge [--dry-run]: delete what is not kept any longer."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.template.defaultfilters import filesizeformat

from cycles.evidence import actions


class Command(BaseCommand):
    help = (
        "Delete files whose time is over, withdrawn ones after 30 days, what was taken down on request, and "
        "stored files that nothing names. Owners are told a month before. Safe to stop and to run twice."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only count, delete nothing")

    def handle(self, *_: Any, **options: Any) -> None:
        run = actions.purge(dry=options["dry_run"])
        for line in run.lines.all():
            size = filesizeformat(line.size).replace("\xa0", " ")
            self.stdout.write(f"{line.artifacts} brought, {line.files} stored files, {size}: {line.reason}")
        if not run.lines.exists():
            self.stdout.write("Nothing was over.")
        if run.dry:
            self.stdout.write("Only counted; nothing was deleted.")
