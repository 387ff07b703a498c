"""Deleting what is not kept any longer: files, previews, covered and uncovered copies, and files without a row.

Rows go first, files after the commit; whatever a killed run leaves in storage belongs to no row then, and the next run
finds it there. So it may be stopped anywhere and run twice at once. A tombstone stays: what it was, and when.
"""

import re
import uuid
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import structlog
from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from cycles.evidence.actions.retention import announce
from cycles.evidence.lifecycle import ARTIFACT
from cycles.evidence.models import Artifact, PurgeLine, PurgeRun, SourceImage, Upload
from cycles.evidence.queries.retention import to_purge
from ilc.accounts.models import User
from ilc.core import events

log = structlog.get_logger(__name__)

LEFT = "files in storage that nothing names"
AGE = timedelta(days=1)  # a younger file may be named by a row that is being written
OURS = re.compile(r"^[0-9a-f]{2}/[0-9a-f]{32}(\.\w+)?$")  # ilc.core.storing.stored_name
BATCH = 500
TOMBSTONE: dict[str, Any] = {
    **{one.name: "" for one in Artifact._meta.fields if isinstance(one, models.FileField)},
    "text": "",
    "original_name": "Deleted file",
    "received_sha256": "",
    "sha256": "",
    "removed": [],
    "size": 0,
    "covering_since": None,
    "purge_on": None,
}


def purge(*, dry: bool = False, by: User | None = None, today: date | None = None) -> PurgeRun:
    """One run, logged by number and reason. `dry` only counts."""
    day = today or timezone.localdate()
    run = PurgeRun.objects.create(dry=dry, by=by)
    if not dry:
        announce(day)
    for reason, rows in to_purge(day).items():
        for pk in list(rows.values_list("pk", flat=True)):
            _purge_one(run, pk, reason, day)
    for name, size in left_over():
        if not dry:
            default_storage.delete(name)
        _log(run, LEFT, files=1, size=size)
    PurgeRun.objects.filter(pk=run.pk).update(finished_at=timezone.now())
    run.refresh_from_db()
    return run


def purge_daily() -> bool:
    """For the clock: once a day, whoever asks first. A run that was killed leaves the day open."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if PurgeRun.objects.filter(dry=False, finished_at__gte=today).exists():
        return False
    purge()
    return True


def _purge_one(run: PurgeRun, pk: uuid.UUID, reason: str, day: date) -> None:
    """One file with everything made from it; unless something happened to it since the list was made."""
    with transaction.atomic():
        artifact = Artifact.objects.select_for_update().get(pk=pk)
        if not to_purge(day)[reason].filter(pk=pk).exists():
            return
        names = files_of(artifact)
        sizes = [_size(name) for name in names]
        _log(run, reason, artifacts=1, files=len(names), size=sum(sizes))
        if run.dry:
            return
        ARTIFACT.advance(artifact, "purged", **TOMBSTONE)
        for rows in _parts(artifact):
            rows.delete()
        artifact.boxes.all().delete()
        for name in ("masking", "release"):
            if hasattr(artifact, name):
                getattr(artifact, name).delete()
        events.record("artifact.purged", artifact, by=run.by, reason=reason)
        transaction.on_commit(lambda: _delete(names))


def _parts(artifact: Artifact) -> Iterator[models.QuerySet[Any]]:
    """Rows with files that hang on it: previews, sources, whatever else is added one day."""
    yield SourceImage.objects.filter(masking__artifact=artifact)
    for relation in Artifact._meta.related_objects:
        model = relation.related_model
        if isinstance(model, type) and any(isinstance(one, models.FileField) for one in model._meta.fields):
            yield model._default_manager.filter(**{relation.field.name: artifact})


def files_of(artifact: Artifact) -> list[str]:
    """Every stored file that belongs to it, by name."""
    own = [one.name for one in Artifact._meta.fields if isinstance(one, models.FileField)]
    found = [getattr(artifact, name).name or "" for name in own]
    for rows in _parts(artifact):
        fields = [one.name for one in rows.model._meta.fields if isinstance(one, models.FileField)]
        found += [name for row in rows.values_list(*fields) for name in row]
    return sorted({name for name in found if name})


def _delete(names: Iterable[str]) -> None:
    for name in names:
        try:
            default_storage.delete(name)
        except OSError as error:  # the next run finds it among those that nothing names
            log.warning("purge.file_stayed", error=str(error))


def _size(name: str) -> int:
    try:
        return default_storage.size(name)
    except OSError:
        return 0


def _log(run: PurgeRun, reason: str, **more: int) -> None:
    line, _ = PurgeLine.objects.get_or_create(run=run, reason=reason)
    PurgeLine.objects.filter(pk=line.pk).update(**{name: F(name) + count for name, count in more.items()})


# -- what nothing names ----------------------------------------------------------------------------------


def left_over() -> Iterator[tuple[str, int]]:
    """Stored files older than a day that no row of any table names, with their sizes."""
    waiting: list[str] = []
    for name in _stored():
        waiting.append(name)
        if len(waiting) == BATCH:
            yield from _unnamed(waiting)
            waiting = []
    yield from _unnamed(waiting)


def _stored() -> Iterator[str]:
    try:
        folders, _ = default_storage.listdir("")
    except FileNotFoundError:
        return
    for folder in sorted(folders):
        _, files = default_storage.listdir(folder)
        yield from (name for file in files if OURS.match(name := f"{folder}/{file}"))


def _unnamed(names: list[str]) -> Iterator[tuple[str, int]]:
    old = [name for name in names if _is_old(name)]
    named: set[str] = set(Upload.objects.filter(place__in=old).values_list("place", flat=True))
    for model in apps.get_models():
        for field in model._meta.fields:
            if isinstance(field, models.FileField):
                rows = model._default_manager.filter(**{f"{field.name}__in": old})
                named.update(rows.values_list(field.name, flat=True))
    yield from ((name, _size(name)) for name in old if name not in named)


def _is_old(name: str) -> bool:
    try:
        return default_storage.get_modified_time(name) < timezone.now() - AGE
    except OSError:
        return False
