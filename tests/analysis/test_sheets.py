"""Samples of several pages: all of them on a phone, the chosen one on the wall, those with places in the record."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cycles.analysis.actions import leading, notes, papers
from cycles.analysis.exports.record import with_pictures
from cycles.analysis.queries.sheets import sheets
from cycles.evidence import actions as evidence
from cycles.evidence.models import Artifact, ArtifactImage
from districts.permissions import Role
from ilc.core.errors import Refused
from tests import factories as make
from tests.analysis.conftest import Look
from tests.evidence import files

JSON = {"Accept": "application/json"}


def paginate(artifact: Artifact, number: int) -> None:
    """So many pages more than one."""
    for page in range(2, number + 1):
        ArtifactImage.objects.create(
            artifact=artifact, number=page, media_type="image/jpeg", file=ContentFile(b"jpg", "page.jpg")
        )


@pytest.fixture
def plan(look: Look) -> Look:
    """The first sample has three pages; notes are written."""
    paginate(look.artifacts[0], 3)
    look.go_to("Notice")
    return look


def _soup(look: Look, who: Any, name: str) -> BeautifulSoup:
    return BeautifulSoup(look.page(who, name), "html.parser")


def _large(look: Look) -> tuple[str, str]:
    """What the wall shows: alternative text and number of the picture."""
    picture = _soup(look, look.cast.alice, "wall").select_one(".sample--large pin-picture")
    assert picture
    assert picture.img
    return str(picture.img["alt"]), str(picture.img["src"]).split("?")[0].rstrip("/").rsplit("/", 1)[-1]


def _show(look: Look, **sent: object) -> Any:
    url = reverse("analysis:lead", args=[look.run.pk])
    return look.cast.client(look.cast.alice).post(url, sent, headers=JSON)


def test_a_phone_gets_every_page(plan: Look) -> None:
    page = _soup(plan, plan.cast.bob, "run")
    [turner] = page.select("page-turner")
    assert [one["data-page"] for one in turner.select("pin-picture")] == ["1", "2", "3"]
    assert [one["alt"] for one in turner.select("img")][1] == "Sample 1, page 2: student work"
    assert turner.select_one("[role=status]").text == "Page 1 of 3"  # type: ignore[union-attr]
    assert [one["data-sample"] for one in page.select("li[data-word=page]")] == [str(plan.samples[0].pk)]


def test_sorting_turns_too(plan: Look) -> None:
    plan.go_to("Sort")
    assert len(_soup(plan, plan.cast.bob, "run").select("[data-sort] page-turner pin-picture")) == 3


def test_the_wall_shows_the_chosen_page_live(plan: Look) -> None:
    first, second = plan.samples
    assert _large(plan) == ("Sample 1, page 1: student work", "1")
    before = plan.live(plan.cast.alice, wall=1).json()
    assert _show(plan, show=str(first.pk), page="2").status_code == 200
    after = plan.live(plan.cast.alice, before["version"], before["mark"], pass_=before["pass"], wall=1).json()
    assert after["frame"] > before["frame"]  # every screen fetches what it shows anew
    assert _large(plan) == ("Sample 1, page 2: student work", "2")
    _show(plan, show=str(second.pk))
    assert _large(plan) == ("Sample 2: student work", "1")
    _show(plan, show=str(first.pk))
    assert _large(plan)[1] == "1"  # shown again it begins at its first page


def test_turning_stands_on_wall_and_controls_while_one_is_large(plan: Look) -> None:
    _show(plan, show=str(plan.samples[0].pk), page="3")
    for name in ("wall", "lead"):
        [form] = _soup(plan, plan.cast.alice, name).select("form.turn")
        assert form.span
        assert form.span.text == "Page 3 of 3"
        back, on = form.select("button[name=page]")
        assert (back["value"], back.get("aria-disabled")) == ("2", None)
        assert (on["value"], on.get("aria-disabled")) == ("3", "true")
    assert not _soup(plan, plan.cast.bob, "run").select("form.turn")
    plan.go_to("Conclude")
    for name in ("wall", "lead"):
        assert not _soup(plan, plan.cast.alice, name).select("form.turn")
    assert _large(plan)[1] == "1"  # all alike again


@pytest.mark.parametrize("page", ["4", "0", "-1", "x", "99999"])
def test_a_page_that_is_not_there_is_refused(plan: Look, page: str) -> None:
    answer = _show(plan, show=str(plan.samples[0].pk), page=page)
    assert (answer.status_code, answer.json()["message"]) == (409, "This sample has no such page.")
    assert plan.now().focus_page == 1


def test_who_does_not_lead_turns_no_wall(plan: Look) -> None:
    url = reverse("analysis:lead", args=[plan.run.pk])
    sent = {"show": str(plan.samples[0].pk), "page": "2"}
    assert plan.cast.client(plan.cast.bob).post(url, sent).status_code == 404
    assert plan.now().focus_page == 1


def test_after_the_end_the_wall_stays_open_where_it_is(plan: Look) -> None:
    by = plan.cast.alice.user
    assert by
    leading.conclude(run=plan.now(), by=by)
    with pytest.raises(Refused):
        leading.show_large(run=plan.now(), sample=plan.samples[0], by=by, page=2)


def test_a_cleaned_version_with_fewer_pages(plan: Look) -> None:
    """The wall falls back to the first page; a note about a page that is gone keeps its words and its number."""
    sample = plan.samples[0]
    _show(plan, show=str(sample.pk), page="3")
    plan.note(plan.cast.bob, "At the end", sample=sample, place=notes.Place(3, 0.5, 0.5))
    ArtifactImage.objects.filter(artifact=plan.artifacts[0], number=3).delete()
    assert _large(plan)[1] == "1"
    record = _soup(plan, plan.cast.bob, "record")
    assert "sample 1, place 1, page 3" in record.text
    assert not record.select(".pin")


def test_withdrawn_no_page_is_seen(plan: Look) -> None:
    assert plan.cast.ben.user
    _show(plan, show=str(plan.samples[0].pk), page="2")
    image = reverse("evidence:image", args=[plan.artifacts[0].pk, 2])
    bob = plan.cast.client(plan.cast.bob)
    shown = bob.get(image)
    shown.close()
    assert shown.status_code == 200
    assert bob.get(reverse("evidence:image", args=[plan.artifacts[0].pk, 4])).status_code == 404
    evidence.withdraw(artifact=plan.artifacts[0], by=plan.cast.ben.user)
    assert bob.get(image).status_code == 404
    assert _large(plan)[0] == "Sample 2: student work"
    assert _show(plan, show=str(plan.samples[0].pk), page="2").status_code == 404
    for who, name in ((plan.cast.bob, "run"), (plan.cast.alice, "lead"), (plan.cast.bob, "record")):
        assert str(plan.artifacts[0].pk) not in plan.page(who, name)


def test_covered_anew_no_page_is_seen(plan: Look) -> None:
    Artifact.objects.filter(pk=plan.artifacts[0].pk).update(covering_since=plan.run.created_at)
    image = reverse("evidence:image", args=[plan.artifacts[0].pk, 2])
    assert plan.cast.client(plan.cast.bob).get(image).status_code == 404
    assert "page-turner data-key" not in plan.page(plan.cast.bob, "run")
    assert not sheets_of_paper(plan, 1)


def test_not_for_me_tells_no_page(plan: Look) -> None:
    """Deny wins: not the number of pages either."""
    assert plan.cast.alice.user
    make.grant(plan.cast.alice.user, Role.DISTRICT_ADMIN, district=plan.cast.madera)
    for name in ("wall", "lead"):
        page = _soup(plan, plan.cast.alice, name)
        assert not page.select("[data-word], .turn, pin-picture")


def sheets_of_paper(look: Look, number: int) -> list[tuple[str, list[int], bool]]:
    """Of a sample on paper: the name of each page, numbers of its places, and whether it has a picture."""
    assert look.cast.carol.user
    found = papers.record_for(look.cast.carol.user, look.now())
    told = with_pictures(papers.document(found), found)["samples"]
    pages: list[dict[str, Any]] = next((one["pages"] for one in told if one["number"] == number), [])
    return [(one["name"], [pin[0] for pin in one["pins"]], bool(one["picture"])) for one in pages]


def test_the_record_shows_each_page_with_places_and_the_first(plan: Look) -> None:
    sample, other = plan.samples
    for image in ArtifactImage.objects.filter(artifact__in=plan.artifacts):
        image.file.save("page.jpg", ContentFile(files.photo()))
    plan.note(plan.cast.bob, "Goal and task do not match", sample=sample, place=notes.Place(3, 0.2, 0.4))
    plan.note(plan.cast.ben, "Here they do", sample=sample, place=notes.Place(3, 0.7, 0.4))
    plan.note(plan.cast.ben, "An arrow", sample=other, place=notes.Place(1, 0.7, 0.4))
    record = _soup(plan, plan.cast.bob, "record")
    assert [one["alt"] for one in record.select(".sample img")] == [
        "Sample 1, page 1: student work",
        "Sample 1, page 3: student work",
        "Sample 2: student work",
    ]
    assert [len(one.select(".pin")) for one in record.select("pin-picture")] == [0, 2, 1]
    assert "sample 1, place 2, page 3" in record.text
    assert "sample 2, place 1, page" not in record.text
    assert record.select_one("#place-1-2")
    assert sheets_of_paper(plan, 1) == [("page 1 of 3", [], True), ("page 3 of 3", [1, 2], True)]
    assert sheets_of_paper(plan, 2) == [("", [1], True)]


def test_lists_tell_the_page_only_of_samples_with_several(plan: Look) -> None:
    sample, other = plan.samples
    plan.note(plan.cast.bob, "On the second page", sample=sample, place=notes.Place(2, 0.2, 0.4))
    plan.note(plan.cast.bob, "On the only page", sample=other, place=notes.Place(1, 0.2, 0.4))
    for who, name in ((plan.cast.bob, "run"), (plan.cast.alice, "wall"), (plan.cast.alice, "lead")):
        found = {
            one.select_one("small").text.split(" · ")[0].strip(): one.text  # type: ignore[union-attr]
            for one in _soup(plan, who, name).select(".note")
        }
        assert sorted(found) == ["place 1", "place 1, page 2"]
        assert "On the second page" in found["place 1, page 2"]


def test_what_has_only_a_small_picture_is_one_page(look: Look) -> None:
    ArtifactImage.objects.filter(artifact=look.artifacts[0], number=1).delete()
    found = Artifact.objects.get(pk=look.artifacts[0].pk)
    assert [(one.page, one.image, one.name) for one in sheets(found)] == [(1, 0, "")]
    ArtifactImage.objects.filter(artifact=found).delete()
    assert sheets(found) == []
    look.go_to("Notice")
    assert "page-turner data-key" not in look.page(look.cast.bob, "run")


def test_moments_of_a_film_are_called_so(plan: Look) -> None:
    Artifact.objects.filter(pk=plan.artifacts[0].pk).update(media_type="video/mp4")
    plan.note(
        plan.cast.bob, "They turn to each other", sample=plan.samples[0], place=notes.Place(2, 0.2, 0.4)
    )
    page = _soup(plan, plan.cast.bob, "run")
    assert page.select_one("page-turner [role=status]").text == "Moment 1 of 3"  # type: ignore[union-attr]
    assert "sample 1, place 1, moment 2" in plan.page(plan.cast.bob, "record")


@pytest.mark.parametrize("number", [1, 3])
def test_pages_cost_no_query(look: Look, number: int) -> None:
    for one in look.artifacts:
        paginate(one, number)
    look.go_to("Notice")
    for page in range(1, number + 1):
        look.note(look.cast.bob, "Here", sample=look.samples[0], place=notes.Place(page, 0.2, 0.4))
    client, counted = look.cast.client(look.cast.alice), {}
    for name in ("wall", "lead", "run", "record"):
        url = reverse(f"analysis:{name}", args=[look.run.pk])
        client.get(url)  # the first time they join
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counted[name] = len(queries)
    assert counted == {"wall": 21, "lead": 22, "run": 27, "record": 22}


def test_who_leads_and_who_presents_stands_on_every_screen(plan: Look) -> None:
    """Also where notes carry no names: that hides who wrote, not who leads."""
    for who, name in ((plan.cast.bob, "run"), (plan.cast.alice, "wall"), (plan.cast.alice, "lead")):
        assert not _soup(plan, who, name).select(".together__people")
    plan.run.presenter, plan.run.facilitator = plan.cast.ben, plan.cast.alice
    plan.run.save()
    for who, name in ((plan.cast.bob, "run"), (plan.cast.alice, "wall"), (plan.cast.alice, "lead")):
        [line] = _soup(plan, who, name).select("[data-region=head] .together__people")
        assert (
            line.text == f"Presenter: {plan.cast.ben.short_name} · Facilitator: {plan.cast.alice.short_name}"
        )
