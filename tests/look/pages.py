"""Addresses that only tests have: each error page, and small pages that try our custom elements."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template import engines
from django.urls import path

from ilc import errors
from ilc.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

heard: list[dict[str, list[str]]] = []
refused: list[int] = []  # what saving was answered instead
answer: dict[str, Any] = {"status": 200, "now": None, "then": "/t/sent/?done=1"}

ERRORS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "400": lambda request: errors.bad_request(request, ValueError()),
    "403": lambda request: errors.forbidden(request, PermissionDenied()),
    "404": lambda request: errors.not_found(request, Http404()),
    "413": lambda _: errors.plain_page("413.html", status=413),
    "429": errors.too_many,
    "500": errors.server_error,
    "503": lambda _: errors.plain_page("503.html", status=503),
    "csrf": errors.csrf_failure,
}

PAGE = """{% extends "base.html" %}{% block head %}<h1>Try it</h1>{% endblock %}{% block content %}
<form class="form" method="post" action="/t/sent/" enctype="multipart/form-data" novalidate>{% csrf_token %}
<auto-save src="/t/save/"><input type="hidden" name="version" value="1">
<input type="hidden" name="rev" value="a">{% field form.story autosave=True %}
{% field form.extent %}<p class="saved" data-saved></p></auto-save>
{% picker form.school form.school_text src="/t/search/" %}{% field form.photos %}
<button class="btn btn--do" type="submit" name="go" value="yes">Send</button></form>
<button class="btn" type="button" data-opens="box">Open</button>
<dialog id="box" aria-label="Box"><button type="button" data-closes>Close</button></dialog>
<phase-timer class="timer" seconds="252" paused>4:12</phase-timer>{% endblock %}"""


class Several(forms.FileInput):
    allow_multiple_selected = True


class TryForm(forms.Form):
    story = forms.CharField(label="How did it go?", widget=forms.Textarea(attrs={"rows": 3}))
    extent = forms.MultipleChoiceField(
        label="Bring", choices=[("a", "Plan"), ("b", "Work")], widget=forms.CheckboxSelectMultiple
    )
    school = forms.CharField(widget=forms.HiddenInput)
    school_text = forms.CharField(label="School")
    photos = forms.FileField(
        label="Photos", widget=Several(attrs={"accept": "image/png", "data-max-mb": "1"})
    )


def page(request: HttpRequest) -> HttpResponse:
    story = "; ".join(record["story"][0] for record in heard[-1:] if "story" in record)
    form = TryForm(initial={"story": request.GET.get("story", story)})
    return HttpResponse(engines["django"].from_string(PAGE).render({"form": form}, request))


def save(request: HttpRequest) -> HttpResponse:
    if answer["status"] == 302:
        return HttpResponseRedirect("/accounts/login/")
    if answer["status"] == 409 and answer["now"] and request.POST["rev"] == "a":
        changed = {
            "message": "Somebody changed this meanwhile.",
            "now": answer["now"],
            "rev": "b",
            "version": 7,
        }
        return JsonResponse(changed, status=409)
    if answer["status"] not in (200, 409) or (answer["status"] == 409 and not answer["now"]):
        refused.append(answer["status"])
        return JsonResponse({"errors": {"story": ["too long"]}}, status=answer["status"])
    heard.append({name: request.POST.getlist(name) for name in request.POST})
    return JsonResponse({"saved": "10:42", "version": "2"})


def sent(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        heard.append({name: request.POST.getlist(name) for name in request.POST})
        heard[-1]["files"] = [f"{file.name} {file.size}" for file in request.FILES.getlist("photos")]
        return HttpResponseRedirect(answer["then"])
    text = '{% extends "base.html" %}{% block head %}<h1>It arrived</h1>{% endblock %}'
    return HttpResponse(engines["django"].from_string(text).render({}, request))


def search(request: HttpRequest) -> HttpResponse:
    options = [
        {"value": "7", "label": "Madera South High", "note": request.GET["q"]},
        {"value": "8", "label": "Other"},
    ]
    return HttpResponse(
        engines["django"].get_template("components/options.html").render({"options": options})
    )


urlpatterns = [
    path("t/", page),
    path("t/save/", save),
    path("t/sent/", sent),
    path("t/search/", search),
    *[path(f"t/error/{name}/", view) for name, view in ERRORS.items()],
    *urlpatterns,
]
