"""What happens to a series as a whole."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from cycles.planning.actions import sessions, support
from cycles.planning.actions.checks import must_be_editable, must_stay_whole
from cycles.planning.choices import SeriesState, SessionState, TeamRole, TeamState
from cycles.planning.lifecycle import SERIES
from cycles.planning.models import Outcome, Series, SeriesLeader, Strategy
from cycles.planning.queries import approving_district, team
from cycles.planning.queries.seats import holders, named
from districts.models import Alliance, District, RoleGrant
from districts.permissions import Role
from ilc.accounts.models import User
from ilc.core import events, outbox, queue, versions
from ilc.core.errors import Refused
from ilc.core.ids import unused
from participants.access import person_of

ABOUT = ("title", "focus", "description", "classroom_url")
AUDIENCE = ("grades", "subjects", "audience", "capacity", "open_to_all", "open_by_link")


@transaction.atomic
def create(*, title: str, by: User, pk: uuid.UUID | None = None, **about: Any) -> Series:
    """A draft with nothing but a title; whoever drafts it leads it. The same `pk` sent twice is one draft."""
    person = person_of(by)
    if person is None:
        raise Refused(
            "Your account has no name yet. Fill in your profile first, then draft a series.", "no-person"
        )
    if pk and (twice := Series.objects.filter(pk=pk, created_by=by).first()):
        return twice
    fresh = unused(Series, pk)
    series = Series.objects.create(title=title.strip(), created_by=by, **fresh, **about)
    SeriesLeader.objects.create(series=series, person=person, role=TeamRole.LEADER)
    events.record("series.drafted", series, by=by)
    return series


@transaction.atomic
def edit(*, series: Series, by: User, version: int | None = None, **about: Any) -> list[str]:
    """Change what a series says about itself and whom it is for; answers which fields changed."""
    must_be_editable(series)
    if about.get("capacity") is not None:
        _must_hold(series, about["capacity"])
    before = {name: getattr(series, name) for name in (*ABOUT, *AUDIENCE)}
    changed = versions.save(
        series, version=version, **{name: about[name] for name in before if name in about}
    )
    if changed:
        told = events.changes(before, series, changed)
        events.record("series.edited", series, by=by, fields=changed, changes=told)
    if "capacity" in changed:
        queue.ring("roster.advance_waitlists")
    return changed


def _must_hold(series: Series, capacity: int) -> None:
    """Refused below the seats that are taken. The row is held, so that nobody registers in between."""
    taken = Series.objects.select_for_update().get(pk=series.pk).seats_taken
    if capacity < taken:
        raise Refused(
            f"{taken} seats are taken or held{named(holders(series))}. Take people off the roster "
            f"first (“People”), or choose {taken} places or more. Nothing was changed.",
            "capacity",
        )


@transaction.atomic
def set_host(*, series: Series, host: District | Alliance, by: User, version: int | None = None) -> None:
    """Who hosts; the sessions' hours are then local to the host. Fixed once it is sent or published."""
    district = host if isinstance(host, District) else None
    alliance = host if isinstance(host, Alliance) else None
    if series.state != SeriesState.DRAFT and series.host != host:
        raise Refused("The host is fixed once the series was sent for approval or published.", "host-fixed")
    zone = host.lead_district.time_zone if isinstance(host, Alliance) else host.time_zone
    if versions.save(series, version=version, host_district=district, host_alliance=alliance, time_zone=zone):
        events.record("series.hosted", series, by=by, host=str(host.pk), name=str(host))
        support.rehost(series=series)


