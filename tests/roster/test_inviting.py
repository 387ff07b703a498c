"""Inviting many: looked through first, sent once each, whatever is killed or sent twice."""

import time
import uuid
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cycles.planning.models import Series
from cycles.roster.actions import lists, sending
from cycles.roster.choices import LineProblem as P
from cycles.roster.imports.pasted import entries
from cycles.roster.models import Enrollment, InviteList
from ilc.core import outbox
from ilc.core.errors import Refused
from ilc.core.models import DomainEvent, OutgoingMessage
from participants.actions import people
from participants.models import Invitation, Person
from tests import factories as make
from tests.cast import Cast
from tests.roster.test_pages import text


def paste(cast: Cast, typed: str, pk: uuid.UUID | None = None) -> InviteList:
    assert cast.alice.user
    wanted = [lists.Wanted(**vars(one)) for one in entries(typed)]
    return lists.make(series=cast.series, wanted=wanted, by=cast.alice.user, pk=pk)


def send(cast: Cast, one: InviteList, message: str = "") -> int:
    assert cast.alice.user
    lists.send(of=one, message=message, by=cast.alice.user)
    return sending.work(one.pk)


def address(who: Person) -> str:
    return who.emails.get().email


def problems(one: InviteList) -> list[tuple[int, str]]:
    return list(one.lines.exclude(problem="").values_list("number", "problem"))


def test_each_bad_line_has_its_number_and_reason(cast: Cast) -> None:
    people.mute(person=cast.charlie, topic="nudges", by=None)
    make.enroll(cast.erin, cast.series, "invited")
    lines = ["rosa@x.org", "nonsense", "ROSA@x.org", "a@x.orgb@y.org"]
    lines += [address(who) for who in (cast.bob, cast.alice, cast.charlie, cast.erin)]
    one = paste(cast, "\n".join(lines))
    assert problems(one) == [
        (2, P.NO_AT), (3, P.DOUBLED), (4, P.TWO), (5, P.ENROLLED), (6, P.LEADS), (7, P.MUTED), (8, P.INVITED)
    ]  # fmt: skip


def test_nothing_is_sent_before_the_leader_says_so(cast: Cast) -> None:
    paste(cast, "rosa@x.org")
    assert sending.hand_out() == 0
    assert not OutgoingMessage.objects.exists()
    assert not Person.objects.filter(emails__email="rosa@x.org").exists()


def test_sending_writes_each_person_down_once_with_the_leaders_words(cast: Cast) -> None:
    one = paste(cast, f"Rosa Medina <rosa@x.org>\n{address(cast.charlie)}")
    assert send(cast, one, "Bring a lesson you like.\nAlice") == 2
    assert Enrollment.objects.filter(state="invited").count() == 2
    assert Invitation.objects.get().person == Person.objects.get(
        family_name="Medina"
    )  # Charlie has an account
    assert {outbox.send(row.pk) for row in OutgoingMessage.objects.all()} == {"sent"}
    assert all("Bring a lesson you like." in str(each.body) for each in mail.outbox)
    assert "List-Unsubscribe" in mail.outbox[0].extra_headers
    assert Counter(DomainEvent.objects.values_list("verb", flat=True))["enrollment.invited"] == 2


def test_sent_twice_and_worked_on_twice_invites_once(cast: Cast) -> None:
    one = paste(cast, "rosa@x.org")
    assert send(cast, one) == 1
    one.refresh_from_db()
    assert send(cast, one) == 0
    assert (OutgoingMessage.objects.count(), Invitation.objects.count()) == (1, 1)


def test_a_killed_worker_is_taken_over_where_it_stopped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "STEP", 2)
    one = paste(cast, "\n".join(f"p{n}@x.org" for n in range(5)))
    assert cast.alice.user
    lists.send(of=one, message="", by=cast.alice.user)
    held = InviteList.objects.get(pk=one.pk)
    InviteList.objects.claim(one.pk, lease=timedelta(seconds=60))
    held.refresh_from_db()
    assert sending._step(held) == 2  # then it is killed
    assert sending.work(one.pk) == 0  # while its time runs
    InviteList.objects.filter(pk=one.pk).update(claimed_until=timezone.now())
    assert sending.hand_out() == 1
    assert sending.work(one.pk) == 3
    with pytest.raises(sending.Overtaken):
        sending._step(held)
    assert OutgoingMessage.objects.count() == Enrollment.objects.filter(state="invited").count() == 5


