"""A person's hours as a document: what their own page says."""

from pathlib import Path
from typing import Any

from django.utils import timezone

from cycles.papers.words import day_words
from cycles.roster.hours import transcript, with_unit
from cycles.roster.hours.transcript import Year
from participants.models import Person

TEMPLATE = Path(__file__).with_name("transcript.typ")


def document(person: Person) -> dict[str, Any]:
    told = transcript(person)
    return {
        "must_show": [person.name],
        "name": person.name,
        "printed": day_words(str(timezone.localdate())),
        "hours": with_unit(sum(row.minutes for row in told.record.attended)),
        "leading": with_unit(sum(row.minutes for row in told.record.led)) if told.record.led else "",
        "waiting": len(told.record.waiting),
        "years": [_year(one) for one in told.years],
    }


def _year(year: Year) -> dict[str, Any]:
    return {
        "label": year.label,
        "hours": year.hours,
        "leading": year.leading if year.minutes_led else "",
        "series": [
            {
                "title": one.series.title,
                "hours": one.hours if one.minutes else "",
                "leading": one.leading if one.minutes_led else "",
                "rows": [
                    [
                        row.session.label + (f": {row.session.title}" if row.session.title else ""),
                        row.session.day,
                        row.role + (f", {row.note.lower()}" if row.note else ""),
                        row.hours,
                    ]
                    for row in one.rows
                ],
            }
            for one in year.blocks
        ],
        "events": [
            f"{one.title} ({one.kind.lower()}, {day_words(str(one.starts_at.date()))})" for one in year.events
        ],
    }
