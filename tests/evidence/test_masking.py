"""Covering names and faces: what is beneath a box is in no byte that anybody is served."""

import io
import json
import re
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image

from cycles.evidence import actions
from cycles.evidence.actions import masking
from cycles.evidence.models import Artifact, ArtifactImage, MaskBox, Masking
from cycles.tries.models import Try
from ilc.accounts.models import User
from ilc.core.choices import WorkState
from ilc.core.errors import Refused
from ilc.core.masking import Box
from participants.models import Person
from tests import factories as make
from tests.cast import Cast
from tests.evidence.rows import artifact

pytestmark = pytest.mark.django_db

RED = (250, 5, 5)
FACE = Box(1, 0.25, 0.25, 0.25, 0.25)
SIZE = (800, 600)


@pytest.fixture
def attempt(cast: Cast) -> Try:
    return make.attempt(cast.bob, cast.first, state="tried")


def saved(picture: Image.Image, form: str) -> bytes:
    data = io.BytesIO()
    picture.save(data, form)
    return data.getvalue()


def portrait() -> Image.Image:
    """White, with a red face where the box goes, exactly."""
    picture = Image.new("RGB", SIZE, "white")
    picture.paste(RED, (200, 150, 400, 300))
    return picture


def brought(attempt: Try, data: bytes, media_type: str, pages: int = 1, **fields: Any) -> Artifact:
    """A screened file with true previews."""
    ending = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}[media_type]
    one = artifact(
        attempt, media_type=media_type, file=ContentFile(data, f"clean.{ending}"), checked=False, **fields
    )
    one.images.all().delete()
    for number in range(pages + 1):
        if media_type == "application/pdf":
            document = pypdfium2.PdfDocument(data)
            picture = document[max(0, number - 1)].render(scale=1).to_pil().convert("RGB")
            document.close()
        else:
            picture = Image.open(io.BytesIO(data)).convert("RGB")
        file = ContentFile(saved(picture, "JPEG"), "page.jpg")
        ArtifactImage.objects.create(artifact=one, number=number, media_type="image/jpeg", file=file)
    return one


def burnt(one: Artifact, *boxes: Box) -> str:
    assert one.owner.user
    actions.cover_places(artifact=one, boxes=list(boxes), by=one.owner.user)
    result = actions.burn(Masking.objects.get(artifact=one).pk)
    one.refresh_from_db()
    return result


def login(who: Person) -> User:
    assert who.user
    return who.user


def content(one: Artifact) -> bytes:
    with Artifact.objects.get(pk=one.pk).file.open("rb") as file:
        return bytes(file.read())


def statuses(client: Client, *urls: str) -> list[int]:
    found = []
    for url in urls:
        answer = client.get(url)
        answer.close()
        found.append(answer.status_code)
    return found


def browser(who: Any) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


def served(client: Client, one: Artifact, *names: str) -> list[bytes]:
    """Every byte of it that this browser gets: the file and all pictures."""
    urls = [reverse("evidence:file", args=[one.pk])]
    urls += [reverse("evidence:image", args=[one.pk, image.number]) for image in one.images.all()]
    found = []
    for url in urls:
        answer: Any = client.get(url)
        assert answer.status_code == 200
        found.append(answer.getvalue())
        answer.close()
    return found


def redness(data: bytes) -> int:
    """Pixels that are rather red than anything else."""
    pixels = Image.open(io.BytesIO(data)).convert("RGB")
    red, green, blue = (channel.tobytes() for channel in pixels.split())
    return sum(r > 90 and r > 1.5 * max(g, b) for r, g, b in zip(red, green, blue, strict=True))


@pytest.mark.parametrize(("form", "media_type"), [("JPEG", "image/jpeg"), ("PNG", "image/png")])
def test_no_pixel_beneath_a_box_is_served(cast: Cast, attempt: Try, form: str, media_type: str) -> None:
    one = brought(attempt, saved(portrait(), form), media_type)
    assert redness(content(one)) >= 30_000
    old = {one.file.name, *(image.file.name for image in one.images.all())}
    assert burnt(one, FACE) == "covered"
    for data in served(browser(cast.bob), one):
        assert redness(data) == 0
        picture = Image.open(io.BytesIO(data))
        box = tuple(
            round(side)
            for side in (
                picture.width * 0.27,
                picture.height * 0.27,
                picture.width * 0.48,
                picture.height * 0.48,
            )
        )
        assert max(high for _, high in picture.convert("RGB").crop(box).getextrema()) < 12  # type: ignore[arg-type, misc]
        assert not picture.getexif()
    one = Artifact.objects.get(pk=one.pk)
    assert not old & {one.file.name, *(image.file.name for image in one.images.all())}


