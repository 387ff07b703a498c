"""How long files are kept, and what the purge deletes: what is over, all of it, and nothing else."""

import os
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from cycles.evidence import actions, queries
from cycles.evidence.actions import purging
from cycles.evidence.models import (
    Artifact,
    ArtifactImage,
    MaskBox,
    Masking,
    PurgeLine,
    PurgeRun,
    RetentionRule,
)
from cycles.evidence.queries.retention import later, year_end
from cycles.planning.models import Session
from cycles.tries.models import Try
from ilc.core import outbox
from ilc.core.masking import Box
from ilc.core.models import DomainEvent, OutgoingMessage
from tests import factories as make
from tests.cast import Cast
from tests.evidence.rows import artifact
from tests.evidence.test_masking import portrait, saved

pytestmark = pytest.mark.django_db
REASON = "kept as long as the rule says"


@pytest.fixture(autouse=True)
def _own_storage(settings: Any, tmp_path: Any) -> None:
    """No other test's files."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def attempt(cast: Cast) -> Try:
    """In a series whose last session was in the school year 2023/24; student work is kept for a year after it."""
    RetentionRule.objects.update_or_create(kind="student-work", defaults={"months": 12})
    at = timezone.make_aware(timezone.datetime(2024, 3, 1, 9))  # type: ignore[attr-defined]
    Session.objects.filter(series=cast.series).update(starts_at=at, ends_at=at + timedelta(hours=3))
    return make.attempt(cast.bob, cast.first, state="tried")


def stored() -> Iterator[str]:
    for folder in default_storage.listdir("")[0]:
        yield from (f"{folder}/{name}" for name in default_storage.listdir(folder)[1])


def age(name: str, days: float) -> None:
    then = time.time() - days * 86_400
    os.utime(default_storage.path(name), (then, then))


@pytest.mark.parametrize(
    ("day", "end"), [(date(2024, 6, 30), date(2024, 6, 30)), (date(2024, 7, 1), date(2025, 6, 30))]
)
def test_a_school_year_ends_on_30_june(day: date, end: date) -> None:
    assert year_end(day) == end


def test_months_end_where_the_month_ends() -> None:
    assert later(date(2024, 6, 30), 8) == date(2025, 2, 28)
    assert later(date(2024, 6, 30), 12) == date(2025, 6, 30)
    assert later(date(2024, 6, 30), 0) == date(2024, 6, 30)


def test_the_owner_reads_until_when_it_is_kept(cast: Cast, attempt: Try) -> None:
    one, plan = artifact(attempt), artifact(attempt, kind="lesson-plan")
    library = artifact(attempt, visibility="library")
    assert queries.kept_until(one) == date(2025, 6, 30)
    assert queries.kept_until(plan) is None
    assert queries.kept_until(library) is None
    page = cast.client(cast.bob).get(reverse("evidence:artifact", args=[one.pk])).content.decode()
    assert "Kept until 30 June 2025" in page


def test_nothing_is_deleted_before_its_owner_had_a_month(cast: Cast, attempt: Try, mailoutbox: Any) -> None:
    one = artifact(attempt)
    day = date(2025, 6, 10)
    assert actions.announce(date(2025, 5, 30)) == 0
    assert actions.announce(day) == 1
    assert actions.announce(day) == 0
    one.refresh_from_db()
    assert one.purge_on == date(2025, 7, 10)
    [row] = OutgoingMessage.objects.filter(rule="files.kept-until")
    assert outbox.send(row.pk) == "sent"
    assert "10 July 2025" in mailoutbox[0].body
    assert one.original_name not in str(mailoutbox[0].message())
    assert not actions.purge(today=date(2025, 7, 9)).lines.exists()
    assert actions.purge(today=date(2025, 7, 10)).lines.get().artifacts == 1


def test_a_longer_rule_takes_the_day_back(cast: Cast, attempt: Try) -> None:
    one = artifact(attempt)
    actions.announce(date(2025, 6, 10))
    assert cast.pat.user
    actions.set_rules(wanted={"student-work": 24, "lesson-plan": None, "library": None}, by=cast.pat.user)
    actions.announce(date(2025, 7, 20))
    one.refresh_from_db()
    assert one.purge_on is None
    assert DomainEvent.objects.get(verb="retention.changed").data["months"] == [12, 24]


def covered(cast: Cast, attempt: Try) -> Artifact:
    """With a copy that is served, and the one beneath."""
    one = artifact(attempt, file=ContentFile(saved(portrait(), "JPEG"), "clean.jpg"))
    assert cast.bob.user
    actions.cover_places(artifact=one, boxes=[Box(1, 0.1, 0.1, 0.2, 0.2)], by=cast.bob.user)
    assert actions.burn(Masking.objects.get(artifact=one).pk) == "covered"
    return one


def test_every_file_of_it_goes_and_a_tombstone_stays(
    cast: Cast, attempt: Try, django_capture_on_commit_callbacks: Any
) -> None:
    keep = artifact(attempt, kind="lesson-plan")
    kept = set(stored())
    one = covered(cast, attempt)
    assert len(set(stored()) - kept) == 6  # file, page and small picture, each covered and as it was before
    Artifact.objects.filter(pk=one.pk).update(purge_on=date(2025, 6, 30))
    with django_capture_on_commit_callbacks(execute=True):
        run = actions.purge(today=date(2025, 7, 1))
    line = run.lines.get()
    assert (line.reason, line.artifacts, line.files) == (REASON, 1, 6)
    assert line.size > 0
    assert set(stored()) == kept
    one.refresh_from_db()
    assert (one.state, one.original_name, one.text, one.received_sha256) == ("purged", "Deleted file", "", "")
    assert not ArtifactImage.objects.filter(artifact=one).exists()
    assert not MaskBox.objects.exists()
    assert not Masking.objects.exists()
    assert DomainEvent.objects.get(verb="artifact.purged").object_id == one.pk
    keep.refresh_from_db()
    assert keep.state == "private"
    assert cast.client(cast.bob).get(reverse("evidence:artifact", args=[one.pk])).status_code == 404


def test_withdrawn_files_go_after_30_days_and_taken_down_ones_at_once(cast: Cast, attempt: Try) -> None:
    assert cast.bob.user
    assert cast.pat.user
    assert cast.alice.user
    fresh, old, down, asked = (artifact(attempt, visibility="series") for _ in range(4))
    for one in (fresh, old):
        actions.withdraw(artifact=one, by=cast.bob.user)
    Artifact.objects.filter(pk=old.pk).update(withdrawn_at=timezone.now() - timedelta(days=31))
    request = actions.ask_takedown(artifact=down, reason="x", by=cast.alice.user)
    actions.decide_takedown(request=request, uphold=True, note="y", by=cast.pat.user)
    actions.ask_takedown(artifact=asked, reason="x", by=cast.alice.user)
    Artifact.objects.filter(pk=asked.pk).update(purge_on=date(2020, 1, 1))  # over, but not decided yet
    run = actions.purge(today=date(2024, 1, 1))
    assert {line.reason: line.artifacts for line in run.lines.all()} == {
        "taken down on request": 1,
        "withdrawn by its owner 30 days ago": 1,
    }
    states = {one.pk: one.state for one in Artifact.objects.all()}
    assert [states[one.pk] for one in (fresh, old, down, asked)] == [
        "withdrawn",
        "purged",
        "purged",
        "shared",
    ]


def test_stored_files_that_nothing_names_go_when_they_are_a_day_old(attempt: Try) -> None:
    one = artifact(attempt)
    named = set(stored())
    name = "ab/" + "0" * 32
    for ending in (".jpg", ".pdf"):
        default_storage.save(name + ending, ContentFile(b"left"))
    default_storage.save("parts/upload.bin", ContentFile(b"not ours to judge"))
    for file in (*named, name + ".jpg", "parts/upload.bin"):
        age(file, 1.1)
    run = actions.purge(today=date(2024, 1, 1))
    assert [(line.reason, line.files, line.size) for line in run.lines.all()] == [(purging.LEFT, 1, 4)]
    assert default_storage.exists("parts/upload.bin")
    assert not default_storage.exists(name + ".jpg")
    assert default_storage.exists(name + ".pdf")
    assert default_storage.exists(one.file.name or "")
    default_storage.delete(name + ".pdf")
    default_storage.delete("parts/upload.bin")


def test_a_dry_run_counts_the_same_and_deletes_nothing(attempt: Try, capsys: Any) -> None:
    one = artifact(attempt)
    Artifact.objects.filter(pk=one.pk).update(purge_on=date(2020, 1, 1))
    before = set(stored())
    call_command("purge", "--dry-run")
    assert "1 brought, 3 stored files" in capsys.readouterr().out
    assert set(stored()) == before
    one.refresh_from_db()
    assert one.state == "private"
    assert PurgeRun.objects.get().dry


def test_a_run_killed_between_rows_and_files_is_finished_by_the_next(attempt: Try) -> None:
    """What it left belongs to nothing now, and goes as such. Nothing is counted twice."""
    one = artifact(attempt)
    Artifact.objects.filter(pk=one.pk).update(purge_on=date(2020, 1, 1))
    before = set(stored())
    actions.purge(
        today=date(2025, 7, 1)
    )  # inside the test's transaction no commit follows: as if killed there
    PurgeRun.objects.update(finished_at=None)
    assert set(stored()) == before
    for name in before:
        age(name, 2)
    actions.purge(today=date(2025, 7, 1))
    assert not set(stored()) & before
    assert PurgeLine.objects.get(reason=REASON).files == 3
    assert PurgeLine.objects.get(reason=purging.LEFT).files == 3


def test_the_clock_purges_once_a_day() -> None:
    assert actions.purge_daily()
    assert not actions.purge_daily()
    PurgeRun.objects.update(finished_at=None)
    assert actions.purge_daily()


def test_program_staff_set_the_rules_and_read_the_log(cast: Cast, attempt: Try) -> None:
    pat, url = cast.client(cast.pat), reverse("evidence:retention")
    Artifact.objects.filter(pk=artifact(attempt).pk).update(purge_on=date(2020, 1, 1))
    actions.purge(today=date(2025, 7, 1))
    page = pat.get(url).content.decode()
    assert REASON in page
    assert pat.post(url, {"student-work": "6", "lesson-plan": "", "library": "60"}).status_code == 302
    assert queries.months() == {"student-work": 6, "lesson-plan": None, "library": 60}
    assert pat.post(url, {"student-work": "-1"}).status_code == 200
    assert cast.client(cast.bob).get(url).status_code == 404
    assert cast.client(cast.dana).get(url).status_code == 403
