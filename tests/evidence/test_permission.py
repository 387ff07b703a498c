"""Where permission for student work is on file: shown back to its owner, corrected, taken back."""

import re
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cycles.evidence import actions
from cycles.evidence.models import Artifact, ReleaseAttestation
from cycles.tries.models import Try
from ilc.core.models import DomainEvent
from participants.models import Person
from tests import factories as make
from tests.cast import Cast
from tests.evidence.rows import artifact

pytestmark = pytest.mark.django_db
OFFICE = {"where": "School office, forms 2025", "since": "2025-09-01"}
ROOM = {"where": "Room 12, blue folder", "since": "2025-10-15"}


@pytest.fixture
def work(cast: Cast) -> Artifact:
    """Student work that Bob shared with the district, permission being on file."""
    one = artifact(make.attempt(cast.bob, cast.first, appointment=cast.bob.appointments.get()))
    assert cast.bob.user
    release = actions.Release(where=OFFICE["where"], since=date(2025, 9, 1))
    actions.share(artifact=one, visibility="district", by=cast.bob.user, release=release)
    return one


def send(client: Client, one: Artifact, **data: str) -> Any:
    return client.post(reverse("evidence:permission", args=[one.pk]), data)


def events(verb: str) -> list[dict[str, Any]]:
    rows = DomainEvent.objects.filter(verb=f"artifact.release-{verb}").order_by("at", "id")
    return list(rows.values_list("data", flat=True))


CLASS = {"class_label": "Period 3", "grade": "4", "subject": "Science"}


def again(client: Client, one: Artifact, **data: str) -> tuple[int, BeautifulSoup]:
    """The second question for the district, answered when there is data."""
    sent = {"visibility": "district", **({"sure": "yes", **data} if data else {})}
    answer = client.post(reverse("evidence:share", args=[one.pk]), sent, follow=not data)
    return answer.status_code, BeautifulSoup(answer.content, "html.parser")


def test_the_second_question_has_an_address_to_go_back_to(cast: Cast, work: Artifact) -> None:
    one = artifact(work.attempt)
    bob, url = cast.client(cast.bob), reverse("evidence:share", args=[one.pk])
    asking = bob.post(url, {"visibility": "district"})["Location"]
    assert asking == f"{url}?visibility=district"
    assert "Share it beyond your school?" in bob.get(asking).content.decode()
    assert "Share it beyond your school?" not in bob.get(f"{url}?visibility=nobody").content.decode()
    assert "Share it beyond your school?" not in bob.get(f"{url}?visibility=series").content.decode()


def filled(page: BeautifulSoup) -> dict[str, str]:
    return {name: str(page.select_one(f"[name={name}]").get("value") or "") for name in OFFICE}  # type: ignore[union-attr]


def another(cast: Cast, who: Person, **fields: Any) -> Artifact:
    """Student work of another try, after session 2, with Bob's class unless told."""
    fields = {"appointment": cast.bob.appointments.get(), "tried_on": date(2026, 1, 20), **CLASS, **fields}
    return artifact(make.attempt(who, cast.second, **fields))


@pytest.fixture
def classed(work: Artifact) -> Artifact:
    Try.objects.filter(pk=work.attempt_id).update(**CLASS, tried_on=date(2025, 11, 3))
    Artifact.objects.filter(pk=work.pk).update(original_name="Plants.jpg")
    return work


def test_the_next_file_of_a_try_comes_filled_and_asks_for_one_tick(cast: Cast, work: Artifact) -> None:
    Artifact.objects.filter(pk=work.pk).update(original_name="Plants.jpg")
    one, bob = artifact(work.attempt), cast.client(cast.bob)
    _, page = again(bob, one)
    assert filled(page) == OFFICE
    assert "Filled with what you said for Plants.jpg" in page.text
    [tick] = page.select("input[type=checkbox]")
    assert tick["name"] == "same"
    assert not tick.has_attr("checked")
    status, page = again(bob, one, **OFFICE)  # without the tick
    assert status == 200
    assert "Tick this when it is so." in page.text
    one.refresh_from_db()
    assert one.visibility == "me"
    assert again(bob, one, **OFFICE, same="on")[0] == 302
    one.refresh_from_db()
    assert one.visibility == "district"
    assert one.release.where == OFFICE["where"]
    assert events("attested") == [OFFICE, OFFICE]


def test_another_try_with_the_same_class_comes_filled_with_what_was_said_last(
    cast: Cast, classed: Artifact
) -> None:
    bob = cast.client(cast.bob)
    one = another(cast, cast.bob, class_label="period 3")
    assert filled(again(bob, one)[1]) == OFFICE
    send(bob, classed, **ROOM)
    assert filled(again(bob, one)[1]) == ROOM
    assert again(bob, one, **OFFICE, same="on")[0] == 302  # changed for this one
    assert one.release.where == OFFICE["where"]
    assert ReleaseAttestation.objects.get(artifact=classed).where == ROOM["where"]


