"""Reading what is known and writing what changed, in batches; always inside the import's transaction."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model

from districts.choices import Change
from districts.imports import fields
from districts.imports.compare import Compared
from districts.imports.counties import COUNTIES
from districts.imports.layouts import Layout
from districts.imports.report import ImportReport
from districts.imports.rows import DISTRICT_TAIL
from districts.models import County, DirectoryChange, DirectoryImport, DirectoryRow, District, School

BATCH = 1000


class Known:
    """Every place there is, and the directory columns last seen of it."""

    def __init__(self) -> None:
        self.columns: dict[str, dict[str, str]] = dict(DirectoryRow.objects.values_list("cds", "columns"))
        self.district_ids: dict[str, uuid.UUID] = dict(District.objects.values_list("cds", "id"))
        self._schools = set(School.objects.values_list("cds", flat=True))

    def has(self, cds: str) -> bool:
        if cds.endswith(DISTRICT_TAIL):
            return f"{cds[:2]}-{cds[2:7]}" in self.district_ids
        return cds in self._schools

    def columns_of(self, cds: str) -> dict[str, str] | None:
        """None for a new place; empty for one that was made by hand and never stood in a file."""
        return self.columns.get(cds, {}) if self.has(cds) else None

    def count(self, layout: Layout) -> int:
        """How many places of the kinds this layout lists."""
        return len(self.district_ids) * layout.districts + len(self._schools) * layout.schools


def lock() -> None:
    """One import at a time (on SQLite every writing transaction is alone anyway). Makes the counties, too."""
    counties = [County(code=code, name=name) for code, name in COUNTIES.items()]
    County.objects.bulk_create(counties, ignore_conflicts=True)
    County.objects.select_for_update().get(code=min(COUNTIES))


def import_row(report: ImportReport, started: datetime, by: AbstractBaseUser | None) -> DirectoryImport:
    """The import itself, before its changes point at it; counts follow at the end."""
    return DirectoryImport.objects.create(
        file_name=report.file_name[-200:],
        sha256=report.sha256,
        layout=report.layout,
        started_at=started,
        finished_at=started,
        by_id=by.pk if by else None,
    )


def save(
    compared: list[Compared], known: Known, imported: DirectoryImport, tell: Callable[[str, int, int], None]
) -> tuple[int, int]:
    """Write new and changed places, their columns and history. Returns (attached, orphans in the file)."""
    differing = [one for one in compared if one.differences]
    districts = [one for one in differing if one.row.is_district]
    schools = [one for one in differing if not one.row.is_district]
    writer = _Writer(tell, total=len(districts) + len(schools) + len(differing) * 2)
    counties = dict(County.objects.values_list("code", "id"))
    made = [fields.district(one.row, one.columns, counties[one.row.cds[:2]]) for one in districts]
    writer.upsert(District, made, "cds", [*fields.DISTRICT, "county"])
    ids: dict[str, uuid.UUID] = (
        dict(District.objects.values_list("cds", "id")) if made else known.district_ids
    )
    places = [fields.school(one.row, one.columns, ids.get(one.row.lea)) for one in schools]
    writer.upsert(School, places, "cds", [*fields.SCHOOL, "lea_code", "district"])
    rows = [DirectoryRow(cds=one.row.cds, columns=one.columns) for one in differing]
    writer.upsert(DirectoryRow, rows, "cds", ["columns"])
    writer.insert(DirectoryChange, list(_history(differing, imported)))
    orphans = sum(1 for one in compared if not one.row.is_district and one.row.lea not in ids)
    return _attach(ids.keys() - known.district_ids.keys(), ids), orphans


def _history(differing: Iterable[Compared], imported: DirectoryImport) -> Iterable[DirectoryChange]:
    for one in differing:
        for what, (before, after) in one.differences.items():
            yield DirectoryChange(
                directory_import=imported,
                cds=one.row.cds,
                what=Change(what),
                before=before,
                after=after,
                at=imported.started_at,
            )


def _attach(codes: Iterable[str], ids: dict[str, uuid.UUID]) -> int:
    """Give schools that were known without a district the one that has appeared."""
    waiting = School.objects.filter(district=None)
    found = set(waiting.values_list("lea_code", flat=True)) & set(codes)
    return sum(waiting.filter(lea_code=code).update(district_id=ids[code]) for code in found)


class _Writer:
    """Batches with progress."""

    def __init__(self, tell: Callable[[str, int, int], None], total: int) -> None:
        self.tell, self.total, self.done = tell, total, 0

    def upsert(self, model: type[Model], objects: Sequence[Model], key: str, columns: list[str]) -> None:
        """Insert, or update `columns` where `key` is there already: ids and everything else stay."""
        for batch in self._batches(objects):
            model._default_manager.bulk_create(
                batch, update_conflicts=True, unique_fields=[key], update_fields=columns
            )

    def insert(self, model: type[Model], objects: Sequence[Model]) -> None:
        for batch in self._batches(objects):
            model._default_manager.bulk_create(batch)

    def _batches(self, objects: Sequence[Model]) -> Iterable[Sequence[Model]]:
        for start in range(0, len(objects), BATCH):
            batch = objects[start : start + BATCH]
            yield batch
            self.done = min(self.done + len(batch), self.total)
            self.tell("Writing", self.done, self.total)
