"""The machine's Chromium, and how it is started: in tests, and for pictures, which are taken outside pytest."""

import os
import shutil

# First the one without a window of its own around the page: the same engine, with a fifth less to do.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# For many pages one after another: they need not be kept from each other, and starting processes for each costs most.
SPARING = [*ARGUMENTS, "--in-process-gpu", "--renderer-process-limit=1"]


def find_chromium() -> str | None:
    """The machine's Chromium; CHROMIUM names another one."""
    named = os.environ.get("CHROMIUM", "")
    return shutil.which(named) if named else next(filter(None, map(shutil.which, NAMES)), None)
