"""Live figures: of a district, an alliance, a series."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cycles.planning.pages import series_head
from ilc.core.http import signed_in
from reports import access, queries
from reports.counting import Board, Period, Scope, board, school_year, school_year_of
from reports.counting.brief import ladder_sentence, reach_sentence
from reports.counting.reach import Reach, reach
from reports.counting.scope import ever
from reports.views.drawing import context

YEARS_SHOWN = 4
KINDS = ("institute", "at_door", "coaches", "coaches_unconfirmed", "participations")
DETAILS = ("hours", "hours14", "hours20", "leading_hours", "days", "with_plan", "with_work", "at_door")


def _chosen(request: HttpRequest) -> tuple[int, list[tuple[str, int, bool]]]:
    """The school year asked for (this one unless told) and the ones to choose from."""
    now = school_year_of(timezone.localdate())
    years = range(now, now - YEARS_SHOWN, -1)
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else now
    return year, [(school_year(one).label, one, one == year) for one in years]


def _of_scope(request: HttpRequest, scope: Scope, **board_options: Any) -> dict[str, Any]:
    year, years = _chosen(request)
    made = board(scope, school_year(year), full=False, **board_options)
    last = reach(scope, school_year(year - 1))
    return {
        **context(made),
        "years": years,
        "days": _days(made.period),
        "last": last,
        "last_label": school_year(year - 1).label,
        "sentence": reach_sentence(made),
        "coming_up": queries.coming_up(scope),
        "notes": _notes(made, last),
        "kinds": [made.figures[key] for key in KINDS if key in made.figures],
    }


def _days(period: Period) -> str:
    running = period.last >= timezone.localdate()
    first = f"{period.first:%-d %B %Y}" if period.first else ""
    return f"{first} to today" if running else f"{first} to {period.last:%-d %B %Y}"


def _notes(made: Board, last: Reach) -> dict[str, str]:
    """The small print under each headline figure."""
    figures = made.figures
    many = figures["multi"]
    again = many.note or f"{many.text} in two sessions or more, {figures['one_only'].text} at one only"
    return {
        "participants": f"{again}; last year {last.people:,}",
        "schools": f"last year {last.schools:,}",
        "hours": f"{figures['hours14'].text} have 14 hours or more",
        "conference": (
            f"{figures['conference_named'].text} named, "
            f"{figures['conference_unnamed'].text} counted at the door"
        ),
    }


def _series_notes(made: Board) -> dict[str, str]:
    """What each headline figure of a series rests on."""
    figures = made.figures
    many = figures["multi"]
    notes = {"participants": many.note or f"{many.text} in two sessions or more"}
    for key, what in (("return", "people"), ("follow_through", "chances"), ("completion", "ever registered")):
        one = figures[key]
        known = not one.hidden and one.denominator
        notes[key] = f"{one.numerator} of {one.denominator} {what}" if known else "nothing to count yet"
        if one.hidden:
            notes[key] = "fewer than five people"
    return notes


@signed_in("reports.access.district_scope(FIGURES_SCOPE)")
@require_safe
def district(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A district's dashboard; a school administrator sees their schools of it."""
    found, scope = access.district_scope(request.user, pk)
    return render(
        request, "reports/dashboard.html", {**_of_scope(request, scope), "name": scope.label, "place": found}
    )


@signed_in("reports.access.alliance_scope")
@require_safe
def alliance(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Each member district counts its own people; the alliance counts each person once."""
    found, scope = access.alliance_scope(request.user, pk)
    year, _ = _chosen(request)
    day = min(school_year(year).last, timezone.localdate())
    members = dict(found.members_on(day).values_list("pk", "name"))
    words = _of_scope(request, scope, place_kind="district", members=members)
    return render(
        request, "reports/dashboard.html", {**words, "name": found.name, "place": found, "is_alliance": True}
    )


@signed_in("reports.access.series_scope(FIGURES_SERIES)")
@require_safe
def series(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A series since it began, for its leaders and for those who answer for it."""
    found, scope, audience = access.series_scope(request.user, pk)
    made = board(scope, ever(timezone.localdate()), audience, place_kind="school")
    words = {
        **series_head(request.user, found, "insights"),
        **context(made, audience=audience),
        "own_people": bool(scope.districts),
        "sentence": ladder_sentence(made),
        "notes": _series_notes(made),
        "details": [made.figures[key] for key in DETAILS],
    }
    return render(request, "reports/series.html", words)
