"""What was shared of a try, with the places people speak about, and what they say."""

import uuid
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cycles.evidence import access, actions, queries
from cycles.evidence.actions.feedback import CHANGEABLE
from cycles.evidence.forms.feedback import FeedbackForm
from cycles.evidence.models import Artifact
from cycles.evidence.models.feedback import page_word
from cycles.tries.access import reflections, shared_rounds
from cycles.tries.models import Try
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import Request, hidden_page
from participants.access import get_own_person, person_of
from participants.models import Person


def _about(request: Request, attempt: Try) -> Artifact | None:
    """The artifact that is looked at, if it is one of this try and visible."""
    asked = request.POST.get("about", "") or request.GET.get("about", "")
    try:
        wanted = uuid.UUID(asked)
    except ValueError:
        return None
    found = access.discussed_artifacts(request.user, attempt).filter(pk=wanted).first()
    if found is None:
        raise Http404
    return found


def _pages(artifact: Artifact | None) -> list[int]:
    """Numbers of its previews, the small one left out."""
    if artifact is None or artifact.covering_since:  # no picture while places are being covered
        return []
    return [one.number for one in artifact.images.all() if one.number]


def page_of(attempt: Try, about: uuid.UUID | None = None, anchor: str = "") -> str:
    """Where one reads on after an act."""
    query = f"?about={about}" if about else ""
    return f"{reverse('evidence:feedback', args=[attempt.pk])}{query}{f'#{anchor}' if anchor else ''}"


@hidden_page("evidence: something of the try may be talked about")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def feedback(request: Request, pk: uuid.UUID) -> HttpResponse:
    """For colleagues: look, say something. For the owner: read what was said, thank, answer."""
    attempt, reader = access.get_try_to_discuss(request.user, pk), get_own_person(request.user)
    owner = attempt.person.root_id == reader.pk
    about = _about(request, attempt)
    pages = _pages(about)
    if request.method == "POST" and owner:
        return redirect(page_of(attempt))
    noun = page_word(about) if about else "Page"
    form = FeedbackForm(request.POST or None, pages=pages, noun=noun)
    if request.method == "POST" and form.is_valid() and _give(request, form, attempt, about):
        return redirect(page_of(attempt, about.pk if about else None))
    shown = _shown(request, attempt, about)
    if owner:
        actions.read_feedback(attempt=attempt)
    elif any(
        not reply.read_at for one in shown["threads"] if one.mine for reply, own in one.replies if not own
    ):
        actions.read_replies(attempt=attempt, reader=reader)
    leads = not owner and any(one.said.opened_at for one in shown["threads"])
    shown |= {"leads": leads and access.leads_try(reader, attempt)}
    shown |= {"form": form, "owner": owner, "pages": pages, "noun": noun}
    return render(request, "evidence/feedback.html", shown)


def _give(request: Request, form: FeedbackForm, attempt: Try, about: Artifact | None) -> bool:
    """Whether it was sent; if not, the form says why and keeps what was typed."""
    try:
        actions.give_feedback(
            attempt=attempt,
            author=get_own_person(request.user),
            kind=form.cleaned_data["kind"],
            text=form.cleaned_data["text"],
            by=account(request),
            artifact=about,
            place=form.place(),
        )
    except Refused as no:
        form.add_error(None, no.message)
        return False
    messages.success(request, f"Thank you. {attempt.person.root.short_name} will read it.")
    return True


def _files(
    request: Request, attempt: Try, said: list[queries.Thread], person: Person | None
) -> dict[str, Any]:
    """The files of the try: for its owner those that notes are about apart, each with their number."""
    rows = list(access.discussed_artifacts(request.user, attempt).prefetch_related("images"))
    if person is None or attempt.person.root_id != person.pk:
        return {"talked_about": [], "others": rows}
    notes = Counter(one.said.artifact_id for one in said if not one.said.withdrawn_at)
    talked_about = [(one, notes[one.pk]) for one in rows if notes[one.pk]]
    return {"talked_about": talked_about, "others": [one for one in rows if not notes[one.pk]]}


def _shown(request: Request, attempt: Try, about: Artifact | None) -> dict[str, Any]:
    person = person_of(request.user)
    said = queries.threads(access.feedback(request.user).filter(attempt=attempt), person)
    return {
        "attempt": attempt,
        "about": about,
        "reflection": reflections(request.user).filter(pk=attempt.pk).exists(),
        "rounds": [] if about else shared_rounds(request.user, attempt),
        **({} if about else _files(request, attempt, said, person)),
        "changeable": timezone.now() - CHANGEABLE,
        "threads": [one for one in said if about is None or one.said.artifact_id == about.pk],
        "elsewhere": sum(one.said.artifact_id != about.pk for one in said) if about else 0,
        "asked": access.requests(request.user).filter(attempt=attempt).first(),
    }
