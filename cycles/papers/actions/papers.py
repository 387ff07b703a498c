"""Asking for a paper. What was set already and is still true is handed out again."""

from typing import Any

from django.db import transaction

from cycles.papers.actions.setting import SET_PAPER
from cycles.papers.choices import PaperKind, Part
from cycles.papers.exports.papers import digest_of, document_of
from cycles.papers.exports.print_pack import possible
from cycles.papers.models import Paper
from cycles.planning.models import Session
from ilc.accounts.models import User
from ilc.core import events, queue
from ilc.core.choices import WorkState
from ilc.core.errors import Refused
from participants.models import Person


@transaction.atomic
def request_transcript(*, person: Person, by: User) -> Paper:
    return _request(Paper(kind=PaperKind.TRANSCRIPT, person=person.root, requested_by=by), by)


@transaction.atomic
def request_pack(*, session: Session, parts: list[str], by: User) -> Paper:
    """The chosen parts that can be printed now; refused when none is left."""
    cannot = possible(session)
    chosen = [one.value for one in Part if one.value in parts and one.value not in cannot]
    if not chosen:
        raise Refused("Choose at least one part to print.", "no-part")
    asked = Paper(kind=PaperKind.PRINT_PACK, session=session, parts=chosen, requested_by=by)
    return _request(asked, by)


def _request(asked: Paper, by: User) -> Paper:
    """The same paper again, if its content is the same and it was not given up; a double click asks once."""
    asked.digest = digest_of(document_of(asked))
    where: dict[str, Any] = {"session": asked.session, "person": asked.person, "parts": asked.parts}
    same = Paper.objects.filter(requested_by=by, kind=asked.kind, digest=asked.digest, **where)
    if found := same.exclude(work_state=WorkState.DONE, pdf="").order_by("-created_at").first():
        return found
    asked.save()
    events.record("paper.requested", asked, by=by, kind=asked.kind, parts=asked.parts)
    queue.ring(SET_PAPER, asked.pk)
    return asked
