"""Bringing files: each on its own, kept privately, screened behind the scenes, told in a receipt."""

import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from cycles.evidence import actions, queries
from cycles.evidence.models import Artifact, DeidentificationCheck, Screening
from cycles.evidence.words import in_short
from cycles.tries.models import Try
from districts.permissions import Role
from ilc.core.errors import Refused
from ilc.core.models import DomainEvent
from tests import factories as make
from tests.cast import Cast
from tests.evidence import files
from tests.evidence.rows import artifact, upload


@pytest.fixture
def attempt(cast: Cast) -> Try:
    return make.attempt(cast.bob, cast.first)


def bring(cast: Cast, attempt: Try, *uploads: Any, kind: str = "student-work") -> str:
    url = reverse("evidence:bring", args=[attempt.pk])
    response = cast.client(cast.bob).post(url, {"kind": kind, "uploads": list(uploads)}, follow=True)
    return str(response.content.decode())


def stored() -> set[str]:
    return {str(path) for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()}


def screen_all() -> list[str]:
    return [actions.screen_artifact(pk) for pk in Screening.objects.values_list("pk", flat=True)]


def test_a_photo_arrives_is_cleaned_and_its_original_goes(cast: Cast, attempt: Try) -> None:
    page = bring(cast, attempt, upload())
    assert "1 file arrived" in page
    assert "Being checked" in page
    source = Screening.objects.get().source.name
    assert screen_all() == ["private"]
    one = Artifact.objects.get()
    assert (one.state, one.media_type) == ("private", "image/jpeg")
    assert "GPS position" in one.removed
    assert [image.number for image in one.images.all()] == [0, 1]
    assert not default_storage.exists(str(source))
    kept = [one.file.path, *(image.file.path for image in one.images.all())]
    served = [Path(path).read_bytes() for path in kept]
    assert not any(secret in content for content in served for secret in files.SECRETS)
    page = cast.client(cast.bob).get(reverse("evidence:receipt", args=[attempt.pk])).content.decode()
    assert "Removed: GPS position" in page
    assert "hx-trigger" not in page  # nothing to wait for


def test_of_three_one_is_bad_and_two_are_kept(cast: Cast, attempt: Try) -> None:
    bring(
        cast,
        attempt,
        upload("one.jpg"),
        upload("two.jpg", b"\xff\xd8\xffbroken"),
        upload("three.png", files.png()),
    )
    assert sorted(screen_all()) == ["private", "private", "quarantined"]
    bad = Artifact.objects.get(state="quarantined")
    page = cast.client(cast.bob).get(reverse("evidence:bring", args=[attempt.pk])).content.decode()
    assert bad.problem
    reason, advice = in_short(bad.problem)
    words = BeautifulSoup(page, "html.parser").get_text()
    assert reason in words
    assert advice in words
    assert not bad.file
    cast.client(cast.bob).post(reverse("evidence:clear", args=[bad.pk]))
    assert (
        "two.jpg"
        not in cast.client(cast.bob).get(reverse("evidence:bring", args=[attempt.pk])).content.decode()
    )


def test_the_same_photo_twice_is_told_and_one_kept(cast: Cast, attempt: Try) -> None:
    page = bring(cast, attempt, upload("one.jpg"), upload("again.jpg"))
    assert "again.jpg is here already, as one.jpg. We kept one." in page
    assert Artifact.objects.count() == 1
    assert "is here already" in bring(cast, attempt, upload("one.jpg"))


