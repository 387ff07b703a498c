"""Seats, waitlist, offers, rooms: never over capacity, always in order (domain.md 3.2)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from time_machine import travel

from cycles.planning.models import Series, Strand
from cycles.roster import queries
from cycles.roster.actions import enrollments, waitlist
from cycles.roster.choices import EnrollmentState as State
from cycles.roster.models import Enrollment
from ilc.core.errors import Refused
from ilc.core.models import DomainEvent, OutgoingMessage
from participants.actions.people import merge
from participants.models import Person
from tests import factories as make
from tests.cast import Cast


@pytest.fixture
def small(cast: Cast) -> Series:
    """A series with two seats, both free."""
    Enrollment.objects.all().delete()
    Series.objects.filter(pk=cast.series.pk).update(capacity=2, seats_taken=0)
    cast.series.refresh_from_db()
    return cast.series


def people(number: int) -> list[Person]:
    return [make.person(f"Person {index}") for index in range(number)]


def register(series: Series, who: Person) -> Enrollment:
    return enrollments.register(series=series, person=who, by=who.user)


def states(series: Series) -> list[str]:
    return list(
        Enrollment.objects.filter(series=series).order_by("created_at").values_list("state", flat=True)
    )


def test_full_series_gives_a_waitlist_place(small: Series) -> None:
    made = [register(small, who) for who in people(4)]
    assert [one.state for one in made] == [
        State.REGISTERED,
        State.REGISTERED,
        State.WAITLISTED,
        State.WAITLISTED,
    ]
    assert [queries.waitlist_place(one) for one in made[2:]] == [1, 2]
    small.refresh_from_db()
    assert small.seats_taken == 2


def test_registering_twice_changes_nothing(small: Series) -> None:
    who = people(1)[0]
    assert register(small, who).pk == register(small, who).pk
    small.refresh_from_db()
    assert small.seats_taken == 1
    assert OutgoingMessage.objects.filter(rule="enrollment.registered").count() == 1


def test_database_refuses_more_than_capacity(small: Series) -> None:
    with pytest.raises(IntegrityError, match="series_within_capacity"), transaction.atomic():
        Series.objects.filter(pk=small.pk).update(seats_taken=3)


def test_offer_needs_an_end_in_the_database(small: Series) -> None:
    with pytest.raises(IntegrityError, match="offer_has_an_end"), transaction.atomic():
        make.enroll(people(1)[0], small, State.OFFERED)


def test_withdrawing_offers_the_seat_to_the_first_in_line(small: Series) -> None:
    made = [register(small, who) for who in people(4)]
    enrollments.withdraw(enrollment=made[0], by=None)
    assert states(small) == [State.WITHDRAWN, State.REGISTERED, State.OFFERED, State.WAITLISTED]
    small.refresh_from_db()
    assert small.seats_taken == 2  # the offer holds the seat
    offer = OutgoingMessage.objects.get(rule="enrollment.offered")
    assert offer.recipient_id == made[2].person_id


def test_ten_leave_and_exactly_the_next_ten_are_asked(small: Series) -> None:
    Series.objects.filter(pk=small.pk).update(capacity=12)
    made = [register(small, who) for who in people(30)]
    for one in made[:10]:
        enrollments.withdraw(enrollment=one, by=None)
    expected = [State.WITHDRAWN] * 10 + [State.REGISTERED] * 2 + [State.OFFERED] * 10 + [State.WAITLISTED] * 8
    assert states(small) == expected


def test_offer_runs_out_and_goes_to_the_next(small: Series) -> None:
    made = [register(small, who) for who in people(4)]
    enrollments.withdraw(enrollment=made[0], by=None)
    with travel(timezone.now() + timedelta(hours=47)):
        assert waitlist.advance_all() == 0
    with travel(timezone.now() + timedelta(hours=49)):
        assert waitlist.advance_all() == 1
        assert waitlist.advance_all() == 0  # safe to run twice
        assert states(small) == [State.WITHDRAWN, State.REGISTERED, State.WAITLISTED, State.OFFERED]
        made[2].refresh_from_db()
        assert queries.waitlist_place(made[2]) == 1  # at the end of a line of one


def test_second_unanswered_offer_leaves_the_waitlist(small: Series) -> None:
    made = [register(small, who) for who in people(3)]
    enrollments.withdraw(enrollment=made[0], by=None)
    for hours in (49, 98):
        with travel(timezone.now() + timedelta(hours=hours)):
            waitlist.advance_all()
    assert states(small) == [State.WITHDRAWN, State.REGISTERED, State.WITHDRAWN]
    small.refresh_from_db()
    assert small.seats_taken == 1


def test_accepting_and_declining(small: Series) -> None:
    made = [register(small, who) for who in people(4)]
    enrollments.withdraw(enrollment=made[0], by=None)
    enrollments.decline_offer(enrollment=made[2], by=None)
    assert enrollments.accept_offer(enrollment=made[3], by=None).state == State.REGISTERED
    assert enrollments.accept_offer(enrollment=made[3], by=None).state == State.REGISTERED
    assert states(small) == [State.WITHDRAWN, State.REGISTERED, State.WITHDRAWN, State.REGISTERED]


def test_late_answer_is_told_so(small: Series) -> None:
    made = [register(small, who) for who in people(3)]
    enrollments.withdraw(enrollment=made[0], by=None)
    with travel(timezone.now() + timedelta(hours=49)), pytest.raises(Refused, match="ran out"):
        enrollments.accept_offer(enrollment=made[2], by=None)


def test_freed_seat_belongs_to_those_who_wait(small: Series) -> None:
    [register(small, who) for who in people(3)]
    Series.objects.filter(pk=small.pk).update(capacity=3)  # a leader found another chair
    newcomer = register(small, make.person("New Comer"))
    assert newcomer.state == State.WAITLISTED
    assert states(small)[2] == State.OFFERED


def test_leader_is_not_registered(cast: Cast) -> None:
    with pytest.raises(Refused, match="need no registration"):
        register(cast.series, cast.alice)


def test_draft_takes_no_registration(cast: Cast) -> None:
    draft = make.series("Draft", leaders=[cast.alice], state="draft")
    with pytest.raises(Refused, match="takes no registrations"):
        register(draft, cast.bob)


def rooms(cast: Cast) -> list[Strand]:
    return [
        Strand.objects.create(session=at, name=name, capacity=1)
        for at in (cast.first, cast.second)
        for name in ("Elementary", "Secondary")
    ]


def test_rooms_are_taken_and_freed(cast: Cast) -> None:
    rooms(cast)
    made = enrollments.register(series=cast.series, person=cast.charlie, by=None, strand_name="Elementary")
    taken = Strand.objects.filter(seats_taken=1)
    assert list(taken.values_list("name", flat=True)) == ["Elementary", "Elementary"]
    enrollments.withdraw(enrollment=made, by=None)
    assert not Strand.objects.exclude(seats_taken=0).exists()
    assert not made.strand_places.exists()


def test_full_room_refuses_and_keeps_nothing(cast: Cast) -> None:
    rooms(cast)
    enrollments.register(series=cast.series, person=cast.charlie, by=None, strand_name="Elementary")
    with pytest.raises(Refused, match="Elementary in session 1 is full"):
        enrollments.register(series=cast.series, person=cast.erin, by=None, strand_name="Elementary")
    assert queries.enrollment_of(cast.series, cast.erin) is None
    cast.series.refresh_from_db()
    assert cast.series.seats_taken == 3


def test_moving_between_rooms_frees_the_first(cast: Cast) -> None:
    first, second, *_ = rooms(cast)
    made = enrollments.register(series=cast.series, person=cast.charlie, by=None, strands=[first])
    enrollments.choose_rooms(enrollment=made, strands=[second], by=None)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.seats_taken, second.seats_taken) == (0, 1)


def test_coming_back_after_leaving(small: Series) -> None:
    who = people(1)[0]
    made = register(small, who)
    enrollments.withdraw(enrollment=made, by=None)
    assert register(small, who).pk == made.pk
    assert DomainEvent.objects.filter(object_id=made.pk, verb="enrollment.registered").count() == 2


def test_merged_person_leaves_with_both_enrollments(small: Series) -> None:
    one, other = people(2)
    register(small, one)
    register(small, other)
    Person.objects.filter(pk=other.pk).update(user=None)
    other.refresh_from_db()
    merge(person=other, into=one, by=None)
    found = queries.enrollment_of(small, Person.objects.get(pk=one.pk))
    assert found
    enrollments.withdraw(enrollment=found, by=None)
    small.refresh_from_db()
    assert small.seats_taken == 0
