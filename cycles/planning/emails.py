"""Mails about plans: asked to lead, waiting for approval, published, returned; support asked and answered."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from cycles.planning import access
from cycles.planning.choices import ASKING, SeriesState, SupportState, TeamState
from cycles.planning.models import Series, SeriesLeader, SupportLine
from cycles.planning.queries import approving_district, leaders
from ilc.accounts.models import User
from ilc.core import mailing, registry
from ilc.core.models import OutgoingMessage
from participants.links import absolute
from participants.queries import by_id, mail_address


def _series(message: OutgoingMessage) -> Series | None:
    return (
        Series.objects.select_related("host_district", "host_alliance").filter(pk=message.object_id).first()
    )


def _link(series: Series, view: str = "series") -> str:
    return absolute(reverse(f"planning:{view}", args=[series.pk]))


@registry.builder("team.invited")
def team_invited(message: OutgoingMessage) -> registry.Built:
    row = SeriesLeader.objects.select_related("series", "person__root").filter(pk=message.object_id).first()
    if row is None or row.state != TeamState.INVITED:
        return registry.Pointless("answered or taken back")
    address = mail_address(row.person)
    if not address:
        return registry.Suppressed("no address")
    subject = f"Will you co-lead “{row.series.title}”?"
    names = leaders(row.series)
    return mailing.render(
        "team.invited",
        to=address,
        subject=subject,
        series=row.series,
        person=row.person.root,
        leaders=" and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else "The team",
        several=len(names) > 1,
        link=_link(row.series),
    )


@registry.builder("series.submitted")
def series_submitted(message: OutgoingMessage) -> registry.Built:
    series = _series(message)
    if series is None or series.state != SeriesState.SUBMITTED:
        return registry.Pointless("no longer waiting for approval")
    subject = f"“{series.title}” waits for your approval"
    return mailing.render(
        "series.submitted", to=message.address, subject=subject, series=series, link=_link(series)
    )


@registry.builder("series.published")
def series_published(message: OutgoingMessage) -> registry.Built:
    series = _series(message)
    if series is None or series.state not in (SeriesState.PUBLISHED, SeriesState.RUNNING):
        return registry.Pointless("no longer published")
    return _to_leader(message, series, f"“{series.title}” is published")


@registry.builder("series.returned")
def series_returned(message: OutgoingMessage) -> registry.Built:
    series = _series(message)
    if series is None or series.state != SeriesState.DRAFT or not series.return_reason:
        return registry.Pointless("sent again or published meanwhile")
    return _to_leader(message, series, f"“{series.title}” came back with a request", view="plan")


def _to_leader(
    message: OutgoingMessage, series: Series, subject: str, view: str = "series"
) -> registry.Built:
    person = by_id(message.recipient_id)
    address = mail_address(person) if person else ""
    if not address:
        return registry.Suppressed("no address")
    link = _link(series, view)
    return mailing.render(
        message.rule,
        to=address,
        subject=subject,
        series=series,
        person=person,
        approver=approving_district(series) or "The district",
        link=link,
    )


@registry.builder("support.asked")
def support_asked(message: OutgoingMessage) -> registry.Built:
    """Everything of a series that waits for this administrator's answer."""
    series, user = _series(message), User.objects.filter(email__iexact=message.address).first()
    if series is None or user is None or series.state not in ASKING:
        return registry.Pointless("the series asks for nothing now")
    lines = list(_lines(access.support_asked(user).filter(series=series, state=SupportState.ASKED)))
    if not lines:
        return registry.Pointless("answered or taken back")
    subject = f"“{series.title}” asks for your support"
    link = absolute(reverse("planning:asked"))
    words: dict[str, Any] = {"series": series, "lines": lines, "leaders": leaders(series), "link": link}
    return mailing.render(message.rule, to=message.address, subject=subject, **words)


@registry.builder("support.answered")
def support_answered(message: OutgoingMessage) -> registry.Built:
    """What administrators answered since the first of these answers."""
    series, person = _series(message), by_id(message.recipient_id)
    address = mail_address(person) if person else ""
    if series is None or series.state not in ASKING:
        return registry.Pointless("the series is over")
    if not address:
        return registry.Suppressed("no address")
    lines = list(_lines(series.support.filter(answered_at__gte=message.context["since"])))
    if not lines:
        return registry.Pointless("asked again meanwhile")
    subject = f"An answer for “{series.title}”" if len(lines) == 1 else f"Answers for “{series.title}”"
    words: dict[str, Any] = {"series": series, "lines": lines, "link": _link(series, "support")}
    return mailing.render(message.rule, to=address, subject=subject, person=person, **words)


def _lines(rows: QuerySet[SupportLine]) -> QuerySet[SupportLine]:
    return rows.select_related("district", "school").order_by("created_at", "id")
