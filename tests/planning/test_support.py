"""Support asked of administrators: who is told, who answers, and whether it was kept."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from cycles.planning import access
from cycles.planning.actions import series as plans
from cycles.planning.actions import support
from cycles.planning.choices import SeriesState, Side, SupportState
from cycles.planning.models import Series, SupportLine
from cycles.planning.queries.support import commitments
from districts.permissions import Role
from ilc.core import registry
from ilc.core.errors import Refused, Stale
from ilc.core.ids import uuid7
from ilc.core.models import OutgoingMessage
from tests import factories as make
from tests.cast import Cast
from tests.planning.test_lifecycle import account, draft, verbs


def ask(cast: Cast, series: Series | None = None, **more: Any) -> SupportLine:
    wanted: dict[str, Any] = {"kind": "release", "quantity": Decimal(12), "unit": "days", "of": cast.madera}
    return support.ask(series=series or cast.series, by=account(cast.alice), **{**wanted, **more})


def answer(cast: Cast, line: SupportLine, verb: str, **more: Any) -> SupportLine:
    support.answer(line=line, verb=verb, by=account(cast.dana), version=line.version, **more)
    return SupportLine.objects.select_related("series", "district").get(pk=line.pk)


def mails(rule: str) -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.filter(rule=rule).order_by("id"))


def words(message: OutgoingMessage) -> str:
    built = registry.build(message)
    assert isinstance(built, registry.Mail)
    return built.text


def test_a_draft_tells_nobody_and_publishing_tells_each_administrator_once(cast: Cast) -> None:
    made = draft(cast)
    ask(cast, made)
    ask(cast, made, kind="planning", quantity=Decimal("1.5"), unit="hours", of=None)
    assert mails("support.asked") == []
    assert not access.support_asked(account(cast.dana)).exists()
    plans.publish(series=made, by=account(cast.alice))
    [mail] = mails("support.asked")
    assert mail.address == account(cast.dana).email
    text = words(mail)
    assert "- Release days: 12 days (Madera Unified)" in text
    assert "- Planning time: 1.5 hours (Madera Unified)" in text
    assert access.support_asked(account(cast.dana)).count() == 2


def test_a_series_sent_for_approval_asks_once_and_not_again_when_published(cast: Cast) -> None:
    cast.madera.requires_approval = True
    cast.madera.save()
    made = draft(cast)
    ask(cast, made)
    plans.submit(series=made, by=account(cast.alice))
    plans.publish(series=made, by=account(cast.dana))
    assert len(mails("support.asked")) == 1


def test_what_is_added_later_goes_out_as_one_mail_a_bundle(cast: Cast) -> None:
    ask(cast)
    ask(cast, kind="materials", unit="sets")
    [mail] = mails("support.asked")
    assert mail.due_at > timezone.now() + timedelta(minutes=5)
    assert "Materials" in words(mail)
    OutgoingMessage.objects.update(work_state="done")
    ask(cast, kind="space", unit="rooms")
    assert len(mails("support.asked")) == 2


def test_a_mail_about_what_was_taken_back_is_pointless(cast: Cast) -> None:
    line = ask(cast)
    support.remove(series=cast.series, line=line.pk, by=account(cast.alice))
    support.remove(series=cast.series, line=line.pk, by=account(cast.alice))
    assert SupportLine.objects.get().state == SupportState.WITHDRAWN
    assert isinstance(registry.build(mails("support.asked")[0]), registry.Pointless)


def test_a_school_is_answered_for_by_its_own_administrator_or_else_the_district(cast: Cast) -> None:
    ask(cast, of=cast.school)
    assert [one.address for one in mails("support.asked")] == [account(cast.dana).email]
    sam = make.person("Sam Bell", at=cast.school)
    make.grant(account(sam), Role.SCHOOL_ADMIN, school=cast.school)
    OutgoingMessage.objects.all().delete()
    ask(cast, of=cast.school)
    assert [one.address for one in mails("support.asked")] == [account(sam).email]
    assert access.support_asked(account(sam)).count() == access.support_asked(account(cast.dana)).count() == 2


def test_a_part_is_offered_and_taken(cast: Cast) -> None:
    line = answer(cast, ask(cast), "pledged in part", quantity=Decimal(8), words="Not in May")
    assert (line.state, line.promised) == (SupportState.PARTLY, "8 of 12 days")
    support.accept(series=cast.series, line=line.pk, by=account(cast.alice))
    support.accept(series=cast.series, line=line.pk, by=account(cast.alice))
    line.refresh_from_db()
    assert (line.state, line.pledged_quantity) == (SupportState.PLEDGED, Decimal(8))
    assert verbs(cast.series)[-3:] == ["support.asked", "support.pledged-in-part", "support.accepted"]


@pytest.mark.parametrize(
    ("verb", "more", "says"),
    [
        ("declined", {}, "Say why"),
        ("pledged in part", {"quantity": Decimal(12)}, "That is all they ask for"),
        ("pledged in part", {"quantity": Decimal(0)}, "Say how much"),
        ("kept", {}, "Say why"),
    ],
)
def test_an_answer_that_says_too_little_is_refused(
    cast: Cast, verb: str, more: dict[str, Any], says: str
) -> None:
    with pytest.raises(Refused, match=says):
        answer(cast, ask(cast), verb, **more)


def test_leaders_get_answers_given_together_as_one_mail_each(cast: Cast) -> None:
    first, second = ask(cast), ask(cast, kind="space", unit="rooms", quantity=Decimal(1))
    answer(cast, first, "pledged", words="Gladly")
    answer(cast, second, "declined", words="The library is taken")
    found = mails("support.answered")
    assert {one.recipient_id for one in found} == {cast.alice.pk, cast.carol.pk}
    assert len(found) == 2
    text = words(found[0])
    assert "- Promised: release days, 12 days (Madera Unified). “Gladly”" in text
    assert "- Declined: space, 1 room (Madera Unified). “The library is taken”" in text


def test_changing_what_was_answered_asks_again(cast: Cast) -> None:
    line = answer(cast, ask(cast), "pledged")
    support.change(
        line=line,
        kind="release",
        quantity=Decimal(20),
        unit="days",
        of=cast.madera,
        by_when=None,
        note="",
        by=account(cast.alice),
    )
    line.refresh_from_db()
    assert (line.state, line.pledged_quantity, line.answer) == (SupportState.ASKED, None, "")


def test_an_answer_to_something_else_than_what_was_read_is_not_taken(cast: Cast) -> None:
    line = ask(cast)
    with pytest.raises(Stale):
        support.answer(line=line, verb="pledged", by=account(cast.dana), version=line.version + 1)
    answer(cast, line, "pledged")
    answer(cast, SupportLine.objects.get(pk=line.pk), "pledged in part", quantity=Decimal(3))


def test_both_sides_tell_it_and_both_views_stay(cast: Cast) -> None:
    line = answer(cast, ask(cast), "pledged")
    support.tell(line=line, side=Side.ADMINISTRATOR, kept=True, by=account(cast.dana))
    assert line.state == SupportState.KEPT
    support.tell(line=line, side=Side.LEADERS, kept=False, words="Only 9", by=account(cast.alice))
    support.tell(line=line, side=Side.LEADERS, kept=False, words="Only 9", by=account(cast.alice))
    assert line.state == SupportState.DIFFERING
    assert [(one.side, one.kept) for one in line.views.all()] == [("administrator", True), ("leaders", False)]
    found = commitments(cast.series.support.all())
    assert (found.asked, found.promised, found.differing, found.kept, found.untold) == (1, 1, 1, 0, 0)
    assert found.by_side == {"leaders": (0, 1), "administrator": (1, 0)}
    support.tell(line=line, side=Side.LEADERS, kept=True, by=account(cast.alice))
    assert line.state == SupportState.KEPT


def test_nothing_is_told_of_what_nobody_promised(cast: Cast) -> None:
    with pytest.raises(Refused):
        support.tell(line=ask(cast), side=Side.LEADERS, kept=True, by=account(cast.alice))


def test_asking_by_a_double_click_makes_one(cast: Cast) -> None:
    client, address = cast.client(cast.alice), reverse("planning:support", args=[cast.series.pk])
    data = {"kind": "space", "quantity": "1", "unit": "rooms", "place": "Madera Unified"}
    data["new_id"] = "01900000-0000-7000-8000-000000000001"
    assert [client.post(address, data).status_code for _ in range(2)] == [302, 302]
    assert SupportLine.objects.get().district == cast.madera


def test_bad_numbers_and_places_keep_what_was_typed(cast: Cast) -> None:
    client, address = cast.client(cast.alice), reverse("planning:support", args=[cast.series.pk])
    data = {
        "kind": "space",
        "quantity": "a dozen",
        "unit": "rooms",
        "place": "Nowhere Unified",
        "note": "Please",
    }
    page = client.post(address, {**data, "new_id": "01900000-0000-7000-8000-000000000001"})
    assert page.status_code == 422
    for words_ in ("a dozen", "Nowhere Unified", 'value="Please"', "Choose a district or school of the host"):
        assert words_ in page.content.decode()
    assert not SupportLine.objects.exists()


def test_only_members_of_an_alliance_may_be_asked(cast: Cast) -> None:
    made = Series.objects.get(pk=cast.series.pk)
    from_far = {
        "kind": "space",
        "quantity": "1",
        "unit": "rooms",
        "new_id": "01900000-0000-7000-8000-000000000001",
    }
    address = reverse("planning:support", args=[made.pk])
    far = {**from_far, "place": str(cast.other_district), "picked": f"district:{cast.other_district.pk}"}
    assert cast.client(cast.alice).post(address, far).status_code == 422


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("quantity", "0", "Write a number above zero."),
        ("quantity", "twelve", "Write a number, such as 150"),
        ("quantity", "1234567", "That is more than 99,999."),
        ("by_when", "2020-03-01", "Sunday, 1 March 2020 is over. By which day is it needed?"),
    ],
)
def test_bad_numbers_and_days_are_told_in_our_words(cast: Cast, field: str, typed: str, says: str) -> None:
    client, address = cast.client(cast.alice), reverse("planning:support", args=[cast.series.pk])
    data = {"kind": "release", "quantity": "2", "unit": "days", "new_id": str(uuid7()), field: typed}
    answer = client.post(address, data)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert not cast.series.support.exists()


def test_an_administrator_answers_on_a_page_and_home_counts(cast: Cast) -> None:
    line = ask(cast)
    client = cast.client(cast.dana)
    assert "1 request of leaders" in client.get("/").content.decode()
    assert "Release days: 12 days" in client.get(reverse("planning:asked")).content.decode()
    address = reverse("planning:answer", args=[line.pk])
    form = {"verb": "pledged in part", "quantity": "", "words": "From March on", "version": "1"}
    page = client.post(address, form)
    assert page.status_code == 422
    assert "From March on" in page.content.decode()
    for _ in range(2):
        assert client.post(address, {**form, "quantity": "4"}).status_code == 302
    line.refresh_from_db()
    assert (line.state, line.answer) == (SupportState.PARTLY, "From March on")
    assert "Asked of you" not in client.get("/").content.decode()


def test_those_who_only_take_part_do_not_see_what_is_asked(cast: Cast) -> None:
    ask(cast)
    page = cast.client(cast.bob).get(reverse("planning:plan", args=[cast.series.pk])).content.decode()
    assert "Release days" not in page
    assert (
        "Release days"
        in cast.client(cast.dana).get(reverse("planning:plan", args=[cast.series.pk])).content.decode()
    )


def test_another_districts_administrator_finds_nothing(cast: Cast) -> None:
    line = ask(cast)
    client = cast.client(cast.erin)
    assert "Release days" not in client.get(reverse("planning:asked")).content.decode()
    assert client.get(reverse("planning:answer", args=[line.pk])).status_code == 404
    assert client.get(reverse("planning:kept", args=[line.pk])).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_the_same_queries(
    cast: Cast, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        answer(cast, ask(cast), "pledged")
        ask(cast, of=cast.school)
    leader, admin = cast.client(cast.alice), cast.client(cast.dana)
    with django_assert_num_queries(15):
        leader.get(reverse("planning:support", args=[cast.series.pk]))
    with django_assert_num_queries(8):
        admin.get(reverse("planning:asked"))


def test_a_completed_series_asks_for_no_answer_but_is_told_about(cast: Cast) -> None:
    line = answer(cast, ask(cast), "pledged")
    open_one = ask(cast)
    Series.objects.update(state=SeriesState.COMPLETED)
    with pytest.raises(Refused, match="asks for no answer"):
        answer(cast, SupportLine.objects.select_related("series").get(pk=open_one.pk), "pledged")
    support.tell(line=line, side=Side.LEADERS, kept=True, by=account(cast.alice))
    assert line.state == SupportState.KEPT


def test_what_a_draft_asks_for_is_not_sent_yet(cast: Cast) -> None:
    made = draft(cast)
    ask(cast, made)
    page = cast.client(cast.alice).get(f"/series/{made.pk}/support/").text
    assert "Not sent yet" in page
    assert ">Asked<" not in page
