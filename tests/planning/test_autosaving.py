"""The plan saves itself while it is a draft: nothing typed is lost, two leaders at once keep both their words."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cycles.planning.choices import SeriesState
from cycles.planning.models import Series
from ilc.core.models import DomainEvent
from tests import factories as make
from tests.cast import Cast


@pytest.fixture
def draft(cast: Cast) -> Series:
    return make.series(leaders=[cast.alice, cast.carol], host=cast.madera, state=SeriesState.DRAFT)


def about(series: Series) -> str:
    return reverse("planning:about", args=[series.pk])


def opened(client: Client, url: str) -> dict[str, Any]:
    """The hidden fields of the page as it opens now."""
    return {bound.html_name: bound.value() for bound in client.get(url).context["form"].hidden_fields()}


def typing(client: Client, url: str, known: dict[str, Any], **fields: Any) -> Any:
    """What auto-save sends, and the answer."""
    return client.post(url, {**known, **fields, "_changed": list(fields)}, headers={"X-Autosave": "1"})


def whole(series: Series, **fields: Any) -> dict[str, Any]:
    """Every field as the button sends it."""
    return {"title": series.title, "focus": series.focus, "description": series.description, **fields}


def test_one_field_is_saved_as_it_is_typed(cast: Cast, draft: Series) -> None:
    client = cast.client(cast.alice)
    known = opened(client, about(draft))
    answer = typing(client, about(draft), known, focus="Talk more")
    assert (answer.status_code, answer.json()["version"]) == (200, 2)
    draft.refresh_from_db()
    assert (draft.focus, draft.title) == ("Talk more", "Academic conversation")
    known |= {"version": "2", "rev": answer.json()["rev"]}
    assert typing(client, about(draft), known, focus="Talk much more").status_code == 200
    assert DomainEvent.objects.filter(verb="series.edited", object_id=draft.pk).count() == 2


def test_two_leaders_in_two_fields_both_keep_their_words(cast: Cast, draft: Series) -> None:
    alice, carol = cast.client(cast.alice), cast.client(cast.carol)
    hers, his = opened(alice, about(draft)), opened(carol, about(draft))
    assert typing(alice, about(draft), hers, focus="From Alice").status_code == 200
    assert typing(carol, about(draft), his, description="From Carol").status_code == 200
    draft.refresh_from_db()
    assert (draft.focus, draft.description) == ("From Alice", "From Carol")


def test_two_leaders_in_one_field_see_both_texts(cast: Cast, draft: Series) -> None:
    alice, carol = cast.client(cast.alice), cast.client(cast.carol)
    hers, his = opened(alice, about(draft)), opened(carol, about(draft))
    typing(alice, about(draft), hers, focus="From Alice")
    answer = typing(carol, about(draft), his, focus="From Carol")
    assert (answer.status_code, answer.json()["now"]) == (409, {"focus": "From Alice"})
    draft.refresh_from_db()
    assert draft.focus == "From Alice"
    knowing = {"version": answer.json()["version"], "rev": answer.json()["rev"]}
    assert typing(carol, about(draft), knowing, focus="From Carol").status_code == 200


def test_the_button_keeps_what_somebody_else_changed_meanwhile(cast: Cast, draft: Series) -> None:
    alice, carol = cast.client(cast.alice), cast.client(cast.carol)
    hers, his = opened(alice, about(draft)), opened(carol, about(draft))
    typing(alice, about(draft), hers, focus="From Alice")
    assert carol.post(about(draft), {**his, **whole(draft, description="From Carol")}).status_code == 302
    draft.refresh_from_db()
    assert (draft.focus, draft.description) == ("From Alice", "From Carol")


def test_the_button_asks_when_both_wrote_in_one_field(cast: Cast, draft: Series) -> None:
    alice, carol = cast.client(cast.alice), cast.client(cast.carol)
    hers, his = opened(alice, about(draft)), opened(carol, about(draft))
    alice.post(about(draft), {**hers, **whole(draft, focus="From Alice", description="Also Alice")})
    answer = carol.post(about(draft), {**his, **whole(draft, focus="From Carol")})
    assert answer.status_code == 422
    assert answer.text.count("From Alice") == 1
    assert 'value="From Carol"' in answer.text
    again = {bound.html_name: bound.value() for bound in answer.context["form"]}
    assert carol.post(about(draft), {k: v for k, v in again.items() if v}).status_code == 302
    draft.refresh_from_db()
    assert (draft.focus, draft.description) == ("From Carol", "Also Alice")


def test_what_cannot_be_saved_says_why_and_changes_nothing(cast: Cast, draft: Series) -> None:
    client = cast.client(cast.alice)
    known = opened(client, about(draft))
    empty = typing(client, about(draft), known, title=" ")
    assert (empty.status_code, list(empty.json()["errors"])) == (422, ["title"])
    room = typing(client, about(draft), known, classroom_url="our room")
    assert (room.status_code, list(room.json()["errors"])) == (422, ["classroom_url"])
    assert Series.objects.get(pk=draft.pk).version == 1


def test_a_published_series_is_changed_by_the_button_alone(cast: Cast) -> None:
    client, url = cast.client(cast.alice), about(cast.series)
    known = opened(client, url)
    assert "<auto-save" not in client.get(url).text
    answer = typing(client, url, known, focus="Other")
    assert (answer.status_code, "Save" in answer.json()["message"]) == (409, True)
    assert client.post(url, {**known, **whole(cast.series, focus="Other")}).status_code == 302
    assert Series.objects.get(pk=cast.series.pk).focus == "Other"


def test_signed_out_is_sent_to_sign_in_and_an_outsider_finds_nothing(cast: Cast, draft: Series) -> None:
    known = {"version": "1", "rev": ""}
    assert typing(Client(), about(draft), known, focus="X").status_code == 302
    assert typing(cast.client(cast.charlie), about(draft), known, focus="X").status_code == 404


def test_the_button_goes_on_to_the_next_step(cast: Cast, draft: Series) -> None:
    client = cast.client(cast.alice)
    data = {**opened(client, about(draft)), **whole(draft)}
    assert client.post(about(draft), data).headers["Location"] == reverse("planning:plan", args=[draft.pk])
    onward = client.post(about(draft), {**data, "on": "yes"}).headers["Location"]
    assert onward != reverse("planning:plan", args=[draft.pk])


def test_the_steps_say_where_each_stands(cast: Cast) -> None:
    bare = make.series(leaders=[cast.alice], state=SeriesState.DRAFT)
    page = cast.client(cast.alice).get(about(bare)).text
    assert "Step 1 of" in page
    assert "needs a second leader, or a reason" in page
    assert page.count('aria-current="step"') == 1
