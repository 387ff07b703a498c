"""Finding series, and beginning one."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cycles.planning import access
from cycles.planning.actions import series as actions
from cycles.planning.choices import OPEN_STATES, SeriesState
from cycles.planning.forms.audience import key
from cycles.planning.forms.catalogue import CatalogueForm, without
from cycles.planning.forms.series import Titled
from cycles.planning.models import Series
from cycles.planning.queries.catalogue import Wanted, catalogue, found
from cycles.planning.views.answering import attempt
from districts.models import Alliance
from districts.queries import search_districts
from ilc.accounts.access import account
from ilc.core.http import signed_in
from ilc.core.ui import Option

PER_PAGE = 20
MOST = 12
SHOW = {"": "All", "open": "Open now", "mine": "Mine", "waiting": "Waiting for approval", "past": "Past"}
PAST = (SeriesState.COMPLETED, SeriesState.ARCHIVED, SeriesState.CANCELLED)


def _shown(request: HttpRequest, show: str) -> QuerySet[Series]:
    rows = access.mine(request.user) if show == "mine" else access.series(request.user)
    if show == "open":
        return rows.filter(state__in=OPEN_STATES)
    if show == "waiting":
        return rows.filter(state=SeriesState.SUBMITTED)
    return rows.filter(state__in=PAST) if show == "past" else rows


@signed_in("planning.access.series")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Series within reach that fit every filter."""
    form = CatalogueForm(request.GET)
    wanted = form.wanted()
    show = request.GET.get("show", "")
    show = show if show in SHOW else ""
    rows = _shown(request, show)
    page = Paginator(catalogue(found(rows, wanted)), PER_PAGE).get_page(request.GET.get("page"))
    words = {
        "page": page,
        "form": form,
        "show": show,
        "chips": _chips(request, show),
        "active": [(form.in_words(name), without(request.GET, name)) for name in wanted.given()],
        "filtered": bool(wanted.given() or show),
        "looser": [] if page.object_list else _looser(request, rows, form, wanted),
        "may_draft": access.may_draft(request.user),
    }
    return render(request, "planning/catalogue.html", words)


def _chips(request: HttpRequest, show: str) -> list[tuple[str, str, bool]]:
    kept = request.GET.copy()
    kept.pop("page", None)
    chips = []
    for one, label in SHOW.items():
        kept["show"] = one
        chips.append((label, f"?{kept.urlencode()}", one == show))
    return chips


def _looser(
    request: HttpRequest, rows: QuerySet[Series], form: CatalogueForm, wanted: Wanted
) -> list[tuple[str, str, int]]:
    """Filters whose absence finds something: in words, the address without it, how many."""
    counted = [(name, found(rows, wanted.without(name)).count()) for name in wanted.given()]
    return [(form.in_words(name), without(request.GET, name), number) for name, number in counted if number]


@signed_in("planning.access.require_draft")
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A draft with nothing but a title."""
    access.require_draft(request.user)
    form = Titled(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        made: list[Series] = []

        def act() -> None:
            made.append(
                actions.create(
                    title=data["title"], focus=data["focus"], pk=data["new_id"], by=account(request)
                )
            )

        if attempt(form, act):
            messages.success(request, "Your draft is saved. Only its team sees it until it is published.")
            return redirect("planning:about", made[0].pk)
    words = {"form": form, **_beginnings(request)}
    return render(request, "planning/new.html", words, status=422 if form.errors else 200)


def _beginnings(request: HttpRequest) -> dict[str, list[Series]]:
    """Plans to begin from: templates, and the newest ones the account leads."""
    led = access.led_series(request.user).distinct()
    templates = access.borrowable(request.user).filter(is_template=True).order_by("title")
    return {"templates": list(templates[:MOST]), "mine": list(led.order_by("-id")[:MOST])}


@signed_in("planning.access.require_draft")
@require_safe
def hosts(request: HttpRequest) -> HttpResponse:
    """Districts and alliances by name, for those who may host anywhere: a list of options."""
    access.require_draft(request.user)
    text = request.GET.get("q", "").strip()
    allowed = access.host_districts(request.user)
    fitting = (
        [one for one in search_districts(text, limit=12) if allowed.filter(pk=one.pk).exists()]
        if text
        else []
    )
    options = [Option(key(one), one.name, "Alliance") for one in _alliances(request, text)]
    options += [Option(key(one), one.name, f"{one.county.name} County") for one in fitting]
    return render(request, "components/options.html", {"options": options})


def _alliances(request: HttpRequest, text: str) -> list[Alliance]:
    return list(access.host_alliances(request.user).filter(name__icontains=text)[:5]) if text else []
