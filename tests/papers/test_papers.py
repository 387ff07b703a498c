"""Print packs and transcripts: asked for once, set once while nothing changes, right on paper."""

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from cycles.papers.actions import papers, setting
from cycles.papers.choices import Part
from cycles.papers.exports import print_pack
from cycles.papers.exports.transcript import document
from cycles.papers.models import Paper
from cycles.planning.models import AgendaItem, Series, Session, Strand
from cycles.roster.models import StrandPlace
from ilc.core.errors import Refused
from participants.models import Person
from tests import factories as make
from tests import pdfua
from tests.cast import Cast

ALL = [one.value for one in Part]


@pytest.fixture
def today(cast: Cast) -> Cast:
    """A session with a code, an agenda, something to try, and a public page."""
    start = timezone.now() - timedelta(hours=1)
    Session.objects.filter(pk=cast.first.pk).update(
        starts_at=start, ends_at=start + timedelta(hours=3), check_in_code="QRTZ", state="in-progress"
    )
    cast.first.refresh_from_db()
    Series.objects.filter(pk=cast.series.pk).update(open_by_link=True)
    cast.first.series.refresh_from_db()
    AgendaItem.objects.create(
        session=cast.first, title="Frames", minutes=20, note="Sit in pairs.", leader_note="Watch the time."
    )
    make.assignment(cast.first)
    return cast


def ask(cast: Cast, parts: list[str]) -> Paper:
    assert cast.alice.user
    session = Session.objects.select_related("series").get(pk=cast.first.pk)
    return papers.request_pack(session=session, parts=parts, by=cast.alice.user)


def printed(cast: Cast, parts: list[str]) -> bytes:
    one = ask(cast, parts)
    assert setting.set_paper(one.pk)
    one.refresh_from_db()
    with one.pdf.open() as file:
        return file.read()


def test_the_same_is_set_once(today: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "to_pdf", lambda *_: b"%PDF-quick")
    first = ask(today, [Part.SIGN_IN])
    assert ask(today, [Part.SIGN_IN]) == first, "a double click"
    setting.set_paper(first.pk)
    assert ask(today, [Part.SIGN_IN]) == first, "nothing changed"
    assert ask(today, [Part.NAME_TAGS]) != first
    make.enroll(make.person("Nia New", at=today.school), today.series)
    assert ask(today, [Part.SIGN_IN]) != first, "somebody registered"


def test_asking_in_the_browser(today: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setting, "to_pdf", lambda *_: b"%PDF-quick")
    client = today.client(today.alice)
    url = reverse("papers:pack", args=[today.first.pk])
    assert client.post(url, {}).status_code == 422
    answer = client.post(url, {"parts": [Part.SIGN_IN.value]})
    one = Paper.objects.get()
    assert answer.url == reverse("papers:paper", args=[one.pk])  # type: ignore[attr-defined]
    assert "It is being made" in client.get(answer.url).content.decode()  # type: ignore[attr-defined]
    setting.set_paper(one.pk)
    file = client.get(reverse("papers:pdf", args=[one.pk]))
    assert b"".join(file.streaming_content) == b"%PDF-quick"  # type: ignore[attr-defined]
    assert "session-1.pdf" in file["Content-Disposition"]


def test_what_cannot_be_printed_is_left_out_with_the_reason(cast: Cast) -> None:
    shown = cast.client(cast.alice).get(reverse("papers:pack", args=[cast.first.pk])).content.decode()
    assert "There is no check-in code" in shown
    assert "This session has no agenda yet." in shown
    with pytest.raises(Refused):
        ask(cast, [Part.AGENDA])


@pytest.mark.parametrize(
    ("state", "fields", "told"),
    [
        ("running", {"open_to_all": True}, None),
        ("running", {"open_by_link": True}, None),
        ("running", {}, "The series has no public registration page."),
        (
            "submitted",
            {"open_to_all": True},
            "Its public registration page opens when the series is published.",
        ),
        ("completed", {"open_to_all": True}, "Registration is over."),
    ],
)
def test_the_poster_goes_with_the_public_page(
    db: None, state: str, fields: dict[str, bool], told: str | None
) -> None:
    session = Session(series=Series(state=state, **fields), check_in_code="QRTZ")
    assert print_pack.possible(session).get(Part.JOIN.value) == told


def test_nobody_else_opens_it(today: Cast) -> None:
    """Carol leads, too, but did not ask; a leader who left the team sees no names any more."""
    one = ask(today, [Part.SIGN_IN])
    url = reverse("papers:paper", args=[one.pk])
    assert [today.client(who).get(url).status_code for who in (today.alice, today.carol)] == [200, 404]
    today.series.team.filter(person=today.alice).update(state="left")
    assert today.client(today.alice).get(url).status_code in (403, 404)


@pytest.mark.slow
def test_everything_at_once(today: Cast) -> None:
    content = printed(today, ALL)
    heard = pdfua.check(content)
    for words in (
        "Sign-in",
        "Bob Tran",
        "Name tags",
        "Agenda",
        "Sit in pairs.",
        "QRTZ",
        "Try one sentence frame",
    ):
        assert words in heard.text, words
    assert "Watch the time." not in heard.text, "leaders' own notes stay with them"
    assert pdfua.codes(content) == [
        "http://localhost:8000/check-in/QRTZ/",
        f"http://localhost:8000/join/{today.series.join_code}/",
    ]
    assert len(heard.alts) == 2


@pytest.mark.slow
def test_nobody_registered_yet(today: Cast) -> None:
    today.series.enrollments.all().delete()
    heard = pdfua.check(printed(today, [Part.SIGN_IN, Part.NAME_TAGS]))
    assert "Nobody is registered yet." in heard.text
    assert "Not on the list" in heard.text


