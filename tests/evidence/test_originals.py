"""Originals: deleted after cleaning, unless the series keeps them; then their owner's alone."""

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from cycles.evidence import actions
from cycles.evidence.choices import Visibility
from cycles.evidence.models import Artifact, Screening
from cycles.planning.actions.originals import set_originals
from cycles.planning.models import Series
from tests import factories as make
from tests.cast import Cast
from tests.evidence import files, rows

pytestmark = pytest.mark.slow


def brought(cast: Cast, *, keep: bool, content: bytes | None = None) -> Artifact:
    """What Bob brought after the first session, looked at."""
    assert cast.alice.user
    assert cast.bob.user
    set_originals(series=cast.series, keep=keep, by=cast.alice.user)
    made = actions.receive(
        attempt=make.attempt(cast.bob, cast.first),
        kind="student-work",
        upload=rows.upload(content=content),
        by=cast.bob.user,
    )
    actions.screen_artifact(Screening.objects.get(artifact=made).pk)
    return Artifact.objects.get(pk=made.pk)


def original(cast: Cast, who: Any, one: Artifact) -> tuple[int, bytes]:
    answer = cast.client(who).get(reverse("evidence:original", args=[one.pk]))
    content = answer.getvalue() if answer.status_code == 200 else b""
    answer.close()
    return answer.status_code, content


def test_it_is_deleted_unless_the_series_keeps_it(cast: Cast) -> None:
    one = brought(cast, keep=False)
    work = Screening.objects.get(artifact=one)
    assert (one.original.name, work.source.name) == ("", "")
    assert original(cast, cast.bob, one) == (404, b"")


def test_kept_it_comes_back_to_its_owner_as_it_was(cast: Cast) -> None:
    one = brought(cast, keep=True)
    assert original(cast, cast.bob, one) == (200, files.photo())
    assert Screening.objects.get(artifact=one).source.name == ""
    answer = cast.client(cast.bob).get(reverse("evidence:original", args=[one.pk]))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    answer.close()
    page = cast.client(cast.bob).get(reverse("evidence:artifact", args=[one.pk])).content.decode()
    assert "The original, as you sent it" in page


def test_nobody_else_gets_it_even_when_the_file_is_shared(cast: Cast) -> None:
    one = brought(cast, keep=True)
    assert cast.bob.user
    parts = dict.fromkeys(("names", "faces", "voices", "ids", "school_marks"), True)
    actions.attest(artifact=one, answers=parts, by=cast.bob.user)
    one.refresh_from_db()
    actions.share(artifact=one, visibility=Visibility.SERIES, by=cast.bob.user)
    for who in (cast.alice, cast.carol, cast.dana, cast.charlie):
        assert original(cast, who, one) == (404, b"")
    page = cast.client(cast.alice).get(reverse("evidence:artifact", args=[one.pk])).content.decode()
    assert "The original" not in page
    answer = cast.client(cast.alice).get(reverse("evidence:file", args=[one.pk]))
    assert files.SECRETS[0] not in answer.getvalue()
    answer.close()


def test_withdrawn_it_is_closed_at_once_and_deleted_by_the_clock(cast: Cast) -> None:
    one = brought(cast, keep=True)
    name = str(one.original.name)
    assert cast.bob.user
    actions.withdraw(artifact=one, by=cast.bob.user)
    assert original(cast, cast.bob, one) == (404, b"")
    assert default_storage.exists(name)
    assert [actions.drop_originals(), actions.drop_originals()] == [1, 0]
    assert not default_storage.exists(name)
    one.refresh_from_db()
    actions.restore(artifact=one, by=cast.bob.user)  # the cleaned file comes back, the original does not
    assert original(cast, cast.bob, one) == (404, b"")


def test_a_series_that_stops_keeping_them_loses_those_it_kept(cast: Cast) -> None:
    one = brought(cast, keep=True)
    assert actions.drop_originals() == 0
    assert cast.alice.user
    set_originals(series=cast.series, keep=False, by=cast.alice.user)
    assert actions.drop_originals() == 1
    one.refresh_from_db()
    assert one.original.name == ""
    assert one.file


def test_a_refused_file_leaves_no_original(cast: Cast) -> None:
    one = brought(cast, keep=True, content=b"MZ" + bytes(600))
    assert (one.state, one.original.name) == ("quarantined", "")
    assert Screening.objects.get(artifact=one).source.name == ""


def test_leaders_set_it_and_people_are_told_before_they_bring(cast: Cast) -> None:
    url = reverse("planning:originals", args=[cast.series.pk])
    version = Series.objects.get(pk=cast.series.pk).version
    bring = reverse("evidence:bring", args=[make.attempt(cast.bob, cast.first).pk])
    assert "keeps each file" not in cast.client(cast.bob).get(bring).content.decode()
    for _ in range(2):  # a double click
        assert cast.client(cast.alice).post(url, {"keep": "on", "version": version}).status_code == 302
    assert "keeps each file as you send it" in cast.client(cast.bob).get(bring).content.decode()
    plan = cast.client(cast.alice).get(reverse("planning:plan", args=[cast.series.pk])).content.decode()
    assert "the original for who brought it" in plan
    assert cast.client(cast.bob).post(url, {"version": version + 1}).status_code == 403
    assert Series.objects.get(pk=cast.series.pk).keeps_originals


def test_a_stale_form_shows_what_is_there(cast: Cast) -> None:
    assert cast.alice.user
    version = Series.objects.get(pk=cast.series.pk).version
    set_originals(series=cast.series, keep=True, by=cast.alice.user, version=version)
    Series.objects.filter(pk=cast.series.pk).update(keeps_originals=True, version=version + 5)
    url = reverse("planning:originals", args=[cast.series.pk])
    answer = cast.client(cast.carol).post(url, {"version": version})
    assert answer.status_code == 422
