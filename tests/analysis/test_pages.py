"""Every screen of a joint look, phase by phase."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cycles.analysis.actions import leading, notes, protocols
from cycles.analysis.models import ProtocolTemplate
from tests import factories as make
from tests.analysis.conftest import Look, prepared
from tests.analysis.test_sheets import paginate
from tests.evidence.rows import artifact


@pytest.mark.parametrize("phase", ["Look", "Notice", "Wonder", "Sort", "Conclude", "What I will change"])
def test_the_screens_follow_the_phase(look: Look, phase: str) -> None:
    look.go_to(phase)
    for who, name in ((look.cast.bob, "run"), (look.cast.alice, "wall"), (look.cast.alice, "lead")):
        assert f"<h1>{phase}</h1>" in look.page(who, name)


def test_before_and_after(look: Look) -> None:
    assert "We begin soon" in look.page(look.cast.bob, "run")
    assert str(look.artifacts[0].pk) in look.page(look.cast.alice, "setup")
    look.go_to("Notice")
    alice = look.cast.client(look.cast.alice)
    for verb in ("conclude", "close"):
        assert alice.post(reverse("analysis:lead", args=[look.run.pk]), {"verb": verb}).status_code == 302
    assert look.now().state == "closed"
    assert "What we looked at" in look.page(look.cast.bob, "record")
    assert "Notice and wonder" in look.page(look.cast.bob, "run")


def test_a_leader_prepares_one(look: Look) -> None:
    alice = look.cast.client(look.cast.alice)
    series = look.cast.series.pk
    page = alice.get(reverse("analysis:prepare", args=[series]))
    form = page.context["form"]
    sent = {"id": str(form["id"].value()), "template": str(look.run.template_id), "question": "Why?"}
    first = alice.post(reverse("analysis:prepare", args=[series]), sent)
    again = alice.post(reverse("analysis:prepare", args=[series]), sent)  # the back button, a double click
    assert first.status_code == 302
    assert first["Location"] == again["Location"]
    assert look.cast.series.protocol_runs.count() == 2
    assert "Why?" in alice.get(reverse("analysis:series", args=[series])).content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_lists_cost_the_same_however_long(look: Look, number: int) -> None:
    """A series' joint looks, the protocols, what could hang, and the record."""
    look.go_to("Notice")
    by = look.cast.alice.user
    assert by
    wonder = ProtocolTemplate.objects.get(key="notice-and-wonder")
    sample = look.samples[0]
    for index in range(number):
        if index:
            prepared(look.cast, "tuning", look.artifacts[:1])
            artifact(look.artifacts[0].attempt, visibility="series")
        protocols.copy(template=wonder, person=look.cast.alice, by=by)
        note = look.note(look.cast.bob, f"Note {index}", sample=sample, place=notes.Place(1, 0.2, 0.4))
        notes.gather(run=look.run, notes=[note.pk], into=None, heading=f"Heading {index}")
    client = look.cast.client(look.cast.alice)
    asked = {
        "series": reverse("analysis:series", args=[look.cast.series.pk]),
        "protocols": reverse("analysis:protocols"),
        "setup": reverse("analysis:setup", args=[look.run.pk]),
        "record": reverse("analysis:record", args=[look.run.pk]),
        "wall": reverse("analysis:wall", args=[look.run.pk]),
    }
    counted = {}
    for name, url in asked.items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        counted[name] = len(queries)
    assert counted == {"series": 6, "protocols": 7, "setup": 14, "record": 22, "wall": 21}