@pytest.mark.slow
def test_one_sheet_a_room_and_one_for_those_without(today: Cast) -> None:
    rooms = [Strand.objects.create(session=today.first, name=name) for name in ("Elementary", "Secondary")]
    StrandPlace.objects.create(enrollment=today.bob.enrollments.get(), session=today.first, strand=rooms[0])
    heard = pdfua.check(printed(today, [Part.SIGN_IN]))
    assert [line for line in heard.text.split("\n") if line.startswith("Sign-in")] == [
        "Sign-in: Elementary",
        "Sign-in: Secondary",
        "Sign-in",
    ]
    assert (
        heard.text.index("Bob Tran") < heard.text.index("Sign-in: Secondary") < heard.text.index("Ben Ortiz")
    )


@pytest.mark.slow
def test_two_hundred_people_with_long_names_in_many_scripts(today: Cast) -> None:
    """Every name once on the sheet and once on a tag, in the order of the list; no page too many."""
    scripts = ("Đặng", "Հայկ", "Иванов", "Montgomery-Castellanos de la Fuente y Hohenzollern", "مريم")
    for number in range(198):
        who = Person.objects.create(given_name=f"Person{number:03}", family_name=scripts[number % 5])
        make.enroll(who, today.series, appointment=today.bob.appointments.get())
    heard = pdfua.check(printed(today, [Part.SIGN_IN, Part.NAME_TAGS]))
    for number in range(198):
        assert heard.text.count(f"Person{number:03}") == 2
    latin = [heard.text.index(f"Person{number:03}") for number in range(0, 198, 5)]
    assert latin == sorted(latin)
    assert heard.tags["TH"] >= 8
    assert heard.pages <= 40


@pytest.mark.slow
def test_a_name_without_letters_of_ours_is_left_to_be_written_by_hand(today: Cast) -> None:
    Person.objects.filter(pk=today.bob.pk).update(given_name="小明", family_name="王")
    heard = pdfua.check(printed(today, [Part.SIGN_IN, Part.NAME_TAGS]))
    assert "?" not in heard.text
    assert "Ben Ortiz" in heard.text


def _edges(content: bytes, letter: str) -> list[tuple[float, float]]:
    """Left and right of every place where this letter stands."""
    found = []
    for page in pypdfium2.PdfDocument(content):
        text = page.get_textpage()
        boxes = [
            text.get_charbox(n) for n in range(text.count_chars()) if text.get_text_range(n, 1) == letter
        ]
        found += [(box[0], box[2]) for box in boxes]
    return found


@pytest.mark.slow
def test_a_word_wider_than_its_column_breaks(today: Cast) -> None:
    """The sign-in sheet's name ends where its column does; the tag's, inside the tag."""
    long = "Wolfeschlegelsteinhausenbergerdorff" + "ŵ" * 45
    Person.objects.filter(pk=today.bob.pk).update(given_name="Bob", family_name=long)
    sheet = printed(today, [Part.SIGN_IN])
    pdfua.check(sheet)
    assert max(right for _, right in _edges(sheet, "ŵ")) < 255
    tags = printed(today, [Part.NAME_TAGS])
    assert pdfua.check(tags).text.count("ŵ") == 45
    edges = _edges(tags, "ŵ")
    assert max(right for _, right in edges) - min(left for left, _ in edges) < 250


@pytest.mark.slow
def test_my_hours_as_a_paper(today: Cast) -> None:
    make.attend(today.bob, today.first)
    client = today.client(today.bob)
    url = client.post(reverse("papers:transcript")).url  # type: ignore[attr-defined]
    one = Paper.objects.get()
    assert setting.set_paper(one.pk)
    assert "Download the PDF" in client.get(url).content.decode()
    one.refresh_from_db()
    with one.pdf.open() as file:
        heard = pdfua.check(file.read())
    assert heard.title == "Hours of Bob Tran"
    assert "3.0 hours of taking part" in heard.text.replace("\n", " ")
    for who in (today.alice, today.dana, today.pat):
        assert today.client(who).get(url).status_code == 404


def test_a_paper_that_cannot_be_set_says_so(today: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> bytes:
        raise RuntimeError("no")

    monkeypatch.setattr(setting, "to_pdf", broken)
    one = ask(today, [Part.SIGN_IN])

    def shown() -> str:
        return today.client(today.alice).get(reverse("papers:paper", args=[one.pk])).text

    for _ in range(setting.MAX_ATTEMPTS):
        assert "could not be made" not in shown()
        Paper.objects.update(due_at=timezone.now())
        assert not setting.set_paper(one.pk)
        assert ("takes longer than usual" in shown()) == (Paper.objects.get().attempts < setting.MAX_ATTEMPTS)
    assert "could not be made" in shown()
    assert reverse("papers:pack", args=[today.first.pk]) in shown()
    assert ask(today, [Part.SIGN_IN]) != one, "asking again makes it anew"


def test_ones_own_hours_that_cannot_be_set_are_made_again_by_a_button(today: Cast) -> None:
    assert today.bob.user
    one = papers.request_transcript(person=today.bob, by=today.bob.user)
    Paper.objects.update(work_state="done", done_at=timezone.now())
    shown = today.client(today.bob).get(reverse("papers:paper", args=[one.pk])).text
    assert f'action="{reverse("papers:transcript")}"' in shown


@pytest.mark.parametrize(("minutes", "words"), [(7, "7 min"), (90, "1.5 hours")])
def test_totals_on_the_paper_of_hours_bring_their_unit(today: Cast, minutes: int, words: str) -> None:
    make.attend(today.bob, today.first, status="partial", minutes=minutes)
    told = document(today.bob)
    assert (told["hours"], told["years"][0]["hours"]) == (words, words)
    assert told["years"][0]["series"][0]["hours"] == words