@transaction.atomic
def set_outcomes(
    *,
    series: Series,
    texts: list[str],
    by: User,
    strategies: Iterable[Strategy] = (),
    more: Iterable[str] = (),
    version: int | None = None,
) -> None:
    """State the outcomes, in this order, and the strategies they rest on (`more`: by name, made when new).

    Outcomes whose words stay keep their ids."""
    must_be_editable(series)
    wanted = list(dict.fromkeys(text.strip() for text in texts if text.strip()))
    tags = {*strategies, *(_strategy(name) for name in more)}
    before = list(series.outcomes.values_list("text", flat=True))
    if before == wanted and set(series.strategies.all()) == tags:
        return
    versions.touch(series, version=version)
    known = {one.text: one for one in series.outcomes.all()}
    for position, text in enumerate(wanted, 1):
        if kept := known.pop(text, None):
            Outcome.objects.filter(pk=kept.pk).update(position=position)
        else:
            Outcome.objects.create(series=series, position=position, text=text)
    Outcome.objects.filter(pk__in=[one.pk for one in known.values()]).delete()
    series.strategies.set(tags)
    must_stay_whole(series, "outcomes")
    events.record("series.outcomes-stated", series, by=by, outcomes=len(wanted))


def _strategy(name: str) -> Strategy:
    known = Strategy.objects.filter(name__iexact=name.strip()).first()
    return known or Strategy.objects.create(name=name.strip())


@transaction.atomic
def submit(*, series: Series, by: User) -> None:
    """Ask the host district (an alliance's lead district) for approval."""
    if series.state == SeriesState.SUBMITTED:
        return
    SERIES.advance(series, "submitted", submitted_at=timezone.now(), return_reason="")
    event = events.record("series.submitted", series, by=by)
    district = approving_district(series)
    admins = RoleGrant.objects.on().filter(role=Role.DISTRICT_ADMIN, district=district).select_related("user")
    for grant in admins:
        outbox.post(
            rule="series.submitted", address=grant.user.email, object_id=series.pk, occurrence=str(event.pk)
        )
    support.announce(series=series)


@transaction.atomic
def publish(*, series: Series, by: User, version: int | None = None) -> None:
    """Open it to registration: by its leaders, or as the answer to a submitted one.

    `version` is the one the approver read; a plan edited since then is shown again first."""
    if series.state == SeriesState.PUBLISHED:
        return
    if version is not None and series.version != version:
        raise Refused(
            "The leaders changed the plan while you were reading. Read it again, then approve.", "stale"
        )
    asked = series.state == SeriesState.SUBMITTED
    SERIES.advance(series, "published", published_at=timezone.now(), return_reason="")
    event = events.record("series.published", series, by=by)
    if asked:
        _tell_team(series, "series.published", event.pk)
    support.announce(series=series)


@transaction.atomic
def return_to_draft(*, series: Series, reason: str, by: User) -> None:
    """Give a submitted series back with what should change."""
    if not reason.strip():
        raise Refused("Say what should change, so that the leaders know what to do.", "reason")
    SERIES.advance(series, "returned", return_reason=reason.strip())
    event = events.record("series.returned", series, by=by, reason=reason.strip())
    _tell_team(series, "series.returned", event.pk)


@transaction.atomic
def complete(*, series: Series, by: User) -> None:
    """All sessions are held: the series is over. Follow-up contacts go on."""
    if series.state == SeriesState.COMPLETED:
        return
    SERIES.advance(series, "completed", completed_at=timezone.now())
    events.record("series.completed", series, by=by)


@transaction.atomic
def cancel(*, series: Series, reason: str, by: User) -> None:
    """Call it off with every session still to come; what was held stays held. Those registered are told."""
    if series.state == SeriesState.CANCELLED:
        return
    if not reason.strip():
        raise Refused("Say why, in words you would send to everybody registered.", "reason")
    for session in series.sessions.filter(state__in=[SessionState.UNSCHEDULED, SessionState.SCHEDULED]):
        session.series = series
        sessions.cancel(session=session, reason=reason, by=by)
    SERIES.advance(series, "cancelled")
    events.record("series.cancelled", series, by=by, reason=reason.strip())


@transaction.atomic
def archive(*, series: Series, by: User) -> None:
    SERIES.advance(series, "archived")
    events.record("series.archived", series, by=by)


def _tell_team(series: Series, rule: str, occurrence: uuid.UUID) -> None:
    for row in team(series).filter(state=TeamState.ACCEPTED):
        outbox.post(
            rule=rule, recipient_id=row.person.root_id, object_id=series.pk, occurrence=str(occurrence)
        )
