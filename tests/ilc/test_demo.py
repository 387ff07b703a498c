"""manage.py demo, run once on a test database: what stands there, and that a second run changes nothing."""

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from cycles.evidence.models import Artifact
from cycles.planning.choices import SeriesState, SessionState
from cycles.planning.models import Event, Series, Session
from cycles.roster.choices import EnrollmentState
from cycles.roster.models import Attendance, EventAttendance, HeadCount, IndirectReachClaim
from cycles.tries.choices import TryState
from cycles.tries.models import Try
from districts.models import District
from districts.permissions import Role
from ilc.accounts.models import User
from ilc.core.models import DomainEvent, OutgoingMessage
from ilc.demo import accounts, seed
from ilc.demo.places import MADERA
from participants.models import Person
from reports.counting import Period, Scope, board, school_year, school_year_of
from reports.models import Snapshot
from tests import factories as make

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture(scope="module")
def shown(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """What the command prints. All tests of this module look at the one demonstration it made."""
    out = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _made(shown: str) -> None:
    """Every test here stands on it."""


def _series(title: str) -> Series:
    return Series.objects.get(title__startswith=title)


def _client(email: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=f"{email}@demo.example"))
    return client


def test_it_names_every_account_and_one_password(shown: str) -> None:
    assert all(email in shown for email, _, _ in accounts.table())
    assert (settings.VAR_DIR / "demo_password").read_text() in shown
    assert (Path(settings.VAR_DIR) / "demo_password").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("email", [email for email, _, _ in accounts.table()])
def test_each_account_signs_in_and_reaches_home(email: str) -> None:
    client = Client()
    answer = client.post("/accounts/login/", {"login": email, "password": accounts.password()})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_nobody_else_can_sign_in() -> None:
    listed = {email for email, _, _ in accounts.table()}
    others = User.objects.exclude(email__in=listed)
    assert others.exists()
    assert not any(one.has_usable_password() for one in others)
    assert not Person.objects.filter(is_demo=False).exists()
    assert not User.objects.filter(is_demo=False).exists()


def test_a_second_run_changes_nothing() -> None:
    models = (DomainEvent, OutgoingMessage, Person, User, Series, Try, Artifact, Snapshot)
    before = [(one.objects.count(), str(one.objects.latest("pk").pk)) for one in models]
    call_command("demo", verbosity=0)
    assert [(one.objects.count(), str(one.objects.latest("pk").pk)) for one in models] == before


def test_another_password_is_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEMO_PASSWORD", "poppies-in-march")
    call_command("demo", verbosity=0)
    assert User.objects.get(email=accounts.PARTNER).check_password("poppies-in-march")


def test_no_mail_goes_out_for_the_past() -> None:
    due = OutgoingMessage.objects.filter(work_state="due")
    assert due.count() < 60
    assert not due.filter(created_at__lt=timezone.now() - timedelta(days=3)).exists()
    assert OutgoingMessage.objects.filter(result="pointless", reason="demo data").count() > 100


def test_nothing_happened_in_the_future() -> None:
    now = timezone.now()
    assert not DomainEvent.objects.filter(at__gt=now).exists()
    assert not Attendance.objects.filter(created_at__gt=now).exists()
    assert not Try.objects.filter(tried_on__gt=timezone.localdate()).exists()


def test_madera_stands_between_session_1_and_2() -> None:
    series = _series("Academic conversation across")
    assert series.host_district == District.objects.get(cds=MADERA)
    first, second, third = series.sessions.order_by("number")
    assert (first.state, second.state, third.state) == (
        SessionState.HELD,
        SessionState.SCHEDULED,
        SessionState.UNSCHEDULED,
    )
    assert second.starts_at is not None
    assert timedelta(days=4) < second.starts_at - timezone.now() < timedelta(days=7)
    assert {one.name for one in second.strands.all()} == {"Elementary", "Secondary"}
    assert series.seats_taken == series.enrollments.filter(state=EnrollmentState.REGISTERED).count() == 40
    assert series.classroom_url
    assert set(first.tries.values_list("state", flat=True)) == set(TryState.values)


def test_maderas_dashboard_shows_the_whole_way() -> None:
    """Last year each rung the program can know has people; this year a series is on its way."""
    year = school_year_of(timezone.localdate())
    scope = Scope.of_district(District.objects.get(cds=MADERA))
    then, now = (board(scope, school_year(one), full=False) for one in (year - 1, year))
    rungs = {one.key: one.value for one in then.ladder}
    keys = ("attended", "returned", "tried", "brought", "analysed", "refined")
    assert [rungs[key] for key in keys] == [43, 37, 35, 29, 23, 10]
    assert all(one.percent_great and one.percent_great_some for one in (*then.influence, *now.influence))
    assert any(not one.together for one in then.influence)