def test_what_is_wrong_in_a_protocol_stands_on_top(look: Look) -> None:
    by = look.cast.alice.user
    assert by
    wonder = ProtocolTemplate.objects.get(key="notice-and-wonder")
    own = protocols.copy(template=wonder, person=look.cast.alice, by=by)
    phases = [one.as_fields() for one in own.phases.order_by("position")]
    sent: dict[str, object] = {"title": "Ours", "version": own.version, "phases-INITIAL_FORMS": len(phases)}
    for index, one in enumerate(phases):
        kinds = [] if index == 1 else one["kinds"]
        fields = {"name": one["name"], "minutes": one["minutes"], "does": one["does"], "kinds": kinds}
        sent |= {f"phases-{index}-{name}": value for name, value in fields.items()}
    sent |= {"phases-TOTAL_FORMS": len(phases), "phases-4-minutes": "500"}
    answer = look.cast.client(look.cast.alice).post(reverse("analysis:protocol", args=[own.pk]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2 things need another look." in page
    assert (
        '<a href="#id_phases-1-kinds_0">Phase 2, kinds of notes</a>: Choose at least one kind of note.'
        in page
    )
    assert '<a href="#id_phases-4-minutes">Phase 5, minutes</a>' in page
    for target in ('id="id_phases-1-kinds_0"', 'id="id_phases-4-minutes"', 'value="500"'):
        assert target in page


def test_what_is_over_has_nothing_to_press(look: Look) -> None:
    look.go_to("Notice")
    artifact(look.artifacts[0].attempt)
    assert "Put it up" in look.page(look.cast.ben, "run")
    assert "Hang these up" in look.page(look.cast.alice, "setup")
    assert look.cast.alice.user
    leading.conclude(run=look.now(), by=look.cast.alice.user)
    page = look.page(look.cast.alice, "setup")
    assert "Put it up" not in look.page(look.cast.ben, "run")
    assert "Hang these up" not in page
    assert "<textarea" not in page


def test_a_session_in_the_list_stands_with_its_own_day(look: Look) -> None:
    session = look.cast.second
    text = look.cast.client(look.cast.alice).get(reverse("analysis:series", args=[look.cast.series.pk])).text
    assert session.local_date
    assert f"Session 2, {session.local_date:%-d %b %Y}" in text
    assert "held" not in text


@pytest.mark.parametrize("phase", ["Conclude", "What I will change", "Sort"])
def test_large_is_offered_only_where_the_wall_shows_one_large(look: Look, phase: str) -> None:
    look.go_to("Notice")
    assert "Show large" in look.page(look.cast.alice, "lead")
    look.go_to(phase)
    for name in ("lead", "wall"):
        assert 'name="show"' not in look.page(look.cast.alice, name)


def test_after_the_end_the_record_comes_first(look: Look) -> None:
    look.go_to("What I will change")
    by = look.cast.alice.user
    assert by
    leading.conclude(run=look.now(), by=by)
    page = BeautifulSoup(look.page(look.cast.alice, "lead"), "html.parser")
    assert [one.text for one in page.select(".btn--do:not(.btn--small)")] == ["Read the record"]
    assert page.select("details:not([open]) #gather")


def test_nothing_chosen_to_gather_is_said(look: Look) -> None:
    look.go_to("Notice")
    address = reverse("analysis:gather", args=[look.run.pk])
    for do in ("gather", "aside", "out"):
        answer = look.cast.client(look.cast.alice).post(
            address, {"do": do, "heading": "Reasons"}, headers={"Accept": "application/json"}
        )
        assert (answer.status_code, answer.json()["message"]) == (422, "Choose notes first.")


def test_what_could_hang_is_told_apart_by_words(look: Look) -> None:
    """Two photos of one try, a plan of three pages, and a photo of the next round: no two labels are the same."""
    attempt = look.artifacts[0].attempt
    attempt.subject, attempt.plan = "Science", "Frames in period 3"
    attempt.save()
    paginate(artifact(attempt, visibility="series", kind="lesson-plan"), 3)
    again = make.attempt(look.cast.ben, look.cast.first, refines=attempt, state="brought", grade="5")
    artifact(again, visibility="series")
    page = BeautifulSoup(look.page(look.cast.alice, "setup"), "html.parser")
    words = [" ".join(one.text.split()) for one in page.select("label:has([name=artifact])")]
    today = timezone.localtime(timezone.now(), look.cast.series.tz)
    after, brought = "after session 1", f"brought {today:%-d %b}"
    class_ = "grade 5 · Science · Frames in period 3"
    assert sorted(words) == [
        f"Ben O. · lesson plan {class_} · 3 pages {after} · {brought}",
        f"Ben O. · student work 1 of 2 {class_} {after} · {brought}",
        f"Ben O. · student work 2 of 2 {class_} {after} · {brought}",
        f"Ben O. · student work grade 5 · Frames {after}, next round · {brought}",
    ]
    assert page.select_one(".sample img")["alt"] == "Student work 1 of 2 from Ben O."  # type: ignore[index]


NONE = "[data-region=none]"


@pytest.mark.parametrize(
    ("phase", "phone", "wall", "controls"),
    [
        (
            "",
            "once the joint look has begun",
            "once the joint look has begun",
            "once the joint look has begun",
        ),
        ("Look", "First we look and listen", "First we look and listen", "First we look and listen"),
        ("Notice", "Yours may be the first", "Write one on your phone", "as people send them"),
        (
            "Conclude",
            "Nobody wrote a note so far",
            "Nobody wrote a note so far",
            "Nobody wrote a note so far",
        ),
    ],
)
def test_no_notes_is_said_kindly(look: Look, phase: str, phone: str, wall: str, controls: str) -> None:
    if phase:
        look.go_to(phase)
    for who, name, words in (
        (look.cast.bob, "run", phone),
        (look.cast.alice, "wall", wall),
        (look.cast.alice, "lead", controls),
    ):
        [line] = BeautifulSoup(look.page(who, name), "html.parser").select(NONE)
        assert words in line.text


def test_no_notes_after_the_end(look: Look) -> None:
    look.go_to("Conclude")
    assert look.cast.alice.user
    leading.conclude(run=look.now(), by=look.cast.alice.user)
    assert "Nobody wrote a note this time." in look.page(look.cast.bob, "run")
