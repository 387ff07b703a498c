"""Sorting, conclusions, commitments, the record and its PDF."""

import itertools
import math
import unicodedata

import pikepdf
import pypdfium2 as pdfium
import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cycles.analysis.actions import leading, notes, papers, preparing, sorting
from cycles.analysis.exports.record import with_pictures
from cycles.analysis.models import RecordPaper, RunSample
from cycles.evidence import actions as evidence
from cycles.evidence.models import ArtifactOpening
from cycles.tries.choices import TryState
from cycles.tries.models import Commitment, Try
from districts.permissions import Role
from ilc.core.errors import Refused
from participants.links import make_token
from participants.models import Person
from tests import factories as make
from tests.analysis.conftest import Look
from tests.evidence import files
from tests.evidence.rows import artifact


def _pdf(look: Look) -> str:
    """The words of Bob's PDF of the record."""
    bob = look.cast.client(look.cast.bob)
    assert bob.post(reverse("analysis:record-ask", args=[look.run.pk])).status_code == 302
    paper = RecordPaper.objects.get(run=look.run)
    papers.set_record(paper.pk)
    answer = bob.get(reverse("analysis:record-pdf", args=[look.run.pk]))
    assert answer.status_code == 200
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    answer.close()
    assert content.startswith(b"%PDF")
    return papers.RecordPaper.objects.get(pk=paper.pk).digest


def _words(look: Look) -> list[str]:
    """The text of the PDF of the record, page by page."""
    _pdf(look)
    found = pdfium.PdfDocument(RecordPaper.objects.get(run=look.run).pdf.path)
    try:
        return [str(page.get_textpage().get_text_bounded()) for page in found]
    finally:
        found.close()


def test_agreement_shows_after_sorting_oneself(look: Look) -> None:
    look.go_to("Sort")
    sample = look.samples[0]
    url = reverse("analysis:sort", args=[look.run.pk])
    for rating in ("not-yet", "partly"):  # the latest word counts
        look.cast.client(look.cast.bob).post(url, {"sample": str(sample.pk), "rating": rating})
    for who in (look.cast.alice, look.cast.carol):
        sorting.place(run=look.run, sample=sample, person=who, rating="partly")
    assert look.live(look.cast.bob).json()["sorted"]["all"] == {str(sample.pk): {"partly": 3}}
    assert look.live(look.cast.ben).json()["sorted"]["all"] == {}
    assert look.live(look.cast.alice, wall=1).json()["sorted"] == {"own": {}, "all": {}}
    look.go_to("Conclude")
    assert look.live(look.cast.ben).json()["sorted"]["all"] == {str(sample.pk): {"partly": 3}}
    assert look.cast.alice.user
    leading.conclude(run=look.now(), by=look.cast.alice.user)
    with pytest.raises(Refused):
        sorting.place(run=look.now(), sample=sample, person=look.cast.ben, rating="meets")


def test_concluding_marks_the_tries(look: Look) -> None:
    look.go_to("What I will change")
    bob = look.cast.client(look.cast.bob)
    bob.post(reverse("analysis:change", args=[look.run.pk]), {"first": "Ask for reasons", "rev": ""})
    written = Commitment.objects.get()
    assert (written.person, written.session, written.text) == (
        look.cast.bob,
        look.cast.second,
        "Ask for reasons",
    )
    assert look.cast.alice.user
    assert leading.conclude(run=look.now(), by=look.cast.alice.user) == 1
    attempt = Try.objects.get()
    assert (attempt.state, attempt.analysed_in) == (TryState.ANALYSED, look.cast.second)
    assert "Ask for reasons" not in look.page(look.cast.alice, "record")
    assert "1 person wrote down" in look.page(look.cast.alice, "record")


