"""Coming in by the letters on the wall: signed in, or by the personal check-in link."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cycles.analysis import access
from cycles.analysis.forms import RunCodeForm
from cycles.analysis.views.seats import LINK
from cycles.roster.limits import WRONG_AT_ADDRESS, Guesses
from ilc.core.http import by_link, public, signed_in
from participants.access import get_own_person, person_of
from participants.links import make_token, read_link
from participants.models import Person
from participants.queries import by_id

FORM = ["GET", "HEAD", "POST"]
CHECK_IN_AGE = timedelta(days=400)
WRONG = "No joint look that you take part in has this code now. Look at the wall again: five letters."
TOO_MANY = "Too many wrong codes. Wait a minute, then look at the wall again. What you typed is kept."


def _find(form: RunCodeForm, person: Person | None, address: str = "") -> tuple[str, int]:
    """The id of the run that this person may join, or "" with the problem in the form, and the status."""
    guesses = Guesses(str(person.pk)) if person else Guesses(address, WRONG_AT_ADDRESS)
    if not guesses.begin():
        form.add_error("code", TOO_MANY)
        return "", 429
    found = access.by_code(form.cleaned_data["code"], person)
    if found is None:
        form.add_error("code", WRONG)
        return "", 422
    guesses.was_right()
    return str(found.pk), 200


@signed_in("own person; the code is the key, and only those who take part find it")
@require_http_methods(FORM)
@never_cache
def join(request: HttpRequest) -> HttpResponse:
    person = get_own_person(request.user)
    form = RunCodeForm(request.POST if request.method == "POST" else None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        pk, status = _find(form, person)
        if pk:
            return redirect("analysis:run", pk)
    return render(request, "analysis/join.html", {"form": form}, status=status)


@public
@require_safe
@never_cache
def join_code(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code leads. Visitors are told their ways in, whether the code is right or not."""
    form, person = RunCodeForm({"code": code}), person_of(request.user)
    if person is None:
        return render(request, "analysis/join.html", {"visitor": True, "here": request.path, "code": code})
    status = 422
    if form.is_valid():
        pk, status = _find(form, person, str(get_adapter().get_client_ip(request)))
        if pk:
            return redirect("analysis:run", pk)
    return render(request, "analysis/join.html", {"form": form}, status=status)


@by_link
@require_http_methods(FORM)
@never_cache
def join_link(request: HttpRequest, token: str) -> HttpResponse:
    """The check-in link says who; the code on the wall says that they are there. With an account one signs in."""
    _, who = read_link(token, "check-in", CHECK_IN_AGE)
    person = by_id(who)
    if person is None or person.erased_at:
        raise Http404
    if person.user_id:
        return redirect("analysis:join")
    form = RunCodeForm(request.POST if request.method == "POST" else None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        pk, status = _find(form, person)
        if pk:
            return redirect("analysis:run-link", make_token(LINK, pk, person.pk))
    return render(request, "analysis/join.html", {"form": form, "known": person}, status=status)
