"""With a virus scanner set, nothing is accepted that it did not call clean."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cycles.evidence import actions
from cycles.evidence.models import Artifact, Screening
from ilc.core.choices import WorkState
from tests import factories as make
from tests import fake_clamd
from tests.cast import Cast
from tests.evidence import files, rows

pytestmark = pytest.mark.slow


def bring(cast: Cast, name: str = "photo.jpg", content: bytes | None = None) -> Screening:
    attempt = make.attempt(cast.bob, cast.first)
    assert cast.bob.user is not None
    made = actions.receive(
        attempt=attempt, kind="student-work", upload=rows.upload(name, content), by=cast.bob.user
    )
    return Screening.objects.get(artifact=made)


def test_a_clean_file_is_accepted(cast: Cast, settings: Any) -> None:
    work = bring(cast)
    with fake_clamd.clamd() as scanner:
        settings.CLAMD_URL = scanner.url
        assert actions.screen_artifact(work.pk) == "private"
    assert scanner.sent == [files.photo()]


def test_what_is_found_is_refused_by_name(cast: Cast, settings: Any) -> None:
    """Though the picture itself would pass: the string stands behind its end."""
    work = bring(cast, content=files.photo() + files.eicar())
    with fake_clamd.clamd() as scanner:
        settings.CLAMD_URL = scanner.url
        assert actions.screen_artifact(work.pk) == "quarantined"
    made = Artifact.objects.get()
    assert made.problem_code == "virus"
    assert "Eicar-Test-Signature" in made.problem
    work.refresh_from_db()
    assert (work.source.name, bool(made.file)) == ("", False)


def test_too_large_for_the_scanner_is_refused_with_the_reason(cast: Cast, settings: Any) -> None:
    work = bring(cast)
    with fake_clamd.clamd(most=100) as scanner:
        settings.CLAMD_URL = scanner.url
        assert actions.screen_artifact(work.pk) == "quarantined"
    assert Artifact.objects.get().problem_code == "too-large-to-scan"


@pytest.mark.parametrize("answer", ["", "stream: Can't allocate memory ERROR"])
def test_while_it_is_away_the_file_waits(cast: Cast, settings: Any, answer: str) -> None:
    work = bring(cast)
    with fake_clamd.clamd(answer) as scanner:
        settings.CLAMD_URL = scanner.url if answer else "unix:/nowhere/clamd.sock"
        assert actions.screen_artifact(work.pk) == "retry"
    work.refresh_from_db()
    assert work.work_state == WorkState.DUE
    assert work.problem.startswith("ScannerAway")
    assert Artifact.objects.get().state == "received"
    assert work.source.name


def test_however_long_it_is_away_nothing_is_given_up(cast: Cast, settings: Any) -> None:
    """Ten attempts, then it is back. Pauses grow to an hour and no further."""
    work = bring(cast)
    settings.CLAMD_URL = "unix:/nowhere/clamd.sock"
    for _ in range(10):
        Screening.objects.filter(pk=work.pk).update(due_at=timezone.now())
        assert actions.screen_artifact(work.pk) == "retry"
    work.refresh_from_db()
    pause = work.due_at - timezone.now()
    assert timedelta(minutes=59) < pause <= timedelta(minutes=60)
    Screening.objects.filter(pk=work.pk).update(due_at=timezone.now())
    with fake_clamd.clamd() as scanner:
        settings.CLAMD_URL = scanner.url
        assert actions.screen_artifact(work.pk) == "private"
