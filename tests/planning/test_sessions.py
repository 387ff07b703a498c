"""Dates, codes, strands: what a session can be told, and what it refuses."""

import zoneinfo
from datetime import UTC, date, datetime, time, timedelta
from typing import TypedDict

import pytest
from django.utils import timezone

from cycles.planning.actions import codes, sessions
from cycles.planning.actions.strands import StrandDraft, set_strands
from cycles.planning.choices import SeriesState, SessionChange, SessionState
from cycles.planning.local_time import moment
from cycles.planning.models import Series, Session, Strand
from ilc.core.errors import Refused, Stale
from tests import factories as make
from tests.cast import Cast
from tests.planning.test_lifecycle import account, verbs

LOS_ANGELES = zoneinfo.ZoneInfo("America/Los_Angeles")


class Dates(TypedDict):
    starts_at: datetime
    ends_at: datetime


def days(ahead: int, hours: int = 3) -> Dates:
    start = timezone.now().replace(microsecond=0) + timedelta(days=ahead)
    return Dates(starts_at=start, ends_at=start + timedelta(hours=hours))


def test_a_local_hour_is_a_moment() -> None:
    assert moment(date(2025, 2, 8), time(9), LOS_ANGELES) == datetime(2025, 2, 8, 17, tzinfo=UTC)


def test_an_hour_the_clocks_skip_is_refused() -> None:
    with pytest.raises(Refused, match=r"Sunday, 8 March 2026: 2:30 am does not exist .* Choose 3:30 am"):
        moment(date(2026, 3, 8), time(2, 30), LOS_ANGELES)


def test_the_hour_that_comes_twice_is_the_first() -> None:
    first = moment(date(2025, 11, 2), time(1, 30), LOS_ANGELES)
    assert first.astimezone(LOS_ANGELES).utcoffset() == timedelta(hours=-7)


def test_a_session_may_stay_without_a_date(cast: Cast) -> None:
    added = sessions.add(series=cast.series, title="Look at student work", by=account(cast.alice))
    assert (added.number, added.state, added.check_in_code) == (3, SessionState.UNSCHEDULED, "")
    assert added.when == "Date to be scheduled"
    assert verbs(added) == ["session.added"]


def test_the_same_form_sent_twice_adds_one_session(cast: Cast) -> None:
    pk = Session().pk
    for _ in range(2):
        sessions.add(series=cast.series, by=account(cast.alice), pk=pk)
    assert cast.series.sessions.count() == 3


def test_dating_gives_a_code_and_a_notice_to_derive(cast: Cast) -> None:
    sessions.schedule(session=cast.second, by=account(cast.alice), **days(10))
    sessions.schedule(session=cast.second, by=account(cast.alice), **days(10))  # double click
    cast.second.refresh_from_db()
    assert cast.second.state == SessionState.SCHEDULED
    assert len(cast.second.check_in_code) == 4
    assert set(cast.second.check_in_code) <= set(codes.LETTERS)
    move = cast.second.moves.get()
    assert (move.kind, move.old_start, move.announced_at) == (SessionChange.DATED, None, None)
    assert verbs(cast.second) == ["session.scheduled"]


def test_moving_keeps_history_and_code(cast: Cast) -> None:
    sessions.schedule(session=cast.second, by=account(cast.alice), **days(10))
    code = cast.second.check_in_code
    sessions.schedule(session=cast.second, by=account(cast.alice), **days(12))
    sessions.schedule(session=cast.second, starts_at=None, ends_at=None, by=account(cast.alice))
    cast.second.refresh_from_db()
    assert (cast.second.state, cast.second.sequence) == (SessionState.UNSCHEDULED, 3)
    assert cast.second.check_in_code == code
    kinds = list(cast.second.moves.order_by("created_at").values_list("kind", flat=True))
    assert kinds == [SessionChange.DATED, SessionChange.MOVED, SessionChange.MOVED]
    assert verbs(cast.second) == ["session.scheduled", "session.moved", "session.put-off"]


def test_a_draft_tells_nobody(cast: Cast) -> None:
    Series.objects.filter(pk=cast.series.pk).update(state=SeriesState.DRAFT)
    session = Session.objects.select_related("series").get(pk=cast.second.pk)
    sessions.schedule(session=session, by=account(cast.alice), **days(10))
    assert session.moves.get().announced_at is not None


def test_another_place_is_a_notice_only_once_dated(cast: Cast) -> None:
    sessions.edit(session=cast.second, title="", purpose="", place="Room 12", by=account(cast.alice))
    assert not cast.second.moves.exists()
    sessions.schedule(session=cast.second, by=account(cast.alice), **days(10))
    sessions.edit(session=cast.second, title="", purpose="", place="Library", by=account(cast.alice))
    assert cast.second.moves.latest("created_at").kind == SessionChange.PLACE
    assert cast.second.sequence == 2


