"""Make the library's index anew from the things themselves."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from cycles.library.actions import make_missing, rebuild


class Command(BaseCommand):
    requires_system_checks = ()  # `make check` and the tests run them; a start should be quick
    help = "Build the library's search index anew. Safe at any time, as often as you like."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--missing", action="store_true", help="only where it was never made")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        said = ""

        def say(words: str, done: int, number: int) -> None:
            nonlocal said
            line = f"{words}: {done * 100 // number} %"
            if line != said and options["verbosity"]:
                self.stderr.write(f"\r{line}", ending="\n" if done == number else "")
            said = line

        number = (make_missing if options["missing"] else rebuild)(say)
        if number or not options["missing"]:
            self.stdout.write(f"{number} entries in the library")
