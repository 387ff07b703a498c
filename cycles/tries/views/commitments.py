"""What I will change: three lines on a phone at the end of a session, kept as they are typed, for oneself alone."""

import uuid
from datetime import timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cycles.planning.local_time import clock
from cycles.planning.models import Session
from cycles.tries import access
from cycles.tries.actions import commitments
from cycles.tries.forms.commitments import CommitForm
from cycles.tries.forms.telling import AnswersForm
from cycles.tries.queries.commitments import LINES, rev, texts, written, written_down
from cycles.tries.views.comparing import Now, compare
from ilc.accounts.access import account
from ilc.accounts.models import User
from ilc.core.buttons import done
from ilc.core.errors import Refused, Stale
from ilc.core.http import by_link, signed_in
from participants.links import read_link
from participants.models import Person

FORM = ["GET", "HEAD", "POST"]
LINK_AGE = timedelta(days=90)


@signed_in("tries: came to the session")
@require_http_methods(FORM)
@never_cache
def commit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    person, session = access.get_session_to_commit(request.user, pk)
    return _page(request, person, session, account(request), reverse("tries:commit-autosave", args=[pk]))


@by_link
@require_http_methods(FORM)
@never_cache
def commit_link(request: HttpRequest, token: str) -> HttpResponse:
    """For people without an account, who write by their link. With an account one signs in: a mail passed on must
    not show what somebody wrote."""
    person, session = access.get_to_commit_by_link(*read_link(token, "commit", LINK_AGE))
    if person.user_id:
        return redirect("tries:commit", session.pk)
    return _page(request, person, session, None, reverse("tries:commit-link-autosave", args=[token]))


@signed_in("tries: came to the session")
@require_POST
def autosave(request: HttpRequest, pk: uuid.UUID) -> JsonResponse:
    person, session = access.get_session_to_commit(request.user, pk)
    return _kept(request, person, session, account(request))


@by_link
@require_POST
def link_autosave(request: HttpRequest, token: str) -> JsonResponse:
    person, session = access.get_to_commit_by_link(*read_link(token, "commit", LINK_AGE))
    if person.user_id:
        raise PermissionDenied
    return _kept(request, person, session, None)


def _page(
    request: HttpRequest, person: Person, session: Session, by: User | None, autosave_url: str
) -> HttpResponse:
    there, now = written_down(person, session), Now()
    stored = texts(there.now)
    form = CommitForm(request.POST or None, initial={**stored, "rev": rev(stored)})
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in LINES if name in request.POST}
        try:
            commitments.write(
                person=person,
                session=session,
                typed=typed,
                by=by,
                seen=form.cleaned_data["rev"],
                tab=request.POST.get("_tab", ""),
            )
        except Refused as no:
            form.add_error(None, no.message)
            now = compare(form, stored, rev=rev(stored)) if isinstance(no, Stale) else now
        else:
            messages.success(request, "Kept. Only you see it, and you find it again with your try.")
            return redirect(request.path)
    words = {
        "form": form,
        "now": now,
        "session": session,
        "series": session.series,
        "person": person,
        "autosave_url": autosave_url,
        "by_link": by is None,
        "answered": [*there.before, *(one for one in there.now if one.carried_out)],
    }
    return render(request, "tries/commit.html", words, status=422 if form.errors else 200)


def _kept(request: HttpRequest, person: Person, session: Session, by: User | None) -> JsonResponse:
    """Answers as <auto-save> understands it."""
    changed = request.POST.getlist("_changed")
    typed = {name: request.POST.get(name, "") for name in LINES if name in changed}
    try:
        there = commitments.write(
            person=person,
            session=session,
            typed=typed,
            by=by,
            seen=request.POST.get("rev", ""),
            tab=request.POST.get("_tab", ""),
        )
    except Stale as no:
        stored = texts(written(person, session))
        return JsonResponse({"message": no.message, "now": stored, "rev": rev(stored)}, status=409)
    except Refused as no:
        return JsonResponse({"errors": {no.code: [no.message]}}, status=422)
    return JsonResponse(
        {"saved": clock(timezone.localtime(timezone.now(), session.series.tz)), "rev": rev(there)}
    )


@signed_in("tries: came to the session")
@require_http_methods(FORM)
@never_cache
def answer(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What became of what one wrote down, kept as it is typed or pressed. `?back=2` takes the answer to line 2 back."""
    person, session = access.get_session_to_commit(request.user, pk)
    form = AnswersForm(request.POST or None, commitments=written(person, session))
    back = request.GET.get("back", "")
    if request.method == "POST" and back in ("1", "2", "3"):
        commitments.answer(person=person, session=session, answers={int(back): ("", "")}, by=account(request))
        messages.success(request, "Undone.")
        return redirect("tries:answer", session.pk)
    if request.method == "POST" and form.is_valid():
        given = form.answers()
        commitments.answer(person=person, session=session, answers=given, by=account(request))
        return _answered(request, session, list(given))
    status = 422 if form.errors else 200
    if status == 422 and "X-Autosave" in request.headers:
        return JsonResponse({"errors": form.errors}, status=status)
    shown = {"form": form, "session": session, "series": session.series}
    return render(request, "tries/answer.html", shown, status=status)


def _answered(request: HttpRequest, session: Session, lines: list[int]) -> HttpResponse:
    """One line alone was a button at home: the page asks why. The whole page: done."""
    if "X-Autosave" in request.headers:
        return JsonResponse({"saved": clock(timezone.localtime(timezone.now(), session.series.tz))})
    here = reverse("tries:answer", args=[session.pk])
    alone = len(lines) == 1 and f"why_{lines[0]}" not in request.POST
    done(request, "Kept. Only you see it.", undo=f"{here}?back={lines[0]}" if alone else "")
    return redirect(here if alone else "home")
