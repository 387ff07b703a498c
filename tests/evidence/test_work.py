"""The screening as deferred work: the row is the truth, the queue only rings."""

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.utils import timezone

from cycles.evidence import actions
from cycles.evidence.models import Artifact, ArtifactImage, Screening
from ilc.core import desk
from ilc.core.errors import Refused
from ilc.core.models import DomainEvent
from ilc.core.screening import Outcome, ScreeningFailed
from tests import factories as make
from tests.cast import Cast
from tests.evidence.rows import upload


@pytest.fixture
def work(cast: Cast) -> Screening:
    assert cast.bob.user
    attempt = make.attempt(cast.bob, cast.first)
    one = actions.receive(attempt=attempt, kind="student-work", upload=upload(), by=cast.bob.user)
    return Screening.objects.get(artifact=one)


def test_the_second_run_finds_nothing_to_do(work: Screening) -> None:
    assert [actions.screen_artifact(work.pk) for _ in range(2)] == ["private", ""]
    assert ArtifactImage.objects.count() == 2
    assert DomainEvent.objects.filter(verb="artifact.screened").count() == 1


def test_a_killed_workers_claim_runs_out_and_the_clock_hands_it_on(work: Screening, monkeypatch: Any) -> None:
    rung: list[str] = []
    monkeypatch.setattr(desk.queue, "ring", lambda _, pk: rung.append(str(pk)))
    assert Screening.objects.claim(work.pk, lease=timedelta(minutes=3))  # ... and is killed
    assert actions.hand_out_overdue() == 0
    Screening.objects.update(claimed_until=timezone.now())
    assert actions.hand_out_overdue() == 1
    assert rung == [str(work.pk)]
    assert actions.screen_artifact(work.pk) == "private"


def test_a_worker_given_up_that_comes_back_changes_nothing(work: Screening, monkeypatch: Any) -> None:
    """While it looked, its claim ran out and another worker finished."""
    real = desk.screen
    inner: list[str] = []

    def slow(*args: Any, **kwargs: Any) -> Outcome:
        if not inner:
            inner.append("now")
            Screening.objects.update(claimed_until=timezone.now())
            inner.append(actions.screen_artifact(work.pk))
        return real(*args, **kwargs)

    monkeypatch.setattr(desk, "screen", slow)
    assert actions.screen_artifact(work.pk) == "dropped"
    assert inner == ["now", "private"]
    assert ArtifactImage.objects.count() == 2
    one = Artifact.objects.get()
    assert default_storage.exists(str(one.file.name))
    kept = {Path(one.file.path), *(Path(image.file.path) for image in one.images.all())}
    here = {path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.stat().st_mtime > time.time() - 60}
    assert {path for path in here if path.is_file() and path.suffix == ".jpg"} >= kept


def test_our_own_trouble_is_tried_again_later_then_given_up(work: Screening, monkeypatch: Any) -> None:
    def fail(*args: Any, **kwargs: Any) -> Outcome:
        raise ScreeningFailed("no process to be had")

    monkeypatch.setattr(desk, "screen", fail)
    results = []
    for _ in range(7):
        Screening.objects.update(due_at=timezone.now())
        results.append(actions.screen_artifact(work.pk))
    assert results == ["retry"] * 6 + ["quarantined"]
    one = Artifact.objects.get()
    assert (one.problem_code, "Add it again" in one.problem) == ("unchecked", True)


def test_a_source_left_by_a_kill_after_the_commit_is_cleared(work: Screening, monkeypatch: Any) -> None:
    monkeypatch.setattr(desk, "delete_source", lambda *_: None)  # killed right there
    actions.screen_artifact(work.pk)
    monkeypatch.undo()
    name = str(work.source.name)
    assert default_storage.exists(name)
    actions.hand_out_overdue()
    assert not default_storage.exists(name)
    assert Screening.objects.get().source.name == ""


def test_left_over_work_folders_go_after_an_hour(db: None) -> None:
    old, new = desk.work_folder() / "screen-old", desk.work_folder() / "screen-new"
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "page.jpg").write_bytes(b"x")
    os.utime(old, (time.time() - 4000,) * 2)
    actions.hand_out_overdue()
    assert (old.exists(), new.exists()) == (False, True)


def test_a_full_disk_is_said_kindly_and_leaves_no_row(cast: Cast, monkeypatch: Any) -> None:
    def full(*args: Any, **kwargs: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)
    attempt = make.attempt(cast.bob, cast.first)
    assert cast.bob.user
    with pytest.raises(Refused, match="could not be stored just now"):
        actions.receive(attempt=attempt, kind="student-work", upload=upload(), by=cast.bob.user)
    assert not Artifact.objects.exists()
