"""Everything between new code and a start: tables, lists of standards, the library's index, static files.

Quick when nothing is new."""

import hashlib
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import BaseCommand, CommandParser, call_command


class Command(BaseCommand):
    requires_system_checks = ()  # `make check` and the tests run them; a start should be quick
    help = "Bring the database and the static files up to date with the code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--static", action="store_true", help="Only the static files (when an image is built)."
        )

    def handle(self, *_: Any, **options: Any) -> None:
        if options["static"]:
            self._collect_static()
            return
        quiet = {"verbosity": 0}
        call_command("migrate", interactive=False, **quiet)
        if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
            call_command("createcachetable", **quiet)
        call_command("import_standards", missing=True, **quiet)  # by name: the ground imports no app
        call_command("index_library", missing=True, verbosity=options["verbosity"])  # says how far it is
        self._collect_static()
        if options["verbosity"]:
            self.stdout.write("The database and the static files are up to date.")

    def _collect_static(self) -> None:
        """Collect only when a file is new or changed: compressing takes longer than everything else here."""
        stamp = settings.STATIC_ROOT / ".collected"
        digest = _static_digest()
        if stamp.is_file() and stamp.read_text() == digest:
            return
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(digest)


def _static_digest() -> str:
    """Names, sizes and times of all static files, and how they are stored."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = storage.path(path) if hasattr(storage, "path") else path
            digest.update(f"{state}|{storage.size(path)}|{storage.get_modified_time(path)}\n".encode())
    return digest.hexdigest()