@pytest.mark.parametrize(
    "fields",
    [
        {"class_label": "Period 4"},
        {"grade": "5"},
        {"subject": "Art"},
        {"appointment": None},
        {"tried_on": date(2026, 7, 1)},  # the next school year
        {"class_label": "", "grade": ""},
    ],
)
def test_another_class_is_asked_anew(cast: Cast, classed: Artifact, fields: dict[str, Any]) -> None:
    _, page = again(cast.client(cast.bob), another(cast, cast.bob, **fields))
    assert filled(page) == {"where": "", "since": ""}
    assert not page.select("input[type=checkbox]")
    assert "Plants.jpg" not in page.text


def test_nobody_is_shown_what_somebody_else_said(cast: Cast, classed: Artifact) -> None:
    """Not even about the same class, which two of them teach."""
    _, page = again(cast.client(cast.ben), another(cast, cast.ben))
    assert filled(page) == {"where": "", "since": ""}
    ReleaseAttestation.objects.update(by=cast.ben)  # nor another's word on one's own file
    _, page = again(cast.client(cast.bob), artifact(classed.attempt))
    assert filled(page) == {"where": "", "since": ""}


def test_what_was_taken_back_fills_nothing(cast: Cast, work: Artifact) -> None:
    bob = cast.client(cast.bob)
    send(bob, work, none="yes")
    assert filled(again(bob, artifact(work.attempt))[1]) == {"where": "", "since": ""}


@pytest.mark.parametrize("page", ["artifact", "check", "share"])
def test_what_was_said_is_shown_back_to_its_owner_alone(cast: Cast, work: Artifact, page: str) -> None:
    url = reverse(f"evidence:{page}", args=[work.pk])
    shown = cast.client(cast.bob).get(url).content.decode()
    assert "School office, forms 2025" in shown
    assert "September 1, 2025" in shown or "1 September 2025" in shown
    assert "School office" not in cast.client(cast.alice).get(url).content.decode()


def test_corrected_and_what_was_said_before_is_kept(cast: Cast, work: Artifact) -> None:
    bob = cast.client(cast.bob)
    for _ in range(2):  # a double click changes nothing more
        assert send(bob, work, **ROOM)["Location"] == reverse("evidence:share", args=[work.pk])
    said = ReleaseAttestation.objects.get()
    assert (said.where, said.since) == (ROOM["where"], date(2025, 10, 15))
    assert events("attested") == [OFFICE]
    assert events("corrected") == [{**ROOM, "before": OFFICE}]
    work.refresh_from_db()
    assert work.visibility == "district"


def test_a_day_to_come_is_refused_and_the_words_stay(cast: Cast, work: Artifact) -> None:
    answer = send(cast.client(cast.bob), work, where="Room 12", since="2999-01-01")
    assert answer.status_code == 422
    assert "This day is still to come." in answer.content.decode()
    assert 'value="Room 12"' in answer.content.decode()
    assert ReleaseAttestation.objects.get().where == OFFICE["where"]


def test_a_day_long_before_any_student_is_asked_about(cast: Cast, work: Artifact) -> None:
    answer = send(cast.client(cast.bob), work, where="Room 12", since="1890-01-01")
    assert answer.status_code == 422
    assert "1890 is more than 13 years ago. Is the year right?" in answer.content.decode()
    assert ReleaseAttestation.objects.get().since == date(2025, 9, 1)


@pytest.mark.parametrize("since", [date(2019, 1, 1), timezone.localdate()])
def test_the_day_of_permission_has_its_year_once(cast: Cast, work: Artifact, since: date) -> None:
    ReleaseAttestation.objects.update(since=since)
    for page in ("artifact", "permission"):
        shown = cast.client(cast.bob).get(reverse(f"evidence:{page}", args=[work.pk])).content.decode()
        assert re.search(rf"since \d+ \w+ {since.year}\.", shown), page


def test_without_permission_it_comes_back_at_once(cast: Cast, work: Artifact) -> None:
    page = reverse("evidence:artifact", args=[work.pk])
    assert cast.client(cast.ben).get(page).status_code == 200
    send(cast.client(cast.bob), work, none="yes")
    assert cast.client(cast.ben).get(page).status_code == 404
    work.refresh_from_db()
    assert (work.state, work.visibility) == ("private", "me")
    assert events("retracted") == [{"before": OFFICE}]
    answer = send(cast.client(cast.bob), work, none="yes")  # nothing more to take back
    assert answer["Location"] == reverse("evidence:share", args=[work.pk])


def test_within_the_school_it_stays(cast: Cast, work: Artifact) -> None:
    assert cast.bob.user
    actions.share(artifact=work, visibility="leaders", by=cast.bob.user)
    send(cast.client(cast.bob), work, none="yes")
    work.refresh_from_db()
    assert (work.state, work.visibility) == ("shared", "leaders")


def test_others_find_no_such_page(cast: Cast, work: Artifact) -> None:
    for who in (cast.alice, cast.ben, cast.dana, cast.pat):
        assert send(cast.client(who), work, **ROOM).status_code == 404
    assert ReleaseAttestation.objects.get().where == OFFICE["where"]