def test_too_large_and_empty_are_named_and_the_rest_is_kept(cast: Cast, attempt: Try, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 100_000
    before = stored()
    page = bring(
        cast, attempt, upload("huge.jpg", b"x" * 100_001), upload("none.jpg", b""), upload("good.jpg")
    )
    assert "huge.jpg is too large: 97.7\xa0KB, at most 0 MB." in page
    assert "none.jpg is empty (0 bytes)" in page
    assert Artifact.objects.get().original_name == "good.jpg"
    assert len(stored() - before) == 1


def test_refused_files_stand_below_the_good_ones(cast: Cast, attempt: Try) -> None:
    artifact(attempt, original_name="bad.jpg", state="quarantined", problem="It cannot be read.")
    artifact(attempt, original_name="good.jpg")
    page = cast.client(cast.bob).get(reverse("evidence:bring", args=[attempt.pk])).content.decode()
    assert page.index("good.jpg") < page.index("bad.jpg")


def test_more_than_asked_is_said_as_such(cast: Cast, attempt: Try) -> None:
    make.assignment(cast.first)
    for number in range(5):
        artifact(attempt, received_sha256=f"{number:064}")
    [(_, steps)] = queries.home_steps(cast.bob)
    [note] = [step.note for step in steps if "samples" in step.title]
    assert note.startswith("3 of 3, 5 brought.")


def test_nothing_chosen_says_so(cast: Cast, attempt: Try) -> None:
    assert "Choose at least one photo or file" in bring(cast, attempt)


def test_one_try_holds_at_most_forty(cast: Cast, attempt: Try) -> None:
    for number in range(40):
        artifact(attempt, received_sha256=f"{number:064}")
    assert "at most 40 files" in bring(cast, attempt, upload())


@pytest.mark.parametrize("who", ["alice", "ben", "dana", "pat", "charlie"])
def test_nobody_else_brings_or_reads_the_receipt(cast: Cast, attempt: Try, who: str) -> None:
    client = cast.client(getattr(cast, who))
    for page in ("bring", "receipt", "of-try"):
        assert client.get(reverse(f"evidence:{page}", args=[attempt.pk])).status_code == 404


def test_the_first_usable_file_marks_the_try_as_brought(cast: Cast, attempt: Try) -> None:
    """Evidence may come before telling."""
    bring(cast, attempt, upload())
    screen_all()
    attempt.refresh_from_db()
    assert (attempt.state, attempt.brought_at is not None) == ("planned", True)
    fields = {
        "tried_on": timezone.localdate(),
        "what_happened": "x",
        "engagement": 3,
        "reflection_visibility": "me",
    }
    cast.client(cast.bob).post(
        reverse("tries:tell", args=[attempt.pk]), {**fields, "version": attempt.version}
    )
    attempt.refresh_from_db()
    assert attempt.state == "brought"
    assert DomainEvent.objects.filter(verb="try.brought").count() == 1


def test_withdrawing_the_last_file_takes_that_back_and_undo_brings_it_again(cast: Cast) -> None:
    attempt = make.attempt(
        cast.bob, cast.first, state="brought", tried_at=timezone.now(), brought_at=timezone.now()
    )
    one, client = artifact(attempt), cast.client(cast.bob)
    for _ in range(2):
        client.post(reverse("evidence:withdraw", args=[one.pk]))
    attempt.refresh_from_db()
    assert (attempt.state, attempt.brought_at) == ("tried", None)
    assert DomainEvent.objects.filter(verb="artifact.withdrawn").count() == 1
    client.post(reverse("evidence:restore", args=[one.pk]))
    one.refresh_from_db()
    attempt.refresh_from_db()
    assert (one.state, one.visibility, attempt.state) == ("private", "me", "brought")


def test_what_only_its_owner_saw_is_removed_and_undone_from_the_message(cast: Cast, attempt: Try) -> None:
    one, client = artifact(attempt), cast.client(cast.bob)
    page = reverse("evidence:artifact", args=[one.pk])
    assert ">Remove</button>" in client.get(page).content.decode()
    shown = client.post(reverse("evidence:withdraw", args=[one.pk]), follow=True).content.decode()
    assert "is removed." in shown
    back = reverse("evidence:restore", args=[one.pk])
    assert re.search(rf'<form method="post" action="{back}">.*>Undo</button>', shown)
    client.post(back)
    assert client.get(page).status_code == 200


def test_what_was_shared_is_withdrawn_and_brought_back_for_its_owner_alone(cast: Cast, attempt: Try) -> None:
    one, client = artifact(attempt, visibility="district"), cast.client(cast.bob)
    assert ">Withdraw</button>" in client.get(reverse("evidence:artifact", args=[one.pk])).content.decode()
    shown = client.post(reverse("evidence:withdraw", args=[one.pk]), follow=True).content.decode()
    assert "is withdrawn. Nobody sees it any more. Brought back, only you see it" in shown
    back = reverse("evidence:restore", args=[one.pk])
    assert re.search(rf'<form method="post" action="{back}">.*>Bring back</button>', shown)
    assert "Undo" not in shown
    client.post(back)
    one.refresh_from_db()
    assert (one.state, one.visibility) == ("private", "me")


def test_withdrawn_while_being_checked_leaves_nothing(cast: Cast, attempt: Try) -> None:
    before = stored()
    bring(cast, attempt, upload())
    cast.client(cast.bob).post(reverse("evidence:withdraw", args=[Artifact.objects.get().pk]))
    assert screen_all() == ["dropped"]
    assert stored() == before
    assert cast.bob.user
    with pytest.raises(Refused, match="Add it again"):
        actions.restore(artifact=Artifact.objects.get(), by=cast.bob.user)


def test_the_check_wants_every_point(cast: Cast, attempt: Try) -> None:
    one = artifact(attempt, checked=False)
    client, url = cast.client(cast.bob), reverse("evidence:check", args=[one.pk])
    ticks = dict.fromkeys(("names", "faces", "ids"), "on")
    page = client.post(url, ticks).content.decode()
    assert "One thing needs another look." in page
    assert "Not ticked yet. Is there a sign left?" in page
    assert "Is there a face left?" not in page
    assert client.get(reverse("evidence:share", args=[one.pk]))["Location"] == url
    response = client.post(url, {**ticks, "school_marks": "on"})
    assert response["Location"] == reverse("evidence:share", args=[one.pk])


def test_voices_are_asked_about_of_films_alone(cast: Cast, attempt: Try) -> None:
    photo = artifact(attempt, checked=False)
    film = artifact(attempt, checked=False, media_type="video/mp4", kind="lesson-plan")
    client, ticks = cast.client(cast.bob), dict.fromkeys(("names", "faces", "ids", "school_marks"), "on")
    for one, asked in ((photo, False), (film, True)):
        url = reverse("evidence:check", args=[one.pk])
        assert ("No voice" in client.get(url).content.decode()) is asked
        assert client.post(url, ticks).status_code == (200 if asked else 302)
    assert DeidentificationCheck.objects.get().voices  # of the photo: true by itself
    shown = client.post(reverse("evidence:check", args=[film.pk]), ticks).content.decode()
    assert "Can a student be heard?" in shown
    client.post(reverse("evidence:check", args=[film.pk]), {**ticks, "voices": "on"})
    assert DeidentificationCheck.objects.filter(artifact=film).exists()


def test_whoever_chooses_sees_the_copy_that_others_get_and_how_it_is_now(cast: Cast, attempt: Try) -> None:
    client = cast.client(cast.bob)
    for circle in ("me", "district"):
        one = artifact(attempt, visibility=circle)
        shown = BeautifulSoup(
            client.get(reverse("evidence:share", args=[one.pk])).content.decode(), "html.parser"
        )
        assert [str(box["value"]) for box in shown.select("input[name=visibility][checked]")] == [circle]
        picture = reverse("evidence:image", args=[one.pk, 1])
        assert [str(image["src"]).split("?")[0] for image in shown.select("main img")] == [picture]
        asked = [head.get_text() for head in shown.select("h1, legend")]
        assert asked == ["Who may see it?", "Open to"]
        Artifact.objects.filter(pk=one.pk).update(state="private", visibility="me")


def test_nothing_is_shared_unchecked(cast: Cast, attempt: Try) -> None:
    assert cast.bob.user
    one = artifact(attempt, checked=False)
    with pytest.raises(Refused, match="First look through it"):
        actions.share(artifact=one, visibility="series", by=cast.bob.user)


def test_sharing_leads_on_to_the_next_file_and_can_be_taken_back(cast: Cast, attempt: Try) -> None:
    one, two = artifact(attempt), artifact(attempt, checked=False)
    client, url = cast.client(cast.bob), reverse("evidence:share", args=[one.pk])
    response = client.post(url, {"visibility": "series"})
    assert response["Location"] == reverse("evidence:check", args=[two.pk])
    client.post(url, {"visibility": "series"})
    assert DomainEvent.objects.filter(verb="artifact.shared").count() == 1
    client.post(url, {"visibility": "me"})
    one.refresh_from_db()
    assert (one.state, one.visibility, one.shared_at) == ("private", "me", None)


@pytest.mark.parametrize(
    ("circle", "proposed"), [("leaders", True), ("series", True), ("district", False), ("library", False)]
)
def test_a_wide_circle_is_chosen_anew_for_each_file(
    cast: Cast, attempt: Try, circle: str, proposed: bool
) -> None:
    """The message names the file that was shared; the next one comes with no wider circle than the series."""
    one, two = artifact(attempt, visibility=circle), artifact(attempt)
    page = cast.client(cast.bob).get(reverse("evidence:share", args=[two.pk])).content.decode()
    assert one.state == "shared"
    chosen = BeautifulSoup(page, "html.parser").select("input[name=visibility][checked]")
    assert [str(box["value"]) for box in chosen] == [circle if proposed else "me"]


def test_bringing_costs_the_same_for_three_files(
    cast: Cast, attempt: Try, django_assert_num_queries: Any
) -> None:
    client, url = cast.client(cast.bob), reverse("evidence:bring", args=[attempt.pk])
    for rows in (1, 3):
        while Artifact.objects.count() < rows:
            artifact(attempt)
        with django_assert_num_queries(9):
            assert client.get(url).status_code == 200


def test_the_try_shows_its_files_in_the_first_answer(cast: Cast, attempt: Try) -> None:
    """Name, kind, state and a small picture, with JavaScript or without; it asks again only while one is checked."""
    shared = artifact(attempt, original_name="plan.pdf", kind="lesson-plan", visibility="series")
    artifact(attempt, original_name="desk.jpg")
    artifact(attempt, original_name="bad.jpg", state="quarantined", problem="It cannot be read.")
    artifact(attempt, original_name="gone.jpg", state="withdrawn")
    client, url = cast.client(cast.bob), reverse("tries:detail", args=[attempt.pk])

    def lines() -> list[str]:
        found = BeautifulSoup(client.get(url).content, "html.parser").select("#files li")
        return [" ".join(one.get_text(" ").split()) for one in found]

    assert lines() == [
        "plan.pdf Lesson plan Everybody in this series",
        "desk.jpg Student work Only you",
        "bad.jpg Student work Not taken Why bad.jpg was not taken",
    ]
    page = BeautifulSoup(client.get(url).content, "html.parser")
    pictures = [str(one["src"]).split("?")[0] for one in page.select("#files img")]
    assert pictures[0] == reverse("evidence:image", args=[shared.pk, 0])
    assert len(pictures) == 2
    assert "hx-get" not in page.select_one("#files").attrs  # type: ignore[union-attr]
    artifact(attempt, original_name="new.jpg", state="received")
    page = BeautifulSoup(client.get(url).content, "html.parser")
    assert page.select_one("#files")["hx-get"] == reverse("evidence:of-try", args=[attempt.pk])  # type: ignore[index]
    assert "new.jpg Student work Being checked" in lines()


def test_the_leaders_circle_says_who_they_are(cast: Cast, attempt: Try) -> None:
    """With their names; a leader who administers the author is not among them, and sees nothing."""
    one = artifact(attempt)
    bob, url = cast.client(cast.bob), reverse("evidence:share", args=[one.pk])
    label = "My leaders ({})"
    assert label.format("Alice Reyes and Carol Diaz") in bob.get(url).content.decode()
    assert cast.carol.user
    make.grant(cast.carol.user, Role.DISTRICT_ADMIN, district=cast.madera)
    assert label.format("Alice Reyes") in bob.get(url).content.decode()
    bob.post(url, {"visibility": "leaders"})
    seen = reverse("evidence:artifact", args=[one.pk])
    assert [cast.client(who).get(seen).status_code for who in (cast.alice, cast.carol)] == [200, 404]
