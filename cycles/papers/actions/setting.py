"""Setting papers: a worker claims a row, sets the pages, keeps the file. Lost rings are rung again."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from cycles.papers.actions.certificates import SET
from cycles.papers.choices import CertificateState
from cycles.papers.exports import certificate as certificates
from cycles.papers.exports.papers import digest_of, document_of, template_of
from cycles.papers.models import Certificate, Paper
from ilc.core import events, outbox, queue
from ilc.core.choices import WorkState
from ilc.core.typesetting import Unprintable, to_pdf

log = structlog.get_logger(__name__)
LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 4
SET_PAPER = "papers.set_paper"


def set_certificate(pk: uuid.UUID) -> bool:
    """One certificate, once; its person is told when it is there."""
    if not Certificate.objects.claim(pk, lease=LEASE):
        return False
    row = Certificate.objects.select_related("series", "supersedes", "person").get(pk=pk)

    def tell() -> None:
        events.record("certificate.set", row, by=None, on_behalf_of=row.person_id)
        if row.state == CertificateState.CURRENT:
            outbox.post(
                rule="certificate.ready",
                recipient_id=row.person.root_id,
                object_id=row.pk,
                occurrence=row.code,
            )

    return _set(row, lambda: (certificates.TEMPLATE, certificates.document(row)), tell)


def set_paper(pk: uuid.UUID) -> bool:
    """One transcript or print pack, of what is known now."""
    if not Paper.objects.claim(pk, lease=LEASE):
        return False
    row = Paper.objects.select_related("session__series", "person", "requested_by").get(pk=pk)

    def made() -> tuple[Path, dict[str, Any]]:
        document = document_of(row)
        row.digest = digest_of(document)
        return template_of(row), document

    return _set(row, made, lambda: None)


def _set(
    row: Certificate | Paper, made: Callable[[], tuple[Path, dict[str, Any]]], then: Callable[[], None]
) -> bool:
    try:
        content = to_pdf(*made())
    except Unprintable as lost:
        _without(row, str(lost))
        return False
    except Exception as error:  # one paper that cannot be set must not stop the others
        log.exception("paper.not_set", paper=str(row.pk))
        _put_back(row, error)
        return False
    row.pdf.save("paper.pdf", ContentFile(content), save=False)
    done: dict[str, Any] = {"pdf": row.pdf.name, "problem": ""}
    if isinstance(row, Paper):
        done["digest"] = row.digest
    else:
        done["unprintable"] = ""
    with transaction.atomic():
        if kept := _finish(row, **done):
            then()
    if not kept:
        row.pdf.delete(save=False)  # somebody else was faster
    return kept


def _mine(row: Certificate | Paper) -> Any:
    return type(row)._default_manager.filter(pk=row.pk, work_state=WorkState.CLAIMED, attempts=row.attempts)


def _finish(row: Certificate | Paper, **values: Any) -> bool:
    return bool(
        _mine(row).update(work_state=WorkState.DONE, done_at=timezone.now(), claimed_until=None, **values)
    )


def _without(row: Certificate | Paper, signs: str) -> None:
    """A name that no font of ours can write is not set wrongly: the row waits for a font, and says so."""
    also = {"unprintable": signs[:80]} if isinstance(row, Certificate) else {}
    later = timezone.now() + timedelta(days=1)
    _mine(row).update(
        work_state=WorkState.DUE, due_at=later, claimed_until=None, problem=f"no font for {signs}", **also
    )


def _put_back(row: Certificate | Paper, error: Exception) -> None:
    """Due again, later each time; a paper is given up after some attempts, a certificate never."""
    if row.attempts >= MAX_ATTEMPTS and isinstance(row, Paper):
        _finish(row, problem=repr(error))
        return
    wait = timedelta(seconds=30 * 2 ** min(row.attempts - 1, 10))
    _mine(row).update(
        work_state=WorkState.DUE, due_at=timezone.now() + wait, claimed_until=None, problem=repr(error)
    )


def hand_out_overdue(limit: int = 200) -> int:
    """Ring again for whatever is ripe: the queue may have lost the first ring."""
    now, rung = timezone.now(), 0
    for model, task in ((Certificate, SET), (Paper, SET_PAPER)):
        ripe = list(model.objects.ripe(now).order_by("due_at").values_list("pk", flat=True)[:limit])
        queue.ring_each(task, ripe)
        rung += len(ripe)
    return rung