def test_who_registers_or_mutes_meanwhile_is_left_out(cast: Cast) -> None:
    one = paste(cast, f"{address(cast.charlie)}\n{address(cast.erin)}\nrosa@x.org")
    make.enroll(cast.charlie, cast.series)
    people.mute(person=cast.erin, topic="nudges", by=None)
    assert send(cast, one) == 1
    assert problems(one) == [(1, P.ENROLLED), (2, P.MUTED)]


def test_somebody_who_left_can_be_invited_again(cast: Cast) -> None:
    make.enroll(cast.charlie, cast.series, "withdrawn")
    assert send(cast, paste(cast, address(cast.charlie))) == 1
    assert cast.charlie.enrollments.get().state == "invited"


def test_one_person_with_two_addresses_is_invited_once(cast: Cast) -> None:
    first = address(cast.charlie)
    cast.charlie.emails.create(email="second@x.org")
    one = paste(cast, f"{first}\nsecond@x.org")
    assert problems(one) == [(2, P.DOUBLED)]


def test_correcting_a_line_looks_at_it_again(cast: Cast) -> None:
    assert cast.alice.user
    one = paste(cast, "rosa@x.org\nsam at x.org\nann@x.org bo\nnobody")
    sam, nobody = one.lines.get(number=2), one.lines.get(number=4)
    corrected = {sam.pk: "Sam <sam@x.org>; tom@x.org", nobody.pk: ""}
    wanted = {pk: [lists.Wanted(**vars(each)) for each in entries(now)] for pk, now in corrected.items()}
    assert lists.correct(of=one, lines=wanted, by=cast.alice.user) == 2
    assert sorted((each.number, each.email) for each in one.lines.all()) == [
        (1, "rosa@x.org"), (2, "sam@x.org"), (2, "tom@x.org"), (3, "ann@x.org")
    ]  # fmt: skip


def test_a_draft_keeps_its_list_until_it_is_published(cast: Cast) -> None:
    one = paste(cast, "rosa@x.org")
    Series.objects.filter(pk=cast.series.pk).update(state="draft")
    one.series.refresh_from_db()
    with pytest.raises(Refused, match="Publish the series first"):
        send(cast, one)
    assert InviteList.objects.get(pk=one.pk).state == "review"


def test_pasting_in_the_browser_comes_to_the_review(cast: Cast) -> None:
    client = cast.client(cast.alice)
    url = reverse("roster:invite", args=[cast.series.pk])
    data = {
        "people": "Rosa <rosa@x.org>\nnonsense",
        "new_id": str(client.get(url).context["form"].initial.get("new_id") or uuid.uuid4()),
    }
    where = {client.post(url, data)["Location"] for _ in range(2)}  # a double click
    assert len(where) == 1
    shown = text(client.get(where.pop()))
    assert "1 can be invited, 1 to correct" in shown
    assert "There is no @ in it." in shown
    assert "A pasted list" in text(client.get(url))  # kept when the page is left


def test_correcting_and_sending_in_the_browser(cast: Cast) -> None:
    client, one = cast.client(cast.alice), paste(cast, "rosa@x.org\nsam at x.org")
    bad = one.lines.get(number=2)
    data = {f"line-{bad.pk}": "sam@x.org", f"was-{bad.pk}": bad.typed}
    assert "1 line is good now." in text(
        client.post(reverse("roster:invite-correct", args=[one.pk]), data, follow=True)
    )
    client.post(reverse("roster:invite-send", args=[one.pk]), {"message": "Come!"})
    assert "Invitations are on their way" in text(client.get(reverse("roster:invite-list", args=[one.pk])))
    sending.work(one.pk)
    assert "2 people are invited" in text(client.get(reverse("roster:invite-progress", args=[one.pk])))
    late = client.post(reverse("roster:invite-correct", args=[one.pk]), data, follow=True)
    assert "stays as it was sent" in text(late)


