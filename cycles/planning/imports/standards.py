"""Lists of standards: all of the files, or nothing of them. Loading the same again changes nothing."""

import uuid
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from cycles.planning.codes import padded, ways, words
from cycles.planning.imports import manifest, rows
from cycles.planning.imports.manifest import Entry
from cycles.planning.imports.report import Report, StandardsRefused
from cycles.planning.models import Framework, Standard
from ilc.core import events, text_files

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 100_000
BATCH = 500
EXPECTED = "Expected a list of standards as tab-separated text (UTF-8), plain or packed with gzip. Nothing was changed."
COMPARED = [
    "position", "code", "kind", "grades", "domain", "category", "statement", "further", "is_retired",
    "code_ways", "words",
]  # fmt: skip
ABOUT = ("name", "short_name", "source", "licence", "attribution", "sha256")


def run(files: Iterable[Path] = (), *, by: AbstractBaseUser | None = None) -> list[Report]:
    """Load these files, each described in the manifest beside it; without any, the lists that come along."""
    chosen = [manifest.entry_of(path) for path in files]
    return _load(chosen or manifest.read(), by)


def run_missing() -> list[Report]:
    """Load the lists that come along and were never loaded. What an operator loaded stays as it is."""
    there = set(Framework.objects.values_list("key", "version"))
    fresh = [one for one in manifest.read() if (one.key, one.version) not in there]
    return _load(fresh, None) if fresh else []


def _load(entries: list[Entry], by: AbstractBaseUser | None) -> list[Report]:
    read = [(entry, *_read(entry)) for entry in entries]
    with transaction.atomic():
        return [_store(entry, sha256, found, by) for entry, sha256, found in read]


def _read(entry: Entry) -> tuple[str, list[rows.Row]]:
    name = entry.path.name
    try:
        text = text_files.read(entry.path, limit=MAX_BYTES, what="a list of standards", expected=EXPECTED)
    except text_files.Unreadable as why:
        raise StandardsRefused(str(why)) from None
    if len(text.lines) > MAX_ROWS:
        raise StandardsRefused(f"{name} has more than {MAX_ROWS:,} rows. {EXPECTED}")
    found = rows.parse(text.lines, entry)
    if entry.sha256 and entry.sha256 != text.sha256:
        raise StandardsRefused(
            f"{name} is not the file its manifest describes: its sha256 is {text.sha256}. Nothing was changed."
        )
    return text.sha256, found


def _store(entry: Entry, sha256: str, found: list[rows.Row], by: AbstractBaseUser | None) -> Report:
    framework = _framework(entry, sha256)
    known = {one.identity: one for one in framework.standards.all()}
    fresh, changed = [], []
    for position, row in enumerate(found, start=1):
        wanted = _standard(framework, row, position)
        there = known.pop(row.identity, None)
        if there is None:
            fresh.append(wanted)
        elif _takes_over(there, wanted):
            changed.append(there)
    gone = [one for one in known.values() if not one.is_retired]
    Standard.objects.bulk_create(fresh, batch_size=BATCH)
    Standard.objects.bulk_update(changed, COMPARED, batch_size=100)
    Standard.objects.filter(pk__in=[one.pk for one in gone]).update(is_retired=True)
    counts: dict[str, Any] = {
        "added": len(fresh),
        "changed": len(changed),
        "gone": len(gone),
        "unchanged": len(found) - len(fresh) - len(changed),
    }
    if fresh or changed or gone:
        events.record("standards.imported", framework, by=by, **counts)
    return Report(entry.path.name, str(framework), len(found), **counts)


def _framework(entry: Entry, sha256: str) -> Framework:
    """The list in this version; a version that is new becomes the one to choose from."""
    about = {name: getattr(entry, name) for name in ABOUT} | {"sha256": sha256}
    found = Framework.objects.select_for_update().filter(key=entry.key, version=entry.version).first()
    if found is None:
        Framework.objects.filter(key=entry.key, is_current=True).update(is_current=False)
        return Framework.objects.create(key=entry.key, version=entry.version, **about)
    if any(getattr(found, name) != value for name, value in about.items()):
        Framework.objects.filter(pk=found.pk).update(**about, loaded_at=timezone.now())
        found.refresh_from_db()
    return found


def _standard(framework: Framework, row: rows.Row, position: int) -> Standard:
    said = " ".join((row.code, row.statement, row.domain, row.category, row.further))
    typed = ways(row.code, row.short_code) if row.short_code else ways(row.code)
    return Standard(
        framework=framework,
        identity=row.identity,
        position=position,
        code=row.code,
        kind=row.kind,
        grades=row.grades,
        domain=row.domain,
        category=row.category,
        statement=row.statement,
        further=row.further,
        code_ways=padded(typed),
        words=padded([*words(said), *typed]),
    )


def _takes_over(there: Standard, wanted: Standard) -> bool:
    """Make the standard that is there as the list says now; False when it is so already."""
    differs = False
    for name in COMPARED:
        value: str | int | bool | uuid.UUID = getattr(wanted, name)
        if getattr(there, name) != value:
            setattr(there, name, value)
            differs = True
    return differs
