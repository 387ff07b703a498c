"""Where permission for student work is on file: shown back to its owner, corrected, taken back."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cycles.evidence import actions
from cycles.evidence.models import Artifact, ReleaseAttestation
from ilc.core.models import DomainEvent
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
