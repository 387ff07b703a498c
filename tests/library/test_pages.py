"""The pages of the library as people meet them."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cycles.evidence import actions as evidence
from cycles.evidence.models import Artifact
from cycles.library import actions
from cycles.library.models import Adoption, Example
from cycles.planning.actions import resources as planning
from cycles.tries.models import Try
from participants.models import Person
from tests import factories as make
from tests.cast import Cast
from tests.evidence.rows import artifact as make_artifact
from tests.library.things import example, resource, standard, strategy

FIND = reverse("library:find")


def found(cast: Cast, who: Person, query: str = "") -> str:
    answer = cast.client(who).get(f"{FIND}?{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.fixture
def brought(cast: Cast) -> Artifact:
    """Bob's example, released and described."""
    attempt = make.attempt(cast.bob, cast.first, grade="4", subject="Science")
    return example(attempt, "Explaining one half", "Look for because.", grade="4", subject="Science")


def test_everybody_signed_in_finds_it_and_opens_it(cast: Cast, brought: Artifact) -> None:
    for who in (cast.charlie, cast.dana, cast.erin, cast.pat, cast.ben, cast.bob):
        assert "Explaining one half" in found(cast, who, "q=half")
        page = cast.client(who).get(reverse("library:example", args=[brought.pk]))
        assert "Look for because." in page.content.decode()
        assert "Maria Lopez" not in page.content.decode()  # the file's own name may be a student's


@pytest.mark.parametrize("how", ["withdrawn", "unshared", "narrowed", "taken down"])
def test_what_is_withdrawn_is_gone_at_once_though_the_index_is_stale(
    cast: Cast, brought: Artifact, how: str
) -> None:
    by = cast.bob.user
    assert by
    if how == "withdrawn":
        evidence.withdraw(artifact=brought, by=by)
    elif how == "unshared":
        evidence.unshare(artifact=brought, by=by)
    elif how == "narrowed":
        evidence.share(artifact=brought, visibility="series", by=by)
    else:
        Artifact.objects.filter(pk=brought.pk).update(state="purged")
    for who in (cast.charlie, cast.bob, cast.ben):
        assert "Explaining one half" not in found(cast, who, "q=half")
        for view in ("library:example", "library:use-example"):
            assert cast.client(who).get(reverse(view, args=[brought.pk])).status_code == 404


def test_the_owner_describes_it_and_it_is_found_by_these_words(cast: Cast) -> None:
    attempt = make.attempt(cast.bob, cast.first, grade="4", subject="Science")
    one = example(attempt)
    address = reverse("library:describe", args=[one.pk])
    assert cast.client(cast.ben).get(address).status_code == 404
    frames = strategy("Sentence frames")
    data = {
        "title": "Zebra stripes", "look_for": "The word because", "grade": "5", "subject": "Mathematics",
        "strategy_text": "sentence", "strategy": "", "language": "bilingual", "credit": "name", "standards": "",
    }  # fmt: skip
    answer = cast.client(cast.bob).post(address, data)
    assert answer.status_code == 302, answer.content.decode()
    assert Example.objects.get(artifact=one).strategy == frames
    text = found(cast, cast.charlie, "q=zebra")
    assert "Zebra stripes" in text
    assert "English and Spanish" in text
    assert "Bob Tran" in text
    assert (
        "Zebra stripes"
        in cast.client(cast.charlie).get(reverse("library:strategy", args=[frames.pk])).content.decode()
    )


def test_a_wrong_code_is_named_and_nothing_is_lost(cast: Cast, brought: Artifact) -> None:
    address = reverse("library:describe", args=[brought.pk])
    data = {"title": "Other", "language": "en", "credit": "name", "standards": "9.ZZ.99", "version": "1"}
    answer = cast.client(cast.bob).post(address, data)
    assert answer.status_code == 422
    assert "Not in our lists: 9.ZZ.99" in answer.content.decode()
    assert 'value="Other"' in answer.content.decode()
    assert Example.objects.get().title == "Explaining one half"


def test_two_tabs_do_not_overwrite_one_another(cast: Cast, brought: Artifact) -> None:
    address = reverse("library:describe", args=[brought.pk])
    data = {"language": "en", "credit": "name", "version": "1"}
    client = cast.client(cast.bob)
    assert client.post(address, {**data, "title": "First"}).status_code == 302
    late = client.post(address, {**data, "title": "Second"})
    assert late.status_code == 422
    assert "Somebody changed this meanwhile" in late.content.decode()
    assert 'value="Second"' in late.content.decode()
    assert Example.objects.get().title == "First"


