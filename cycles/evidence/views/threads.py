"""Answering, other words, taking back, thanking, and opening feedback to those who see the item."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cycles.evidence import access
from cycles.evidence.actions import feedback as talking
from cycles.evidence.forms.feedback import WordsForm
from cycles.evidence.models import Feedback, FeedbackReply
from cycles.evidence.views.feedback import page_of
from ilc.accounts.access import account
from ilc.core.buttons import told
from ilc.core.errors import Refused
from ilc.core.http import Request, hidden_page
from participants.access import get_own_person


def _back(said: Feedback) -> HttpResponse:
    return redirect(page_of(said.attempt, said.artifact_id, f"said-{said.pk}"))


def _thread_of(said: Feedback | FeedbackReply) -> Feedback:
    return said.feedback if isinstance(said, FeedbackReply) else said


@hidden_page("evidence: feedback readable")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def answer(request: Request, pk: uuid.UUID) -> HttpResponse:
    """A line below what was said."""
    found = access.get_feedback(request.user, pk)
    form = WordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        author = get_own_person(request.user)
        try:
            talking.reply(feedback=found, author=author, text=form.cleaned_data["text"], by=account(request))
            return _back(found)
        except Refused as no:
            form.add_error(None, no.message)
    return render(request, "evidence/words.html", {"form": form, "said": found, "answering": True})


@hidden_page("evidence: own words")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def words(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Other words for what one wrote a few minutes ago."""
    found = access.get_own_words(request.user, pk)
    form = WordsForm(request.POST or None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        try:
            talking.edit(said=found, text=form.cleaned_data["text"], by=account(request))
            messages.success(request, "Changed.")
            return _back(_thread_of(found))
        except Refused as no:
            form.add_error(None, no.message)
    shown = {"form": form, "said": _thread_of(found), "answering": False}
    return render(request, "evidence/words.html", shown)


@hidden_page("evidence: own words")
@require_POST
def take_back(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Gone at once; Undo stands in its place for a few minutes."""
    found = access.get_own_words(request.user, pk)
    if "undo" in request.POST:
        told(request, lambda: talking.put_back(said=found, by=account(request)), "It is back.")
    else:
        done = "Taken back. Nobody reads it any more."
        told(request, lambda: talking.take_back(said=found, by=account(request)), done)
    return _back(_thread_of(found))


@hidden_page("evidence: feedback received")
@require_POST
def thank(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The owner's one tap."""
    found = access.get_received_feedback(request.user, pk)
    talking.thank(feedback=found, by=account(request), undo="undo" in request.POST)
    return _back(found)


@hidden_page("evidence: feedback received, or opened and led")
@require_POST
def open_(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The owner lets everybody read it who sees what it is about; `undo` closes it, also for a leader of the try."""
    undo = "undo" in request.POST
    fetch = access.get_feedback_to_close if undo else access.get_received_feedback
    found = fetch(request.user, pk)
    talking.open_to_circle(feedback=found, by=account(request), undo=undo)
    return _back(found)


@hidden_page("evidence: feedback received")
@require_POST
def put_away(request: Request, pk: uuid.UUID) -> HttpResponse:
    """The owner does not want these words; Undo stands in their place for a few minutes."""
    undo = "undo" in request.POST
    found = access.get_put_away(request.user, pk) if undo else access.get_received_feedback(request.user, pk)
    done = "It is back." if undo else "Put away. Nobody reads it any more."
    told(request, lambda: talking.put_away(feedback=found, by=account(request), undo=undo), done)
    return _back(found)
