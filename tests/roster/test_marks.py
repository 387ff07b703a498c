"""Marks on the day: late, gone, taken back, sent late or twice; the row is what they come to."""

import uuid
from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from cycles.planning.models import Session, Strand
from cycles.roster.actions import attendance, marks
from cycles.roster.models import Attendance, AttendanceMark
from cycles.roster.queries.day import story
from ilc.core.errors import Refused
from ilc.core.models import DomainEvent
from participants.models import Person
from tests import factories as make
from tests.cast import Cast

START = datetime(2026, 2, 7, 17, 0, tzinfo=UTC)  # 9:00 in California


@pytest.fixture
def today(cast: Cast) -> Session:
    """Three hours from 9:00."""
    Session.objects.filter(pk=cast.first.pk).update(
        starts_at=START, ends_at=START + timedelta(hours=3), check_in_code="QRTZ", state="in-progress"
    )
    cast.first.refresh_from_db()
    return cast.first


def say(cast: Cast, session: Session, kind: str, after: int, **also: object) -> Attendance:
    """Alice marks Bob so many minutes after the start."""
    with travel(START + timedelta(minutes=after), tick=False):
        return attendance.mark(
            session=session,
            person=cast.bob,
            status=kind,
            by=cast.alice.user,
            **also,  # type: ignore[arg-type]
        )


def test_late_counts_from_arrival(cast: Cast, today: Session) -> None:
    row = say(cast, today, "late", 20)
    assert (row.status, row.minutes, row.arrived_at) == ("partial", 160, START + timedelta(minutes=20))
    row = say(cast, today, "late", 25, minutes=15)
    assert (row.minutes, row.arrived_at) == (165, START + timedelta(minutes=15))


def test_late_and_gone_early_go_together(cast: Cast, today: Session) -> None:
    say(cast, today, "late", 20)
    row = say(cast, today, "left", 120)
    assert (row.status, row.minutes) == ("partial", 100)
    row = say(cast, today, "present", 130)
    assert (row.status, row.minutes, row.arrived_at, row.left_at) == ("present", 180, None, None)