def test_an_owner_who_is_not_named_is_named_nowhere(cast: Cast, brought: Artifact) -> None:
    by = cast.bob.user
    assert by
    Try.objects.update(appointment=cast.bob.appointments.get())
    actions.describe(artifact=brought, by=by, credit="place", title="Explaining one half", look_for="")
    attempt = brought.attempt_id
    client = cast.client(cast.charlie)
    for address in (
        f"{FIND}?q=half",
        reverse("library:example", args=[brought.pk]),
        reverse("evidence:artifact", args=[brought.pk]),
        reverse("library:use-example", args=[brought.pk]),
    ):
        text = client.get(address).content.decode()
        assert "a teacher in Madera Unified" in text, address
        assert "Bob" not in text, address
    assert client.get(reverse("evidence:feedback", args=[attempt])).status_code == 404
    assert "Explaining one half" not in found(cast, cast.charlie, "q=Tran")


def _from_the_library(client: Client, attempt: Try) -> str:
    """That card of the try's page."""
    page = BeautifulSoup(client.get(reverse("tries:detail", args=[attempt.pk])).content, "html.parser")
    return str(page.select_one("[aria-labelledby=from-library]"))


def test_using_it_keeps_credit(cast: Cast, brought: Artifact) -> None:
    frames = strategy("Sentence frames")
    Example.objects.update(strategy=frames)
    address = reverse("library:use-example", args=[brought.pk])
    client = cast.client(cast.ben)
    assert "Academic conversation, after session 1" in client.get(address).content.decode()
    answer = client.post(address, {"session": str(cast.first.pk)})
    made = Try.objects.get(person=cast.ben)
    assert answer.headers["Location"] == reverse("tries:detail", args=[made.pk])
    assert (made.adopts_id, made.strategy, made.plan) == (brought.attempt_id, frames, "Explaining one half")
    client.post(address, {"session": str(cast.first.pk)})  # pressed twice
    assert Adoption.objects.count() == 1
    credit = _from_the_library(client, made)
    assert "from Bob Tran" in credit
    assert reverse("library:example", args=[brought.pk]) in credit
    page = cast.client(cast.bob).get(reverse("library:example", args=[brought.pk])).content.decode()
    assert "1 colleague uses your example in a try" in page
    by = cast.bob.user
    assert by
    evidence.withdraw(artifact=brought, by=by)
    credit = _from_the_library(client, made)
    assert "from Bob Tran" in credit  # the credit stays, and links nowhere
    assert "<a" not in credit


def _use_and_undo(client: Client, address: str, session: object) -> None:
    """Press Undo on the next page, twice."""
    answer = client.post(address, {"session": str(session)}, follow=True)
    [form] = BeautifulSoup(answer.content, "html.parser").select("#messages form")
    for _ in range(2):
        assert client.post(str(form["action"])).status_code == 302


def test_undo_of_using_takes_back_what_it_did_and_no_more(cast: Cast, brought: Artifact) -> None:
    address = reverse("library:use-example", args=[brought.pk])
    client = cast.client(cast.ben)
    kept = {"_changed": ["plan"], "plan": "My own beginning"}
    client.post(reverse("tries:autosave-plan", args=[cast.first.pk]), kept)
    _use_and_undo(client, address, cast.first.pk)
    assert not Try.objects.filter(person=cast.ben).exists()
    assert "My own beginning" in client.get(reverse("tries:plan", args=[cast.first.pk])).text
    mine = make.attempt(cast.ben, cast.first, plan="Number talk")
    _use_and_undo(client, address, cast.first.pk)
    mine.refresh_from_db()
    assert (mine.plan, mine.adopts, mine.state) == ("Number talk", None, "planned")
    assert not Adoption.objects.exists()


def test_undo_of_using_is_refused_once_the_try_went_on(cast: Cast, brought: Artifact) -> None:
    client, address = cast.client(cast.ben), reverse("library:use-example", args=[brought.pk])
    page = client.post(address, {"session": str(cast.first.pk)}, follow=True)
    [form] = BeautifulSoup(page.content, "html.parser").select("#messages form")
    Try.objects.filter(person=cast.ben).update(state="skipped", skip_reason="time")
    answer = client.post(str(form["action"]), follow=True)
    assert "This round went on since. Nothing was undone." in answer.text
    assert Adoption.objects.count() == 1


