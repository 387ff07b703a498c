"""`make bench`: measurements of full length against a product of its own. Times are printed, what is kept is checked.

`make bench ARGS="together upload"` runs only those parts; DATABASE_URL and REDIS_URL say where, as for the tests.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import tests.environment  # noqa: F401  settings of its own, before anything reads them

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilc.settings")

from tests.bench import analysis, library, uploads
from tests.bench.room import run
from tests.journeys.harness import Product, running

PHONES, SECONDS = 60, 60.0
NOTES, TOGETHER = 600, 600.0  # seconds
MEGABYTES = 500


class Result(Protocol):
    """What a part came to."""

    @property
    def wrong(self) -> list[str]: ...

    def report(self) -> str: ...


# Name: what is said before it, how it is run.
PARTS: dict[str, tuple[str, Callable[[Product, Path], Result]]] = {
    "room": (f"The room, within {SECONDS:.0f} seconds", lambda product, _: run(product, PHONES, SECONDS)),
    "upload": (
        f"A file of {MEGABYTES} MB over a line that breaks",
        lambda product, folder: uploads.run(product, folder, MEGABYTES),
    ),
    "library": ("The library", lambda product, _: library.run(product)),
    "together": (
        f"Looking together for {TOGETHER / 60:.0f} minutes",
        lambda product, _: analysis.run(product, PHONES, NOTES, TOGETHER),
    ),
}


def main() -> int:
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("part", nargs="*", help=f"of {', '.join(PARTS)}; all without one")
    parts = asked.parse_args().part or list(PARTS)
    if unknown := set(parts) - PARTS.keys():
        asked.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    wrong: list[str] = []
    with tempfile.TemporaryDirectory(prefix="ilc-bench-", ignore_cleanup_errors=True) as folder:
        print("Starting a product of its own ...", flush=True)
        with running(Path(folder)) as product:
            print(f"On {_where(product)}", flush=True)
            for name in parts:
                says, measure = PARTS[name]
                print(f"{says}:", flush=True)
                result = measure(product, Path(folder))
                print(result.report(), flush=True)
                wrong += result.wrong
    return 1 if wrong else 0


def _where(product: Product) -> str:
    database = product.environment["DATABASE_URL"].partition(":")[0]
    queue = "Redis" if product.environment.get("REDIS_URL") else "files"
    return f"{database}, queue in {queue}, {len(uploads.web_pids(product))} web processes"


if __name__ == "__main__":
    sys.exit(main())
