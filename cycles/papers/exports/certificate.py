"""What a certificate says: frozen figures, and the document that is set from them."""

from pathlib import Path
from typing import Any

from django.urls import reverse

from cycles.papers.models import Certificate
from cycles.papers.words import day_words, hours_words, period_words
from cycles.planning.models import Series, Session
from cycles.planning.queries import leaders
from cycles.roster.hours import Standing
from ilc.core import qr
from participants.links import absolute
from participants.models import Person

TEMPLATE = Path(__file__).with_name("certificate.typ")


def figures(series: Series, sessions: list[Session], person: Person, standing: Standing) -> dict[str, Any]:
    """Everything the certificate will ever say, as it is now."""
    came = [
        {
            "id": str(one.pk),
            "label": one.label,
            "title": one.title,
            "day": str(one.local_date),
            "minutes": standing.minutes[one.pk],
        }
        for one in sessions
        if one.pk in standing.minutes
    ]
    return {
        "name": person.name,
        "title": series.title,
        "host": str(series.host or ""),
        "leaders": leaders(series),
        "sessions": came,
        "of": len(sessions),
        "minutes": standing.total,
        "rule": series.rule_for(len(sessions)),
    }


def verify_url(certificate: Certificate) -> str:
    return absolute(reverse("papers:verify", args=[certificate.code]))


def document(certificate: Certificate) -> dict[str, Any]:
    """What the page is set from."""
    told, url = certificate.figures, verify_url(certificate)
    issued = certificate.issued_at.astimezone(certificate.series.tz).date()
    corrected = certificate.supersedes
    return {
        "must_show": [told["name"]],
        "name": told["name"],
        "title": told["title"],
        "host": told["host"],
        "leaders": told["leaders"],
        "hours": hours_words(told["minutes"]),
        "period": period_words(told),
        "sessions": [
            {
                "label": one["label"] + (f": {one['title']}" if one["title"] else ""),
                "day": day_words(one["day"]),
                "hours": hours_words(one["minutes"]),
            }
            for one in told["sessions"]
        ],
        "of": told["of"],
        "rule": told["rule"],
        "number": certificate.number,
        "issued": day_words(str(issued)),
        "replaces": corrected.number if corrected else "",
        "url": url,
        "qr": qr.drawing(url),
    }