def test_one_does_not_adopt_oneself(cast: Cast, brought: Artifact) -> None:
    address = reverse("library:use-example", args=[brought.pk])
    Try.objects.update(state="decided", decision="adapt")
    answer = cast.client(cast.bob).post(address, {"session": str(cast.first.pk)})
    assert answer.status_code == 422
    assert "That is your own" in answer.content.decode()
    assert Adoption.objects.count() == 0


def test_a_strategy_and_a_resource_are_used(cast: Cast) -> None:
    frames = strategy("Sentence frames")
    card = resource(cast.series, "Task card")
    client = cast.client(cast.ben)
    for view, thing in (("library:use-resource", card), ("library:use-strategy", frames)):
        assert client.post(reverse(view, args=[thing.pk]), {"session": str(cast.first.pk)}).status_code == 302
    made = Try.objects.get(person=cast.ben)
    assert (made.plan, made.strategy) == ("Task card", frames)
    assert {one.kind for one in Adoption.objects.all()} == {"resource", "strategy"}


def test_the_strategy_of_a_plan_stays(cast: Cast, brought: Artifact) -> None:
    """Using an example, or another strategy, adds credit to a round that has its strategy."""
    frames, talks = strategy("Sentence frames"), strategy("Number talks")
    Example.objects.update(strategy=frames)
    mine = make.attempt(cast.ben, cast.first, plan="Dots first", strategy=talks)
    client = cast.client(cast.ben)
    for view, thing in (("library:use-strategy", frames), ("library:use-example", brought)):
        address = reverse(view, args=[thing.pk])
        assert "already" not in client.get(address).text
        assert client.post(address, {"session": str(cast.first.pk)}).status_code == 302
        page = client.get(address).text
        assert "It is in your plan already" in page
        assert reverse("tries:detail", args=[mine.pk]) in page
        assert "Use it</button>" not in page
    mine.refresh_from_db()
    assert (mine.strategy, mine.plan) == (talks, "Dots first")
    assert Adoption.objects.filter(attempt=mine).count() == 2


def test_without_an_open_try_it_says_so(cast: Cast) -> None:
    frames = strategy("Sentence frames")
    page = cast.client(cast.charlie).get(reverse("library:use-strategy", args=[frames.pk]))
    assert "No try of yours is open now" in page.content.decode()


def test_who_has_no_tries_is_not_asked_to_use_it(cast: Cast, brought: Artifact) -> None:
    frames = strategy("Sentence frames")
    for who, offered in ((cast.pat, False), (cast.charlie, True)):
        for view, thing in (("strategy", frames), ("example", brought)):
            page = cast.client(who).get(reverse(f"library:{view}", args=[thing.pk])).text
            assert (reverse(f"library:use-{view}", args=[thing.pk]) in page) is offered
    make.enroll(cast.pat, cast.series)
    address = reverse("library:strategy", args=[frames.pk])
    assert "Use in my try" in cast.client(cast.pat).get(address).text


def test_a_session_of_somebody_else_is_no_place(cast: Cast) -> None:
    frames = strategy("Sentence frames")
    address = reverse("library:use-strategy", args=[frames.pk])
    answer = cast.client(cast.charlie).post(address, {"session": str(cast.first.pk)})
    assert answer.status_code == 422
    assert Try.objects.count() == 0


def test_leaders_open_a_resource_to_the_library_and_close_it_again(cast: Cast) -> None:
    card = resource(cast.series, "Task card", open_to="participants")
    page = reverse("library:resource", args=[card.pk])
    by = cast.alice.user
    assert by
    assert cast.client(cast.charlie).get(page).status_code == 404
    planning.edit(resource=card, by=by, open_to="library")
    actions.follow()
    assert "Task card" in found(cast, cast.charlie, "q=card")
    assert "https://example.org/card" in cast.client(cast.charlie).get(page).content.decode()
    planning.edit(resource=card, by=by, open_to="participants")
    assert "Task card" not in found(cast, cast.charlie, "q=card")
    assert cast.client(cast.charlie).get(page).status_code == 404


