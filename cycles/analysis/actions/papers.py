"""The record as a PDF: asked for by one reader, set by a worker, handed out only while it is still true."""

import uuid
from datetime import timedelta

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from cycles.analysis import access
from cycles.analysis.exports.record import TEMPLATE, digest, document, with_pictures
from cycles.analysis.models import ProtocolRun, RecordPaper
from cycles.analysis.queries.record import Record, record
from ilc.accounts.models import User
from ilc.core import events, queue
from ilc.core.choices import WorkState
from ilc.core.typesetting import to_pdf

log = structlog.get_logger(__name__)
SET_RECORD = "analysis.set_record"
LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 4
KEPT = timedelta(days=1)  # then it is set again when somebody asks


def record_for(user: User, run: ProtocolRun) -> Record:
    """As this account may see it now."""
    up = access.wall(user, run)
    return record(run, up.samples, up.closed, access.commit_session(run))


@transaction.atomic
def request(*, run: ProtocolRun, by: User) -> RecordPaper:
    """The one that is there, if it still says what the record says; else it is set anew."""
    mark = digest(document(record_for(by, run)))
    paper, fresh = RecordPaper.objects.get_or_create(run=run, requested_by=by, defaults={"digest": mark})
    waits = paper.work_state in (WorkState.DUE, WorkState.CLAIMED)
    if not fresh and paper.digest == mark and (waits or paper.is_ready):
        return paper
    stale = paper.pdf.name
    RecordPaper.objects.filter(pk=paper.pk).update(
        digest=mark, pdf="", work_state=WorkState.DUE, due_at=timezone.now(), claimed_until=None, attempts=0
    )
    if stale:
        transaction.on_commit(lambda: paper.pdf.storage.delete(stale))
    events.record("analysis.record-requested", run, by=by)
    queue.ring(SET_RECORD, paper.pk)
    paper.refresh_from_db()
    return paper


def current(paper: RecordPaper, user: User) -> bool:
    """Whether the file may leave: nothing in it was withdrawn, put aside or changed since."""
    return paper.is_ready and paper.digest == digest(document(record_for(user, paper.run)))


def set_record(pk: uuid.UUID) -> bool:
    """One paper, as its asker may see the record now. A claim that was lost writes nothing."""
    if not RecordPaper.objects.claim(pk, lease=LEASE):
        return False
    paper = RecordPaper.objects.select_related("run__series", "run__session", "requested_by").get(pk=pk)
    mine = RecordPaper.objects.filter(pk=pk, work_state=WorkState.CLAIMED, attempts=paper.attempts)
    try:
        if not access.runs(paper.requested_by).filter(pk=paper.run_id).exists():
            mine.update(work_state=WorkState.DONE, done_at=timezone.now(), claimed_until=None)
            return False
        found = record_for(paper.requested_by, paper.run)
        told = document(found)
        content = to_pdf(TEMPLATE, with_pictures(told, found))
    except Exception as error:  # one that cannot be set must not stop the others
        log.exception("record.not_set", paper=str(pk))
        over = paper.attempts >= MAX_ATTEMPTS
        wait = timedelta(seconds=30 * 2**paper.attempts)
        mine.update(
            work_state=WorkState.DONE if over else WorkState.DUE,
            due_at=timezone.now() + wait,
            claimed_until=None,
            problem=repr(error)[:2000],
        )
        return False
    paper.pdf.save("record.pdf", ContentFile(content), save=False)
    done = mine.update(
        work_state=WorkState.DONE, done_at=timezone.now(), claimed_until=None,
        pdf=paper.pdf.name, digest=digest(told), problem="",
    )  # fmt: skip
    if not done:
        paper.pdf.delete(save=False)
    return bool(done)


def hand_out_overdue(limit: int = 200) -> int:
    """Ring again for what is ripe; forget files that were fetched long ago."""
    now = timezone.now()
    ripe = list(RecordPaper.objects.ripe(now).order_by("due_at").values_list("pk", flat=True)[:limit])
    queue.ring_each(SET_RECORD, ripe)
    for old in RecordPaper.objects.filter(work_state=WorkState.DONE, done_at__lt=now - KEPT)[:limit]:
        if old.pdf:
            old.pdf.delete(save=False)
        old.delete()
    return len(ripe)
