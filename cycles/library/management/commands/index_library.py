"""Make the library's index anew from the things themselves."""

from typing import Any

from django.core.management.base import BaseCommand

from cycles.library.actions import rebuild


class Command(BaseCommand):
    help = "Build the library's search index anew. Safe at any time, as often as you like."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        said = ""

        def say(words: str, done: int, number: int) -> None:
            nonlocal said
            line = f"{words}: {done * 100 // number} %"
            if line != said and options["verbosity"]:
                self.stderr.write(f"\r{line}", ending="\n" if done == number else "")
            said = line

        self.stdout.write(f"{rebuild(say)} entries in the library")