def test_a_transparent_png_is_filled_too(cast: Cast, attempt: Try) -> None:
    """Opaque boxes: colours beneath a see-through pixel would still be in the file."""
    picture = portrait().convert("RGBA")
    picture.putalpha(0)
    one = brought(attempt, saved(picture, "PNG"), "image/png")
    burnt(one, FACE)
    pixels = Image.open(io.BytesIO(content(one))).convert("RGBA").crop((200, 150, 400, 300))
    assert set(pixels.get_flattened_data()) == {(0, 0, 0, 255)}


def words_on(*lines: str) -> bytes:
    """A PDF with one line of real text a page; all pages share one list of fonts and pictures."""
    pdf = pikepdf.Pdf.new()
    photo = pikepdf.Stream(pdf, saved(portrait(), "JPEG"))
    photo.Type, photo.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    photo.Width, photo.Height, photo.BitsPerComponent = *SIZE, 8
    photo.ColorSpace, photo.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    shared = pdf.make_indirect(
        pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)),
            XObject=pikepdf.Dictionary(Im1=pdf.make_indirect(photo)),
        )
    )
    for number, line in enumerate(lines):
        page = pdf.add_blank_page(page_size=(600, 800))
        page.Resources = shared
        drawn = "q 200 0 0 150 100 100 cm /Im1 Do Q" if number == 0 else ""
        page.Contents = pikepdf.Stream(pdf, f"BT /F1 24 Tf 100 700 Td ({line}) Tj ET {drawn}".encode())
    data = io.BytesIO()
    pdf.save(data)
    return data.getvalue()


def everything_in(data: bytes) -> bytes:
    """The file's bytes and each stream in it, unpacked."""
    found = [data]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                found.append(thing.read_raw_bytes())
                if "/Filter" not in thing or thing.Filter != pikepdf.Name.DCTDecode:
                    found.append(thing.read_bytes())
            found.append(repr(thing).encode())
    return b"\n".join(found)


def test_a_page_with_a_box_becomes_a_picture_and_the_others_keep_their_words(
    cast: Cast, attempt: Try
) -> None:
    """Also when all pages share one list of pictures: the photo of the covered page is not in the file."""
    data = words_on("Written by Zebulon", "We compared fractions")
    one = brought(attempt, data, "application/pdf", pages=2, text="Written by Zebulon\nWe compared fractions")
    assert b"Zebulon" in everything_in(data)
    assert burnt(one, Box(1, 0.1, 0.05, 0.8, 0.15), Box(1, 0.1, 0.65, 0.6, 0.3)) == "covered"
    assert "Zebulon" not in one.text
    assert "We compared fractions" in one.text
    file, *pictures = served(browser(cast.bob), one)
    assert b"Zebulon" not in everything_in(file)
    assert everything_in(file).count(saved(portrait(), "JPEG")[100:200]) == 0
    assert file.count(b"%%EOF") == 1
    document = pypdfium2.PdfDocument(file)
    texts = [document[number].get_textpage().get_text_range() for number in range(2)]
    assert texts[0] == ""
    assert "We compared fractions" in texts[1]
    drawn = document[0].render(scale=1).to_pil()
    document.close()
    assert redness(saved(drawn, "PNG")) == 0
    assert [redness(one) for one in pictures] == [0, 0, 0]


def test_a_page_that_draws_the_same_photo_becomes_a_picture_too(attempt: Try) -> None:
    """One scan cut over two pages: the file would still hold all of it."""
    with pikepdf.open(io.BytesIO(words_on("Zebulon", "Frida", "Free"))) as pdf:
        pdf.pages[1].Contents = pikepdf.Stream(pdf, b"q 10 0 0 10 0 0 cm /Im1 Do Q")
        data = io.BytesIO()
        pdf.save(data)
    one = brought(attempt, data.getvalue(), "application/pdf", pages=3)
    burnt(one, Box(1, 0, 0, 1, 1))
    inside = everything_in(content(one))
    assert saved(portrait(), "JPEG")[100:200] not in inside
    assert b"(Free)" in inside


def test_a_page_with_fields_or_notes_becomes_a_picture(attempt: Try) -> None:
    """Fields of one form hang together over pages; the words of a note stand outside the page."""
    with pikepdf.open(io.BytesIO(words_on("Zebulon", "Free"))) as pdf:
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Text,
            Rect=[0, 0, 20, 20],
            Contents=pikepdf.String("Zebulon again"),
        )
        pdf.pages[1].Annots = pikepdf.Array([pdf.make_indirect(note)])
        data = io.BytesIO()
        pdf.save(data)
    one = brought(attempt, data.getvalue(), "application/pdf", pages=2)
    burnt(one, Box(1, 0, 0, 1, 1))
    assert b"Zebulon" not in everything_in(content(one))


