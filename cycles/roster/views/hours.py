"""A person's own hours: the page, and as a file."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cycles.roster.hours import Transcript, transcript
from cycles.roster.queries.missing import asked_by, not_on_record
from ilc.core.http import signed_in
from ilc.core.spreadsheets import csv_lines
from participants.access import get_own_person

LOOK_BACK = timedelta(days=400)
MOST = 20
HEADER = ("School year", "Series", "Session", "Title", "Date", "Minutes", "Role", "Status")


@signed_in("own person")
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """Confirmed hours by school year and series; leading apart; what waits for a leader's word."""
    person = get_own_person(request.user)
    now = timezone.now()
    words = {
        "person": person,
        "record": transcript(person),
        "asked": asked_by(person)[:MOST],
        "lacking": not_on_record(person, now - LOOK_BACK, now)[:MOST],
        "today": timezone.localdate(),
    }
    return render(request, "roster/hours.html", words)


@signed_in("own person")
@require_safe
def csv(request: HttpRequest) -> StreamingHttpResponse:
    """The same as a table: one line a session."""
    told = transcript(get_own_person(request.user))
    headers = {"Content-Disposition": 'attachment; filename="my-hours.csv"'}
    return StreamingHttpResponse(
        csv_lines(HEADER, _lines(told)), content_type="text/csv; charset=utf-8", headers=headers
    )


def _lines(told: Transcript) -> Iterator[tuple[Any, ...]]:
    for year in told.years:
        for one in year.blocks:
            for row in one.rows:
                at = row.session
                status = row.note or "Confirmed"
                where = (year.label, one.series.title, at.label, at.title, at.local_date)
                yield (*where, row.minutes, row.role, status)
        for event in year.events:
            yield (
                year.label,
                event.title,
                event.kind,
                "",
                event.starts_at.date(),
                None,
                "Taking part",
                "At event",
            )
    for row in told.record.waiting:
        at = row.session
        yield (
            "",
            at.series.title,
            at.label,
            at.title,
            at.local_date,
            row.minutes,
            row.role,
            "Waiting for a leader",
        )
