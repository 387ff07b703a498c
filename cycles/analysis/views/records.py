"""The record stays with the series: as a page, and as a PDF."""

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cycles.analysis import access
from cycles.analysis.actions import papers
from cycles.analysis.choices import RunState
from cycles.analysis.models import ProtocolRun, RecordPaper
from cycles.analysis.views.showing import hung
from cycles.tries.access import may_try
from cycles.tries.queries import written_down
from cycles.tries.queries.commitments import all_before
from ilc.accounts.access import account
from ilc.core.http import hidden, hidden_page
from participants.access import person_of

LET_IN = "analysis: on the roster or team of the series, or came to the session"


def _begun(request: HttpRequest, pk: uuid.UUID) -> ProtocolRun:
    run = access.get_run(request.user, pk)
    if run.state in (RunState.PREPARED, RunState.CANCELLED):
        raise Http404
    return run


def _paper(request: HttpRequest, run: ProtocolRun) -> RecordPaper | None:
    return RecordPaper.objects.filter(run=run, requested_by=account(request)).select_related("run").first()


def _mine(request: HttpRequest, run: ProtocolRun) -> dict[str, object]:
    """What the reader wrote down that they will change, for themselves alone; and whether they may try it."""
    person, session = person_of(request.user), access.commit_session(run)
    found = written_down(person, session) if person and session else None
    before = bool(found and run.started_at and all_before(found.now, run.started_at))
    may_plan = bool(found and person and may_try(person, found.session))
    return {"mine": found, "mine_before": before, "may_plan": may_plan}


@hidden_page(LET_IN)
@require_safe
@never_cache
def record(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    run = _begun(request, pk)
    paper, found = _paper(request, run), papers.record_for(account(request), run)
    shown = {
        "run": run,
        "series": run.series,
        "record": found,
        "hung": hung(access.wall(request.user, run), {"all": {}, "own": {}}, record=found.sheets),
        "leads": access.leads(request.user, run),
        **_mine(request, run),
        "paper": paper,
        "ready": paper is not None and papers.current(paper, account(request)),
    }
    piece = request.headers.get("HX-Request")
    return render(request, "analysis/_paper.html" if piece else "analysis/record.html", shown)


@hidden_page(LET_IN)
@require_POST
def ask(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Have the PDF set; the page waits for it."""
    run = _begun(request, pk)
    papers.request(run=run, by=account(request))
    return redirect("analysis:record", run.pk)


@hidden(LET_IN)
@require_safe
@never_cache
def pdf(request: HttpRequest, pk: uuid.UUID) -> FileResponse:
    """Only while it says what the record says now."""
    run = _begun(request, pk)
    paper = _paper(request, run)
    if paper is None or not papers.current(paper, account(request)):
        raise Http404
    name = f"{slugify(run.series.title)[:40] or 'series'}-looked-together.pdf"
    return FileResponse(paper.pdf.open(), as_attachment=True, filename=name, content_type="application/pdf")
