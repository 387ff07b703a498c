"""Every byte that is served of each kind of file, looked through by other tools than those that cleaned it."""

import html
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse

from cycles.evidence import actions
from cycles.evidence.models import Artifact, ArtifactImage, Screening
from tests import factories as make
from tests.cast import Cast
from tests.evidence import files, films, giveaways, office_files, rows

pytestmark = pytest.mark.slow
CONSENT = frozenset({"teacher", "principal"})
ENDINGS = {
    "image/jpeg": ".jpg",
    "application/pdf": ".pdf",
    "video/mp4": ".mp4",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
}


def brought(cast: Cast, name: str, content: bytes) -> Artifact:
    assert cast.bob.user
    made = actions.receive(
        attempt=make.attempt(cast.bob, cast.first),
        kind="lesson-plan",
        upload=rows.upload(name, content),
        by=cast.bob.user,
        consent=CONSENT,
    )
    actions.screen_artifact(Screening.objects.get(artifact=made).pk)
    return Artifact.objects.get(pk=made.pk)


@pytest.mark.parametrize(
    ("name", "maker"),
    [
        ("plan.pdf", files.pdf),
        ("plan.docx", files.docx),
        ("talk.pptx", office_files.pptx),
        ("plan.odt", office_files.odt),
        ("photo.heic", files.heic),
        ("class.mp4", films.film),
        ("class.mov", lambda: films.film("mov")),
    ],
)
def test_nothing_served_gives_anybody_away(
    cast: Cast, tmp_path: Path, name: str, maker: Callable[[], bytes]
) -> None:
    content = maker()
    one = brought(cast, name, content)
    assert one.state == "private", one.problem
    numbers = ArtifactImage.objects.filter(artifact=one).values_list("number", flat=True)
    urls = [reverse("evidence:file", args=[one.pk])]
    urls += [reverse("evidence:image", args=[one.pk, number]) for number in numbers]
    for number, url in enumerate(urls):
        answer = cast.client(cast.bob).get(url)
        path = tmp_path / f"{number}{ENDINGS[answer['Content-Type']]}"
        path.write_bytes(answer.getvalue())
        answer.close()
        assert giveaways.in_file(path) == [], url
    page = html.unescape(
        cast.client(cast.bob).get(reverse("evidence:artifact", args=[one.pk])).content.decode()
    )
    assert not any(secret.decode() in page for secret in files.SECRETS)


def test_a_film_has_a_player_and_can_be_played_from_its_middle(cast: Cast) -> None:
    one = brought(cast, "class.mov", films.film("mov"))
    client = cast.client(cast.bob)
    page = client.get(reverse("evidence:artifact", args=[one.pk]))
    assert "<video controls" in page.content.decode()
    assert "media-src 'self'" in page["Content-Security-Policy"]
    assert "A film of 0:02 minutes." in page.content.decode()
    url = reverse("evidence:file", args=[one.pk])
    whole = client.get(url)
    content = whole.getvalue()
    whole.close()
    piece = client.get(url, headers={"range": "bytes=100-199"})
    assert (piece.status_code, piece.getvalue()) == (206, content[100:200])
    piece.close()


def test_what_heic_became_is_told(cast: Cast) -> None:
    one = brought(cast, "photo.heic", files.heic())
    page = cast.client(cast.bob).get(reverse("evidence:artifact", args=[one.pk])).content.decode()
    assert one.media_type == "image/jpeg"
    assert "the HEIC form (kept as JPEG, which every device shows)" in page


@pytest.mark.parametrize("name", ["clip", "clip.dat", "class.jpg"])
def test_a_film_under_another_name_does_not_slip_past_the_consent(cast: Cast, name: str) -> None:
    """Consent is asked for by name, so a film has to have the name of one."""
    one = brought(cast, name, films.film())
    assert (one.state, one.problem_code) == ("quarantined", "not-its-name")
