"""Whoever may look together finds the way there; whoever may not sees no link that would end at a wall."""

import pytest
from django.urls import reverse

from tests.cast import Cast


def page_of(cast: Cast, who: str, view: str, *ids: object) -> str:
    return cast.client(getattr(cast, who)).get(reverse(view, args=ids)).content.decode()


@pytest.mark.parametrize(
    ("who", "found"), [("alice", True), ("bob", True), ("dana", False), ("charlie", False)]
)
def test_the_series_page_leads_to_its_joint_looks(cast: Cast, who: str, found: bool) -> None:
    address = reverse("analysis:series", args=[cast.series.pk])
    assert (f'href="{address}"' in page_of(cast, who, "planning:series", cast.series.pk)) == found
    if found:
        assert cast.client(getattr(cast, who)).get(address).status_code == 200


def test_the_leader_prepares_one_from_the_session(cast: Cast) -> None:
    page = page_of(cast, "alice", "planning:session", cast.second.pk)
    address = f"{reverse('analysis:prepare', args=[cast.series.pk])}?session={cast.second.pk}"
    assert f'href="{address}"' in page
    assert f'href="{reverse("evidence:look", args=[cast.second.pk])}"' in page
    assert cast.client(cast.alice).get(address).status_code == 200
    assert reverse("analysis:prepare", args=[cast.series.pk]) not in page_of(
        cast, "dana", "planning:session", cast.second.pk
    )


def test_the_check_in_page_knows_the_other_code(cast: Cast) -> None:
    assert f'href="{reverse("analysis:join")}"' in page_of(cast, "bob", "roster:check-in")
