"""Checking a certificate: open to everybody who has its number, and to nobody who guesses."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cycles.papers.forms import VerifyForm, clean_number
from cycles.papers.models import Certificate
from cycles.papers.queries import by_code
from cycles.papers.words import hours_words, period_words
from cycles.roster.limits import Guesses
from ilc.core.http import public

UNKNOWN = "No certificate has this number. Look at the paper again: it may be misread."
TOO_MANY = "Too many wrong numbers. Wait a minute, then look at the paper again."


def _form(request: HttpRequest, typed: str, problem: str, status: int) -> HttpResponse:
    form = VerifyForm({"code": typed})
    form.is_valid()
    form.errors.clear()
    form.add_error("code", problem)
    return render(request, "papers/verify_form.html", {"form": form}, status=status)


@public
@require_safe
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """Type the number that stands on a certificate."""
    form = VerifyForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("papers:verify", form.cleaned_data["code"])
    return render(request, "papers/verify_form.html", {"form": form}, status=422 if form.errors else 200)


@public
@require_safe
@never_cache
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """What the certificate says, and whether it still stands. Nothing else."""
    guesses = Guesses(f"certificate:{get_adapter().get_client_ip(request)}")
    if not guesses.begin():
        return _form(request, code[:40], TOO_MANY, 429)
    found = by_code(bare) if (bare := clean_number(code)) else None
    if found is None:
        return _form(request, code[:40], UNKNOWN, 404)
    guesses.was_right()
    return render(request, "papers/verify.html", _words(found))


def _words(one: Certificate) -> dict[str, object]:
    told = one.figures
    return {
        "certificate": one,
        "told": told,
        "hours": hours_words(told["minutes"]),
        "period": period_words(told),
    }
