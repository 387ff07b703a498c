"""From a title to a published, held and completed series; and every reason why not."""

from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Model
from django.urls import reverse
from django.utils import timezone

from cycles.planning.actions import clock, sessions
from cycles.planning.actions import series as actions
from cycles.planning.choices import SeriesState, SessionState, TeamRole, TeamState
from cycles.planning.models import Outcome, Series, SeriesLeader
from cycles.planning.queries import missing, next_session, request_of
from ilc.accounts.models import User
from ilc.core import registry
from ilc.core.errors import Refused
from ilc.core.models import DomainEvent, OutgoingMessage
from participants.models import Person
from tests import factories as make
from tests.cast import Cast


def account(who: Person) -> User:
    """The account of somebody of the cast."""
    assert who.user is not None
    return who.user


def verbs(of: Model) -> list[str]:
    """What was recorded about one thing, in order."""
    return list(DomainEvent.objects.filter(object_id=of.pk).order_by("at").values_list("verb", flat=True))


def draft(cast: Cast, **fields: str) -> Series:
    """A draft that lacks nothing."""
    made = make.series(leaders=[cast.alice, cast.carol], host=cast.madera, state=SeriesState.DRAFT, **fields)
    make.session(made, 1)
    make.session(made, 2)
    return made


def test_a_title_is_enough_for_a_draft_and_five_things_are_missing(cast: Cast) -> None:
    made = actions.create(title=" Talk ", by=account(cast.alice))
    assert (made.title, made.state) == ("Talk", SeriesState.DRAFT)
    assert [row.person for row in made.team.all()] == [cast.alice]
    assert [one.section for one in missing(made)] == ["host", "outcomes", "sessions", "team", "follow-up"]
    assert verbs(made) == ["series.drafted"]


@pytest.mark.parametrize(
    ("section", "change"),
    [
        ("host", {"host_district": None}),
        ("outcomes", {}),
        ("sessions", {}),
        ("team", {}),
        ("follow-up", {}),
    ],
)
def test_each_missing_thing_alone_refuses_publication(
    cast: Cast, section: str, change: dict[str, None]
) -> None:
    made = draft(cast)
    Series.objects.filter(pk=made.pk).update(**change)
    made = Series.objects.get(pk=made.pk)
    gone: dict[str, Any] = {
        "outcomes": made.outcomes,
        "follow-up": made.follow_up,
        "team": made.team,
        "sessions": made.sessions,
    }
    if section in gone:
        gone[section].last().delete()
    with pytest.raises(Refused) as no:
        actions.publish(series=made, by=account(cast.alice))
    assert [one.section for one in missing(made)] == [section]
    assert no.value.code == "not-ready"
    assert Series.objects.get(pk=made.pk).state == SeriesState.DRAFT


def test_one_leader_is_enough_with_a_reason(cast: Cast) -> None:
    made = draft(cast, single_leader_reason="A second leader joins later")
    made.team.exclude(person=cast.alice).delete()
    actions.publish(series=made, by=account(cast.alice))
    assert made.state == SeriesState.PUBLISHED


def test_a_district_that_approves_is_asked_first(cast: Cast) -> None:
    cast.madera.requires_approval = True
    cast.madera.save()
    made = draft(cast)
    with pytest.raises(Refused, match="approves its series first"):
        actions.publish(series=made, by=account(cast.alice))
    actions.submit(series=made, by=account(cast.alice))
    actions.submit(series=made, by=account(cast.alice))  # twice is once
    actions.return_to_draft(series=made, reason="Say for which grades", by=account(cast.dana))
    assert (made.state, made.return_reason) == (SeriesState.DRAFT, "Say for which grades")
    actions.submit(series=made, by=account(cast.alice))
    actions.publish(series=made, by=account(cast.dana), version=made.version)
    assert verbs(made) == ["series.submitted", "series.returned", "series.submitted", "series.published"]
    rules = list(OutgoingMessage.objects.order_by("created_at").values_list("rule", flat=True))
    assert sorted(rules) == sorted(
        ["series.submitted"] * 2 + ["series.returned"] * 2 + ["series.published"] * 2
    )


def returned(cast: Cast, **about: Any) -> Series:
    """Sent back by Dana with a request; Charlie was asked to lead and has not answered."""
    cast.madera.requires_approval = True
    cast.madera.save()
    made = draft(cast, **about)
    SeriesLeader.objects.create(
        series=made, person=cast.charlie, role=TeamRole.CO_LEADER, state=TeamState.INVITED
    )
    actions.submit(series=made, by=account(cast.alice))
    actions.return_to_draft(series=made, reason="Say for which grades.\nAnd when.", by=account(cast.dana))
    return made


