"""manage.py demo: the four sites with invented people, and who can sign in."""

from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from ilc.core.errors import Refused
from ilc.demo import accounts, seed


class Command(BaseCommand):
    requires_system_checks = ()  # `make check` and the tests run them; a start should be quick
    help = "Make the demonstration (once), and print who can sign in. Running it again changes nothing."

    def handle(self, *_: Any, **options: Any) -> None:
        loud = options["verbosity"] > 0
        console = Console(stderr=True, quiet=not loud)
        if not seed.is_made():
            self._make(console)
        secret = accounts.password()
        accounts.let_in(secret)
        if loud:
            self._print(secret)

    def _make(self, console: Console) -> None:
        bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description:<28}"),
            BarColumn(),
            TimeElapsedColumn(),
            console=console,
        )
        with bar:
            shown = bar.add_task("", total=None, visible=False)

            def tell(what: str, done: int, total: int) -> None:
                bar.update(shown, description=f"Directory: {what}", completed=done, total=total, visible=True)

            def say(what: str, done: int, total: int) -> None:
                bar.update(steps, description=what, completed=done, total=total, visible=True)

            seed.load_directory(tell)
            steps = bar.add_task("", total=None, visible=False)
            try:
                seed.make(say)
            except Refused as refused:
                raise CommandError(refused.message) from None

    def _print(self, secret: str) -> None:
        """One table; the people in it are invented."""
        table = Table(
            title="Who can sign in (invented people, real districts and schools)", title_justify="left"
        )
        for heading in ("address", "site", "what they do"):
            table.add_column(heading, no_wrap=True)
        for row in accounts.table():
            table.add_row(*row)
        console = Console(width=110)
        with console.capture() as shown:
            console.print(table)
        self.stdout.write(shown.get())
        self.stdout.write(f"Password of all of them: {secret}")
        self.stdout.write(f"Sign in at {settings.SITE_URL}/accounts/login/")
