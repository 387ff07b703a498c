"""Leader institutes: announced to people who lead, open to whom its leaders invite, counted apart."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cycles.planning.models import Series
from cycles.roster.actions import attendance, enrollments
from cycles.roster.models import Enrollment
from ilc.core.errors import Refused
from reports.counting import Scope, board, school_year
from reports.counting.scope import school_year_of
from tests import factories as make
from tests.cast import Cast


@pytest.fixture
def institute(cast: Cast) -> Series:
    """Open to all who lead; led by Carol; its first session goes on right now."""
    made = make.series("Summer institute", leaders=[cast.carol], host=cast.madera, is_leader_institute=True)
    Series.objects.filter(pk=made.pk).update(open_to_all=True)
    make.session(made, 1, start=timezone.now() - timedelta(minutes=5))
    return made


def test_only_people_who_lead_find_it_in_the_catalogue(cast: Cast, institute: Series) -> None:
    listed = {
        who.given_name: "Summer institute" in cast.client(who).get("/series/").content.decode()
        for who in (cast.alice, cast.carol, cast.bob, cast.charlie, cast.dana, cast.pat)
    }
    assert listed == {"Alice": True, "Carol": True, "Bob": False, "Charlie": False, "Dana": True, "Pat": True}


def test_an_invited_teacher_sees_it_and_takes_a_seat(cast: Cast, institute: Series) -> None:
    make.enroll(cast.bob, institute, "invited", registered_at=None)
    client = cast.client(cast.bob)
    assert "Leader institute" in client.get(f"/series/{institute.pk}/").content.decode()
    client.post(f"/series/{institute.pk}/register/")
    assert Enrollment.objects.get(person=cast.bob, series=institute).state == "registered"


def test_somebody_else_is_told_whom_it_is_for(cast: Cast, institute: Series) -> None:
    with pytest.raises(Refused, match="for people who lead a series"):
        enrollments.register(series=institute, person=cast.bob, by=cast.bob.user)
    page = cast.client(cast.dana).get(f"/series/{institute.pk}/register/").content.decode()
    assert "ask one of its leaders to invite you" in page
    assert not Enrollment.objects.filter(series=institute).exists()


def test_a_leader_adds_somebody_and_whoever_walks_in_is_counted(cast: Cast, institute: Series) -> None:
    added = enrollments.register(series=institute, person=cast.bob, by=cast.carol.user, source="leader")
    assert added.state == "registered"
    came = attendance.check_in(session=institute.sessions.get(), person=cast.charlie, by=cast.charlie.user)
    assert came.enrollment
    assert came.enrollment.source == "walk-in"


def test_program_staff_make_it_an_institute_and_leaders_only_say_it_trains_coaches(cast: Cast) -> None:
    url, sent = f"/series/{cast.series.pk}/kind/", {"institute": "on", "trains_coaches": "on"}
    cast.client(cast.alice).post(url, {**sent, "version": cast.series.version})
    cast.series.refresh_from_db()
    assert (cast.series.is_leader_institute, cast.series.trains_coaches) == (False, True)
    cast.client(cast.pat).post(url, {**sent, "version": cast.series.version})
    cast.series.refresh_from_db()
    assert cast.series.is_leader_institute is True
    assert cast.client(cast.bob).get(url).status_code == 403
    assert cast.client(cast.dana).get(url).status_code == 403


def test_institutes_are_counted_apart_from_series(cast: Cast, institute: Series) -> None:
    """Worked out: Bob came to the series; Alice and Bob came to the institute, which Carol leads.
    Took part in a series: 1 (Bob). At leader institutes: 2 (Alice, Bob). Hours of series: Bob's 3, not his 3 more."""
    make.attend(cast.bob, cast.first)
    session = institute.sessions.get()
    for who in (cast.alice, cast.bob, cast.carol):
        make.attend(who, session)
    year = school_year(school_year_of(timezone.localdate()))
    for scope in (Scope.program(), Scope.of_district(cast.madera)):
        figures = board(scope, year, full=False).figures
        assert (figures["participants"].value, figures["institute"].value) == (1, 2)
        assert figures["hours"].value == 3.0
    assert board(Scope.of_series(institute), year, full=False).figures["participants"].value == 2