def test_nobody_else_sees_it_until_it_is_covered(cast: Cast, attempt: Try) -> None:
    """Also when it was shared before: a new box hides it at once; its owner's own pages serve nothing uncovered."""
    one = brought(attempt, saved(portrait(), "JPEG"), "image/jpeg", visibility="series")
    ticks = dict.fromkeys(("names", "faces", "voices", "ids", "school_marks"), True)
    actions.attest(artifact=one, answers=ticks, by=login(cast.bob))
    ben, bob = browser(cast.ben), browser(cast.bob)
    urls = {name: reverse(f"evidence:{name}", args=[one.pk]) for name in ("artifact", "file")}
    urls["image"] = reverse("evidence:image", args=[one.pk, 1])
    source = reverse("evidence:source", args=[one.pk, 1])
    assert statuses(ben, *urls.values()) == [200, 200, 200]
    actions.cover_places(artifact=one, boxes=[FACE], by=login(cast.bob))
    assert statuses(ben, *urls.values()) == [404, 404, 404]
    assert statuses(bob, *urls.values()) == [200, 404, 404]
    assert actions.burn(Masking.objects.get().pk) == "covered"
    assert statuses(ben, *urls.values()) == [200, 200, 200]
    assert (statuses(ben, source), statuses(bob, source)) == ([404], [200])
    answer: Any = bob.get(source)
    assert redness(answer.getvalue()) > 0
    answer.close()


def test_taking_a_box_away_asks_the_check_again(cast: Cast, attempt: Try) -> None:
    one = brought(attempt, saved(portrait(), "JPEG"), "image/jpeg")
    before = content(one)
    burnt(one, FACE)
    ticks = dict.fromkeys(("names", "faces", "voices", "ids", "school_marks"), True)
    actions.attest(artifact=one, answers=ticks, by=login(cast.bob))
    actions.share(artifact=one, visibility="series", by=login(cast.bob))
    larger = Box(1, 0.2, 0.2, 0.4, 0.4)
    assert burnt(one, larger) == "covered"
    assert (one.state, hasattr(Artifact.objects.get(pk=one.pk), "check_saved")) == ("shared", True)
    assert burnt(one) == "uncovered"
    assert (one.state, one.visibility) == ("private", "me")
    assert not hasattr(Artifact.objects.get(pk=one.pk), "check_saved")
    assert content(one) == before


