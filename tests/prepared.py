"""Databases that are made once in a test run; whoever needs one of their own takes a copy.

All migrations together take longer than any test. So they run once for each kind of database, by the product's own
commands: the test database of every process, and every product that a test starts, begins as a copy. SQLite's migrated
file stays in var/tests for the next run, as long as the code that made it.
"""

import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Literal

import psycopg2

from ilc.env import ROOT

SHARED = "ILC_TESTS_SHARED"  # the folder that all processes of one test run know
INHERITED = {"PATH", "HOME", "LANG", "TMPDIR"}
Stage = Literal["migrate", "prepare"]
KEPT = ROOT / "var/tests"
APPS = ("ilc", "districts", "participants", "cycles", "reports")
ANSWERS = {"views", "exports"}  # no migration asks these


def open_shop() -> None:
    """Begin a test run; its other processes inherit the folder."""
    os.environ[SHARED] = tempfile.mkdtemp(prefix="ilc-tests-shared-")


def close_shop() -> None:
    """End it: what was copied from is not needed any longer."""
    folder = Path(os.environ.pop(SHARED))
    for made in folder.glob("*/postgresql"):
        server, _, name = made.read_text().rpartition("/")
        ask(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    shutil.rmtree(folder, ignore_errors=True)


def ask(server: str, statement: str) -> None:
    """Tell a PostgreSQL server something that belongs into no transaction."""
    with closing(psycopg2.connect(f"{server}/postgres")) as link:
        link.autocommit = True
        link.cursor().execute(statement)


def fill(folder: Path, database: str) -> None:
    """Put a prepared product's style sheets and, if its database shall be SQLite, that file where they belong.

    Outside a test run nothing is there to be copied.
    """
    if SHARED in os.environ:
        sqlite = database.startswith("sqlite:///")
        server = "" if sqlite else database.rpartition("/")[0]
        made = once("prepare", server)
        shutil.copytree(made.parent / "static", folder / "static")  # makes the folder, too
        if sqlite:
            shutil.copyfile(made, database.removeprefix("sqlite:///"))


def template(stage: Stage, server: str) -> str:
    """Name of the PostgreSQL database to copy."""
    return once(stage, server).read_text().rpartition("/")[2] if SHARED in os.environ else "template1"


def once(stage: Stage, server: str = "") -> Path:
    """The SQLite file, or a file with the address of the database at this PostgreSQL server.

    Made from nothing by `manage.py migrate`, or from that by `manage.py prepare`.
    """
    folder = Path(os.environ[SHARED], f"{stage}-{'postgresql' if server else 'sqlite'}")
    folder.mkdir(exist_ok=True)
    made = folder / ("postgresql" if server else "db.sqlite3")
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "done"
        if not done.exists():
            if stage == "migrate" and not server:
                _migrated(made)
            else:
                _make(stage, server, made)
            done.touch()
    return made


def _migrated(made: Path) -> None:
    """From the last run, if no code that may have a part in it has changed since."""
    kept = KEPT / f"migrated-{_fingerprint()}.sqlite3"
    if not kept.exists():
        _make("migrate", "", made)
        KEPT.mkdir(parents=True, exist_ok=True)
        for old in KEPT.glob("migrated-*.sqlite3"):
            old.unlink(missing_ok=True)
        partial = KEPT / f"{secrets.token_hex(4)}.part"
        shutil.copyfile(made, partial)
        partial.rename(kept)
    shutil.copyfile(kept, made)


def _fingerprint() -> str:
    """Of the product's code, but for what only answers requests, and of the libraries."""
    found = hashlib.sha256((ROOT / "requirements/base.txt").read_bytes())
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not ANSWERS.intersection(path.relative_to(ROOT).parts):
                found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _make(stage: Stage, server: str, made: Path) -> None:
    before = once("migrate", server) if stage == "prepare" else None
    if server:
        database = f"{server}/ilc_{stage}_{secrets.token_hex(4)}"
        made.write_text(database)
        origin = template("migrate", server) if before else "template1"
        ask(server, f'CREATE DATABASE "{database.rpartition("/")[2]}" TEMPLATE "{origin}"')
    else:
        database = f"sqlite:///{made}"
        if before:
            shutil.copyfile(before, made)
    environment = {key: value for key, value in os.environ.items() if key in INHERITED}
    environment |= {"EMBEDDED": "yes", "VAR_DIR": str(made.parent), "DATABASE_URL": database}
    done = subprocess.run(
        [sys.executable, "manage.py", stage, "--verbosity", "0"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"manage.py {stage}: {done.stdout}\n{done.stderr}"
