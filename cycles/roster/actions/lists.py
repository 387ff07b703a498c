"""Lists of people to invite: made, corrected, sent in small steps that may be killed at any moment."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cycles.planning.choices import OPEN_STATES
from cycles.planning.models import Series
from cycles.roster.choices import LineProblem, ListSource, ListState
from cycles.roster.lifecycle import INVITE_LIST
from cycles.roster.models import InviteLine, InviteList
from cycles.roster.queries.inviting import Known, known, tally
from ilc.accounts.models import User
from ilc.core import events, queue
from ilc.core.choices import WorkState
from ilc.core.errors import Refused
from participants.models import Person

TASK = "roster.send_invitations"
WRITTEN_AT_ONCE = 500


@dataclass(frozen=True)
class Wanted:
    """Somebody to be put on a list: an address with a name, or what was typed and its problem."""

    number: int
    typed: str
    email: str = ""
    given_name: str = ""
    family_name: str = ""
    problem: str = ""


@transaction.atomic
def make(*, series: Series, wanted: Iterable[Wanted], by: User, pk: uuid.UUID | None = None) -> InviteList:
    """Keep a pasted list to be looked through. The same `pk` sent twice is one list."""
    if pk and (twice := InviteList.objects.filter(pk=pk, series=series).first()):
        return twice
    rows = list(wanted)
    if not rows:
        raise Refused("There is nothing on this list yet. Paste at least one e-mail address.", "empty")
    made = _kept(series, ListSource.PASTED, "", by, pk)
    found = known(series, {one.email for one in rows if one.email})
    seen: set[object] = set()
    lines = [_checked(InviteLine(list=made, **vars(one)), found, seen) for one in rows]
    InviteLine.objects.bulk_create(lines, batch_size=WRITTEN_AT_ONCE)
    events.record("invitations.listed", made, by=by, lines=len(lines))
    return made


@transaction.atomic
def make_of_people(
    *,
    series: Series,
    people: QuerySet[Person],
    named: QuerySet[Person],
    source: str,
    about: str,
    by: User,
    pk: uuid.UUID | None = None,
) -> InviteList:
    """Keep a list of people we know; those who are not among `named` are counted on it and never named."""
    if pk and (twice := InviteList.objects.filter(pk=pk, series=series).first()):
        return twice
    rows = list(people.order_by("family_name", "given_name", "pk").only("given_name", "family_name"))
    if not rows:
        raise Refused("Nobody is on this list. Choose others.", "empty")
    shown = set(named.filter(pk__in=people.values("pk")).values_list("pk", flat=True))
    made = _kept(series, source, about, by, pk)
    found = known(series, (), [one.pk for one in rows])
    lines = []
    for number, one in enumerate(rows, 1):
        line = InviteLine(list=made, number=number, person=one, unnamed=one.pk not in shown)
        if not line.unnamed:
            line.given_name, line.family_name = one.given_name, one.family_name
        line.problem = found.problem(one.pk) or ("" if one.pk in found.addresses else LineProblem.NO_ADDRESS)
        lines.append(line)
    InviteLine.objects.bulk_create(lines, batch_size=WRITTEN_AT_ONCE)
    events.record("invitations.listed", made, by=by, lines=len(lines), source=source)
    return made


def _kept(series: Series, source: str, about: str, by: User, pk: uuid.UUID | None) -> InviteList:
    fresh = {"pk": pk} if pk and not InviteList.objects.filter(pk=pk).exists() else {}
    return InviteList.objects.create(
        series=series, made_by=by, source=source, about=about[:200], work_state=WorkState.DONE, **fresh
    )


def _checked(line: InviteLine, found: Known, seen: set[object]) -> InviteLine:
    """The line with its person and its problem; `seen` are the addresses and people above it."""
    if not line.email:
        return line
    line.person_id = found.owners.get(line.email)
    line.problem = found.problem(line.person_id)
    if {line.email, line.person_id} & seen:
        line.problem = LineProblem.DOUBLED
    seen.update({line.email, line.person_id} - {None})
    return line


@transaction.atomic
def correct(*, of: InviteList, lines: Mapping[uuid.UUID, list[Wanted]], by: User) -> int:
    """Write lines anew and look at them again; one with nothing in it goes, one with several people is several.
    Answers how many are good now."""
    _must_be_open(of)
    rows = {one.pk: one for one in of.lines.filter(pk__in=list(lines), done_at=None)}
    found = known(of.series, {one.email for pk in rows for one in lines[pk] if one.email})
    others = of.lines.exclude(pk__in=list(rows)).values_list("email", "person")
    seen: set[object] = {part for row in others for part in row if part}
    good = 0
    for pk, line in rows.items():
        line.delete()
        for one in lines[pk]:
            made = _checked(InviteLine(list=of, **{**vars(one), "number": line.number}), found, seen)
            made.save(force_insert=True)
            good += not made.problem
    events.record("invitations.corrected", of, by=by, lines=len(rows))
    return good


def _must_be_open(of: InviteList) -> None:
    """Held until the end of the transaction, so that nothing is sent while it is changed."""
    held = InviteList.objects.select_for_update().get(pk=of.pk)
    if held.state != ListState.REVIEW:
        raise Refused("This list is on its way already and stays as it was sent.", "sent")


@transaction.atomic
def drop(*, of: InviteList, by: User) -> None:
    """Throw the list away before anything was sent."""
    if of.state == ListState.DROPPED:
        return
    INVITE_LIST.advance(of, "dropped")
    of.lines.all().delete()
    events.record("invitations.dropped", of, by=by)


@transaction.atomic
def send(*, of: InviteList, message: str, by: User) -> None:
    """Let a worker invite everybody good on it. Sent twice is sent once."""
    if of.state in (ListState.SENDING, ListState.SENT):
        return
    if of.series.state not in OPEN_STATES:
        raise Refused(
            "Publish the series first: invitations lead to its registration. This list is kept.", "not-open"
        )
    if not tally(of).good:
        raise Refused("Nobody on this list can be invited yet. Correct a line first.", "nobody")
    now = timezone.now()
    INVITE_LIST.advance(
        of, "sent", message=message.strip(), sent_at=now, work_state=WorkState.DUE, due_at=now
    )
    events.record("invitations.sent", of, by=by)
    queue.ring(TASK, of.pk)