def test_too_many_lines_and_too_many_lists_keep_the_text(cast: Cast) -> None:
    client = cast.client(cast.alice)
    url = reverse("roster:invite", args=[cast.series.pk])
    answer = client.post(url, {"people": "a@x.org\n" * 10_001, "new_id": str(uuid.uuid4())})
    assert (answer.status_code, "10,000 go at once" in text(answer), "a@x.org" in text(answer)) == (
        422,
        True,
        True,
    )
    for _ in range(40):
        assert client.post(url, {"people": "a@x.org", "new_id": str(uuid.uuid4())}).status_code == 302
    answer = client.post(url, {"people": "b@x.org", "new_id": str(uuid.uuid4())})
    assert (answer.status_code, "many lists within this hour" in text(answer), "b@x.org" in text(answer)) == (
        422,
        True,
        True,
    )


def test_former_participants_of_series_the_leader_led_are_named(cast: Cast) -> None:
    before = make.series("Frames, last year", leaders=[cast.alice], host=cast.madera, state="completed")
    gone = make.person("Gina Old", account=False)
    for who in (gone, cast.bob):
        make.enroll(who, before, "completed")
    client, url = cast.client(cast.alice), reverse("roster:invite-former", args=[cast.series.pk])
    assert "Frames, last year (2 people)" in text(client.get(url))
    shown = text(client.post(url, {"series": str(before.pk), "new_id": str(uuid.uuid4())}, follow=True))
    assert ("1 can be invited" in shown, "Gina Old" in shown) == (True, True)
    assert problems(InviteList.objects.get()) == [(2, P.ENROLLED)]
    assert send(cast, InviteList.objects.get()) == 1


def test_people_of_a_school_elsewhere_are_counted_not_named(cast: Cast) -> None:
    for name in ("Wei Far", "Una Far"):
        make.person(name, at=cast.other_school)
    nameless = make.person("Nora Far", at=cast.other_school)
    nameless.emails.all().delete()
    client, url = cast.client(cast.alice), reverse("roster:invite-school", args=[cast.series.pk])
    data = {"place": cast.other_school.name, "new_id": str(uuid.uuid4())}
    shown = text(client.post(url, data, follow=True))
    assert "2 people, counted and not named" in shown
    for show in ("good", "skipped"):
        page = text(
            client.get(reverse("roster:invite-list", args=[InviteList.objects.get().pk]), {"show": show})
        )
        assert "Far" not in page.replace("Far" + "rah", "")
    assert send(cast, InviteList.objects.get()) == 2


def test_schools_of_one_name_are_shown_to_choose_from(cast: Cast) -> None:
    twins = [make.school("Lincoln Elementary", within=each) for each in (cast.madera, cast.other_district)]
    make.person("Lin Coln", at=twins[1])
    client, url = cast.client(cast.alice), reverse("roster:invite-school", args=[cast.series.pk])
    data = {"place": "Lincoln Elementary", "new_id": str(uuid.uuid4())}
    asked = client.post(url, data)
    assert (asked.status_code, text(asked).count("Lincoln Elementary, ")) == (422, 2)
    assert client.post(url, {**data, "choice": str(twins[1].pk)}).status_code == 302
    assert InviteList.objects.get().about == "Lincoln Elementary"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_list_takes_the_same_queries_for_three_as_for_one(
    cast: Cast, rows: int, django_assert_num_queries: Any
) -> None:
    one = paste(cast, "\n".join(f"p{n}@x.org" for n in range(rows)))
    client, url = cast.client(cast.alice), reverse("roster:invite-list", args=[one.pk])
    with django_assert_num_queries(10):
        assert client.get(url).status_code == 200


def test_ten_thousand_half_broken_addresses(cast: Cast) -> None:
    """The request is bounded in queries whatever is on the list; the sending in queries for each step."""
    typed = "\n".join(
        f"Person {n} <p{n}@x.org>" if n % 2 else f"Person {n} p{n} at x.org" for n in range(10_000)
    )
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as taken:
        one = paste(cast, typed)
    print(f"10,000 lines kept in {time.perf_counter() - began:.1f} s and {len(taken)} queries")
    assert len(taken) <= 240
    assert (one.lines.filter(problem="").count(), one.lines.filter(problem=P.NO_AT).count()) == (5_000, 5_000)
    began = time.perf_counter()
    with CaptureQueriesContext(connection) as taken:
        assert send(cast, one) == 5_000
    print(f"5,000 invited in {time.perf_counter() - began:.1f} s and {len(taken)} queries")
    assert len(taken) / 25 <= 45  # 25 steps of 200 people
    assert OutgoingMessage.objects.count() == 5_000
