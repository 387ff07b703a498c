"""Real photos and hostile files through the real upload page and the worker's task (docs/uploads.md)."""

import html
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cycles.evidence.models import Artifact, ArtifactImage, Screening
from cycles.evidence.tasks import screen
from cycles.evidence.words import in_short
from cycles.tries.models import Try
from ilc.core.choices import WorkState
from tests import factories as make
from tests.cast import Cast
from tests.evidence import files, giveaways
from tests.evidence.screening_cases import ROOT, SHARED, Case, shared_uploads

pytestmark = pytest.mark.slow
UPLOADS = shared_uploads()
needs_uploads = pytest.mark.skipif(
    UPLOADS is None, reason="the folder ../shared with real uploads is not here"
)
PHOTOS = [case.name for case in SHARED if case.name.startswith("good/") and case.kind == "image"]
HOSTILE = [case for case in SHARED if case.name.startswith("hostile/")]
KINDS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


@pytest.fixture
def attempt(cast: Cast) -> Try:
    return make.attempt(cast.bob, cast.first)


def bring(cast: Cast, attempt: Try, *uploads: tuple[str, bytes]) -> str:
    """Upload in one request, let the worker's task look at each, and read what the page says then."""
    url = reverse("evidence:bring", args=[attempt.pk])
    sent = [SimpleUploadedFile(name, content) for name, content in uploads]
    said = (
        cast.client(cast.bob)
        .post(url, {"kind": "student-work", "uploads": sent}, follow=True)
        .content.decode()
    )
    for pk in Screening.objects.values_list("pk", flat=True):
        screen(str(pk))
    assert not Screening.objects.exclude(work_state=WorkState.DONE).exists(), "a task gave up"
    return html.unescape(said + cast.client(cast.bob).get(url).content.decode())


def served(cast: Cast, one: Artifact) -> list[tuple[str, bytes]]:
    """Every stream of bytes that the product serves of a file: its name by type, and the bytes."""
    numbers = ArtifactImage.objects.filter(artifact=one).values_list("number", flat=True)
    assert {0, 1} <= set(numbers)
    urls = [reverse("evidence:file", args=[one.pk])]
    urls += [reverse("evidence:image", args=[one.pk, number]) for number in numbers]
    found = []
    for number, url in enumerate(urls):
        answer = cast.client(cast.bob).get(url)
        assert answer.status_code == 200
        found.append((f"{number}{KINDS[answer['Content-Type']]}", answer.getvalue()))
        answer.close()
    return found


def gives_away(cast: Cast, one: Artifact, folder: Path) -> list[str]:
    """By exifread, by a search of the bytes, and by exiftool where it is installed."""
    found = []
    for name, content in served(cast, one):
        path = folder / name
        path.write_bytes(content)
        found += [f"{name}: {what}" for what in giveaways.in_file(path)]
    return found


@needs_uploads
@pytest.mark.parametrize("name", PHOTOS)
def test_nothing_served_of_a_real_photo_tells_where_it_was_taken(
    cast: Cast, attempt: Try, tmp_path: Path, name: str
) -> None:
    assert UPLOADS
    source = UPLOADS / name
    bring(cast, attempt, (source.name, source.read_bytes()))
    assert gives_away(cast, Artifact.objects.get(), tmp_path) == []


@pytest.mark.parametrize("make_photo", [files.photo, files.heic, files.png, files.webp])
def test_nothing_served_of_a_made_photo_tells_where_it_was_taken(
    cast: Cast, attempt: Try, tmp_path: Path, make_photo: object
) -> None:
    """The made-up twins carry camera, artist and (JPEG, HEIC) a GPS position."""
    content = make_photo()  # type: ignore[operator]
    assert any(secret in content for secret in files.SECRETS)
    bring(cast, attempt, ("photo", content))
    assert gives_away(cast, Artifact.objects.get(), tmp_path) == []


@needs_uploads
@pytest.mark.parametrize("case", HOSTILE, ids=lambda case: case.name)
def test_a_hostile_file_gets_its_verdict_and_the_rest_is_kept(cast: Cast, attempt: Try, case: Case) -> None:
    assert UPLOADS
    source = UPLOADS / case.name
    page = bring(cast, attempt, (source.name, source.read_bytes()), ("photo.jpg", files.photo()))
    assert Artifact.objects.get(original_name="photo.jpg").state == "private"
    one = Artifact.objects.filter(original_name=source.name).first()
    if case.verdict == "accepted":
        assert one is not None
        assert one.state == "private"
        return
    if one is None:  # told at once, nothing stored
        assert f"{source.name} is empty" in page
        return
    assert (one.state, one.problem_code, bool(one.file)) == ("quarantined", case.code, False)
    reason, advice = in_short(one.problem, one.original_name)
    assert reason
    assert reason in page
    assert advice in page
    assert not ArtifactImage.objects.filter(artifact=one).exists()
    for url in (reverse("evidence:file", args=[one.pk]), reverse("evidence:image", args=[one.pk, 0])):
        assert cast.client(cast.bob).get(url).status_code == 404


def test_the_page_of_outcomes_says_the_same() -> None:
    """docs/uploads.md is the table that people read."""
    rows = [
        line.split("|")[1:3] for line in (ROOT / "docs/uploads.md").read_text().splitlines() if "|" in line
    ]
    told = {name.strip(): outcome.strip() for name, outcome in rows}
    for case in HOSTILE:
        wanted = f"refused: {case.code}" if case.verdict == "refused" else f"accepted as {case.kind}"
        assert told[Path(case.name).name] == wanted
