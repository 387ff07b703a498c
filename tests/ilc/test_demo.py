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
from PIL import Image
from pytest_django import DjangoDbBlocker

from cycles.analysis.access import commit_session
from cycles.analysis.models import ProtocolRun
from cycles.analysis.queries.sheets import sheets
from cycles.evidence.models import Artifact, Feedback, TakedownRequest
from cycles.library.models import Adoption
from cycles.planning.choices import SeriesState, SessionState
from cycles.planning.models import Event, Series, Session
from cycles.roster.choices import EnrollmentState
from cycles.roster.models import Attendance, EventAttendance, HeadCount, IndirectReachClaim
from cycles.tries.choices import TryState
from cycles.tries.models import Commitment, Try
from districts.models import District
from districts.permissions import Role
from ilc.accounts.models import User
from ilc.core.models import DomainEvent, OutgoingMessage
from ilc.demo import accounts, drawings, seed
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
    assert states == {"private", "shared", "withdrawn"}
    screened = Artifact.objects.filter(kind="student-work").first()
    assert screened is not None
    with screened.file.open("rb") as file:
        assert b"Exif" not in file.read()


def test_one_try_holds_everything_that_can_be_brought() -> None:
    attempt = Try.objects.get(person__user__email="teacher.conejo@demo.example", refines__isnull=False)
    brought = attempt.artifacts.filter(state="shared")
    endings = {one.original_name.rpartition(".")[2] for one in brought}
    assert endings == {"docx", "pptx", "mp4", "jpg"}
    film = brought.get(original_name__endswith=".mp4")
    assert (film.media_type, film.recording_consents.count()) == ("video/mp4", 2)
    said = Feedback.objects.filter(attempt=attempt).order_by("created_at")
    assert [one.kind for one in said] == ["warm", "question", "cool"]
    assert [one.replies.count() for one in said] == [0, 2, 0]
    assert attempt.state == TryState.DECIDED


def test_the_name_on_the_covered_photo_is_black_in_what_is_served() -> None:
    covered = Artifact.objects.get(masking__isnull=False)
    left, top, wide, high = drawings.NAME_AT
    with covered.file.open("rb") as file, Image.open(file) as picture:
        place = (left + 0.01, top + 0.01, left + wide - 0.01, top + high - 0.01)
        sides = (picture.width, picture.height) * 2
        inside = picture.convert("L").crop(tuple(int(a * b) for a, b in zip(place, sides, strict=True)))  # type: ignore[arg-type]
    assert (inside.getextrema(), covered.visibility) == ((0, 0), "library")
    with covered.masking.source.open("rb") as file, Image.open(file) as picture:
        assert picture.convert("L").crop((600, 60, 860, 130)).getextrema() != (0, 0)


def test_joint_looks_stand_at_every_point() -> None:
    states = sorted(ProtocolRun.objects.values_list("state", flat=True))
    assert states == ["concluded", "concluded", "prepared", "running"]
    for run in ProtocolRun.objects.filter(state="concluded"):
        assert (run.conclusions.count(), run.samples.count() >= 4) == (2, True)
        assert {one.name for one in run.phases.filter(notes__isnull=False)} >= {
            "Notice"
        } or run.notes.count() > 8
        assert run.groups.count() >= 2
        assert run.placed.count() > 20
        session = commit_session(run)
        assert Commitment.objects.filter(session=session, position=3).count() >= 3
    on = ProtocolRun.objects.get(state="running")
    assert max(len(sheets(one.artifact)) for one in on.samples.all()) > 1  # there are pages to turn
    assert (on.phase and on.phase.name, on.notes.count()) == ("Notice", 6)
    again = Try.objects.filter(series=on.series, refines__isnull=False).get()
    assert again.state == TryState.PLANNED


def test_somebody_used_the_library_with_credit_and_two_asked_for_a_take_down() -> None:
    used = Adoption.objects.get()
    assert used.attempt.person.user is not None
    assert used.attempt.person.user.email == "teacher.eastside@demo.example"
    assert used.credit
    assert used.attempt.adopts_id is not None
    requests = {one.state: one for one in TakedownRequest.objects.all()}
    assert set(requests) == {"open", "upheld"}
    assert all(one.answer for one in requests.values())
    assert requests["upheld"].artifact.state == "withdrawn"
    assert _client("program").get("/take-downs/").status_code == 200


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
