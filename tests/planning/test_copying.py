"""Starting a series from another plan: what comes along, what stays, how dates move."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import timezone

from cycles.planning import access
from cycles.planning.actions import copied_parts, copying, support
from cycles.planning.models import Series, Session, Strategy
from districts.permissions import Role
from ilc.core.models import DomainEvent, OutgoingMessage
from participants.models import Person
from tests import factories as make
from tests.cast import Cast
from tests.planning.test_lifecycle import account

PACIFIC = ZoneInfo("America/Los_Angeles")


def copied(cast: Cast, by: Person | None = None, **more: Any) -> Series:
    who = account(by or cast.alice)
    wanted: dict[str, Any] = {"title": "Once more", "host": access.host_of_copy(who, cast.series), **more}
    return copying.copy(source=cast.series, by=who, **wanted)


def dated(cast: Cast, *starts: datetime) -> None:
    """The sessions of the series at these hours, three hours long."""
    for session, start in zip((cast.first, cast.second), starts, strict=True):
        Session.objects.filter(pk=session.pk).update(
            starts_at=start, ends_at=start + timedelta(hours=3), state="scheduled"
        )


def full(cast: Cast) -> None:
    """Something of every part of a plan."""
    series, first = cast.series, cast.first
    series.strategies.add(Strategy.objects.create(name="Sentence frames"))
    series.aims.create(level=5, text="Students talk more")
    strand = first.strands.create(name="Elementary", place="Room 2", capacity=20, seats_taken=3)
    strand.leaders.add(cast.carol)
    item = first.agenda.create(
        kind="modelling", title="Frames", minutes=40, leader=cast.carol, leader_note="Mind Ben", strand=strand
    )
    first.agenda.create(title="Gone", removed_at=timezone.now())
    for title, open_to in (("Cards", "participants"), ("Key", "leaders"), ("Poster", "public")):
        made = series.resources.create(title=title, open_to=open_to, session=first, agenda_item=item)
        made.versions.create(number=1, state="ready", url="https://example.org/old")
        made.versions.create(number=2, state="ready", url="https://example.org/new")
    series.partners.create(called="The fund")
    series.budget.create(kind="stipends", count=2, rate=100)
    line = support.ask(
        series=series,
        kind="release",
        quantity=Decimal(12),
        unit="days",
        of=cast.madera,
        by_when=date(2026, 1, 10),
        by=account(cast.alice),
    )
    support.answer(line=line, verb="pledged", by=account(cast.dana), version=1)


def test_everything_of_the_plan_comes_along_without_its_people(cast: Cast) -> None:
    full(cast)
    made = copied(cast)
    assert (made.state, made.host_district, made.focus) == ("draft", cast.madera, cast.series.focus)
    assert [row.person for row in made.team.all()] == [cast.alice]
    assert (made.seats_taken, made.enrollments.count(), made.partners.count()) == (0, 0, 0)
    session = made.sessions.get(number=1)
    strand, item = session.strands.get(), session.agenda.get()
    assert (strand.name, strand.place, strand.seats_taken, strand.leaders.count()) == (
        "Elementary",
        "Room 2",
        0,
        0,
    )
    assert (item.title, item.leader, item.leader_note, item.strand) == ("Frames", None, "Mind Ben", strand)
    assert {one.title for one in made.resources.all()} == {"Cards", "Key", "Poster"}
    versions = [(one.number, one.url) for row in made.resources.all() for one in row.versions.all()]
    assert versions == [(1, "https://example.org/new")] * 3
    assert {row.session for row in made.resources.all()} == {session}
    line = made.support.get()
    assert (line.state, line.announced_at, line.pledged_quantity, line.by_when) == ("asked", None, None, None)
    assert made.budget.get().amount == 200
    assert [one.text for one in made.outcomes.all()] == ["Students build on each other's ideas"]
    assert (made.follow_up.count(), made.aims.get().text, made.strategies.count()) == (
        1,
        "Students talk more",
        1,
    )


def test_what_is_asked_at_registration_comes_along_without_answers(cast: Cast) -> None:
    questions = cast.series.questions
    asked = questions.create(text="Anything we should know?")
    asked.answers.create(enrollment=cast.bob.enrollments.get(), text="I use a wheelchair")
    questions.create(text="Old", retired_at=timezone.now())
    found = copied(cast).questions.all()
    assert [(one.text, one.answers.count()) for one in found] == [("Anything we should know?", 0)]


def test_a_copy_tells_nobody(cast: Cast) -> None:
    full(cast)
    OutgoingMessage.objects.all().delete()
    copied(cast, first_day=timezone.localdate() + timedelta(days=30))
    assert not OutgoingMessage.objects.exists()


def test_dates_keep_distance_and_local_hour_across_daylight_saving(cast: Cast) -> None:
    dated(cast, datetime(2026, 1, 10, 9, tzinfo=PACIFIC), datetime(2026, 2, 7, 9, tzinfo=PACIFIC))
    cast.series.support.create(kind="space", quantity=1, unit="rooms", by_when=date(2026, 1, 3))
    made = copied(cast, first_day=date(2026, 10, 17))  # 28 days later: 14 November, after the clocks go back
    starts = [one.local_start for one in made.sessions.order_by("number")]
    assert [f"{one:%Y-%m-%d %H:%M %Z}" for one in starts if one] == [
        "2026-10-17 09:00 PDT",
        "2026-11-14 09:00 PST",
    ]
    assert {one.minutes for one in made.sessions.all()} == {180}
    assert made.support.get().by_when == date(2026, 10, 10)


def test_an_hour_the_clocks_skip_becomes_the_next_one(cast: Cast) -> None:
    dated(cast, datetime(2026, 2, 1, 2, 30, tzinfo=PACIFIC), datetime(2026, 2, 8, 9, tzinfo=PACIFIC))
    start = copied(cast, first_day=date(2026, 3, 8)).sessions.get(number=1).local_start
    assert start
    assert f"{start:%H:%M %Z}" == "03:30 PDT"


def test_without_a_day_every_date_is_to_be_scheduled_and_cancelled_ones_stay_behind(cast: Cast) -> None:
    third = make.session(cast.series, 3, title="Pass it on")
    Session.objects.filter(pk=cast.second.pk).update(state="cancelled")
    cast.series.follow_up.update(after_session=3)
    made = copied(cast)
    rows = [(one.number, one.title, one.state) for one in made.sessions.order_by("number")]
    assert rows == [(1, cast.first.title, "unscheduled"), (2, third.title, "unscheduled")]
    assert made.follow_up.get().after_session == 2


def test_the_same_form_sent_twice_is_one_copy(cast: Cast) -> None:
    client, address = cast.client(cast.alice), reverse("planning:copy", args=[cast.series.pk])
    data = {"title": "Once more", "new_id": "01900000-0000-7000-8000-000000000001"}
    answers = [client.post(address, data) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert Series.objects.filter(title="Once more").count() == 1


def test_credit_stays_when_the_source_is_gone(cast: Cast) -> None:
    made = copied(cast)
    assert made.copied_from == cast.series
    page = cast.client(cast.alice).get(reverse("planning:plan", args=[made.pk])).content.decode()
    assert "Began as a copy of “Academic conversation” by Alice Reyes, Carol Diaz." in page


def test_a_borrowed_plan_shows_nothing_that_its_borrower_may_not_read(cast: Cast) -> None:
    full(cast)
    frank = make.person("Frank Hill", at=cast.school)
    make.grant(account(frank), Role.LEADER, district=cast.madera)
    made = copied(cast, by=frank)
    assert (made.budget.count(), made.support.count()) == (0, 0)
    assert {one.title for one in made.resources.all()} == {"Poster"}
    assert made.sessions.get(number=1).agenda.get().leader_note == ""


def test_who_may_start_from_which_plan(cast: Cast) -> None:
    frank = make.person("Frank Hill", at=cast.school)
    make.grant(account(frank), Role.LEADER, district=cast.madera)
    far = make.person("Fay Hill", at=cast.other_school)
    make.grant(account(far), Role.LEADER, district=cast.other_district)
    address = reverse("planning:copy", args=[cast.series.pk])
    people = (cast.alice, frank, far, cast.bob, cast.dana, cast.charlie)
    assert [cast.client(who).get(address).status_code for who in people] == [200, 200, 404, 403, 403, 404]
    copying.offer(series=cast.series, by=account(cast.pat), on=True)
    assert cast.client(far).get(address).status_code == 200
    page = cast.client(far).get(reverse("planning:new")).content.decode()
    assert "Or start from a template" in page
    made = copied(cast, by=far)
    assert (made.host_district, made.sessions.get(number=1).place) == (cast.other_district, "")


def test_only_program_staff_offer_templates(cast: Cast) -> None:
    address = reverse("planning:template", args=[cast.series.pk])
    people = (cast.pat, cast.alice, cast.dana, cast.erin)
    assert [cast.client(who).post(address, {"on": "yes"}).status_code for who in people] == [
        302,
        403,
        403,
        404,
    ]
    assert Series.objects.get(pk=cast.series.pk).is_template


def test_a_day_far_away_is_refused_and_kept(cast: Cast) -> None:
    address = reverse("planning:copy", args=[cast.series.pk])
    answer = cast.client(cast.alice).post(address, {"title": "Again", "first_day": "2062-01-10"})
    assert answer.status_code == 422
    assert "more than two years away" in answer.content.decode()
    assert 'value="Again"' in answer.content.decode()


def test_the_copy_has_a_history_of_its_own(cast: Cast) -> None:
    made = copied(cast)
    verbs = set(DomainEvent.objects.filter(object_id=made.pk).values_list("verb", flat=True))
    assert verbs == {"series.drafted", "series.hosted", "series.copied"}


def _hanging(model: type[models.Model]) -> set[type[models.Model]]:
    """Models whose rows belong to rows of this one: by a foreign key that dies with it, or a list of its own."""
    found = {
        rel.related_model
        for rel in model._meta.get_fields(include_hidden=True)
        if rel.auto_created
        and not rel.concrete
        and not rel.many_to_many
        and isinstance(rel.related_model, type)
        and rel.related_model is not model
    }
    return found | {one.remote_field.through for one in model._meta.many_to_many if one.remote_field.through}


@pytest.mark.parametrize("only", ["planning.series"])
def test_every_model_that_hangs_on_a_series_comes_along_or_says_why_not(only: str) -> None:
    """Whoever adds a model: register how it comes along (copying.comes), or say in STAYS why it stays."""
    seen: set[str] = set()
    open_ones = [apps.get_model(only)]
    while open_ones:
        for found in _hanging(open_ones.pop()):
            label = found._meta.label_lower
            if label not in seen:
                seen.add(label)
                if label in copying.coming():
                    open_ones.append(found)
    assert seen - copying.coming() - set(copied_parts.STAYS) == set()
    assert set(copied_parts.STAYS) - seen == set()


def test_every_field_of_a_series_comes_along_or_says_why_not() -> None:
    fields = {one.name for one in Series._meta.concrete_fields}
    assert fields == set(copying.COMES) | set(copied_parts.FIELDS_STAY)