def test_what_happened_elsewhere_is_followed(cast: Cast) -> None:
    attempt = make.attempt(cast.bob, cast.first, grade="4", subject="Science")
    actions.follow()
    one = example(attempt)
    one.entry.delete()
    by = cast.bob.user
    assert by
    evidence.unshare(artifact=Artifact.objects.get(pk=one.pk), by=by)
    on_file = evidence.Release("School office", timezone.localdate())
    evidence.share(artifact=Artifact.objects.get(pk=one.pk), visibility="library", by=by, release=on_file)
    assert "Student work" not in found(cast, cast.charlie, "kind=example")
    assert actions.follow() > 0
    assert "Grade 4, Science" in found(cast, cast.charlie, "kind=example")
    assert actions.rebuild() == actions.rebuild() == 1


def test_editors_say_what_a_strategy_looks_like(cast: Cast) -> None:
    frames = strategy("Sentence frames")
    address = reverse("library:strategy-edit", args=[frames.pk])
    statuses = [
        cast.client(who).get(address).status_code for who in (cast.alice, cast.pat, cast.bob, cast.dana)
    ]
    assert statuses == [200, 200, 403, 403]
    client = cast.client(cast.alice)
    seen = frames.updated_at.isoformat()
    data = {
        "description": "Whole sentences",
        "looks_like": "",
        "look_3-5": "Pairs outgrow the frame",
        "seen": seen,
    }
    assert client.post(address, data).status_code == 302
    page = cast.client(cast.charlie).get(reverse("library:strategy", args=[frames.pk])).content.decode()
    assert "Grades 3 to 5" in page
    assert "Pairs outgrow the frame" in page
    assert "Sentence frames" in found(cast, cast.charlie, "q=outgrow")
    late = client.post(address, {**data, "look_3-5": "Something else"})
    assert late.status_code == 422
    compared = BeautifulSoup(late.content, "html.parser")
    [there] = compared.select("[aria-labelledby=now]")
    assert "Pairs outgrow the frame" in there.text
    [typed] = compared.select("textarea[name=look_3-5]")
    assert typed.text.strip() == "Something else"
    [now] = compared.select("[name=seen]")
    assert (
        client.post(address, {**data, "look_3-5": "Something else", "seen": now["value"]}).status_code == 302
    )
    assert frames.looks.get().text == "Something else"


def test_a_fragment_for_a_page_that_is_there(cast: Cast, brought: Artifact) -> None:
    client = cast.client(cast.charlie)
    answer = client.get(f"{FIND}?q=half", headers={"HX-Request": "true"})
    assert answer.content.decode().lstrip().startswith("<section")
    assert "Explaining one half" in answer.content.decode()


def test_nothing_found_says_what_to_leave_out(cast: Cast, brought: Artifact) -> None:
    text = found(cast, cast.charlie, "q=half&grade=9&kind=example")
    assert "Nothing found" in text
    assert "Without Grade 9" in text
    assert "1 found" in text


def test_every_hint_finds_something(cast: Cast, brought: Artifact) -> None:
    frames = strategy("Sentence frames", description="A beginning that students finish.")
    strategy("Nobody has described this")
    frames.standards.add(standard("3.NF.1"))
    actions.put_strategy(frames)
    text = found(cast, cast.charlie)
    hints = re.findall(r'class="chip" href="[^"]*\?q=([^"]+)"', text)
    assert hints == ["Sentence%20frames", "3.NF.1"]
    for one in hints:
        assert "1 found" in found(cast, cast.charlie, f"q={one}")
    assert "A few words, or a standard by its code." in text


def test_an_empty_library_gives_no_hints(cast: Cast) -> None:
    assert 'aria-label="Such as"' not in found(cast, cast.charlie)


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("q=" + "half+" * 80, "Explaining one half"),  # eighty times one word is one word
        ("q=" + "+".join(f"word{n}" for n in range(13)), "we took the first 12 words"),
        ("q=" + "half" * 100, "we took the first 12 words"),
        ("q=half&grade=99", "We did not understand this and left it out: Grade."),
        ("q=half&subject=" + "x" * 61, "We did not understand this and left it out: Subject."),
    ],
)
def test_what_is_not_looked_for_is_said(cast: Cast, brought: Artifact, query: str, says: str) -> None:
    assert says in found(cast, cast.charlie, query)


