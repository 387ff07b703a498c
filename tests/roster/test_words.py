"""What the pages of the roster say, and how the day page finds somebody."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from cycles.planning.models import Series, Session
from cycles.roster.actions import enrollments
from cycles.roster.models import Enrollment, HeadCount
from tests import factories as make
from tests.cast import Cast


def text(response: Any) -> str:
    return str(response.content.decode())


def test_leaving_the_waitlist_frees_no_seat(cast: Cast) -> None:
    Enrollment.objects.filter(person=cast.bob).update(state="waitlisted")
    url = reverse("roster:withdraw", args=[cast.series.pk])
    shown = text(cast.client(cast.bob).post(url, follow=True))
    assert ("You left the waitlist." in shown, "freeing the seat" in shown) == (True, False)


def test_one_seat(cast: Cast) -> None:
    Series.objects.filter(pk=cast.series.pk).update(capacity=1, seats_taken=0)
    shown = text(
        cast.client(make.person("Nia New", at=cast.school)).get(
            reverse("roster:register", args=[cast.series.pk])
        )
    )
    assert "1 of 1 seat left." in shown


def test_head_count_is_taken_back_in_its_own_words(cast: Cast, today: Session) -> None:
    client = cast.client(cast.alice)
    url = reverse("roster:head-count", args=[today.pk])
    empty = client.post(url, {"people": ""})
    assert (empty.status_code, "Type how many" in text(empty)) == (422, True)
    assert "Head-count saved" in text(client.post(url, {"people": "31"}, follow=True))
    assert "Head-count cleared" in text(client.post(url, {"people": ""}, follow=True))
    assert not HeadCount.objects.exists()


@pytest.mark.parametrize(("hours", "held"), [(5, 5), (100, 48), (None, 48), (-1, 48)])
def test_offer_holds_at_most_until_the_next_session(cast: Cast, hours: int | None, held: int) -> None:
    now = timezone.now()
    if hours is not None:
        make.session(cast.series, 3, start=now + timedelta(hours=hours))
    Series.objects.filter(pk=cast.series.pk).update(capacity=2)
    waiting = enrollments.register(series=cast.series, person=cast.charlie, by=None)
    with travel(now, tick=False):
        enrollments.withdraw(enrollment=Enrollment.objects.get(person=cast.bob), by=None)
    waiting.refresh_from_db()
    assert waiting.offered_until == now + timedelta(hours=held)


def test_cancelled_session_ends_no_offer(cast: Cast) -> None:
    now = timezone.now()
    make.session(cast.series, 3, start=now + timedelta(hours=5), state="cancelled")
    Enrollment.objects.filter(person=cast.bob).delete()
    Series.objects.filter(pk=cast.series.pk).update(capacity=2, seats_taken=1)
    make.enroll(cast.charlie, cast.series, "waitlisted", queued_at=now - timedelta(days=1))
    with travel(now, tick=False):
        made = enrollments.register(series=cast.series, person=cast.dana, by=None)
    assert made.state == "waitlisted"
    offered = Enrollment.objects.get(person=cast.charlie)
    assert offered.offered_until == now + timedelta(hours=48)


def test_day_page_finds_by_name(cast: Cast, today: Session) -> None:
    make.attend(cast.ben, today)
    client = cast.client(cast.alice)
    url = reverse("roster:day", args=[today.pk])
    found = client.get(url, {"q": "tran bo"})
    shown = {one.person.given_name: not one.hidden for one in found.context["lines"]}
    assert shown == {"Bob": True, "Ben": False}
    assert "of 2 are here" in text(found)
    assert 'every="5">1</live-count>' in text(found)
    assert "Nobody of that name" in text(client.get(url, {"q": "zzz"}))


def test_marking_keeps_what_was_looked_for(cast: Cast, today: Session) -> None:
    url = reverse("roster:attendance", args=[today.pk])
    data = {"person": str(cast.bob.pk), "status": "present", "q": "tran & co"}
    client = cast.client(cast.alice)
    assert client.post(url, data)["Location"].endswith(f"/day/?q=tran+%26+co#p-{cast.bob.pk}")
    line = text(client.post(url, data, headers={"HX-Request": "true"}))
    assert 'name="q" value="tran &amp; co"' in line


def test_home_says_minutes_under_an_hour(cast: Cast) -> None:
    make.attend(cast.bob, cast.first, minutes=50)
    shown = text(cast.client(cast.bob).get("/"))
    assert '<span class="figure__n">50 min</span> confirmed' in shown
