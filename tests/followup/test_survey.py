"""The exit survey: for who came, once, frozen, and nobody reads it."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cycles.followup import actions
from cycles.followup.instruments import EXIT_QUESTIONS, ensure_instruments
from cycles.followup.models import Answer, Instrument, InstrumentVersion, Item, Response
from cycles.followup.queries import Phase, current_version, open_surveys, phase
from cycles.planning.models import Session
from ilc.core.errors import Refused, Stale
from ilc.core.models import DomainEvent
from participants.actions import people
from participants.links import make_token
from tests import factories as make
from tests.cast import Cast
from tests.followup.conftest import Scene

SECRET = "The room was far too cold for thinking"


@pytest.fixture
def there(scene: Scene) -> Scene:
    """Both came; it is noon, the end of the session."""
    for who in (scene.rosa, scene.linh):
        make.attend(who, scene.first)
    scene.at(1, 11, 12)
    return scene


def filled(version: InstrumentVersion | None = None) -> dict[str, str]:
    shown = version or current_version()
    answers = {f"item{n}": "3" for n in range(1, 7)}
    return {**answers, "item6": "0", "item7": SECRET, "version": str(shown.pk)}


def address(scene: Scene) -> str:
    return reverse("followup:exit", args=[scene.first.pk])


def link(scene: Scene) -> str:
    return reverse("followup:exit-link", args=[make_token("exit", scene.first.pk, scene.linh.pk)])


def browser(who: Any) -> Client:
    client = Client()
    client.force_login(who.user)
    return client


def test_answering_signed_in(there: Scene) -> None:
    client = browser(there.rosa)
    page = client.get(address(there)).content.decode()
    assert "shown to nobody" in page
    assert "Too soon to tell" in page
    assert client.post(address(there), filled()).status_code == 302
    assert "Thank you" in client.get(address(there)).content.decode()
    kept = {one.item.position: one.value for one in Answer.objects.select_related("item")}
    assert kept == {1: 3, 2: 3, 3: 3, 4: 3, 5: 3, 6: 0, 7: None}


def test_answering_by_link_without_an_account(there: Scene, client: Client) -> None:
    assert client.get(link(there)).status_code == 200
    assert not Response.objects.exists()
    assert client.post(link(there), filled()).status_code == 302
    assert Response.objects.get().person == there.linh
    assert "Thank you" in client.get(link(there)).content.decode()


def test_a_double_click_counts_once(there: Scene) -> None:
    client = browser(there.rosa)
    for _ in range(2):
        client.post(address(there), filled())
    assert Response.objects.count() == 1
    assert Answer.objects.count() == 7


def test_what_was_typed_is_kept_on_error(there: Scene) -> None:
    answers = filled()
    del answers["item3"]
    page = browser(there.rosa).post(address(there), answers)
    assert page.status_code == 422
    text = page.content.decode()
    assert "One thing needs another look." in text
    assert SECRET in text
    assert text.count("checked") == 5


def test_the_open_line_may_stay_empty(there: Scene) -> None:
    browser(there.rosa).post(address(there), {**filled(), "item7": ""})
    assert Answer.objects.count() == 6


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ((1, 11, 11, 29), Phase.BEFORE),
        ((1, 11, 11, 30), Phase.OPEN),
        ((2, 10, 11, 59), Phase.OPEN),
        ((2, 10, 12), Phase.CLOSED),
    ],
)
def test_open_from_half_an_hour_before_the_end_for_thirty_days(
    there: Scene, when: tuple[int, ...], expected: str
) -> None:
    there.at(*when)
    assert phase(there.first) == expected
    client = browser(there.rosa)
    assert client.get(address(there)).status_code == 200
    status = 302 if expected == Phase.OPEN else 409
    assert client.post(address(there), filled()).status_code == status
    assert Response.objects.exists() == (expected == Phase.OPEN)


def test_open_as_soon_as_a_leader_closes_the_session_early(there: Scene) -> None:
    there.at(1, 11, 10)
    client = browser(there.rosa)
    assert (phase(there.first), open_surveys(there.rosa)) == (Phase.BEFORE, [])
    assert (
        "Say how it was"
        not in client.get(reverse("roster:checked-in", args=[there.first.pk])).content.decode()
    )
    Session.objects.filter(pk=there.first.pk).update(state="held", closed_at=timezone.now())
    there.first.refresh_from_db()
    assert (phase(there.first), open_surveys(there.rosa)) == (Phase.OPEN, [there.first])
    assert (
        "Say how it was" in client.get(reverse("roster:checked-in", args=[there.first.pk])).content.decode()
    )
    assert client.post(address(there), filled()).status_code == 302


@pytest.mark.parametrize(
    ("when", "offered"), [((1, 11, 11, 29), False), ((1, 11, 11, 30), True), ((2, 11, 12), False)]
)
def test_the_checked_in_page_offers_it_while_it_is_open(
    there: Scene, when: tuple[int, ...], offered: bool
) -> None:
    there.at(*when)
    url = reverse("roster:checked-in", args=[there.first.pk])
    assert ("Say how it was" in browser(there.rosa).get(url).content.decode()) == offered
    there.first.attendances.update(confirmed=False)
    assert "Say how it was" not in browser(there.rosa).get(url).content.decode()


def test_only_people_who_came(there: Scene) -> None:
    there.first.attendances.filter(person=there.rosa).update(status="absent", minutes=0)
    there.first.attendances.filter(person=there.linh).update(confirmed=False)
    refused = browser(there.rosa).post(address(there), filled())
    assert refused.status_code == 403
    assert "whose attendance of the session is confirmed" in refused.content.decode()
    assert Client().post(link(there), filled()).status_code == 404
    with pytest.raises(Refused):
        actions.answer(session=there.first, person=there.rosa, version=current_version(), answers={}, by=None)


@pytest.mark.parametrize(
    ("who", "status"), [("alice", 403), ("pat", 403), ("dana", 403), ("charlie", 404), ("erin", 404)]
)
def test_nobody_else_opens_it(cast: Cast, who: str, status: int) -> None:
    url = reverse("followup:exit", args=[cast.first.pk])
    assert cast.client(getattr(cast, who)).get(url).status_code == status


def test_visitors_sign_in_first(there: Scene, client: Client) -> None:
    assert client.get(address(there)).status_code == 302


@pytest.mark.parametrize("purpose", ["check-in", "unsubscribe"])
def test_another_purpose_is_no_key(there: Scene, client: Client, purpose: str) -> None:
    token = make_token(purpose, there.first.pk, there.linh.pk)
    assert client.get(reverse("followup:exit-link", args=[token])).status_code == 404


def test_the_event_says_that_not_what(there: Scene) -> None:
    browser(there.rosa).post(address(there), filled())
    event = DomainEvent.objects.get(verb="survey.answered")
    assert (event.object_id, event.on_behalf_of, event.data) == (there.first.pk, there.rosa.pk, {})
    assert SECRET not in str(vars(event))


def test_a_response_prints_no_name(there: Scene) -> None:
    browser(there.rosa).post(address(there), filled())
    assert "Rosa" not in f"{Response.objects.get()} {Answer.objects.first()}"


def test_the_database_keeps_it_once_whatever_the_wording(there: Scene) -> None:
    version = current_version()
    Response.objects.create(version=version, session=there.first, person=there.rosa)
    other = InstrumentVersion.objects.create(
        instrument=version.instrument, number=2, confidentiality=version.confidentiality
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        Response.objects.create(version=other, session=there.first, person=there.rosa)


def test_a_merged_record_does_not_answer_again(there: Scene) -> None:
    Client().post(link(there), filled())
    people.merge(person=there.linh, into=there.rosa, by=there.alice.user, reason="same")
    assert "Thank you" in browser(there.rosa).get(address(there)).content.decode()
    assert open_surveys(there.rosa) == []


def test_home_lists_what_is_open(there: Scene) -> None:
    assert open_surveys(there.rosa) == [there.first]
    browser(there.rosa).post(address(there), filled())
    assert open_surveys(there.rosa) == []
    there.at(2, 20)
    assert open_surveys(there.linh) == []


# -- wording -------------------------------------------------------------------------------------------------


def revise(text: str = "Was it worth it?") -> InstrumentVersion:
    question = EXIT_QUESTIONS[0].__class__("agreement", text, 1)
    return actions.revise(instrument=Instrument.objects.get(), intro="Short", questions=[question], by=None)


def test_bringing_the_instrument_in_twice_changes_nothing(instruments: None) -> None:
    ensure_instruments(Instrument, InstrumentVersion, Item)
    assert (InstrumentVersion.objects.count(), Item.objects.count()) == (1, 7)
    assert sorted(Item.objects.exclude(domain="").values_list("domain", flat=True)) == [
        *("assessments", "curriculum", "engagement", "learning", "strategies"),
    ]


def test_unanswered_wording_changes_in_place(instruments: None) -> None:
    assert revise().number == 1
    assert [item.text for item in current_version().items.all()] == ["Was it worth it?"]


def test_the_first_answer_freezes_and_a_change_makes_a_new_version(there: Scene) -> None:
    browser(there.rosa).post(address(there), filled())
    old = current_version()
    assert old.frozen_at is not None
    assert revise().number == 2
    assert old.items.count() == 7
    assert current_version().number == 2


def test_who_had_the_old_wording_open_answers_that(there: Scene) -> None:
    browser(there.rosa).post(address(there), filled())
    old = current_version()
    revise()
    Client().post(link(there), filled(old))
    assert Response.objects.get(person=there.linh).version == old


def test_answers_to_questions_that_are_gone_are_refused(there: Scene) -> None:
    version = current_version()
    answers = {item.pk: 3 for item in version.items.all()}
    revise()
    with pytest.raises(Stale):
        actions.answer(
            session=there.first, person=there.rosa, version=version, answers=dict(answers), by=None
        )
    assert not Response.objects.exists()


def test_cancelled_sessions_ask_nothing(there: Scene) -> None:
    Session.objects.filter(pk=there.first.pk).update(state="cancelled")
    assert open_surveys(there.rosa) == []
    assert Client().get(link(there)).status_code == 404
