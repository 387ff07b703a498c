"""Two people with the same form open: what is there now is told in words, as a comparison, not as an error."""

import re
from datetime import datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from cycles.planning.actions import series as actions
from cycles.planning.actions import sessions, strands, team
from cycles.planning.models import Session, Strategy
from tests.cast import Cast
from tests.planning.test_lifecycle import account


def told(page: str) -> dict[str, str]:
    """The comparison: label to words."""
    block = re.search(r'<section[^>]*aria-labelledby="meanwhile".*?</section>', page, re.S)
    assert block, "no comparison"
    pairs = re.findall(r"<dt>(.*?)</dt>\s*<dd>(.*?)</dd>", block[0], re.S)
    return {label: words.strip() for label, words in pairs}


def stale(cast: Cast, name: str, pk: Any, **data: Any) -> str:
    """Alice's answer to a form she opened before the others changed it."""
    answer = cast.client(cast.alice).post(reverse(f"planning:{name}", args=[pk]), {"version": "1", **data})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count("Somebody changed this meanwhile") == 1
    assert "things need another look" not in page
    assert "is now:" not in page
    return page


def test_outcomes_and_strategies_are_told_in_words(cast: Cast) -> None:
    frames, talk = Strategy.objects.create(name="Sentence frames"), Strategy.objects.create(name="Talk moves")
    actions.set_outcomes(
        series=cast.series,
        texts=["Notice who talks", "Ask more"],
        strategies=[frames],
        by=account(cast.carol),
    )
    page = stale(cast, "aims", cast.series.pk, outcomes="Mine", strategies=[str(talk.pk)])
    assert told(page) == {
        "What teachers will do, know or notice": "Notice who talks<br>Ask more",
        "Strategies to learn": "Sentence frames",
    }
    assert ">\nMine</textarea>" in page


def test_a_moved_date_is_told_in_local_hours(cast: Cast) -> None:
    day = timezone.localdate() + timedelta(days=40)
    begin = datetime.combine(day, time(9), tzinfo=cast.series.tz)
    sessions.schedule(
        session=cast.second, starts_at=begin, ends_at=begin + timedelta(hours=3), by=account(cast.carol)
    )
    mine = {"day": day.isoformat(), "start": "08:30", "end": "12:00"}
    assert told(stale(cast, "session-schedule", cast.second.pk, **mine)) == {"Starts": "9:00 am"}
    both = told(stale(cast, "session-schedule", cast.second.pk, put_off="1"))
    assert both == {
        "Day": f"{day:%A}, {day.day} {day:%B %Y}",
        "Starts": "9:00 am",
        "Ends": "12:00 pm",
    }


def test_a_date_put_off_meanwhile_is_told_as_empty(cast: Cast) -> None:
    day = timezone.localdate() + timedelta(days=40)
    Session.objects.filter(pk=cast.second.pk).update(
        version=2, starts_at=None, ends_at=None, state="unscheduled"
    )
    page = stale(cast, "session-schedule", cast.second.pk, day=day.isoformat(), start="08:30", end="12:00")
    assert told(page) == {"Day": "empty", "Starts": "empty", "Ends": "empty"}


def test_boxes_and_numbers_are_told_in_words(cast: Cast) -> None:
    actions.edit(series=cast.series, by=account(cast.carol), open_to_all=True, capacity=None, grades=["K"])
    page = stale(cast, "audience", cast.series.pk, listing="districts", capacity="77")
    assert told(page) == {
        "Grades": "K",
        "Places": "empty",
        "Who can find it and register": "Everybody: it stands in the catalogue and has a public page",
    }


def test_a_session_moved_meanwhile_is_shown_to_who_cancels_it(cast: Cast) -> None:
    Session.objects.filter(pk=cast.second.pk).update(version=2, place="Library")
    page = stale(cast, "session-cancel", cast.second.pk, reason="Storm")
    assert told(page) == {"Date": Session.objects.get(pk=cast.second.pk).when, "Place": "Library"}


def test_strands_set_meanwhile_are_listed(cast: Cast) -> None:
    rooms = [strands.StrandDraft("Elementary", "K-5", "Library", 20), strands.StrandDraft("Secondary")]
    strands.set_strands(session=cast.second, strands=rooms, by=account(cast.carol))
    page = stale(cast, "strands", cast.second.pk, **{"s0-name": "Lower"})
    assert told(page) == {
        "Elementary": "grades K-5, Library, 20 places",
        "Secondary": "as yet without a room",
    }
    assert 'value="Lower"' in page


def test_a_refusal_for_another_reason_does_not_hide_that_somebody_changed_it(cast: Cast) -> None:
    strands.set_strands(session=cast.second, strands=[strands.StrandDraft("All")], by=account(cast.carol))
    client, address = cast.client(cast.alice), reverse("planning:strands", args=[cast.second.pk])
    twice = {"version": "1", "s0-name": "A", "s1-name": "a"}
    page = client.post(address, twice).content.decode()
    assert "same name" in page
    assert re.search(r'name="version" value="1"', page)
    unnamed = client.post(address, {**twice, "s1-name": "", "s1-place": "Room 9"}).content.decode()
    assert "A strand needs a name" in unnamed
    assert re.search(r'name="version" value="1"', unnamed)


def test_the_reason_for_one_leader_is_compared_beside_its_field(cast: Cast) -> None:
    team.give_reason(series=cast.series, reason="Alice is ill", by=account(cast.carol))
    page = stale(cast, "one-leader", cast.series.pk, **{"one-reason": "Mine", "one-version": "1"})
    assert told(page) == {"Why one leader is enough": "Alice is ill"}