def test_maderas_teacher_brought_one_of_three_samples_and_has_feedback_to_read() -> None:
    attempt = Try.objects.get(person__user__email="teacher.madera@demo.example")
    assert (attempt.state, attempt.artifacts.count(), attempt.feedback.count()) == (TryState.PLANNED, 1, 2)
    home = _client("teacher.madera").get("/").content.decode()
    assert "1 of 3" in home


def test_conejo_is_completed_with_second_rounds() -> None:
    series = _series("Phenomenon first")
    assert series.state == SeriesState.COMPLETED
    assert {one.state for one in series.sessions.all()} == {SessionState.HELD}
    again = Try.objects.filter(series=series, refines__isnull=False)
    assert again.filter(state=TryState.DECIDED).count() >= 5
    assert all(one.refines and one.refines.decision == "adapt" for one in again)
    assert series.enrollments.filter(state=EnrollmentState.COMPLETED).count() > 20


def test_east_side_waits_to_be_closed_and_counts_each_person_once() -> None:
    series = _series("Reasoning about ratios")
    first, second = series.sessions.order_by("number")
    assert (first.state, first.closed_at, second.starts_at) == (SessionState.HELD, None, None)
    sure = first.attendances.filter(confirmed=True)
    assert sure.values("appointment__district").distinct().count() == 8
    assert first.attendances.filter(confirmed=False).exists()
    alliance = series.host_alliance
    assert alliance is not None
    period = Period(None, timezone.localdate(), "ever")
    each = [board(Scope.of_district(one), period).people for one in alliance.members.all()]
    assert len(each) == 8
    assert min(each) > 0
    assert board(Scope.of_alliance(alliance), period).people == sum(each)


def test_orange_is_full_with_a_waitlist_and_an_offer_and_counts_heads() -> None:
    series = _series("Listening protocols")
    states = list(series.enrollments.values_list("state", flat=True))
    assert (series.capacity, series.seats_taken) == (24, 24)
    assert states.count(EnrollmentState.OFFERED) == 1
    assert states.count(EnrollmentState.WAITLISTED) >= 5
    latest = Event.objects.filter(state="closed").latest("starts_at")
    named = EventAttendance.objects.filter(event=latest)
    assert (named.count(), HeadCount.objects.get(event=latest).people) == (120, 300)
    assert named.filter(appointment__district=None).count() > 10
    assert IndirectReachClaim.objects.filter(confirmed_at=None).exists()


def test_partner_reads_a_published_report_with_figures_that_may_be_shown() -> None:
    last = school_year(school_year_of(timezone.localdate()) - 1)
    assert last.first is not None
    snapshot = Snapshot.objects.get(period_from=last.first)
    assert snapshot.published
    made = board(Scope.program(), last)
    assert made.people > 60
    assert not any(one.hidden for one in made.influence)
    assert _client("partner").get(f"/reports/{snapshot.pk}/").status_code == 200
    assert _client("stranger").get(f"/reports/{snapshot.pk}/").status_code == 404


def test_evidence_is_clean_and_partly_still_private() -> None:
    states = set(Artifact.objects.values_list("state", flat=True))
    assert states == {"private", "shared"}
    screened = Artifact.objects.filter(kind="student-work").first()
    assert screened is not None
    with screened.file.open("rb") as file:
        assert b"Exif" not in file.read()


def test_roles_stand_where_the_accounts_say() -> None:
    admin = User.objects.get(email="admin.eastside@demo.example")
    grant = admin.grants.get()
    assert (grant.role, grant.district and grant.district.cds) == (Role.DISTRICT_ADMIN, "43-69427")
    stranger = User.objects.get(email=accounts.STRANGER)
    assert not stranger.grants.exists()
    assert not stranger.person.enrollments.exists()


def test_sessions_were_never_on_a_sunday() -> None:
    assert all(
        one.local_date and one.local_date.weekday() != 6
        for one in Session.objects.filter(starts_at__isnull=False)
    )


def test_it_stays_out_of_a_database_with_real_people() -> None:
    User.objects.filter(email=accounts.PROGRAM).update(email="renamed@demo.example")
    make.user("real.person@example.org")
    with pytest.raises(CommandError, match="real people"):
        call_command("demo", verbosity=0)
    assert seed.is_made() is False
