"""The worker's side of inviting a list: a few hundred people a step, each step whole or not at all."""

import uuid
from datetime import timedelta

import structlog
from django.db import IntegrityError, transaction
from django.utils import timezone

from cycles.planning.choices import OPEN_STATES
from cycles.planning.models import Series
from cycles.roster.actions.invitations import register_url
from cycles.roster.choices import EnrollmentSource, EnrollmentState, LineProblem
from cycles.roster.lifecycle import ENROLLMENT, INVITE_LIST
from cycles.roster.models import Enrollment, InviteLine, InviteList
from cycles.roster.queries.inviting import known
from ilc.core import events, outbox, queue
from ilc.core.choices import WorkState
from participants.actions import invitations, people
from participants.models import Person

log = structlog.get_logger(__name__)
TASK = "roster.send_invitations"
LEASE = timedelta(seconds=60)  # longer than any step; renewed at each; a killed worker is overtaken after it
STEP = 200  # people
WAIT = timedelta(minutes=1)  # after a failure


class Overtaken(Exception):
    """Another worker has this list now: our time ran out."""


def work(pk: uuid.UUID) -> int:
    """Invite everybody on the list who is not invited yet; answers how many."""
    if not InviteList.objects.claim(pk, lease=LEASE):
        return 0
    one = InviteList.objects.select_related("series", "made_by").get(pk=pk)
    sent = 0
    try:
        while (done := _step_again(one)) is not None:
            sent += done
    except Overtaken:
        log.info("invitations.overtaken", list=str(pk))
    except Exception as error:  # one list must not stop the others
        log.exception("invitations.failed", list=str(pk))
        InviteList.objects.filter(pk=pk, attempts=one.attempts).update(
            work_state=WorkState.DUE, due_at=timezone.now() + WAIT, claimed_until=None, problem=repr(error)
        )
    return sent


def _step_again(one: InviteList) -> int | None:
    """A step; somebody who registers or is written down by another hand in the same moment makes it begin anew."""
    for _ in range(3):
        try:
            return _step(one)
        except IntegrityError:
            log.info("invitations.met_another", list=str(one.pk))
    return _step(one)


@transaction.atomic
def _step(one: InviteList) -> int | None:
    """The next `STEP` lines, or the end: None. The conditional UPDATE holds the row against a second worker."""
    mine = InviteList.objects.filter(pk=one.pk, work_state=WorkState.CLAIMED, attempts=one.attempts)
    if not mine.update(claimed_until=timezone.now() + LEASE):
        raise Overtaken
    series = Series.objects.get(pk=one.series_id)
    lines = list(one.lines.filter(problem="", done_at=None).order_by("number", "id")[:STEP])
    if not lines or series.state not in OPEN_STATES:
        _finish(one)
        return None
    roots = dict(Person.objects.filter(pk__in=_people(lines)).values_list("pk", "root"))
    for line in lines:
        line.person_id = roots.get(line.person_id) if line.person_id else None
    found = known(series, {line.email for line in lines if line.email}, _people(lines))
    for line in lines:
        line.person_id = line.person_id or found.owners.get(line.email)
        if line.person_id and not line.email:
            line.email = found.addresses.get(line.person_id, "")
        line.problem = found.problem(line.person_id) or ("" if line.email else LineProblem.NO_ADDRESS)
    good = [line for line in lines if not line.problem]
    _write_down(good, one)
    _invite(good, series, one)
    one.lines.filter(pk__in=[line.pk for line in lines]).update(done_at=timezone.now())
    InviteLine.objects.bulk_update([line for line in lines if line.problem], ["problem"])
    return len(good)


def _people(lines: list[InviteLine]) -> set[uuid.UUID]:
    return {line.person_id for line in lines if line.person_id}


def _write_down(lines: list[InviteLine], one: InviteList) -> None:
    """A record for each address nobody has yet."""
    new = [line for line in lines if line.person_id is None]
    names = [
        (line.given_name or line.email.partition("@")[0][:80], line.family_name, line.email) for line in new
    ]
    for line, person in zip(new, people.write_down_many(rows=names, by=one.made_by), strict=True):
        line.person_id = person.pk


def _invite(lines: list[InviteLine], series: Series, one: InviteList) -> None:
    roots = _people(lines)
    back: dict[uuid.UUID, Enrollment] = {}
    for left in Enrollment.objects.filter(series=series, person__root__in=roots).select_related("person"):
        if left.person.root_id not in back:
            ENROLLMENT.advance(left, "invited", withdrawn_at=None)
            back[left.person.root_id] = left
    fresh = [
        Enrollment(
            series=series, person_id=root, state=EnrollmentState.INVITED, source=EnrollmentSource.LEADER
        )
        for root in roots - back.keys()
    ]
    Enrollment.objects.bulk_create(fresh)
    asked = [*((each, each.person_id) for each in fresh), *((each, root) for root, each in back.items())]
    invitations.invite_many(
        people=[(line.person_id, line.email) for line in lines if line.person_id],
        by=one.made_by,
        next_url=register_url(series),
    )
    events.record_each("enrollment.invited", asked, by=one.made_by, list=str(one.pk))
    outbox.post_many(
        outbox.Draft("enrollment.invited", person, each.pk, str(one.pk)) for each, person in asked
    )


def _finish(one: InviteList) -> None:
    now = timezone.now()
    INVITE_LIST.advance(one, "finished", work_state=WorkState.DONE, done_at=now, claimed_until=None)
    events.record("invitations.finished", one, by=None)


def hand_out() -> int:
    """Ring again for every list whose worker was lost."""
    waiting = list(InviteList.objects.ripe(timezone.now()).values_list("pk", flat=True)[:50])
    queue.ring_each(TASK, waiting)
    return len(waiting)
