"""What a print pack holds: sign-in sheet, name tags, agenda, posters, task cards of one session."""

from pathlib import Path
from typing import Any

from django.urls import reverse

from cycles.papers.choices import Part
from cycles.planning.choices import Listing, SeriesState
from cycles.planning.models import Series, Session, Strand
from cycles.planning.queries import leaders, next_session
from cycles.planning.queries.agenda import timetable
from cycles.roster.links import join_url
from cycles.roster.queries.day import Line, day_lines
from cycles.tries.models import TryAssignment
from ilc.core import qr
from participants.links import absolute

TEMPLATE = Path(__file__).with_name("print_pack.typ")


def document(session: Session, parts: list[str]) -> dict[str, Any]:
    """The pack as its template reads it; parts that were not chosen are None."""
    series = session.series
    lines = day_lines(session) if {Part.SIGN_IN, Part.NAME_TAGS} & set(parts) else []
    rooms = list(session.strands.order_by("name"))
    return {
        "title": series.title,
        "label": session.label + (f": {session.title}" if session.title else ""),
        "when": session.when,
        "place": session.place,
        "leaders": leaders(series),
        "code": session.check_in_code,
        "sheets": _sheets(lines, rooms) if Part.SIGN_IN in parts else None,
        "tags": [_tag(one) for one in lines] if Part.NAME_TAGS in parts else None,
        "agendas": _agendas(session, rooms) if Part.AGENDA in parts else None,
        "check_in": _check_in(session) if Part.CHECK_IN in parts else None,
        "join": _poster(join_url(series)) if Part.JOIN in parts else None,
        "card": _card(session) if Part.TASK_CARDS in parts else None,
    }


def possible(session: Session) -> dict[str, str]:
    """Why a part cannot be printed now, by part; those that can are left out."""
    why = {}
    if not session.check_in_code:
        why[Part.CHECK_IN.value] = "There is no check-in code before the session has a date."
    if not session.series.has_public_page:
        why[Part.JOIN.value] = _no_public_page(session.series)
    if not TryAssignment.objects.filter(session=session).exists():
        why[Part.TASK_CARDS.value] = "Nothing to try is written down for this session yet."
    if not session.agenda.filter(removed_at=None).exists():
        why[Part.AGENDA.value] = "This session has no agenda yet."
    return why


def _no_public_page(series: Series) -> str:
    if series.listing == Listing.DISTRICTS:
        return "The series has no public registration page."
    if series.state in (SeriesState.DRAFT, SeriesState.SUBMITTED):
        return "Its public registration page opens when the series is published."
    return "Registration is over."


def _tag(line: Line) -> dict[str, str]:
    return {"name": line.person.name, "place": line.place, "room": line.room}


def _sheets(lines: list[Line], rooms: list[Strand]) -> list[dict[str, Any]]:
    """One sheet a room, and one for those who chose none."""
    named: list[tuple[str, str]] = [(room.name, room.place) for room in rooms] or [("", "")]
    by_room: dict[str, list[Line]] = {name: [] for name, _ in named}
    for line in lines:
        by_room.setdefault(line.room if line.room in by_room else "", []).append(line)
    if rooms and by_room.get(""):
        named.append(("", "No room chosen yet"))
    return [
        {"room": name, "place": place, "rows": [_tag(one) for one in by_room.get(name, [])]}
        for name, place in named
    ]


def _agendas(session: Session, rooms: list[Strand]) -> list[dict[str, Any]]:
    """The public part: what leaders noted for themselves stays with them. One a room where rooms differ."""
    own = session.agenda.filter(removed_at=None, strand__isnull=False).exists()
    chosen: list[Strand | None] = [*rooms] if own and rooms else [None]
    return [
        {
            "room": room.name if room else "",
            "rows": [
                {
                    "when": slot.when,
                    "what": str(slot.item),
                    "kind": slot.item.get_kind_display() if slot.item.title else "",
                    "who": slot.item.who,
                    "note": slot.item.note,
                    "minutes": slot.item.minutes,
                }
                for slot in timetable(session, room)
            ],
        }
        for room in chosen
    ]


def _poster(url: str) -> dict[str, str]:
    return {"url": url, "qr": qr.drawing(url)}


def _check_in(session: Session) -> dict[str, str] | None:
    if not session.check_in_code:
        return None
    return _poster(absolute(reverse("roster:check-in-code", args=[session.check_in_code])))


def _card(session: Session) -> dict[str, Any] | None:
    asked = TryAssignment.objects.filter(session=session).first()
    if asked is None:
        return None
    coming = next_session(session.series, after=session.number)
    bring = []
    if asked.lesson_plan:
        bring.append("your lesson plan")
    if asked.samples:
        bring.append(
            f"{asked.samples} sample{'' if asked.samples == 1 else 's'} of student work, names covered"
        )
    if asked.reflection:
        bring.append("two sentences on how it went")
    until = f"{coming.label}, {coming.when}" if coming and coming.starts_at else "the next session"
    return {"text": asked.text, "bring": bring, "until": until}