@pytest.mark.parametrize(
    ("kind", "after", "minutes", "says"),
    [
        ("late", -5, None, "nobody is late"),
        ("late", 200, None, "how many minutes"),
        ("left", 200, 180, "Between 1 and 179"),
        ("late", 60, 500, "Between 1 and 179"),
    ],
)
def test_what_cannot_be_is_said(
    cast: Cast, today: Session, kind: str, after: int, minutes: int | None, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        say(cast, today, kind, after, minutes=minutes)
    assert not Attendance.objects.exists()


def test_afterwards_late_needs_its_minutes(cast: Cast, today: Session) -> None:
    assert say(cast, today, "late", 600, minutes=30).minutes == 150


def test_minutes_over_the_change_of_the_clocks_are_elapsed_time(cast: Cast, today: Session) -> None:
    """1:00 to 5:00 on the night of 8 March 2026 is three hours."""
    start = datetime(2026, 3, 8, 9, 0, tzinfo=UTC)
    Session.objects.filter(pk=today.pk).update(starts_at=start, ends_at=start + timedelta(hours=3))
    today.refresh_from_db()
    assert (today.hours, today.minutes) == ("1:00 am to 5:00 am", 180)
    with travel(start + timedelta(minutes=90), tick=False):
        row = attendance.mark(session=today, person=cast.bob, status="late", by=cast.alice.user)
    assert row.minutes == 90


SAID = (("absent", 5), ("late", 20), ("left", 120))


@pytest.mark.parametrize("order", list(permutations(SAID)))
def test_marks_of_a_phone_without_a_line_count_in_the_order_they_were_made(
    cast: Cast, today: Session, order: tuple[tuple[str, int], ...]
) -> None:
    for kind, after in order:
        row = say(cast, today, kind, 150, at=START + timedelta(minutes=after))
    assert (row.status, row.minutes) == ("partial", 100)
    assert [one.mark.kind for one in story(row).said] == ["left", "late", "absent"]


def test_the_latest_human_word_wins_over_one_sent_later(cast: Cast, today: Session) -> None:
    """Marked absent at 9:05 without a line; Bob checks in at 9:10; the mark arrives at 9:12."""
    with travel(START + timedelta(minutes=10), tick=False):
        attendance.check_in(session=today, person=cast.bob)
    row = say(cast, today, "absent", 12, at=START + timedelta(minutes=5))
    assert (row.status, row.minutes, row.source) == ("present", 180, "self")
    assert [one.mark.kind for one in story(row).said] == ["present", "absent"]


def test_the_same_mark_twice_is_one(cast: Cast, today: Session) -> None:
    key = uuid.uuid4()
    for _ in range(3):
        say(cast, today, "absent", 30, pk=key)
    assert AttendanceMark.objects.count() == 1
    assert DomainEvent.objects.filter(verb="attendance.recorded").count() == 1


def test_a_mark_of_somebody_else_is_not_taken_over(cast: Cast, today: Session) -> None:
    key = uuid.uuid4()
    say(cast, today, "absent", 30, pk=key)
    with pytest.raises(Refused, match="belongs to somebody else"):
        attendance.mark(session=today, person=cast.ben, status="present", by=cast.alice.user, pk=key)
    assert not Attendance.objects.filter(person=cast.ben).exists()


def test_a_phone_whose_clock_runs_ahead_decides_nothing_for_good(cast: Cast, today: Session) -> None:
    say(cast, today, "absent", 30, at=START + timedelta(days=900))
    assert say(cast, today, "present", 31).status == "present"


def test_taking_back_restores_what_was_said_before(cast: Cast, today: Session) -> None:
    assert cast.alice.user
    say(cast, today, "late", 20)
    row = say(cast, today, "absent", 30)
    last = story(row).last
    assert last
    for _ in range(2):
        back = marks.undo(session=today, mark=last.pk, by=cast.alice.user)
    assert back
    assert (back.status, back.minutes) == ("partial", 160)
    assert DomainEvent.objects.filter(verb="attendance.undone").count() == 1


def test_taking_the_only_mark_back_is_not_known(cast: Cast, today: Session) -> None:
    assert cast.alice.user
    row = say(cast, today, "present", 30)
    marks.undo(session=today, mark=row.marks.get().pk, by=cast.alice.user)
    row.refresh_from_db()
    assert (row.status, row.minutes) == ("unknown", 0)


def test_a_row_from_an_import_keeps_what_it_said(cast: Cast, today: Session) -> None:
    assert cast.alice.user
    make.attend(cast.bob, today, "partial", minutes=45, source="import")
    row = say(cast, today, "absent", 30)
    last = story(row).last
    assert last
    back = marks.undo(session=today, mark=last.pk, by=cast.alice.user)
    assert back
    assert (back.status, back.minutes, back.source) == ("partial", 45, "import")


def test_confirming_one_of_two(cast: Cast, today: Session) -> None:
    for who in (cast.bob, cast.ben):
        make.attend(who, today, confirmed=False, source="self")
    client = cast.client(cast.alice)
    client.post(reverse("roster:confirm", args=[today.pk]), {"person": str(cast.bob.pk)})
    assert dict(Attendance.objects.values_list("person__given_name", "confirmed")) == {
        "Bob": True,
        "Ben": False,
    }


def test_another_room_with_one_tap_and_full_is_no_obstacle(cast: Cast, today: Session) -> None:
    rooms = [
        Strand.objects.create(session=today, name=name, capacity=1) for name in ("Elementary", "Secondary")
    ]
    Strand.objects.filter(pk=rooms[1].pk).update(seats_taken=1)
    url = reverse("roster:room", args=[today.pk, cast.bob.pk])
    assert cast.client(cast.alice).post(url, {"room": "Secondary"}).status_code == 302
    assert Attendance.objects.get().strand == rooms[1]
    rooms[1].refresh_from_db()
    assert rooms[1].seats_taken == 1
    assert cast.client(cast.alice).post(url, {"room": "Elementary"}).status_code == 302
    assert cast.bob.enrollments.get().strand_places.get().strand == rooms[0]


def test_one_persons_page_says_everything_that_was_said(cast: Cast, today: Session) -> None:
    say(cast, today, "late", 20)
    page = cast.client(cast.carol).get(reverse("roster:day-person", args=[today.pk, cast.bob.pk]))
    shown = page.content.decode()
    assert "160 min, came 9:20 am" in shown
    assert "Alice Reyes" in shown
    assert "Take back" in shown


def test_undo_in_the_browser(cast: Cast, today: Session) -> None:
    row = say(cast, today, "absent", 20)
    url = reverse("roster:undo", args=[today.pk, cast.bob.pk])
    client = cast.client(cast.carol)
    assert "Choose what to take back" in client.post(url, {"mark": "x"}, follow=True).content.decode()
    client.post(url, {"mark": str(row.marks.get().pk)})
    row.refresh_from_db()
    assert row.status == "unknown"


def lines(cast: Cast, today: Session, who: Person, v: str = "") -> tuple[int, dict[str, str], str]:
    answer = cast.client(who).get(reverse("roster:day-rows", args=[today.pk]), {"v": v})
    json: dict[str, Any] = answer.json() if answer.status_code == 200 else {"rows": {}, "v": v}
    return answer.status_code, json["rows"], json["v"]


def test_only_what_changed_is_sent_to_the_other_phones(cast: Cast, today: Session) -> None:
    make.attend(cast.ben, today)
    Attendance.objects.update(updated_at=timezone.now() - timedelta(hours=1))
    cast.series.enrollments.update(updated_at=timezone.now() - timedelta(hours=1))
    make.attend(cast.charlie, today)
    status, rows, stamp = lines(cast, today, cast.carol)
    assert (status, len(rows)) == (200, 3)
    assert lines(cast, today, cast.carol, stamp)[0] == 204
    attendance.mark(session=today, person=cast.bob, status="present", by=cast.alice.user)
    status, rows, stamp = lines(cast, today, cast.carol, stamp)
    assert (status, str(cast.bob.pk) in rows, str(cast.ben.pk) in rows) == (200, True, False)
    assert lines(cast, today, cast.carol, stamp)[0] == 204


@pytest.mark.parametrize("v", ["", "x", "2026-02-07T10:00:00~1~1", "9999-99-99~0~0"])
def test_an_odd_stamp_gets_the_whole_list(cast: Cast, today: Session, v: str) -> None:
    assert len(lines(cast, today, cast.carol, v)[1]) == 2
