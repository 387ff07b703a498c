"""Conferences and presentations: who plans and keeps them, and how many were there."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from cycles.planning.models import Event
from cycles.roster.actions import event_heads, event_names, events
from cycles.roster.models import EventAttendance, HeadCount
from cycles.roster.queries.events import counted, names, with_counts
from districts.models import Partner
from ilc.core.errors import Refused, Stale
from ilc.core.models import DomainEvent
from tests import factories as make
from tests.cast import Cast
from tests.roster import event_rows as rows

Literal = Callable[[int], Any]


def test_program_staff_plan_an_event_with_a_partner_that_is_new(cast: Cast) -> None:
    sent = rows.planning(query="Madera Unified", partner="CSU Fullerton", partner_kind="university")
    with time_machine.travel(datetime(2026, 2, 1, tzinfo=UTC), tick=False):
        answer = cast.client(cast.pat).post("/events/new/", sent)
    event = Event.objects.get()
    assert answer.headers["Location"] == f"/events/{event.pk}/"
    assert (event.host, event.held_by) == (cast.madera, "Madera Unified with CSU Fullerton")
    assert len(event.check_in_code) == 4
    assert Partner.objects.get().kind == "university"


def test_hours_are_local_and_the_night_of_the_clocks_is_noticed(cast: Cast) -> None:
    """8 March 2026: nine in the morning is already summer time; half past two does not exist."""
    client = cast.client(cast.pat)
    with time_machine.travel(datetime(2026, 2, 1, tzinfo=UTC), tick=False):
        client.post("/events/new/", rows.planning())
        skipped = client.post("/events/new/", rows.planning(start="02:30"))
        east = rows.planning(title="Far away", time_zone="America/New_York")
        client.post("/events/new/", east)
    starts = dict(Event.objects.values_list("title", "starts_at"))
    assert starts["Teachers leading teachers"] == datetime(2026, 3, 8, 16, tzinfo=UTC)
    assert starts["Far away"] == datetime(2026, 3, 8, 13, tzinfo=UTC)
    assert "2:30 am does not exist" in skipped.content.decode()


def test_a_form_sent_twice_plans_one_event_and_a_twin_is_asked_about(cast: Cast) -> None:
    client, sent = cast.client(cast.pat), rows.planning()
    with time_machine.travel(datetime(2026, 2, 1, tzinfo=UTC), tick=False):
        for _ in range(2):
            client.post("/events/new/", sent)
        twin = client.post("/events/new/", rows.planning())
        assert Event.objects.count() == 1
        assert "Is it the same?" in twin.content.decode()
        client.post("/events/new/", rows.planning(anyway="1"))
    assert Event.objects.count() == 2


def test_leaders_and_administrators_keep_the_events_of_their_district_alone(cast: Cast) -> None:
    own = rows.event(host_district=cast.madera)
    far = rows.event("Far", host_district=cast.other_district, check_in_code="FARX")
    for who, here, there in ((cast.alice, 200, 403), (cast.dana, 200, 403), (cast.erin, 403, 200)):
        assert cast.client(who).get(f"/events/{own.pk}/day/").status_code == here
        assert cast.client(who).get(f"/events/{far.pk}/day/").status_code == there
    assert cast.client(cast.bob).get(f"/events/{own.pk}/day/").status_code == 403


def test_nobody_gives_an_event_to_a_host_they_do_not_speak_for(cast: Cast) -> None:
    sent = rows.planning(host=f"district:{cast.other_district.pk}")
    assert cast.client(cast.dana).post("/events/new/", sent).status_code == 422
    assert not Event.objects.exists()


def test_an_event_only_for_educators_of_the_host_is_hidden_from_others(cast: Cast) -> None:
    event = rows.event(host_district=cast.madera, open_to_all=False)
    assert cast.client(cast.bob).get(f"/events/{event.pk}/").status_code == 200
    assert cast.client(cast.charlie).get(f"/events/{event.pk}/").status_code == 404
    rows.named(event, cast.charlie)
    assert cast.client(cast.charlie).get(f"/events/{event.pk}/").status_code == 200


def test_two_people_editing_one_event_see_what_the_other_wrote(cast: Cast) -> None:
    event = rows.event(starts_at=timezone.now() + timedelta(days=3), place="Hall A")
    client, local = cast.client(cast.pat), event.local_start
    sent = rows.planning(day=f"{local:%Y-%m-%d}", start="08:00", end="12:00", version="1")
    assert client.post(f"/events/{event.pk}/edit/", {**sent, "place": "Hall B"}).status_code == 302
    late = client.post(f"/events/{event.pk}/edit/", {**sent, "place": "Hall C"})
    assert late.status_code == 422
    assert "Hall B" in late.content.decode()
    assert "Hall C" in late.content.decode()
    event.refresh_from_db()
    assert event.place == "Hall B"


def test_a_cancelled_event_says_why_and_one_that_took_place_is_not_cancelled(cast: Cast) -> None:
    off, on = rows.event(), rows.event("Held", check_in_code="HELD")
    rows.named(on, cast.bob)
    assert cast.pat.user
    events.cancel(event=off, reason="Fire in the hills", version=1, by=cast.pat.user)
    assert "Fire in the hills" in cast.client(cast.pat).get(f"/events/{off.pk}/").content.decode()
    with pytest.raises(Refused, match="it took place"):
        events.cancel(event=on, reason="x", version=1, by=cast.pat.user)


def test_three_hundred_heads_by_role_with_names_beside_them(cast: Cast) -> None:
    event = rows.event()
    rows.named(event, cast.bob, cast.ben)
    sent = {"version": "0", "teacher": "250", "aspiring": "40", "unknown": "10"}
    cast.client(cast.pat).post(f"/events/{event.pk}/heads/", sent)
    told = counted(event)
    assert (told.named, told.heads, told.unnamed) == (2, 300, 298)
    assert told.roles == (("Teachers", 250), ("Aspiring teachers", 40), ("Role not known", 10))
    head = HeadCount.objects.get()
    assert head.people == sum(head.roles.values_list("people", flat=True))


def test_a_corrected_head_count_keeps_what_was_there_before(cast: Cast) -> None:
    event, by = rows.event(), cast.pat.user
    assert by
    event_heads.set_heads(event=event, counts={"teacher": 300}, version=0, by=by)
    event_heads.set_heads(event=event, counts={"teacher": 280, "coach": 5}, version=1, by=by)
    event_heads.set_heads(event=event, counts={"teacher": 280, "coach": 5}, version=1, by=by)  # sent twice
    with pytest.raises(Stale):
        event_heads.set_heads(event=event, counts={"teacher": 1}, version=1, by=by)
    history = DomainEvent.objects.filter(verb="event.head-counted").order_by("at")
    assert [one.data["people"] for one in history] == [300, 285]
    page = cast.client(cast.pat).get(f"/events/{event.pk}/heads/").content.decode()
    assert "300 heads" in page
    assert "285 heads" in page


def test_a_stale_head_count_shows_what_was_counted_meanwhile(cast: Cast) -> None:
    event, client = rows.event(), cast.client(cast.pat)
    client.post(f"/events/{event.pk}/heads/", {"version": "0", "teacher": "300"})
    late = client.post(f"/events/{event.pk}/heads/", {"version": "0", "teacher": "270"})
    assert late.status_code == 422
    assert "What is there now" in late.content.decode()
    assert HeadCount.objects.get().people == 300
    again = client.post(f"/events/{event.pk}/heads/", {"version": "1", "teacher": "270"})
    assert (again.status_code, HeadCount.objects.get().people) == (302, 270)


def test_no_heads_are_counted_before_it_begins_and_no_bad_numbers_kept(cast: Cast) -> None:
    ahead = rows.event(starts_at=timezone.now() + timedelta(days=2))
    early = cast.client(cast.pat).post(f"/events/{ahead.pk}/heads/", {"version": "0", "teacher": "5"})
    assert "It has not begun" in early.content.decode()
    event = rows.event("Today", check_in_code="TDAY")
    for typed in ("-3", "many", ""):
        sent = {"version": "0", "teacher": typed}
        assert cast.client(cast.pat).post(f"/events/{event.pk}/heads/", sent).status_code == 422
    assert not HeadCount.objects.exists()


def test_merged_records_are_named_once(cast: Cast) -> None:
    event, double = rows.event(), make.person("Bobby Tran", account=False)
    rows.named(event, cast.bob, double)
    double.merged_into = double.root = cast.bob
    double.save()
    assert counted(event).named == 1
    assert [row.person.root for row in names(event)] == [cast.bob]


def test_closing_ends_the_code_and_leaves_the_rest_correctable(cast: Cast) -> None:
    event, client = rows.event(), cast.client(cast.pat)
    page = client.get(f"/events/{event.pk}/close/").content.decode()
    assert "Heads were not counted" in page
    assert "Nobody is named yet" in page
    client.post(f"/events/{event.pk}/close/")
    event.refresh_from_db()
    assert (event.state, bool(event.closed_at)) == ("closed", True)
    with pytest.raises(Refused, match="is closed"):
        event_names.check_in(event=event, person=cast.bob, by=cast.bob.user)
    assert cast.pat.user
    assert event_names.note(event=event, person=cast.bob, by=cast.pat.user)
    client.post(f"/events/{event.pk}/reopen/")
    event.refresh_from_db()
    assert (event.state, event.closed_at) == ("planned", None)


def test_an_event_that_has_not_begun_is_not_closed(cast: Cast) -> None:
    event = rows.event(starts_at=timezone.now() + timedelta(days=2))
    answer = cast.client(cast.pat).post(f"/events/{event.pk}/close/")
    assert answer.status_code == 409
    assert "has not begun yet" in answer.content.decode()


def test_minutes_of_an_event_are_its_length_and_never_hours_of_series(cast: Cast) -> None:
    event = rows.event()
    rows.named(event, cast.bob)
    row = EventAttendance.objects.get()
    assert row.minutes == 360
    row.status = "absent"
    assert row.minutes == 0


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_events_asks_as_often_for_three_as_for_one(
    cast: Cast, number: int, django_assert_num_queries: Literal
) -> None:
    for index in range(number):
        event = rows.event(f"No {index}", host_district=cast.madera, check_in_code=f"AB{index}X")
        rows.named(event, cast.bob, cast.ben)
        HeadCount.objects.create(event=event, people=9)
    with django_assert_num_queries(1):
        assert len(with_counts(Event.objects.all())) == number
    client = cast.client(cast.pat)
    with django_assert_num_queries(5):
        assert client.get("/events/").content.decode().count("2 named, 9 counted") == number


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_of_the_day_asks_as_often_for_three_names_as_for_one(
    cast: Cast, number: int, django_assert_num_queries: Literal
) -> None:
    event = rows.event(host_district=cast.madera)
    rows.named(event, *[cast.bob, cast.ben, cast.carol][:number])
    client = cast.client(cast.pat)
    with django_assert_num_queries(7):
        assert client.get(f"/events/{event.pk}/day/").content.decode().count("Take off") == number
