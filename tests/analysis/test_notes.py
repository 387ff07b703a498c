"""Notes from many phones: none lost, none twice, none with a name where the protocol promises none."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from cycles.analysis.actions import concluding, leading, notes, papers
from cycles.analysis.models import Note
from ilc.core.errors import Refused
from ilc.core.models import DomainEvent
from tests.analysis.conftest import Look, prepared


def _send(look: Look, who: Any, **fields: Any) -> Any:
    phase = look.now().phase
    assert phase
    made = {
        "id": str(uuid.uuid4()),
        "phase": str(phase.pk),
        "kind": "notice",
        "text": "Three arrows",
        **fields,
    }
    url = reverse("analysis:notes", args=[look.run.pk])
    return look.cast.client(who).post(url, made, headers={"Accept": "application/json"})


def test_a_note_sent_again_is_the_same_note(look: Look) -> None:
    look.go_to("Notice")
    pk = str(uuid.uuid4())
    for _ in range(3):
        answer = _send(look, look.cast.bob, id=pk)
        assert (answer.status_code, answer.json()["id"]) == (200, pk)
    assert Note.objects.count() == 1


def test_somebody_elses_id_is_not_taken_over(look: Look) -> None:
    look.go_to("Notice")
    note = look.note(look.cast.bob, "Mine")
    assert _send(look, look.cast.ben, id=str(note.pk), text="Not mine").status_code == 422
    assert Note.objects.get().text == "Mine"


def test_a_note_after_its_phase_is_kept_and_marked_late(look: Look) -> None:
    phase = look.go_to("Notice")
    look.go_to("Wonder")
    answer = _send(look, look.cast.bob, phase=str(phase.pk))
    assert answer.json()["late"] is True
    assert Note.objects.get().late
    look.go_to("Sort")
    assert look.cast.alice.user
    leading.conclude(run=look.now(), by=look.cast.alice.user)
    assert (
        _send(look, look.cast.bob, phase=str(phase.pk), text="From a phone that slept").json()["late"] is True
    )
    assert "From a phone that slept" in look.page(look.cast.ben, "record")


def test_before_its_phase_a_note_waits_on_the_phone(look: Look) -> None:
    look.go_to("Notice")
    later = look.run.phases.get(name="Wonder")
    assert _send(look, look.cast.bob, phase=str(later.pk), kind="wonder").status_code == 409
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "  "},
        {"text": "x" * 501},
        {"kind": "warm"},
        {"kind": "anything"},
        {"x": "0.5"},
        {"page": "1", "x": "0.5", "y": "1.5"},
        {"page": "1", "x": "0.5", "y": "0.5"},  # a place in no sample
        {"page": "1", "x": "nan", "y": "0.5"},
        {"id": "7"},
    ],
)
def test_what_is_no_note_is_refused_in_words(look: Look, wrong: dict[str, str]) -> None:
    look.go_to("Notice")
    answer = _send(look, look.cast.bob, **wrong)
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert not Note.objects.exists()


def test_a_place_in_a_picture(look: Look) -> None:
    look.go_to("Notice")
    sample = look.samples[0]
    place = {"sample": str(sample.pk), "page": "1", "x": "0.25", "y": "0.7"}
    assert _send(look, look.cast.bob, **place).status_code == 200
    told = look.live(look.cast.ben).json()["notes"][0]
    assert (told["s"], told["page"], told["x"], told["y"]) == (str(sample.pk), 1, 0.25, 0.7)


def test_without_names_nobody_learns_who_wrote(look: Look) -> None:
    look.go_to("Notice")
    note = look.note(look.cast.bob, "Three arrows")
    assert look.cast.alice.user
    notes.put_aside(note=note, by=look.cast.alice.user)
    notes.put_back(note=note, by=look.cast.alice.user)
    look.go_to("Sort")
    leading.conclude(run=look.now(), by=look.cast.alice.user)
    told = look.live(look.cast.alice, lead=1)
    shown = [told.content.decode(), look.page(look.cast.alice, "lead"), look.page(look.cast.alice, "wall")]
    shown += [look.page(look.cast.alice, "record"), look.page(look.cast.ben, "run")]
    for text in shown:
        assert "Three arrows" in text
        assert "Bob" not in text.replace("Bob T.</option>", "")
        assert str(look.cast.bob.pk) not in text
    assert look.cast.bob.user
    assert not DomainEvent.objects.filter(actor=look.cast.bob.user).exists()
    assert not DomainEvent.objects.filter(on_behalf_of=look.cast.bob.pk).exists()


def test_with_names_everybody_reads_them(tuning: Look) -> None:
    tuning.go_to("Warm and cool")
    tuning.note(tuning.cast.bob, "The frame is used", kind="warm")
    assert tuning.live(tuning.cast.ben).json()["notes"][0]["n"] == "Bob T."
    tuning.go_to("Conclude")
    assert "Bob T." in tuning.page(tuning.cast.ben, "record")


def test_put_aside_kindly(look: Look) -> None:
    look.go_to("Notice")
    note = look.note(look.cast.bob, "Marisol wrote this")
    alice = look.cast.client(look.cast.alice)
    alice.post(reverse("analysis:gather", args=[look.run.pk]), {"note": str(note.pk), "do": "aside"})
    assert look.live(look.cast.ben).json()["notes"] == []
    assert look.live(look.cast.alice, wall=1).json()["notes"] == []  # the wall is everybody's
    own = look.live(look.cast.bob).json()["notes"][0]
    assert (own["aside"], own["mine"]) == (True, True)
    alice.post(reverse("analysis:gather", args=[look.run.pk]), {"note": str(note.pk), "do": "back"})
    assert len(look.live(look.cast.ben).json()["notes"]) == 1


def test_taken_back_and_undone(look: Look) -> None:
    look.go_to("Notice")
    note = look.note(look.cast.bob, "Oh")
    url = reverse("analysis:note", args=[look.run.pk, note.pk])
    assert look.cast.client(look.cast.ben).post(url).status_code == 404
    before = look.live(look.cast.ben).json()
    look.cast.client(look.cast.bob).post(url)
    after = look.live(look.cast.ben, before["version"], before["mark"], pass_=before["pass"]).json()
    assert [one["gone"] for one in after["notes"]] == [True]
    assert look.live(look.cast.alice, lead=1).json()["notes"] == []
    look.cast.client(look.cast.bob).post(url, {"undo": "yes"})
    assert len(look.live(look.cast.ben).json()["notes"]) == 1


def test_gathered_renamed_dissolved(look: Look) -> None:
    look.go_to("Notice")
    made = [look.note(look.cast.bob, text) for text in ("One", "Two", "Three")]
    alice = look.cast.client(look.cast.alice)
    url = reverse("analysis:gather", args=[look.run.pk])
    chosen = [str(one.pk) for one in made[:2]]
    alice.post(url, {"note": chosen, "heading": "Evidence first", "do": "gather"})
    alice.post(url, {"note": chosen, "heading": "Evidence  first", "do": "gather"})
    group = look.run.groups.get()
    assert group.notes.count() == 2
    alice.post(url, {"note": str(made[2].pk), "group": str(group.pk), "do": "gather"})
    alice.post(url, {"group": str(group.pk), "heading": "Evidence", "do": "rename"})
    told = look.live(look.cast.ben).json()
    assert told["groups"] == [{"id": str(group.pk), "heading": "Evidence"}]
    assert {one["g"] for one in told["notes"]} == {str(group.pk)}
    alice.post(url, {"note": chosen[:1], "do": "out"})
    assert group.notes.count() == 2
    alice.post(url, {"group": str(group.pk), "do": "ungroup"})
    assert Note.objects.filter(group=None).count() == 3


def test_a_cancelled_run_leaves_the_words_with_their_author(look: Look) -> None:
    phase = look.go_to("Notice")
    assert look.cast.alice.user
    leading.step(run=look.now(), verb="cancelled", by=look.cast.alice.user)
    with pytest.raises(Refused):
        look.note(look.cast.bob, "Too late", phase=phase)


def test_a_place_keeps_its_number(look: Look) -> None:
    """On screens, in the record and on paper; one that is taken back leaves its number to nobody."""
    look.go_to("Notice")
    sample, other = look.samples
    place = notes.Place(1, 0.25, 0.5)
    made = [look.note(look.cast.bob, f"Place {n}", sample=sample, place=place) for n in (1, 2)]
    look.note(look.cast.bob, "Elsewhere", sample=other, place=place)
    notes.withdraw(note=made[0])
    look.note(look.cast.ben, "Place 3", sample=sample, place=place)
    told = {one["t"]: one.get("pin") for one in look.live(look.cast.bob).json()["notes"]}
    assert told == {"Place 2": 2, "Elsewhere": 1, "Place 3": 3}
    page = look.page(look.cast.ben, "record")
    assert 'id="place-1-3"' in page
    assert "sample 1, place 3" in page
    assert 'href="#place-1-2"' in page
    assert 'href="#place-1-1"' not in page
    assert 'data-x="0.25"' in page
    assert look.cast.ben.user
    paper = papers.document(papers.record_for(look.cast.ben.user, look.now()))
    assert paper["samples"][0]["pages"][0]["pins"] == [[2, 0.25, 0.5], [3, 0.25, 0.5]]
    assert "Place 3 (sample 1, place 3)" in paper["parts"][0]["loose"]


def test_a_closed_record_is_gathered_no_more(look: Look) -> None:
    look.go_to("Notice")
    note = look.note(look.cast.bob, "One")
    look.go_to("Conclude")
    alice, by = look.cast.client(look.cast.alice), look.cast.alice.user
    assert by
    made = concluding.add(run=look.run, text="Reasons come first", by=by)
    assert 'id="gather"' in look.page(look.cast.alice, "lead")
    leading.conclude(run=look.now(), by=by)
    leading.step(run=look.now(), verb="closed", by=by)
    page = look.page(look.cast.alice, "lead")
    for control in ('id="gather"', 'name="note"', 'id="conclusion"', 'value="remove"', 'name="show"'):
        assert control not in page
    assert "Reasons come first" in page
    gather, conclusions = (
        reverse(f"analysis:{name}", args=[look.run.pk]) for name in ("gather", "conclusions")
    )
    json = {"Accept": "application/json"}
    for url, sent in (
        (gather, {"note": str(note.pk), "do": "aside"}),
        (gather, {"note": str(note.pk), "do": "gather", "heading": "Late"}),
        (conclusions, {"id": str(made.pk), "do": "remove"}),
        (conclusions, {"id": str(made.pk), "do": "change", "text": "Else"}),
        (conclusions, {"do": "add", "text": "Another"}),
    ):
        answer = alice.post(url, sent, headers=json)
        assert (answer.status_code, "Reopen it" in answer.json()["message"]) == (422, True)
    made.refresh_from_db()
    assert (made.text, made.removed_at, Note.objects.get().hidden_at) == ("Reasons come first", None, None)


@pytest.mark.parametrize(("page", "status"), [("1", 200), ("2", 422)])
def test_a_place_is_on_a_page_that_the_sample_has(look: Look, page: str, status: int) -> None:
    look.go_to("Notice")
    where = {"sample": str(look.samples[0].pk), "page": page, "x": "0.5", "y": "0.5"}
    answer = _send(look, look.cast.bob, **where)
    assert answer.status_code == status
    if status == 422:
        assert answer.json()["message"] == "The sample has no such page. Mark the place in the picture again."
    assert Note.objects.exists() == (status == 200)


def test_an_empty_conclusion_is_asked_for_kindly(look: Look) -> None:
    look.go_to("Conclude")
    url = reverse("analysis:conclusions", args=[look.run.pk])
    alice = look.cast.client(look.cast.alice)
    answer = alice.post(url, {"do": "add", "text": " \n"}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["message"]) == (422, "Write a few words first.")


def test_two_leaders_who_change_one_conclusion_hear_of_each_other(look: Look) -> None:
    """The second is told, keeps what they typed, and decides; one's own next change is none of that."""
    look.go_to("Conclude")
    url = reverse("analysis:conclusions", args=[look.run.pk])
    by = look.cast.alice.user
    assert by
    made = concluding.add(run=look.run, text="Frames help.", by=by)

    def save(text: str, seen: str) -> Any:
        sent = {"do": "change", "id": str(made.pk), "text": text, "seen": seen}
        return look.cast.client(look.cast.carol).post(url, sent, headers={"Accept": "application/json"})

    def stored() -> str:
        made.refresh_from_db()
        return made.text

    assert save("Frames help  most.", "Frames help.").status_code == 200
    assert stored() == "Frames help most."
    late = save("Frames carry reasons.", "Frames help.")
    assert late.status_code == 409
    assert "changed this to “Frames help most.” meanwhile" in late.json()["message"]
    assert (late.json()["stands"], stored()) == ("Frames help most.", "Frames help most.")
    assert save("Frames carry reasons.", late.json()["stands"]).status_code == 200
    assert stored() == "Frames carry reasons."
    assert save("Frames carry reasons.", "Anything.").status_code == 200  # the same words are no quarrel


def test_notes_are_announced_only_where_they_come(look: Look) -> None:
    look.go_to("Look")
    page = look.page(look.cast.bob, "run")
    assert "Notes come in the next phase." in page
    assert " data-later" in page
    look.run = prepared(look.cast, "tuning", look.artifacts)
    look.go_to("Answer")  # they are over
    page = look.page(look.cast.bob, "run")
    assert "Look and listen." in page
    assert "Notes come" not in page
    assert " data-later" not in page
