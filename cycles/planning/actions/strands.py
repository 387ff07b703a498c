"""Parallel rooms of a session."""

import uuid
from dataclasses import dataclass

from django.db import transaction

from cycles.planning.actions.checks import must_be_editable
from cycles.planning.actions.sessions import announce_place
from cycles.planning.choices import SessionState
from cycles.planning.models import Session, Strand
from cycles.planning.queries.seats import in_strand, named
from ilc.accounts.models import User
from ilc.core import events, queue, versions
from ilc.core.errors import Refused
from participants.models import Person


@dataclass(frozen=True)
class StrandDraft:
    """One strand as wanted; `pk` when it exists already."""

    name: str
    grade_band: str = ""
    place: str = ""
    capacity: int | None = None
    leaders: tuple[Person, ...] = ()
    pk: uuid.UUID | None = None


@transaction.atomic
def set_strands(
    *, session: Session, strands: list[StrandDraft], by: User, version: int | None = None
) -> None:
    """Make the session's strands these. One that people chose is neither removed nor made too small."""
    must_be_editable(session.series)
    _check_names(strands)
    versions.touch(session, version=version)
    known = {one.pk: one for one in session.strands.select_for_update()}
    kept = [known.pop(draft.pk) if draft.pk in known else None for draft in strands]
    for gone in known.values():
        if gone.seats_taken:
            raise Refused(
                f"{gone.seats_taken} people chose {gone.name}{named(in_strand(gone))}. Move them first, then "
                "remove it. Nothing was changed.",
                "taken",
            )
        gone.delete()
    moved = False
    for draft, strand in zip(strands, kept, strict=True):
        moved |= strand is not None and strand.place != draft.place.strip()
        _write(session, draft, strand)
    events.record("session.strands-set", session, by=by, strands=[one.name for one in strands])
    queue.ring("roster.advance_waitlists")
    if moved and session.state == SessionState.SCHEDULED:
        announce_place(session=session, by=by)


def _check_names(strands: list[StrandDraft]) -> None:
    names = [one.name.strip().casefold() for one in strands]
    if "" in names:
        raise Refused("Each strand needs a name, such as Elementary.", "name")
    if len(set(names)) < len(names):
        raise Refused("Two strands have the same name. Give each its own.", "name-twice")


def _write(session: Session, draft: StrandDraft, strand: Strand | None) -> None:
    if strand and draft.capacity is not None and draft.capacity < strand.seats_taken:
        raise Refused(
            f"{strand.seats_taken} people chose {strand.name}{named(in_strand(strand))}. Move people to another "
            f"room first, or give it {strand.seats_taken} places or more. Nothing was changed.",
            "capacity",
        )
    made = strand or Strand(session=session)
    made.name, made.grade_band = draft.name.strip(), draft.grade_band.strip()
    made.place, made.capacity = draft.place.strip(), draft.capacity
    if strand:
        made.save(update_fields=["name", "grade_band", "place", "capacity", "updated_at"])
    else:
        made.save()
    made.leaders.set(draft.leaders)
