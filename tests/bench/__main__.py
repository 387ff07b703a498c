"""`make bench`: measurements of full length against a product of its own. Times are printed, attendance is checked."""

import os
import sys
import tempfile
from pathlib import Path

import tests.environment  # noqa: F401  settings of its own, before anything reads them

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilc.settings")

from tests.bench import analysis, library, uploads
from tests.bench.room import run
from tests.journeys.harness import running

PHONES, SECONDS = 60, 60.0
NOTES, TOGETHER = 600, 600.0  # seconds
MEGABYTES = 500


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="ilc-bench-", ignore_cleanup_errors=True) as folder:
        print("Starting a product of its own ...", flush=True)
        with running(Path(folder)) as product:
            kind = product.environment["DATABASE_URL"].partition(":")[0]
            print(f"The room, on {kind}, within {SECONDS:.0f} seconds:", flush=True)
            result = run(product, PHONES, SECONDS)
            print(result.report())
            print(f"A file of {MEGABYTES} MB over a line that breaks:", flush=True)
            upload = uploads.run(product, Path(folder), MEGABYTES)
            print(upload.report())
            print(f"The library, on {kind}:", flush=True)
            search = library.run(product)
            print(search.report())
            print(f"Looking together, on {kind}, for {TOGETHER / 60:.0f} minutes:", flush=True)
            together = analysis.run(product, PHONES, NOTES, TOGETHER)
            print(together.report())
    wrong = (result.wrong, upload.wrong, search.wrong, together.wrong, together.errors)
    return 1 if any(wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
