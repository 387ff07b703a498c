"""On everybody's phone: the phase, the samples, notes, sorting, what I will change."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from cycles.analysis import access
from cycles.analysis.actions import concluding, sorting
from cycles.analysis.actions import notes as actions
from cycles.analysis.choices import PhaseKind, RunState
from cycles.analysis.forms import NoteForm
from cycles.analysis.models import Note, ProtocolRun, RunPhase
from cycles.analysis.views.seats import Seat, by_account, by_token
from cycles.analysis.views.showing import shown
from cycles.evidence.models import Artifact
from cycles.tries.access import may_try
from cycles.tries.models import Try
from cycles.tries.queries.commitments import LINES, all_before, rev, texts, written
from ilc.core.errors import Refused, Stale
from ilc.core.http import by_link, hidden_page

LABELS = tuple(zip(LINES, ("I will change", "And", "And"), strict=True))
LET_IN = "analysis: on the roster or team of the series, or came to the session"


@hidden_page(LET_IN)
@require_safe
@never_cache
def run(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _page(request, by_account(request, pk))


@by_link
@require_safe
@never_cache
def run_link(request: HttpRequest, token: str) -> HttpResponse:
    return _page(request, by_token(token))


def _page(request: HttpRequest, seat: Seat) -> HttpResponse:
    run = seat.run
    if run.state == RunState.RUNNING:
        actions.join(run=run, person=seat.person)
    session = access.commit_session(run)
    rows = written(seat.person, session) if session else []
    stored = texts(rows) if session else {}
    before = bool(run.started_at and all_before(rows, run.started_at))
    there = shown(seat, leads=False, projected=False)
    words = {
        **there,
        **_notes_ahead(run, there["phases"]),
        "session": session,
        "lines": [
            (name, _label(label, stored, name, before=before), stored.get(name, "")) for name, label in LABELS
        ],
        "rev": rev(stored),
        "wrote": any(stored.values()) and not before,
        "wrote_before": before,
        "is_after": bool(
            before and session and run.started_at and session.ends_at and session.ends_at < run.started_at
        ),
        "own_work": _own_work(seat) if seat.user else [],
        "own_try": _own_try(seat),
        "may_plan": bool(seat.user and session and may_try(seat.person, session)),
        "new_id": uuid.uuid4(),
        "leads": seat.user is not None and access.leads(seat.user, run),
        "urls": {name: seat.url(name) for name in ("live", "notes", "sort", "change")},
    }
    return render(request, "analysis/run.html", words)


def _notes_ahead(run: ProtocolRun, phases: list[RunPhase]) -> dict[str, bool]:
    """Whether the next phase takes notes, and whether any later one does."""
    now = run.phase.position if run.state == RunState.RUNNING and run.phase else len(phases)
    ahead = [one.does == PhaseKind.NOTES for one in phases if one.position > now]
    return {"notes_next": ahead[:1] == [True], "notes_later": any(ahead)}


def _label(label: str, stored: dict[str, str], name: str, *, before: bool) -> str:
    """Beside words from before, a line that is free asks for new ones."""
    return "New from this look" if before and not stored.get(name) else label


def _own_try(seat: Seat) -> Try | None:
    """The reader's try whose work hangs on the wall: what they decide and refine next."""
    rows = Try.objects.filter(person__root=seat.person.pk, artifacts__on_walls__run=seat.run)
    return rows.first() if seat.user else None


def _own_work(seat: Seat) -> list[Artifact]:
    """Own work that could be put up: brought for this series, looked through, and not on the wall yet."""
    if seat.run.state not in (RunState.PREPARED, RunState.RUNNING):
        return []
    rows = Artifact.objects.filter(
        owner__root=seat.person.pk,
        attempt__series=seat.run.series_id,
        state__in=("private", "shared"),
        check_saved__isnull=False,
    )
    return list(rows.exclude(on_walls__run=seat.run).prefetch_related("images").order_by("created_at")[:12])


# -- notes ------------------------------------------------------------------------------------------------


@hidden_page(LET_IN)
@require_POST
def note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _note(request, by_account(request, pk))


@by_link
@require_POST
def note_link(request: HttpRequest, token: str) -> HttpResponse:
    return _note(request, by_token(token))