def test_boxes_that_change_while_they_are_burnt_in_are_burnt_in_again(
    cast: Cast, attempt: Try, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy of the old boxes is thrown away; the file stays hidden until the new one is there."""
    one = brought(attempt, saved(portrait(), "JPEG"), "image/jpeg")
    actions.cover_places(artifact=one, boxes=[Box(1, 0, 0, 0.1, 0.1)], by=login(cast.bob))

    real = masking.cover

    def slow(*args: Any, **kwargs: Any) -> Any:
        monkeypatch.setattr(masking, "cover", real)
        made = real(*args, **kwargs)
        actions.cover_places(artifact=one, boxes=[FACE], by=login(cast.bob))
        return made

    monkeypatch.setattr(masking, "cover", slow)
    work = Masking.objects.get()
    assert actions.burn(work.pk) == "again"
    one.refresh_from_db()
    assert one.covering_since
    assert actions.burn(work.pk) == "covered"
    one.refresh_from_db()
    assert redness(content(one)) == 0


def test_what_cannot_be_covered_stays_hidden_and_its_owner_is_told(cast: Cast, attempt: Try) -> None:
    one = artifact(attempt, file=ContentFile(b"no picture", "clean.jpg"), checked=False)
    actions.cover_places(artifact=one, boxes=[FACE], by=login(cast.bob))
    work = Masking.objects.get()
    results = []
    for _ in range(7):
        Masking.objects.filter(pk=work.pk).update(due_at=work.created_at)
        results.append(actions.burn(work.pk))
    assert results == ["retry"] * 6 + ["failed"]
    one.refresh_from_db()
    assert one.covering_since
    page = browser(cast.bob).get(reverse("evidence:check", args=[one.pk])).content.decode()
    assert "We could not make the covered copy" in page
    actions.cover_places(artifact=one, boxes=[FACE], by=login(cast.bob))  # the same boxes: once more
    work.refresh_from_db()
    assert work.work_state == WorkState.DUE


@pytest.mark.parametrize(
    "box",
    [Box(0, 0, 0, 0.1, 0.1), Box(1, -0.1, 0, 0.1, 0.1), Box(1, 0, 0, 0, 0.1), Box(1, 0.95, 0, 0.1, 0.1)],
)
def test_a_box_lies_on_the_page(cast: Cast, attempt: Try, box: Box) -> None:
    one = artifact(attempt)
    with pytest.raises(Refused, match="on the page"):
        actions.cover_places(artifact=one, boxes=[box], by=login(cast.bob))


def test_word_files_and_films_say_what_to_do_instead(cast: Cast, attempt: Try) -> None:
    docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    for media_type, words in ((docx, "save it as PDF"), ("video/mp4", "Cut that part out")):
        one = artifact(attempt, media_type=media_type, checked=False)
        page = browser(cast.bob).get(reverse("evidence:check", args=[one.pk])).content.decode()
        assert words in page
        assert "<mask-picture" not in page
        with pytest.raises(Refused, match="Only pictures and PDFs"):
            actions.cover_places(artifact=one, boxes=[FACE], by=login(cast.bob))


def test_without_drawing_boxes_are_added_and_taken_off_by_number(cast: Cast, attempt: Try) -> None:
    one = artifact(attempt, checked=False)
    bob, url = browser(cast.bob), reverse("evidence:box", args=[one.pk])
    numbers = {"page": 1, "left": 90, "top": 5, "width": 50, "height": 10}
    assert bob.post(url, numbers).status_code == 302
    row = MaskBox.objects.get()
    assert (row.page, row.x, round(row.w, 4)) == (1, 0.9, 0.1)  # ends at the edge
    assert bob.post(url, {**numbers, "left": 200}).status_code == 200
    assert bob.post(url, {"off": str(row.pk)}).status_code == 302
    assert not MaskBox.objects.exists()


def test_ticking_keeps_the_boxes_that_were_drawn(cast: Cast, attempt: Try) -> None:
    """Whichever button is pressed, and also when a tick is missing."""
    one = artifact(attempt, checked=False)
    bob, url = browser(cast.bob), reverse("evidence:check", args=[one.pk])
    boxes = '[{"page": 1, "x": 0.1, "y": 0.1, "w": 0.2, "h": 0.1}]'
    assert bob.post(url, {"boxes": boxes, "names": "on"}).status_code == 200
    assert MaskBox.objects.count() == 1
    found = re.search(r'id="boxes" value="([^"]+)"', bob.get(url).content.decode())
    assert found
    assert "0.1" in found[1]
    assert bob.post(url, {"boxes": "[{]"}).status_code == 200
    assert MaskBox.objects.count() == 1


def test_a_window_opened_earlier_uncovers_nothing(cast: Cast, attempt: Try) -> None:
    """The first window knew of no box when the second one drew one; its save adds what it drew, and says so."""
    one = artifact(attempt, checked=False)
    bob, url = browser(cast.bob), reverse("evidence:check", args=[one.pk])
    ticks = dict.fromkeys(("names", "faces", "voices", "ids", "school_marks"), "on")
    face, name = ({"page": 1, "x": x, "y": 0.1, "w": 0.2, "h": 0.1} for x in (0.1, 0.5))
    bob.post(url, {"were": "[]", "boxes": json.dumps([face]), "cover": "yes"})
    answer = bob.post(url, {"were": "[]", "boxes": "[]", "cover": "yes"}, follow=True)
    assert "changed in another window meanwhile" in answer.content.decode()
    assert [row.x for row in MaskBox.objects.all()] == [0.1]
    bob.post(url, {"were": "[]", "boxes": json.dumps([name]), **ticks}, follow=True)
    assert sorted(row.x for row in MaskBox.objects.all()) == [0.1, 0.5]
    both = json.dumps([face, name])
    answer = bob.post(url, {"were": both, "boxes": json.dumps([name]), "cover": "yes"}, follow=True)
    assert "in another window" not in answer.content.decode()
    assert [row.x for row in MaskBox.objects.all()] == [0.5]  # who knows them all may take one off


@pytest.mark.parametrize("many", [1, 3])
def test_the_screen_asks_the_same_few_questions_for_any_number_of_boxes(
    cast: Cast, attempt: Try, many: int
) -> None:
    one = artifact(attempt, checked=False)
    boxes = [Box(1, 0.1 * number, 0.1, 0.05, 0.05) for number in range(many)]
    actions.cover_places(artifact=one, boxes=boxes, by=login(cast.bob))
    bob, url = browser(cast.bob), reverse("evidence:check", args=[one.pk])
    bob.get(url)
    counter = Counter()
    with connection.execute_wrapper(counter):
        bob.get(url)
    assert counter.count == 10  # one of them for what was said about permission


class Counter:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)
