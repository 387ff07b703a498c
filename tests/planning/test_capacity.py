"""Fewer places than people: refused with the names, and everything typed is kept."""

import pytest
from django.urls import reverse

from cycles.planning.actions import series as actions
from cycles.planning.actions.strands import StrandDraft, set_strands
from cycles.planning.models import Series, Strand
from ilc.core.errors import Refused
from tests import factories as make
from tests.cast import Cast


def fill(cast: Cast, number: int) -> None:
    for index in range(number):
        make.enroll(make.person(f"Nia {chr(65 + index)}aker"), cast.series)
    Series.objects.filter(pk=cast.series.pk).update(seats_taken=number + 2)


def test_two_are_named_in_full(cast: Cast) -> None:
    assert cast.alice.user
    with pytest.raises(Refused, match=r"2 seats are taken or held: Ben Ortiz and Bob Tran\. Take people off"):
        actions.edit(series=cast.series, by=cast.alice.user, capacity=1)


def test_the_first_ten_are_named_and_the_rest_counted(cast: Cast) -> None:
    assert cast.alice.user
    fill(cast, 12)
    with pytest.raises(Refused) as refused:
        actions.edit(series=cast.series, by=cast.alice.user, capacity=13)
    assert "Nia Aaker, Nia Baker" in refused.value.message
    assert "and 4 more. Take people off" in refused.value.message
    actions.edit(series=cast.series, by=cast.alice.user, capacity=14)


def test_who_waits_or_left_is_not_named(cast: Cast) -> None:
    assert cast.alice.user
    make.enroll(make.person("Wanda Waits"), cast.series, "waitlisted")
    with pytest.raises(Refused) as refused:
        actions.edit(series=cast.series, by=cast.alice.user, capacity=1)
    assert "Wanda" not in refused.value.message


def test_the_form_keeps_what_was_typed(cast: Cast) -> None:
    data = {
        "capacity": "1",
        "audience": "Come in pairs",
        "listing": "districts",
        "version": cast.series.version,
    }
    answer = cast.client(cast.alice).post(reverse("planning:audience", args=[cast.series.pk]), data)
    shown = answer.content.decode()
    assert (answer.status_code, "Ben Ortiz and Bob Tran" in shown) == (422, True)
    assert "Come in pairs" in shown
    cast.series.refresh_from_db()
    assert (cast.series.capacity, cast.series.audience) == (40, "")


def test_a_room_names_who_chose_it(cast: Cast) -> None:
    assert cast.alice.user
    room = Strand.objects.create(session=cast.second, name="Elementary", capacity=5, seats_taken=2)
    for who in (cast.bob, cast.ben):
        who.enrollments.get().strand_places.create(session=cast.second, strand=room)
    for draft in ([StrandDraft("Elementary", capacity=1, pk=room.pk)], []):
        with pytest.raises(Refused, match="2 people chose Elementary: Ben Ortiz and Bob Tran"):
            set_strands(session=cast.second, strands=draft, by=cast.alice.user)
    room.refresh_from_db()
    assert room.capacity == 5