def _note(request: HttpRequest, seat: Seat) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        words = " ".join(str(one) for errors in form.errors.values() for one in errors)
        return _answer(request, seat, 422, words)
    sent = form.cleaned_data
    phase = RunPhase.objects.filter(run=seat.run, pk=sent["phase"]).first()
    if phase is None:
        raise Http404
    place = actions.Place(sent["page"], sent["x"], sent["y"]) if sent["page"] else None
    try:
        kept = actions.add(
            run=seat.run, person=seat.person, pk=sent["id"], phase=phase, kind=sent["kind"],
            text=sent["text"], sample=seat.sample(sent["sample"]) if sent["sample"] else None, place=place,
        )  # fmt: skip
    except Refused as no:
        return _answer(request, seat, 409 if no.code in ("too-early", "cancelled") else 422, no.message)
    late = "Kept, and marked late: this phase is over." if kept.late else ""
    return _answer(request, seat, 200, late, id=str(kept.pk), late=kept.late)


def _answer(request: HttpRequest, seat: Seat, status: int, words: str, **told: Any) -> HttpResponse:
    """JSON for our own element; back to the page for a plain form."""
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse({"message": words, **told}, status=status)
    if words:
        (messages.info if status == 200 else messages.error)(request, words)
    return redirect(seat.url("run"))


@hidden_page("analysis: own note")
@require_POST
def take_back(request: HttpRequest, pk: uuid.UUID, note: uuid.UUID) -> HttpResponse:
    return _take_back(request, by_account(request, pk), note)


@by_link
@require_POST
def take_back_link(request: HttpRequest, token: str, note: uuid.UUID) -> HttpResponse:
    return _take_back(request, by_token(token), note)


def _take_back(request: HttpRequest, seat: Seat, pk: uuid.UUID) -> HttpResponse:
    """The author takes a note back, or undoes that."""
    found = Note.objects.filter(run=seat.run, pk=pk, author__root=seat.person.pk).first()
    if found is None:
        raise Http404
    undo = "undo" in request.POST
    (actions.restore if undo else actions.withdraw)(note=found)
    return _answer(request, seat, 200, "Your note is back." if undo else "Your note is taken back.")


# -- sorting, and what I will change ------------------------------------------------------------------------


@hidden_page(LET_IN)
@require_POST
def sort(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _sort(request, by_account(request, pk))


@by_link
@require_POST
def sort_link(request: HttpRequest, token: str) -> HttpResponse:
    return _sort(request, by_token(token))


def _sort(request: HttpRequest, seat: Seat) -> HttpResponse:
    try:
        sample = seat.sample(uuid.UUID(request.POST.get("sample", "")))
    except ValueError as error:
        raise Http404 from error
    try:
        sorting.place(run=seat.run, sample=sample, person=seat.person, rating=request.POST.get("rating", ""))
    except Refused as no:
        return _answer(request, seat, 409, no.message)
    return _answer(request, seat, 200, "")


@hidden_page(LET_IN)
@require_POST
def change(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _change(request, by_account(request, pk))


@by_link
@require_POST
def change_link(request: HttpRequest, token: str) -> HttpResponse:
    return _change(request, by_token(token))


def _change(request: HttpRequest, seat: Seat) -> HttpResponse:
    """One to three lines, kept as commitments. Stale: both texts are told, and the next answer is taken."""
    typed = {name: request.POST[name] for name in LINES if name in request.POST}
    try:
        now = concluding.will_change(
            run=seat.run,
            person=seat.person,
            typed=typed,
            by=seat.user,
            seen=request.POST.get("rev", ""),
        )
    except Stale as no:
        session = access.commit_session(seat.run)
        there = texts(written(seat.person, session)) if session else {}
        words = "; ".join(f"“{text}”" for text in there.values() if text) or "nothing"
        return _answer(request, seat, 409, f"{no.message} Saved now: {words}.", rev=rev(there))
    except Refused as no:
        return _answer(request, seat, 409, no.message)
    told = "Kept. Only you see it, and your home page asks about it later."
    return _answer(request, seat, 200, told, rev=rev(now))