def test_what_i_will_change_is_mine_to_see_and_correct_at_once(look: Look) -> None:
    """The session goes on, and nobody noted yet who came."""
    ben = look.cast.client(look.cast.ben)
    address = reverse("tries:commit", args=[look.cast.second.pk])
    assert ben.get(address).status_code == 403
    look.go_to("What I will change")
    ben.post(reverse("analysis:change", args=[look.run.pk]), {"first": "Ask for reasons", "rev": ""})
    attempt = look.artifacts[0].attempt
    pages = {
        "record": reverse("analysis:record", args=[look.run.pk]),
        "try": reverse("tries:detail", args=[attempt.pk]),
        "plan": reverse("tries:plan", args=[look.cast.second.pk]),
        "words": address,
        "answer": reverse("tries:answer", args=[look.cast.second.pk]),
    }
    found = {name: ben.get(url) for name, url in pages.items()}
    assert {name: answer.status_code for name, answer in found.items()} == dict.fromkeys(pages, 200)
    assert {name for name, answer in found.items() if "Ask for reasons" in answer.text} == set(pages)
    ben.post(address, {"first": "Ask for two reasons", "rev": ""})
    assert "Ask for two reasons" in ben.get(pages["record"]).text
    for who in (look.cast.alice, look.cast.bob):
        assert "two reasons" not in look.page(who, "record")
        assert look.cast.client(who).get(address).status_code == 403


def test_between_sessions_commitments_belong_to_the_last_one(look: Look) -> None:
    type(look.run).objects.filter(pk=look.run.pk).update(session=None)
    look.go_to("What I will change")
    url = reverse("analysis:change", args=[look.run.pk])
    look.cast.client(look.cast.bob).post(url, {"first": "Less talk", "rev": ""})
    assert Commitment.objects.get().session == look.cast.second


def test_the_record_as_pdf_loses_what_is_withdrawn(look: Look) -> None:
    look.go_to("Notice")
    look.note(look.cast.bob, "On the first", sample=look.samples[0])
    assert look.cast.alice.user
    assert look.cast.ben.user
    leading.conclude(run=look.now(), by=look.cast.alice.user)
    before = _pdf(look)
    evidence.withdraw(artifact=look.artifacts[0], by=look.cast.ben.user)
    bob = look.cast.client(look.cast.bob)
    assert bob.get(reverse("analysis:record-pdf", args=[look.run.pk])).status_code == 404
    assert _pdf(look) != before
    assert RecordPaper.objects.count() == 1


def test_the_pdf_says_what_the_record_says(tuning: Look) -> None:
    tuning.go_to("Warm and cool")
    tuning.note(tuning.cast.bob, "The frame is used", kind="warm")
    assert tuning.cast.bob.user
    found = papers.record_for(tuning.cast.bob.user, tuning.now())
    told = papers.document(found)
    assert told["parts"][0]["loose"] == ["The frame is used (Bob T.)"]
    _pdf(tuning)
    paper = RecordPaper.objects.get()
    with pikepdf.open(paper.pdf.path) as pdf:
        assert pdf.Root.MarkInfo.Marked  # a tagged PDF: readable aloud
        assert len(pdf.pages) >= 1


