"""Making reports: asked for, built once by a worker, frozen, published. A rebuild is a new one beside it."""

import uuid
from datetime import timedelta
from pathlib import Path

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from districts.models import District
from ilc.accounts.models import User
from ilc.core import events, queue
from ilc.core.choices import WorkState
from ilc.core.errors import Refused
from ilc.core.typesetting import to_pdf
from reports.choices import SnapshotKind
from reports.counting import Board, Scope, board
from reports.counting.brief import document
from reports.counting.frozen import definitions, freeze, thaw
from reports.counting.public import for_public
from reports.counting.scope import school_year_days
from reports.models import Snapshot

log = structlog.get_logger(__name__)
LEASE = timedelta(
    seconds=45
)  # longer than any step; renewed at each step; a dead builder is overtaken after it
MAX_ATTEMPTS = 4
TASK = "reports.build"
REPORT = Path(__file__).parent / "exports" / "report.typ"


class Overtaken(Exception):
    """Another worker has this report now: our time ran out."""


@transaction.atomic
def request(*, first_year: int, by: User, district: District | None = None) -> Snapshot:
    """Ask for a report over a school year, of the program or one district.

    One that is being built already for the same person is returned.
    """
    first, last = school_year_days(first_year)
    same = Snapshot.objects.filter(requested_by=by, period_from=first, district=district)
    if found := same.exclude(work_state=WorkState.DONE).first():
        return found
    kind = SnapshotKind.DISTRICT if district else SnapshotKind.PROGRAM
    snapshot = Snapshot.objects.create(
        kind=kind, district=district, period_from=first, period_to=last, requested_by=by
    )
    events.record("report.requested", snapshot, by=by)
    queue.ring(TASK, snapshot.pk)
    return snapshot


def build(pk: uuid.UUID) -> bool:
    """Count, freeze, set the pages. False when somebody else has it, or it is done."""
    if not Snapshot.objects.claim(pk, lease=LEASE):
        return False
    snapshot = Snapshot.objects.select_related("district").get(pk=pk)
    try:
        _finish(snapshot, _count(snapshot))
    except Overtaken:
        return False
    except Exception as error:  # a report that cannot be built must not stop the others
        log.exception("report.build_failed", snapshot=str(pk))
        _put_back(snapshot, error)
        return False
    return True


def _hold(snapshot: Snapshot, percent: int, step: str) -> None:
    """Say how far it is and keep the claim; `attempts` tells our claim from a later one."""
    mine = Snapshot.objects.filter(pk=snapshot.pk, work_state=WorkState.CLAIMED, attempts=snapshot.attempts)
    if not mine.update(progress=percent, step=step, claimed_until=timezone.now() + LEASE):
        raise Overtaken


def _count(snapshot: Snapshot) -> Board:
    scope = Scope.of_district(snapshot.district) if snapshot.district else Scope.program()
    kind = "school" if snapshot.district else "district"

    def tell(percent: int, step: str) -> None:
        _hold(snapshot, percent, step)

    return board(scope, snapshot.period, place_kind=kind, tell=tell)


def _finish(snapshot: Snapshot, made: Board) -> None:
    """Freeze first, then set what was frozen: page, PDF and CSV cannot differ."""
    _hold(snapshot, 80, "Setting the pages")
    figures, texts = freeze(made), definitions()
    kept = thaw(figures)
    inside = to_pdf(REPORT, document(kept, texts, snapshot.title))
    _hold(snapshot, 90, "Setting the pages for partners")
    outside = to_pdf(REPORT, document(for_public(kept), texts, snapshot.title))
    snapshot.pdf.save("report.pdf", ContentFile(inside), save=False)
    snapshot.public_pdf.save("report.pdf", ContentFile(outside), save=False)
    now = timezone.now()
    with transaction.atomic():
        mine = Snapshot.objects.filter(
            pk=snapshot.pk, work_state=WorkState.CLAIMED, attempts=snapshot.attempts
        )
        done = mine.update(
            work_state=WorkState.DONE,
            done_at=now,
            claimed_until=None,
            as_of=made.as_of,
            progress=100,
            step="",
            problem="",
            figures=figures,
            definition=texts,
            pdf=snapshot.pdf.name,
            public_pdf=snapshot.public_pdf.name,
        )
        if done:
            events.record("report.built", snapshot, by=None)
    if not done:
        snapshot.pdf.delete(save=False)
        snapshot.public_pdf.delete(save=False)
        raise Overtaken


def _put_back(snapshot: Snapshot, error: Exception) -> None:
    """Due again, later each time; after `MAX_ATTEMPTS` it is done without figures and says so."""
    mine = Snapshot.objects.filter(pk=snapshot.pk, work_state=WorkState.CLAIMED, attempts=snapshot.attempts)
    now = timezone.now()
    if snapshot.attempts >= MAX_ATTEMPTS:
        mine.update(work_state=WorkState.DONE, done_at=now, claimed_until=None, problem=repr(error))
        return
    wait = timedelta(seconds=30 * 2 ** (snapshot.attempts - 1))
    mine.update(work_state=WorkState.DUE, due_at=now + wait, claimed_until=None, problem=repr(error))


def hand_out_overdue(limit: int = 50) -> int:
    """Ring again for every ripe report: the queue may have lost the first ring, or the builder died."""
    ripe = Snapshot.objects.ripe(timezone.now()).order_by("due_at").values_list("pk", flat=True)[:limit]
    for pk in ripe:
        queue.ring(TASK, pk)
    return len(ripe)


@transaction.atomic
def publish(*, snapshot: Snapshot, by: User, published: bool) -> None:
    """Show it to partner viewers, or no longer. Idempotent."""
    if not snapshot.is_ready:
        raise Refused("This report is not built yet: publish it when it is.", "not-ready")
    if Snapshot.objects.filter(pk=snapshot.pk, published=not published).update(published=published):
        snapshot.published = published
        events.record("report.published" if published else "report.unpublished", snapshot, by=by)