def test_a_credit_says_whose_which_strategy_grade_and_year(cast: Cast, brought: Artifact) -> None:
    Example.objects.update(strategy=strategy("Sentence frames"))
    Artifact.objects.update(shared_at=datetime(2026, 11, 20, tzinfo=UTC))
    assert "from Bob Tran, 2026-27" in found(cast, cast.charlie, "q=half")
    assert "From Bob Tran, 2026-27" in _page(cast, cast.charlie, "library:example", brought)
    use = _page(cast, cast.ben, "library:use-example", brought)
    assert "Bob Tran (Sentence frames, grade 4, 2026-27)" in use
    Try.objects.update(appointment=cast.bob.appointments.get())
    Artifact.objects.update(credit="place")
    use = _page(cast, cast.ben, "library:use-example", brought)
    assert "a teacher in Madera Unified (Sentence frames, grade 4, 2026-27)" in use
    assert "Bob" not in use


def _page(cast: Cast, who: Person, view: str, one: Artifact) -> str:
    return str(cast.client(who).get(reverse(view, args=[one.pk])).content.decode())


def test_a_released_file_bears_a_name_only_when_its_owner_says_so(cast: Cast) -> None:
    one = make_artifact(make.attempt(cast.bob, cast.first, grade="4"), visibility="series")
    by = cast.bob.user
    assert by
    on_file = evidence.Release("School office", timezone.localdate())
    evidence.share(artifact=one, visibility="library", by=by, release=on_file)
    assert "Bob" not in _page(cast, cast.charlie, "library:example", one)
    actions.describe(artifact=one, by=by, credit="name", title="One half", look_for="")
    assert "Bob Tran" in _page(cast, cast.charlie, "library:example", one)


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_front_page(cast: Cast, number: int, django_assert_num_queries: Any) -> None:
    """The standard among the hints and one's own examples are two of them."""
    for name in ("Sentence frames", "Number talks", "Talk moves")[:number]:
        strategy(name, description="Students talk.")
    client = cast.client(cast.charlie)
    with django_assert_num_queries(7):
        client.get(FIND)


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_page_of_a_strategy(cast: Cast, number: int, django_assert_num_queries: Any) -> None:
    frames = strategy("Sentence frames")
    cast.series.strategies.add(frames)
    for who in (cast.bob, cast.ben, cast.carol)[:number]:
        attempt = make.attempt(who, cast.first, grade="4", subject="Science")
        example(attempt, f"Zebra {who.given_name}", grade="4", subject="Science", strategy=frames)
        resource(cast.series, f"Card {who.given_name}")
    client = cast.client(cast.charlie)
    with django_assert_num_queries(10):
        client.get(reverse("library:strategy", args=[frames.pk]))


@pytest.mark.parametrize("number", [1, 3])
def test_queries_of_the_page(cast: Cast, number: int, django_assert_num_queries: Any) -> None:
    frames = strategy("Sentence frames")
    for who in (cast.bob, cast.ben, cast.carol)[:number]:
        attempt = make.attempt(who, cast.first, grade="4", subject="Science")
        example(attempt, f"Zebra {who.given_name}", grade="4", subject="Science", strategy=frames)
    client = cast.client(cast.charlie)
    with django_assert_num_queries(5):
        client.get(f"{FIND}?q=zebra&kind=example")


def test_the_api_finds_the_same(cast: Cast, brought: Artifact) -> None:
    Artifact.objects.update(shared_at=datetime(2026, 11, 20, tzinfo=UTC))
    client = cast.client(cast.charlie)
    told = client.get("/api/v1/library/", {"q": "half", "kind": "example"}).json()
    assert told["number"] == 1
    assert told["results"][0] | {"strategies": []} == {
        "kind": "example",
        "id": str(brought.pk),
        "what": "Student work",
        "title": "Explaining one half",
        "for_whom": "Grade 4, Science",
        "about": "Look for because.",
        "credit": "from Bob Tran, 2026-27",
        "language": "",
        "strategies": [],
    }
    by = cast.bob.user
    assert by
    evidence.withdraw(artifact=brought, by=by)
    assert client.get("/api/v1/library/", {"q": "half"}).json()["results"] == []
    assert client.get("/api/v1/library/", {"grade": "99"}).status_code == 400
    assert Client().get("/api/v1/library/").status_code in (401, 403)
