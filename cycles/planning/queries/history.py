"""What changed in a series, by whom and when, from its domain events. Nobody's private words are in it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from cycles.planning.choices import ContactKind
from cycles.planning.local_time import clock, long_day
from cycles.planning.models import AgendaItem, Resource, Series, Session
from cycles.planning.queries.happenings import AREAS, QUIET, WORDS, in_words, label, value
from ilc.core.models import DomainEvent
from participants.models import Person

ONE_SITTING = timedelta(minutes=15)  # edits of one person within it are told as one
KINDS = dict(ContactKind.choices)
EDITS = ("series.edited", "session.edited", "session.agenda-edited")


@dataclass
class Happening:
    """One line of the history. `changes`: field, old, new - where short enough to be told; else only `fields`."""

    at: datetime
    verb: str
    object_id: uuid.UUID
    actor_id: uuid.UUID | None
    who: str
    about: str  # which session or resource; empty for the series as a whole
    words: str
    reason: str = ""
    item: str = ""  # of the agenda, as it is called now
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    fields: list[str] = field(default_factory=list)

    @property
    def day(self) -> str:
        return f"{self.at.day} {self.at:%b %Y}"

    @property
    def hour(self) -> str:
        return clock(self.at)


def events_of(series: Series) -> QuerySet[DomainEvent]:
    """Events of a series, its sessions and resources that the history tells, newest first."""
    sessions = list(series.sessions.values_list("pk", flat=True))
    resources = list(Resource.objects.filter(series=series).values_list("pk", flat=True))
    mine = Q(object_type="planning.series", object_id=series.pk)
    for kind, ids in (("planning.session", sessions), ("planning.resource", resources)):
        if ids:
            mine |= Q(object_type=kind, object_id__in=ids)
    areas = reduce(or_, (Q(verb__startswith=f"{area}.") for area in AREAS))
    rows = DomainEvent.objects.filter(mine & areas).exclude(verb__in=QUIET)
    return rows.select_related("actor__person__root").order_by("-at", "-id")


def happenings(series: Series, events: Iterable[DomainEvent]) -> list[Happening]:
    """These events in words, in a few queries."""
    rows = list(events)
    named = {str(row.data["person"]) for row in rows if row.data.get("person")}
    people = {
        str(one.pk): one.root.name for one in Person.objects.filter(pk__in=named).select_related("root")
    }
    listed = {row.data["item"] for row in rows if row.data.get("item")}
    items = {str(one.pk): str(one) for one in AgendaItem.objects.filter(pk__in=listed)} if listed else {}
    about = {one.pk: one.label for one in series.sessions.all()}
    if any(row.object_type == Resource._meta.label_lower for row in rows):
        about |= dict(Resource.objects.filter(series=series).values_list("pk", "title"))
    lines: list[Happening] = []
    for row in rows:
        line = _line(series, row, people, about)
        line.item = items.get(str(row.data.get("item")), "")
        if lines and _same_sitting(lines[-1], line):
            _join(lines[-1], line)
        else:
            lines.append(line)
    return lines


def _line(series: Series, row: DomainEvent, people: dict[str, str], about: dict[uuid.UUID, str]) -> Happening:
    data = dict(row.data)
    data |= {"person": people.get(str(data.get("person")), "Somebody")}
    data |= {"when": _local(series, data.get("start")), "strands": value(data.get("strands", []))}
    if row.object_type == Series._meta.label_lower and "kind" in data:
        data["kind"] = KINDS.get(data["kind"], data["kind"])
    if "amount" in data and row.verb.startswith("budget."):
        data["amount"] = f"{Decimal(data['amount']):,.2f}"
    if row.object_type == Session._meta.label_lower:
        data["before"] = _local(series, data.get("before"))
    changes = {name: (value(old), value(new)) for name, (old, new) in data.get("changes", {}).items()}
    return Happening(
        at=row.at.astimezone(series.tz),
        verb=row.verb,
        object_id=row.object_id,
        actor_id=row.actor_id,
        who=_who(row),
        about=about.get(row.object_id, ""),
        words=in_words(row.verb, data),
        reason=(row.reason or str(data.get("reason", ""))) if row.verb in WORDS else "",
        changes={label(name): both for name, both in changes.items()},
        fields=[label(name) for name in data.get("fields", []) if name not in changes],
    )


def _who(row: DomainEvent) -> str:
    if row.actor is None:
        return "The clock"
    person: Any = getattr(row.actor, "person", None)
    return person.root.name if person else "Program staff"


def _local(series: Series, iso: str | None) -> str:
    """An event's moment, local to the series: Saturday, 8 February 2025, 9:00 am."""
    try:
        moment = datetime.fromisoformat(iso or "").astimezone(series.tz)
    except ValueError:
        return "no date"
    return f"{long_day(moment)}, {clock(moment)}"


def _same_sitting(later: Happening, earlier: Happening) -> bool:
    same = (later.verb, later.object_id, later.item, later.actor_id) == (
        earlier.verb,
        earlier.object_id,
        earlier.item,
        earlier.actor_id,
    )
    return same and later.verb in EDITS and later.at - earlier.at <= ONE_SITTING


def _join(later: Happening, earlier: Happening) -> None:
    """The older value of both, the newer value of both."""
    for name, (old, new) in earlier.changes.items():
        later.changes[name] = (old, later.changes[name][1] if name in later.changes else new)
    later.fields = list(dict.fromkeys([*earlier.fields, *later.fields]))
