"""Calendars: what a parser that did not write them reads, while sessions are made, moved, cancelled and put off."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cycles.planning.actions import sessions as acts
from cycles.planning.models import Series, Session, Strand
from cycles.roster.actions import enrollments, feeds, notices
from cycles.roster.models import CalendarFeed, Enrollment
from ilc.accounts.models import User
from participants.models import Person
from tests import factories as make
from tests.cast import Cast
from tests.roster.test_mails import deliver

PACIFIC = ZoneInfo("America/Los_Angeles")


def user_of(person: Person) -> User:
    assert person.user is not None
    return person.user


def address(of: Person | Series) -> str:
    feed = feeds.make(of=of, by=user_of(of) if isinstance(of, Person) else User.objects.all()[0])
    return reverse("roster:calendar-feed", args=[feed.key])


def read(path: str) -> dict[str, Any]:
    """The events of a feed by UID, as vobject reads them; a UID that comes twice fails."""
    answer = Client().get(path)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/calendar")
    return events(answer.content)


def events(content: bytes) -> dict[str, Any]:
    found = vobject.readOne(content.decode()).contents.get("vevent", [])
    uids = [one.uid.value for one in found]
    assert len(uids) == len(set(uids))
    return dict(zip(uids, found, strict=True))


def date_it(cast: Cast, day: datetime) -> None:
    """Alice gives the second session this date, or moves it there: three hours."""
    acts.schedule(
        session=cast.second, by=user_of(cast.alice), starts_at=day, ends_at=day + timedelta(hours=3)
    )


def soon(days: int = 30) -> datetime:
    return (
        (timezone.now() + timedelta(days=days))
        .astimezone(PACIFIC)
        .replace(hour=9, minute=0, second=0, microsecond=0)
    )


def test_a_dated_session_is_there_and_an_undated_is_not(cast: Cast) -> None:
    found = read(address(cast.bob))
    assert set(found) == {str(cast.first.pk)}
    event = found[str(cast.first.pk)]
    assert event.summary.value == f"{cast.series.title}: Session 1"
    assert cast.first.starts_at
    assert event.dtstart.value == cast.first.starts_at.replace(microsecond=0)
    assert event.status.value == "CONFIRMED"
    assert event.url.value.endswith(f"/sessions/{cast.first.pk}/")


def test_one_uid_lives_through_create_move_and_cancel(cast: Cast) -> None:
    path, alice, uid = address(cast.bob), user_of(cast.alice), str(cast.second.pk)
    sequences, starts = [], []
    for step in (
        lambda: date_it(cast, soon()),
        lambda: date_it(cast, soon(37)),
        lambda: acts.cancel(session=cast.second, reason="The building is closed", by=alice),
    ):
        step()
        event = read(path)[uid]
        sequences.append(int(event.sequence.value))
        starts.append(event.dtstart.value)
    assert sequences == [1, 2, 3]
    assert starts == [soon(), soon(37), soon(37)]
    assert event.status.value == "CANCELLED"
    assert "The building is closed" in event.description.value


def test_put_off_leaves_the_calendar_and_comes_back_with_a_higher_sequence(cast: Cast) -> None:
    path, alice, uid = address(cast.bob), user_of(cast.alice), str(cast.second.pk)
    date_it(cast, soon())
    acts.schedule(session=cast.second, starts_at=None, ends_at=None, by=alice)
    assert uid not in read(path)
    date_it(cast, soon(44))
    assert int(read(path)[uid].sequence.value) == 3


@pytest.mark.parametrize(
    ("day", "utc_hour"),
    [(datetime(2027, 3, 13), 17), (datetime(2027, 3, 15), 16), (datetime(2027, 11, 8), 17)],
)
def test_local_hours_stay_across_daylight_saving(cast: Cast, day: datetime, utc_hour: int) -> None:
    start = day.replace(hour=9, tzinfo=PACIFIC)
    date_it(cast, start)
    event = read(address(cast.bob))[str(cast.second.pk)]
    assert (event.dtstart.value.utcoffset(), event.dtstart.value.hour) == (timedelta(0), utc_hour)
    assert event.dtstart.value.astimezone(PACIFIC).hour == 9
    assert event.dtend.value.astimezone(PACIFIC).hour == 12


def test_whoever_leads_has_it_and_a_stranger_has_not(cast: Cast) -> None:
    event = read(address(cast.alice))[str(cast.first.pk)]
    assert "You lead this session." in event.description.value
    assert read(address(cast.charlie)) == {}


def test_leaving_a_series_empties_the_calendar(cast: Cast) -> None:
    path = address(cast.bob)
    enrollments.withdraw(enrollment=Enrollment.objects.get(person=cast.bob), by=None)
    assert read(path) == {}


def test_a_draft_is_in_no_calendar(cast: Cast) -> None:
    Series.objects.filter(pk=cast.series.pk).update(state="draft", published_at=None)
    assert read(address(cast.alice)) == {}


def test_the_room_of_the_strand_is_the_place(cast: Cast) -> None:
    strand = Strand.objects.create(session=cast.first, name="Secondary", place="Room 12")
    Session.objects.filter(pk=cast.first.pk).update(place="Madera South High")
    mine = Enrollment.objects.get(person=cast.bob)
    mine.strand_places.create(session=cast.first, strand=strand)
    assert read(address(cast.bob))[str(cast.first.pk)].location.value == "Room 12, Madera South High"
    assert read(address(cast.ben))[str(cast.first.pk)].location.value == "Madera South High"


def test_a_series_has_one_address_for_all(cast: Cast) -> None:
    page = reverse("roster:series-calendar", args=[cast.series.pk])
    cast.client(cast.bob).post(page)
    cast.client(cast.ben).post(page)
    feed = CalendarFeed.objects.get(series=cast.series)
    assert set(read(reverse("roster:calendar-feed", args=[feed.key]))) == {str(cast.first.pk)}
    assert cast.client(cast.bob).post(page, {"renew": "yes"}).status_code == 403
    assert CalendarFeed.objects.get().key == feed.key


def test_a_new_address_ends_the_old_one(cast: Cast) -> None:
    old, page = address(cast.bob), reverse("roster:calendar")
    assert old in cast.client(cast.bob).get(page).content.decode()
    cast.client(cast.bob).post(page, {"renew": "yes"})
    assert Client().get(old).status_code == 404
    assert len(read(address(cast.bob))) == 1


def test_unchanged_is_answered_304(cast: Cast) -> None:
    path = address(cast.bob)
    tag = Client().get(path)["ETag"]
    assert Client().get(path, headers={"if-none-match": tag}).status_code == 304


def test_a_session_across_the_change_is_as_long_as_it_is(cast: Cast) -> None:
    before = datetime(2027, 11, 7, 0, 0, tzinfo=PACIFIC)
    acts.schedule(
        session=cast.second, by=user_of(cast.alice), starts_at=before, ends_at=before.replace(hour=3)
    )
    event = read(address(cast.bob))[str(cast.second.pk)]
    assert event.dtend.value - event.dtstart.value == timedelta(hours=4)


def test_a_session_to_keep_is_for_those_who_see_it(cast: Cast) -> None:
    path = reverse("roster:session-calendar", args=[cast.first.pk])
    found = events(cast.client(cast.bob).get(path).content)
    assert list(found) == [str(cast.first.pk)]
    undated = reverse("roster:session-calendar", args=[cast.second.pk])
    assert cast.client(cast.bob).get(undated).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_a_feed_takes_the_same_queries_for_more_sessions(
    cast: Cast, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    path = address(cast.bob)
    for number in range(3, 2 + rows):
        make.session(cast.series, number, start=timezone.now() + timedelta(days=number))
    with django_assert_num_queries(4):
        assert len(read(path)) == rows


def test_registering_sends_the_dated_sessions_as_invitations(cast: Cast) -> None:
    date_it(cast, soon())
    enrollments.register(series=cast.series, person=cast.charlie, by=None)
    deliver()
    [attached] = invitations(mail.outbox[-1])
    assert attached["method"] == "REQUEST"
    assert attached["event"].uid.value == str(cast.second.pk)  # the first session is over
    assert attached["event"].attendee.value == f"mailto:{mail.outbox[-1].to[0]}"
    assert attached["event"].organizer.value.startswith("mailto:")


@pytest.mark.parametrize(
    ("last", "method", "sequence"),
    [("move", "REQUEST", 2), ("cancel", "CANCEL", 2), ("put off", "CANCEL", 2)],
)
def test_a_changed_session_moves_in_the_calendar_of_the_mail(
    cast: Cast, last: str, method: str, sequence: int
) -> None:
    alice = user_of(cast.alice)
    date_it(cast, soon())
    notices.announce_moves()
    deliver()
    if last == "move":
        date_it(cast, soon(40))
    elif last == "cancel":
        acts.cancel(session=cast.second, reason="Fog", by=alice)
    else:
        acts.schedule(session=cast.second, starts_at=None, ends_at=None, by=alice)
    mail.outbox.clear()
    notices.announce_moves()
    deliver()
    for message in mail.outbox:
        [attached] = invitations(message)
        event = attached["event"]
        assert (attached["method"], event.uid.value) == (method, str(cast.second.pk))
        assert int(event.sequence.value) == sequence
        assert event.dtstart.value == (soon(40) if last == "move" else soon())
    assert {one.to[0] for one in mail.outbox} >= {user_of(cast.bob).email, user_of(cast.ben).email}


def invitations(message: Any) -> list[dict[str, Any]]:
    """The calendar attachments of a mail, read from its bytes."""
    parts = [part for part in message.message().walk() if part.get_content_type() == "text/calendar"]
    read_ones = []
    for part in parts:
        content = vobject.readOne(part.get_payload(decode=True).decode())
        assert content.method.value == part.get_param("method")
        [event] = content.vevent_list
        read_ones.append({"method": content.method.value, "event": event})
    return read_ones
