"""The leaders' readiness table and the kind message sent from it."""

import uuid
from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cycles.followup import actions
from cycles.followup.access import get_led_series
from cycles.followup.forms import NudgeForm
from cycles.followup.models import Nudge
from cycles.followup.queries import FILTERS, Row, Span, chosen, readiness, span_of
from cycles.planning.pages import series_head
from ilc.accounts.models import User
from ilc.core.errors import Refused
from ilc.core.http import signed_in
from participants.access import person_of

PAGE = 60  # rows


@signed_in("leaders of the series, who may know who tried")
@require_safe
def table(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One row a person; `show` is one of the filters."""
    series = get_led_series(request.user, pk)
    head = series_head(request.user, series, "tries")
    span = span_of(series, head["sessions"])
    rows = readiness(span)
    show = request.GET.get("show", "")
    chips = [(key, label, len(chosen(rows, key)), key == show) for key, label in FILTERS]
    page = Paginator(chosen(rows, show), PAGE).get_page(request.GET.get("page"))
    words = {
        "span": span,
        "chips": chips,
        "page": page,
        "nudgeable": len(chosen(rows, "nudge")),
        "everybody": rows,
    }
    return render(request, "followup/readiness.html", {**head, **words, "show": show})


@signed_in("leaders of the series, who may know who tried")
@require_http_methods(["GET", "HEAD", "POST"])
def nudge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Preview, then send. The same form sent twice is one nudge."""
    series = get_led_series(request.user, pk)
    head = series_head(request.user, series, "tries")
    span = span_of(series, head["sessions"])
    rows = readiness(span)
    needing = [row for row in rows if row.needs_nudge]
    if request.method == "POST":
        form = NudgeForm(request.POST, rows=[row for row in rows if row.expected])
        if form.is_valid() and _sent(request, form, span, rows):
            return redirect("followup:readiness", series.pk)
    else:
        form = NudgeForm(rows=needing, initial=_initial(span, needing))
    recent = (
        Nudge.objects.filter(series=series, session=span.after).select_related("by").order_by("-created_at")
    )
    leader = person_of(request.user)
    words = {"span": span, "form": form, "needing": needing, "leader": leader, "recent": recent.first()}
    return render(request, "followup/nudge.html", {**head, **words}, status=422 if form.is_bound else 200)


def _sent(request: HttpRequest, form: NudgeForm, span: Span, rows: list[Row]) -> bool:
    """Whether it was sent; if not, the form says why and keeps what was typed."""
    wanted = form.chosen()
    people = [row.person for row in rows if row.person.pk in wanted]
    if span.after is None:
        form.add_error(None, "There is no session behind this series yet.")
        return False
    try:
        made = actions.nudge(
            token=form.cleaned_data["token"],
            session=span.after,
            people=people,
            text=form.cleaned_data["text"],
            by=cast(User, request.user),
        )
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    n = made.recipients.count()
    messages.success(request, f"Your message is on its way to {n} {'person' if n == 1 else 'people'}.")
    return True


def _initial(span: Span, needing: list[Row]) -> dict[str, object]:
    return {
        "token": uuid.uuid4(),
        "text": _suggested(span),
        "people": [str(row.person.pk) for row in needing],
    }


def _suggested(span: Span) -> str:
    """A kind text to start from."""
    ahead = span.ahead
    if ahead and ahead.local_date:
        opening = f"We meet again on {ahead.local_date:%A}, {ahead.local_date.day} {ahead.local_date:%B}."
    elif ahead:
        opening = f"{ahead.label} has no date yet, so there is still time."
    else:
        opening = f"Thank you for coming to {span.after.label.lower() if span.after else 'our session'}."
    return (
        f"{opening} If you have not tried it with a class yet: ten minutes with one group is plenty, "
        "and what did not work is as useful to us as what did.\n\n"
        "Two sentences and a photo of what your students made are enough. Tell me if I can help."
    )