def test_a_pdf_that_fails_says_that_it_takes_longer_and_at_last_what_to_do(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bytes:
        raise RuntimeError("no")

    monkeypatch.setattr(papers, "to_pdf", broken)
    look.go_to("Notice")
    bob = look.cast.client(look.cast.bob)
    bob.post(reverse("analysis:record-ask", args=[look.run.pk]))
    assert "It takes a few seconds." in look.page(look.cast.bob, "record")
    for _ in range(papers.MAX_ATTEMPTS - 1):
        RecordPaper.objects.update(due_at=timezone.now())
        papers.set_record(RecordPaper.objects.get().pk)
        assert "takes longer than usual" in look.page(look.cast.bob, "record")
    RecordPaper.objects.update(due_at=timezone.now())
    papers.set_record(RecordPaper.objects.get().pk)
    told = look.page(look.cast.bob, "record")
    assert "takes longer than usual" not in told
    assert "you can print this page" in told
    assert "Make a PDF" in told


def test_asked_again_a_pdf_begins_anew(look: Look) -> None:
    look.go_to("Notice")
    assert look.cast.bob.user
    RecordPaper.objects.create(
        run=look.run, requested_by=look.cast.bob.user, attempts=4, problem="x", work_state="done"
    )
    look.cast.client(look.cast.bob).post(reverse("analysis:record-ask", args=[look.run.pk]))
    assert "It takes a few seconds." in look.page(look.cast.bob, "record")


NAMES = "Nguyễn Thị Ánh, Łukasz Świątek, Ñandú Ibáñez, Hmoob Tsheej Ntxhais Lŭs, Ελένη Ώρα, Зинаїда Їжак"


def test_letters_of_many_languages_are_printed_as_they_are(tuning: Look) -> None:
    tuning.go_to("Warm and cool")
    for text in (NAMES, unicodedata.normalize("NFD", "Đặng Trường")):
        tuning.note(tuning.cast.bob, text, kind="warm")
    told = unicodedata.normalize("NFC", " ".join(" ".join(_words(tuning)).split()))
    assert NAMES in told
    assert "Đặng Trường" in told
    assert "could be printed" not in told


def test_what_cannot_be_printed_is_said_in_words(tuning: Look) -> None:
    tuning.go_to("Warm and cool")
    for text in ("What 王小明 and สมชาย wrote?", "Read by 김", "Well done 🎉"):
        tuning.note(tuning.cast.bob, text, kind="warm")
    told = " ".join(" ".join(_words(tuning)).split())
    assert (
        "Not all that was typed could be printed. Written here: Chinese and Thai as □; Korean by sound;"
        " emoji and signs not at all. The page of this record shows it as it was typed." in told
    )
    assert "What □□□ and □□□□□ wrote?" in told
    assert "Read by Gim" in told


def test_a_long_address_breaks_and_is_printed_whole(tuning: Look) -> None:
    tuning.go_to("Warm and cool")
    address = "https://example.org/" + "abcdefghij" * 30
    tuning.note(tuning.cast.bob, address, kind="warm")
    told = "".join("".join(_words(tuning)).replace("\u200b", "").split())
    assert address in told


def test_who_administers_the_owner_gets_no_picture_and_no_note_about_it(look: Look) -> None:
    """Deny wins, also for somebody who co-leads."""
    carol = look.cast.carol
    assert carol.user
    make.grant(carol.user, Role.DISTRICT_ADMIN, district=look.cast.madera)
    look.go_to("Notice")
    look.note(look.cast.bob, "About the first", sample=look.samples[0])
    look.note(look.cast.bob, "About all of it")
    for name in ("wall", "lead", "run", "record"):
        page = look.page(carol, name)
        assert "Not for you" in page
        assert str(look.artifacts[0].pk) not in page
        assert "About the first" not in page
    assert [one["t"] for one in look.live(carol).json()["notes"]] == ["About all of it"]
    told = papers.document(papers.record_for(carol.user, look.now()))
    assert "About the first" not in str(told)
    assert str(look.artifacts[0].pk) not in str(told)


def test_only_what_is_shared_with_the_series_hangs(look: Look) -> None:
    narrow = artifact(look.artifacts[0].attempt, visibility="leaders")
    assert look.cast.alice.user
    with pytest.raises(Refused):
        preparing.choose(run=look.run, artifacts=[narrow], by=look.cast.alice.user)
    assert look.run.samples.count() == 2


def test_the_owner_puts_up_their_own_work(look: Look) -> None:
    own = artifact(look.artifacts[0].attempt)
    url = reverse("analysis:put-up", args=[look.run.pk])
    assert look.cast.client(look.cast.bob).post(url, {"artifact": str(own.pk)}).status_code == 404
    look.cast.client(look.cast.ben).post(url, {"artifact": str(own.pk)})
    own.refresh_from_db()
    assert (own.visibility, look.run.samples.count()) == ("series", 3)


def test_a_sample_with_notes_stays_on_the_wall(look: Look) -> None:
    look.go_to("Notice")
    look.note(look.cast.bob, "About it", sample=look.samples[0])
    assert look.cast.alice.user
    with pytest.raises(Refused):
        preparing.choose(run=look.run, artifacts=look.artifacts[1:], by=look.cast.alice.user)
    preparing.choose(run=look.run, artifacts=look.artifacts[:1], by=look.cast.alice.user)
    assert RunSample.objects.filter(run=look.run).count() == 1


def test_somebody_without_an_account_joins_by_their_check_in_link(look: Look) -> None:
    walker = make.person("Wilma Stone", account=False)
    make.enroll(walker, look.cast.series)
    look.go_to("Notice")
    browser = Client()
    link = reverse("analysis:join-link", args=[make_token("check-in", look.cast.series.pk, walker.pk)])
    assert browser.post(link, {"code": "BBBBB"}).status_code == 422
    joined = browser.post(link, {"code": look.run.code.lower()})
    page = browser.get(joined["Location"]).content.decode()
    assert "Look at the picture on the wall" in page
    assert str(look.artifacts[0].pk) not in page
    told = browser.get(f"{joined['Location']}live/").json()
    assert [one["t"] for one in told["notes"]] == []
    phase = look.now().phase
    assert phase
    sent = {
        "id": "01a20284-27d6-7947-a40c-82e91aae2848",
        "phase": str(phase.pk),
        "kind": "notice",
        "text": "Hello",
    }
    assert (
        browser.post(f"{joined['Location']}notes/", sent, headers={"Accept": "application/json"}).status_code
        == 200
    )
    assert look.live(look.cast.bob).json()["notes"][0]["t"] == "Hello"


def test_a_number_said_aloud_stays(look: Look, attempt: Try) -> None:
    """Withdrawn, taken off or put up later: once it has begun no sample takes another one's number."""
    assert look.cast.alice.user
    assert look.cast.ben.user
    by = look.cast.alice.user
    look.go_to("Notice")
    look.note(look.cast.bob, "On the second", sample=look.samples[1])
    evidence.withdraw(artifact=look.artifacts[0], by=look.cast.ben.user)
    for who, name in ((look.cast.bob, "run"), (look.cast.alice, "wall"), (look.cast.alice, "lead")):
        page = look.page(who, name)
        assert "Sample 2" in page
        assert "Sample 1" not in page
    third, fourth = artifact(attempt, visibility="series"), artifact(attempt, visibility="series")
    preparing.choose(run=look.run, artifacts=[look.artifacts[1], third], by=by)
    preparing.choose(run=look.run, artifacts=[look.artifacts[1]], by=by)
    preparing.put_up(run=look.run, artifact=fourth, by=by)
    assert [one.position for one in look.samples] == [2, 4]
    told = papers.document(papers.record_for(by, look.now()))
    assert [one["number"] for one in told["samples"]] == [2, 4]
    assert "On the second (sample 2)" in str(told["parts"])


def test_before_it_begins_numbers_have_no_gaps(look: Look, attempt: Try) -> None:
    assert look.cast.alice.user
    third = artifact(attempt, visibility="series")
    preparing.choose(run=look.run, artifacts=[look.artifacts[1], third], by=look.cast.alice.user)
    assert [one.position for one in look.samples] == [1, 2]


@pytest.mark.parametrize("number", [2, 3])
def test_without_names_few_answers_are_not_told(look: Look, number: int) -> None:
    """Of two, one's own answer and the numbers would tell the other's: on no screen, not in the record."""
    look.go_to("Sort")
    sample = look.samples[0]
    for who in (look.cast.bob, look.cast.ben, look.cast.carol)[:number]:
        sorting.place(run=look.run, sample=sample, person=who, rating="partly")
    told = {} if number < 3 else {str(sample.pk): {"partly": 3}}
    assert look.live(look.cast.bob).json()["sorted"]["all"] == told
    assert ("once 3 of you did" in look.page(look.cast.bob, "run")) == (number < 3)
    look.go_to("Conclude")
    assert look.live(look.cast.alice, wall=1).json()["sorted"]["all"] == told
    assert ("as everybody sorted them" in look.page(look.cast.alice, "wall")) == (number == 3)
    assert ("How far the samples meet the goal" in look.page(look.cast.bob, "record")) == (number == 3)
    assert look.cast.bob.user
    paper = papers.document(papers.record_for(look.cast.bob.user, look.now()))
    assert paper["sorting"] == ([["Sample 1", "0", "3", "0"]] if number == 3 else [])


def test_numbers_of_one_place_stand_apart_on_paper_and_point_at_it(look: Look) -> None:
    for image in look.artifacts[0].images.all():
        image.file.save("page.jpg", ContentFile(files.photo()))
    look.go_to("Notice")
    for x in (0.5, 0.5, 0.5, 0.99):
        look.note(look.cast.bob, "Here", sample=look.samples[0], place=notes.Place(1, x, 0.5))
    assert look.cast.bob.user
    found = papers.record_for(look.cast.bob.user, look.now())
    picture = BeautifulSoup(
        with_pictures(papers.document(found), found)["samples"][0]["pages"][0]["picture"], "html.parser"
    )

    def numbers(name: str, *keys: str) -> list[list[float]]:
        return [[float(str(one[key])) for key in keys] for one in picture.select(name)]

    [[wide, high]] = numbers("image", "width", "height")
    [size, *_] = {radius for [radius] in numbers("circle", "r")}
    discs = numbers("circle", "cx", "cy")
    assert [one.text for one in picture.select("text")] == ["4", "3", "2", "1"]  # the first above all
    assert all(math.dist(a, b) > 2 * size for a, b in itertools.combinations(discs, 2))
    assert discs[-1] == pytest.approx([wide / 2, high / 2], abs=0.1)
    for x, y in numbers("line", "x2", "y2"):
        assert (x, y) == pytest.approx((wide / 2, high / 2), abs=0.1)
    left, top, right, bottom = map(float, str(picture.svg["viewbox"]).split())  # type: ignore[index]
    for x, y in discs:
        assert left + size <= x <= left + right - size
        assert top + size <= y <= top + bottom - size


def test_the_paper_says_which_year(look: Look) -> None:
    look.go_to("Notice")
    made = [look.note(look.cast.bob, text) for text in ("Gathered", "Not gathered")]
    notes.gather(run=look.run, notes=[made[0].pk], into=None, heading="Language of reasons")
    assert look.cast.bob.user
    told = papers.document(papers.record_for(look.cast.bob.user, look.now()))
    assert told["day"].endswith(f" {timezone.localdate().year}")
    words = "\n".join(_words(look))
    assert "Other notes" in words
    assert str(timezone.localdate().year) in words


def test_only_who_looks_together_is_said_to(look: Look) -> None:
    """The owner's list says "while looking together" of those who do: not of whoever asks for it in the address."""
    image = reverse("evidence:image", args=[look.artifacts[0].pk, 1]) + "?on=analysis"

    def seen(who: Person) -> str:
        look.cast.client(who).get(image).close()
        row = ArtifactOpening.objects.get(artifact=look.artifacts[0], user=who.user)
        return str(row.place)

    assert seen(look.cast.carol) == "page"  # nothing has begun
    look.go_to("Notice")
    assert seen(look.cast.alice) == "analysis"  # leads it
    look.page(look.cast.bob, "run")
    assert seen(look.cast.bob) == "analysis"
    ArtifactOpening.objects.all().delete()
    look.go_to("Conclude")
    assert look.cast.alice.user
    leading.conclude(run=look.now(), by=look.cast.alice.user)
    assert seen(look.cast.bob) == "page"


def test_a_next_try_is_offered_to_those_who_may_plan_it(look: Look) -> None:
    """A leader who takes no part in the series looks too, and has no try in it."""
    look.go_to("What I will change")
    plan = reverse("tries:plan", args=[look.run.session_id])
    offered = {one: plan in look.page(one, "run") for one in (look.cast.alice, look.cast.bob)}
    opens = {one: look.cast.client(one).get(plan).status_code == 200 for one in offered}
    assert offered == opens == {look.cast.alice: False, look.cast.bob: True}


def test_words_from_before_are_not_of_this_look(look: Look) -> None:
    """Bob and Charlie wrote after the session; Bob looks, and changes his words only then."""
    for who in (look.cast.bob, look.cast.charlie):
        Commitment.objects.create(person=who, session=look.cast.second, position=1, text="Wait longer")
    look.go_to("What I will change")
    page = look.page(look.cast.bob, "run")
    assert "You wrote these before this look began. Change them or add to them." in page
    assert "New from this look" in page
    record = look.page(look.cast.bob, "record")
    assert "wrote down what they will change" not in record
    assert "You wrote this for session 2, before this joint look." in record
    words = {"second": "Ask why", "rev": ""}
    look.cast.client(look.cast.bob).post(reverse("analysis:change", args=[look.run.pk]), words)
    assert "1 person wrote down what they will change" in look.page(look.cast.bob, "record")
    assert "before this" not in look.page(look.cast.bob, "run")
    assert look.cast.alice.user
    told = papers.document(papers.record_for(look.cast.alice.user, look.now()))
    assert told["will_change"] == 1