def test_sessions_keep_their_order(cast: Cast) -> None:
    with pytest.raises(Refused, match="Session 2 belongs after session 1"):
        sessions.schedule(session=cast.second, by=account(cast.alice), **days(-3))


@pytest.mark.parametrize(
    ("dates", "why"),
    [(days(10, hours=0), "not after"), (days(10, hours=15), "14 hours"), (days(3650), "two years")],
)
def test_slips_are_refused(cast: Cast, dates: Dates, why: str) -> None:
    with pytest.raises(Refused, match=why):
        sessions.schedule(session=cast.second, by=account(cast.alice), **dates)


def test_a_stale_date_form_is_refused_and_a_repeated_one_is_not(cast: Cast) -> None:
    sessions.schedule(session=cast.second, version=1, by=account(cast.alice), **days(10))
    sessions.schedule(session=cast.second, version=1, by=account(cast.alice), **days(10))
    with pytest.raises(Stale):
        sessions.schedule(session=cast.second, version=1, by=account(cast.carol), **days(11))


def test_a_code_is_drawn_again_while_another_open_session_has_it(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    Session.objects.filter(pk=cast.first.pk).update(check_in_code="BCDF")
    drawn = iter("BCDFGHJK")
    monkeypatch.setattr("cycles.planning.actions.codes.secrets.choice", lambda _: next(drawn))
    assert codes.fresh_code() == "GHJK"


def test_a_code_taken_between_drawing_and_writing_is_drawn_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    Session.objects.filter(pk=cast.first.pk).update(check_in_code="BCDF")
    drawn = iter(["BCDF", "GHJK"])
    monkeypatch.setattr("cycles.planning.actions.sessions.fresh_code", lambda: next(drawn))
    sessions.schedule(session=cast.second, by=account(cast.alice), **days(10))
    assert Session.objects.get(pk=cast.second.pk).check_in_code == "GHJK"


def test_cancelling_frees_the_code_and_says_why(cast: Cast) -> None:
    sessions.schedule(session=cast.second, by=account(cast.alice), **days(10))
    with pytest.raises(Refused, match="Say why"):
        sessions.cancel(session=cast.second, reason=" ", by=account(cast.alice))
    sessions.cancel(session=cast.second, reason="Smoke from the fires", by=account(cast.alice))
    sessions.cancel(session=cast.second, reason="Twice", by=account(cast.alice))
    cast.second.refresh_from_db()
    assert (cast.second.check_in_code, cast.second.cancel_reason) == ("", "Smoke from the fires")
    assert verbs(cast.second) == ["session.scheduled", "session.cancelled"]


def test_two_strands_in_two_rooms(cast: Cast) -> None:
    wanted = [
        StrandDraft("Elementary", "K-6", "Library", 20, (cast.alice,)),
        StrandDraft("Secondary", "7-12", "Room 12", 20, (cast.carol,)),
    ]
    set_strands(session=cast.second, strands=wanted, by=account(cast.alice))
    rows = {one.name: one for one in cast.second.strands.all()}
    assert {name: one.place for name, one in rows.items()} == {
        "Elementary": "Library",
        "Secondary": "Room 12",
    }
    assert list(rows["Secondary"].leaders.all()) == [cast.carol]
    kept = StrandDraft("Elementary", "K-6", "Gym", 25, (cast.alice,), pk=rows["Elementary"].pk)
    set_strands(session=cast.second, strands=[kept], by=account(cast.alice))
    assert [(one.pk, one.place) for one in cast.second.strands.all()] == [(rows["Elementary"].pk, "Gym")]
    assert verbs(cast.second) == ["session.strands-set"] * 2


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        ([], "12 people chose Elementary"),
        ([("Elementary", 10)], "Move people to another room first"),
        ([("Elementary", 20), ("elementary", 20)], "same name"),
    ],
)
def test_a_chosen_strand_is_neither_lost_nor_shrunk(
    cast: Cast, wanted: list[tuple[str, int]], why: str
) -> None:
    strand = Strand.objects.create(session=cast.second, name="Elementary", capacity=20, seats_taken=12)
    drafts = [
        StrandDraft(name, capacity=places, pk=None if n else strand.pk)
        for n, (name, places) in enumerate(wanted)
    ]
    with pytest.raises(Refused, match=why):
        set_strands(session=cast.second, strands=drafts, by=account(cast.alice))
    assert cast.second.strands.get().capacity == 20


def test_closing_needs_a_session_that_took_place(cast: Cast) -> None:
    with pytest.raises(Refused, match="has not begun"):
        sessions.close(session=cast.second, by=account(cast.alice))
    running = make.session(cast.series, 3, start=timezone.now() - timedelta(hours=1))
    running.state = SessionState.IN_PROGRESS
    running.save()
    sessions.close(session=running, by=account(cast.alice))
    sessions.close(session=running, by=account(cast.alice))
    assert (running.state, verbs(running)) == (SessionState.HELD, ["session.held", "session.closed"])