def test_a_returned_series_tells_its_leaders_until_it_is_sent_again(cast: Cast) -> None:
    made = returned(cast)
    assert request_of(made) == "Say for which grades.\nAnd when."
    client = cast.client(cast.alice)
    for page in ("planning:plan", "planning:series"):
        words = client.get(reverse(page, args=[made.pk])).text
        assert "Madera Unified asks for a change" in words
        assert "Say for which grades.<br>And when." in words
    assert "came back with a request" in client.get(reverse("planning:catalogue"), {"show": "mine"}).text
    actions.submit(series=made, by=account(cast.alice))
    assert request_of(made) == ""
    assert "asks for a change" not in client.get(reverse("planning:plan", args=[made.pk])).text


def test_the_mail_of_a_return_says_who_asks_and_goes_to_leaders_alone(cast: Cast) -> None:
    made = returned(cast, title="Talk")
    sent = OutgoingMessage.objects.filter(rule="series.returned")
    assert {one.recipient_id for one in sent} == {cast.alice.pk, cast.carol.pk}
    mail = registry.build(sent[0])
    assert isinstance(mail, registry.Mail)
    assert mail.subject == "“Talk” came back with a request"
    assert "Madera Unified asks for a change in “Talk” before it is published:" in mail.text
    assert "Say for which grades.\nAnd when." in mail.text
    assert "Say for which grades.<br>And when." in mail.html
    assert reverse("planning:plan", args=[made.pk]) in mail.text


def test_no_approval_needed_means_no_submission(cast: Cast) -> None:
    with pytest.raises(Refused, match="needs no approval"):
        actions.submit(series=draft(cast), by=account(cast.alice))


def test_what_was_changed_while_the_approver_read_is_read_again(cast: Cast) -> None:
    cast.madera.requires_approval = True
    cast.madera.save()
    made = draft(cast)
    actions.submit(series=made, by=account(cast.alice))
    read = made.version
    actions.edit(series=made, title="Another title", by=account(cast.alice))
    with pytest.raises(Refused, match="Read it again"):
        actions.publish(series=made, by=account(cast.dana), version=read)


def test_published_series_keeps_an_outcome(cast: Cast) -> None:
    with pytest.raises(Refused, match="at least one outcome"):
        actions.set_outcomes(series=cast.series, texts=[" "], by=account(cast.alice))
    assert Outcome.objects.filter(series=cast.series).count() == 1


def test_the_clock_starts_holds_and_runs_once(cast: Cast) -> None:
    now = timezone.now()
    begins = cast.first.starts_at
    assert begins is not None
    assert clock.turn(begins - timedelta(minutes=1)) == 0
    assert clock.turn(begins + timedelta(minutes=1)) == 1
    assert clock.turn(begins + timedelta(minutes=1)) == 0
    assert clock.turn(now) == 1
    assert clock.turn(now) == 0
    cast.first.refresh_from_db()
    cast.series.refresh_from_db()
    assert (cast.first.state, cast.series.state) == (SessionState.HELD, SeriesState.RUNNING)
    assert verbs(cast.first) == ["session.started", "session.held"]
    assert verbs(cast.series) == ["series.started"]


def test_the_clock_leaves_drafts_alone(cast: Cast) -> None:
    Series.objects.filter(pk=cast.series.pk).update(state=SeriesState.DRAFT)
    assert clock.turn() == 0


def test_a_series_completes_when_nothing_is_to_come(cast: Cast) -> None:
    clock.turn()
    series = Series.objects.get(pk=cast.series.pk)
    with pytest.raises(Refused, match="Session 2 is still to come"):
        actions.complete(series=series, by=account(cast.alice))
    sessions.cancel(session=cast.second, reason="No room", by=account(cast.alice))
    actions.complete(series=series, by=account(cast.alice))
    assert series.state == SeriesState.COMPLETED
    with pytest.raises(Refused, match="stays as it is"):
        actions.edit(series=series, title="New", by=account(cast.alice))


def test_cancelling_a_series_cancels_what_is_to_come_and_keeps_what_was_held(cast: Cast) -> None:
    clock.turn()
    series = Series.objects.get(pk=cast.series.pk)
    actions.cancel(series=series, reason="No substitutes", by=account(cast.alice))
    states = list(series.sessions.values_list("state", flat=True))
    assert (series.state, states) == (SeriesState.CANCELLED, [SessionState.HELD, SessionState.CANCELLED])


def test_next_session_is_neither_held_nor_cancelled(cast: Cast) -> None:
    third = make.session(cast.series, 3)
    assert next_session(cast.series, after=1) == cast.second
    sessions.cancel(session=cast.second, reason="No room", by=account(cast.alice))
    assert next_session(cast.series, after=1) == third
    assert next_session(cast.series, after=3) is None
