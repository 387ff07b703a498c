"""Who sees an artifact: page, small picture, picture and file give the same answer, and the no is always 404.

A visitor who asks for the page is sent to sign in, whatever it is."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cycles.evidence import access
from cycles.evidence.models import Artifact, ArtifactOpening
from cycles.planning.models import Strand
from cycles.roster.models import StrandPlace
from cycles.tries.access import leading, reflections
from cycles.tries.models import Try
from districts.models import Partner
from districts.permissions import Role
from participants.models import Person
from tests import factories as make
from tests.cast import Cast
from tests.evidence.rows import artifact

VISITOR = {302, 404}  # the page sends to sign in, the bytes are not there
EVERYBODY = ("bob", "alice", "carol", "ben", "dana", "erin", "pat", "charlie")
# who sees Bob's file, by what he chose; "before" is before the check was saved
SEEN_BY = {
    "me": {"bob"},
    "leaders": {"bob", "alice", "carol"},
    "series": {"bob", "alice", "carol", "ben"},
    "district": {"bob", "alice", "carol", "ben"},
    "library": {"bob", "alice", "carol", "ben", "dana", "erin", "pat", "charlie"},
}


def doors(one: Artifact) -> list[str]:
    return [
        reverse("evidence:artifact", args=[one.pk]),
        reverse("evidence:image", args=[one.pk, 0]),
        reverse("evidence:image", args=[one.pk, 1]),
        reverse("evidence:file", args=[one.pk]),
    ]


def statuses(client: Client, one: Artifact) -> set[int]:
    found = set()
    for url in doors(one):
        response = client.get(url)
        response.close()
        found.add(response.status_code)
    return found


@pytest.fixture
def attempt(cast: Cast) -> Try:
    return make.attempt(
        cast.bob, cast.first, appointment=cast.bob.appointments.get(), brought_at=timezone.now()
    )


@pytest.mark.parametrize("who", [*EVERYBODY, "anonymous"])
@pytest.mark.parametrize("circle", SEEN_BY)
def test_every_door_gives_the_same_answer(cast: Cast, attempt: Try, who: str, circle: str) -> None:
    one = artifact(attempt, visibility=circle)
    client = Client() if who == "anonymous" else cast.client(getattr(cast, who))
    no = VISITOR if who == "anonymous" else {404}
    assert statuses(client, one) == ({200} if who in SEEN_BY[circle] else no)


@pytest.mark.parametrize("who", [*EVERYBODY, "anonymous"])
def test_before_the_check_the_owner_alone(cast: Cast, attempt: Try, who: str) -> None:
    """Even with a circle on the row: the missing check closes it."""
    one = artifact(attempt, visibility="library", checked=False)
    client = Client() if who == "anonymous" else cast.client(getattr(cast, who))
    no = VISITOR if who == "anonymous" else {404}
    assert statuses(client, one) == ({200} if who == "bob" else no)


@pytest.mark.parametrize("page", ["check", "share"])
@pytest.mark.parametrize("who", ["alice", "ben", "dana", "pat"])
def test_the_owners_forms_are_hidden(cast: Cast, attempt: Try, who: str, page: str) -> None:
    one = artifact(attempt, visibility="series")
    client = cast.client(getattr(cast, who))
    assert client.get(reverse(f"evidence:{page}", args=[one.pk])).status_code == 404
    for deed in ("withdraw", "restore", "clear"):
        assert client.post(reverse(f"evidence:{deed}", args=[one.pk])).status_code == 404


@pytest.mark.parametrize("page", ["artifact", "check", "share", "takedown-ask"])
def test_a_session_that_ran_out_leads_through_sign_in_and_back(cast: Cast, attempt: Try, page: str) -> None:
    """The same words for a made-up id, so that they tell nothing; a stranger who signs in finds nothing there."""
    for pk in (artifact(attempt, visibility="series").pk, uuid.uuid4()):
        url = f"{reverse(f'evidence:{page}', args=[pk])}?from=mail"
        answer = Client().get(url)
        assert answer["Location"] == f"{reverse('account_login')}?next={quote(url)}"
    assert cast.client(cast.charlie).get(url).status_code == 404


def test_a_button_of_a_session_that_ran_out_leads_back_to_its_page(cast: Cast, attempt: Try) -> None:
    one = artifact(attempt, visibility="series")
    page = f"{reverse('evidence:feedback', args=[attempt.pk])}?about={one.pk}"
    url = reverse("evidence:withdraw", args=[one.pk])
    sign_in = reverse("account_login")
    answer = Client().post(url, headers={"referer": f"http://testserver{page}"})
    assert answer["Location"] == f"{sign_in}?next={quote(page)}"
    answer = Client().post(url, headers={"referer": "https://elsewhere.example/x/"})
    assert answer["Location"] == f"{sign_in}?next={url}"
    one.refresh_from_db()
    assert one.state == "shared"


@pytest.mark.parametrize("circle", ["leaders", "series", "district"])
def test_deny_wins_for_an_administrator_who_co_leads(cast: Cast, attempt: Try, circle: str) -> None:
    cast.series.team.filter(person=cast.carol).update(person=cast.dana)
    one = artifact(attempt, visibility=circle)
    assert statuses(cast.client(cast.dana), one) == {404}


@pytest.mark.parametrize("circle", ["leaders", "series", "district"])
def test_deny_wins_for_the_school_administrator(cast: Cast, attempt: Try, circle: str) -> None:
    assert cast.carol.user
    make.grant(cast.carol.user, Role.SCHOOL_ADMIN, school=cast.school)
    assert not access.artifacts(cast.carol.user).filter(pk=artifact(attempt, visibility=circle).pk).exists()


def test_an_administrator_of_another_school_may_lead(cast: Cast, attempt: Try) -> None:
    assert cast.carol.user
    make.grant(cast.carol.user, Role.SCHOOL_ADMIN, school=cast.other_school)
    one = artifact(attempt, visibility="leaders")
    assert access.artifacts(cast.carol.user).filter(pk=one.pk).exists()


def test_a_principal_without_a_grant_is_an_administrator_all_the_same(cast: Cast, attempt: Try) -> None:
    cast.ben.appointments.update(role="administrator")
    assert cast.ben.user
    assert not access.artifacts(cast.ben.user).filter(pk=artifact(attempt, visibility="series").pk).exists()


def test_deny_follows_the_owner_to_a_new_district(cast: Cast, attempt: Try) -> None:
    """Erin administers where Bob works now, Dana where he worked at the try: neither sees it."""
    yesterday = timezone.localdate() - timedelta(days=1)
    cast.bob.appointments.update(to_date=yesterday)
    make.appoint(cast.bob, at=cast.other_school, since=yesterday)
    one = artifact(attempt, visibility="series")
    for who in (cast.dana, cast.erin):
        make.enroll(who, cast.series)
        assert statuses(cast.client(who), one) == {404}
    assert statuses(cast.client(cast.ben), one) == {200}


@pytest.mark.parametrize("role", [Role.PROGRAM, Role.PARTNER])
def test_program_staff_and_partners_never_even_when_enrolled(cast: Cast, attempt: Try, role: Role) -> None:
    assert cast.ben.user
    scope: dict[str, Any] = (
        {}
        if role == Role.PROGRAM
        else {"partner": Partner.objects.create(name="County Office", kind="county_office")}
    )
    make.grant(cast.ben.user, role, **scope)
    assert statuses(cast.client(cast.ben), artifact(attempt, visibility="series")) == {404}


def test_leaders_are_those_of_ones_strand(cast: Cast, attempt: Try) -> None:
    elementary = Strand.objects.create(session=cast.first, name="Elementary")
    elementary.leaders.add(cast.carol)
    one = artifact(attempt, visibility="leaders")
    assert statuses(cast.client(cast.alice), one) == {200}  # Bob is in no strand yet
    StrandPlace.objects.create(enrollment=cast.bob.enrollments.get(), session=cast.first, strand=elementary)
    assert statuses(cast.client(cast.carol), one) == {200}
    assert statuses(cast.client(cast.alice), one) == {404}


def test_a_strand_without_leaders_has_the_whole_team(cast: Cast, attempt: Try) -> None:
    room = Strand.objects.create(session=cast.first, name="Elementary")
    StrandPlace.objects.create(enrollment=cast.bob.enrollments.get(), session=cast.first, strand=room)
    one = artifact(attempt, visibility="leaders")
    assert statuses(cast.client(cast.alice), one) == {200}


def _in_a_strand(cast: Cast, came: bool) -> None:
    room = Strand.objects.create(session=cast.first, name="Elementary")
    room.leaders.add(cast.carol)
    if came:
        make.attend(cast.bob, cast.first, strand=room)
    else:
        StrandPlace.objects.create(enrollment=cast.bob.enrollments.get(), session=cast.first, strand=room)


def _administers(cast: Cast, how: str) -> None:
    """Alice comes to administer Bob, or to see nothing of anybody."""
    assert cast.alice.user
    grants: dict[str, Any] = {
        "district": {"role": Role.DISTRICT_ADMIN, "district": cast.madera},
        "other district": {"role": Role.DISTRICT_ADMIN, "district": cast.other_district},
        "school": {"role": Role.SCHOOL_ADMIN, "school": cast.school},
        "program": {"role": Role.PROGRAM},
    }
    if how in grants:
        make.grant(cast.alice.user, **grants[how])
    else:
        cast.alice.appointments.update(role="administrator", school=cast.school if how == "post" else None)


CHANGES: dict[str, Callable[[Cast], object]] = {
    "none": lambda cast: None,
    "placed": lambda cast: _in_a_strand(cast, came=False),
    "came": lambda cast: _in_a_strand(cast, came=True),
    "left": lambda cast: cast.series.team.filter(person=cast.carol).update(state="left"),
    "merged": lambda cast: Person.objects.filter(pk=cast.carol.pk).update(
        root=cast.charlie, merged_into=cast.charlie
    ),
    "owner leads": lambda cast: cast.series.team.create(person=cast.bob),
    "moved": lambda cast: Try.objects.update(appointment=cast.erin.appointments.get()),
    **{
        how: partial(_administers, how=how)
        for how in ("district", "other district", "school", "program", "post", "office")
    },
}


@pytest.mark.parametrize("at_the_try", [True, False])
@pytest.mark.parametrize("change", CHANGES)
def test_the_leaders_who_are_named_are_those_who_see_it(
    cast: Cast, attempt: Try, change: str, at_the_try: bool
) -> None:
    one = artifact(attempt, visibility="leaders")
    Try.objects.update(appointment=cast.bob.appointments.get() if at_the_try else None)
    CHANGES[change](cast)
    named = {str(who) for who in leading(Try.objects.select_related("person").get(pk=attempt.pk))}
    seen = {
        str(who) for who in Person.objects.filter(merged_into=None).exclude(pk=cast.bob.pk) if _sees(who, one)
    }
    assert named == seen


@pytest.mark.parametrize("change", ["none", "placed", "left", "district"])
def test_whoever_chooses_a_circle_reads_who_their_leaders_are(cast: Cast, attempt: Try, change: str) -> None:
    """The same label and names for what one writes, what one brings and whom one asks."""
    one = artifact(attempt, visibility="me")
    CHANGES[change](cast)
    bob = cast.client(cast.bob)
    found = Try.objects.select_related("person").get(pk=attempt.pk)
    named = " and ".join(str(who) for who in leading(found))
    for name, pk in (("tries:tell", attempt.pk), ("evidence:share", one.pk), ("evidence:ask", attempt.pk)):
        page = bob.get(reverse(name, args=[pk])).text
        assert f"My leaders ({named})" in page, name
    Artifact.objects.filter(pk=one.pk).update(visibility="leaders", state="shared")
    assert "now shared: my leaders" in bob.get(reverse("evidence:share", args=[one.pk])).text


def _sees(who: Person, one: Artifact) -> bool:
    assert who.user
    user = type(who.user).objects.get(pk=who.user.pk)
    return access.artifacts(user).filter(pk=one.pk).exists()


@pytest.mark.parametrize("more", [0, 4])
def test_queries_of_naming_the_leaders(
    cast: Cast, attempt: Try, more: int, django_assert_num_queries: Any
) -> None:
    for number in range(more):
        cast.series.team.create(person=make.person(f"Lea Number{number}", at=cast.school))
    found = Try.objects.select_related("person").get(pk=attempt.pk)
    with django_assert_num_queries(1):
        assert len(leading(found)) == 2 + more


@pytest.mark.parametrize("leaving", ["withdrawn", "left"])
def test_leaving_the_series_closes_what_it_opened(cast: Cast, attempt: Try, leaving: str) -> None:
    one = artifact(attempt, visibility="series")
    who = cast.ben if leaving == "withdrawn" else cast.carol
    cast.ben.enrollments.update(state="withdrawn")
    cast.series.team.filter(person=cast.carol).update(state="left")
    assert statuses(cast.client(who), one) == {404}


def test_withdrawing_closes_every_door_at_once_for_everybody(cast: Cast, attempt: Try) -> None:
    one = artifact(attempt, visibility="library")
    assert statuses(cast.client(cast.alice), one) == {200}
    cast.client(cast.bob).post(reverse("evidence:withdraw", args=[one.pk]))
    for who in EVERYBODY:
        assert statuses(cast.client(getattr(cast, who)), one) == {404}


def test_files_are_streamed_safely(cast: Cast, attempt: Try) -> None:
    one = artifact(attempt, visibility="series")
    client = cast.client(cast.ben)
    for url in doors(one)[1:]:
        response = client.get(url)
        assert response.getvalue() == b"jpg"
        response.close()
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "Maria" not in response["Content-Disposition"]  # a file's name may name a student
    assert response["Content-Disposition"] == 'attachment; filename="student-work.jpg"'


def test_a_wild_file_name_stays_a_name(cast: Cast, attempt: Try) -> None:
    one = artifact(attempt, original_name='a"\r\nX: y;/../ñ.jpg')
    response = cast.client(cast.bob).get(reverse("evidence:file", args=[one.pk]))
    response.close()
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert "X" not in response.headers


def test_nobody_else_sees_the_file_name(cast: Cast, attempt: Try) -> None:
    one = artifact(attempt, visibility="series")
    assert "Maria" not in cast.client(cast.ben).get(doors(one)[0]).content.decode()


def test_the_owner_sees_who_saw_it_where_and_when(cast: Cast, attempt: Try) -> None:
    """Small pictures count, too, as what they are; a page that is opened afterwards outweighs them."""
    one = artifact(attempt, visibility="series")
    ben, alice, bob = (cast.client(who) for who in (cast.ben, cast.alice, cast.bob))
    ben.get(reverse("evidence:image", args=[one.pk, 0])).close()
    assert [(row.place, row.times) for row in ArtifactOpening.objects.all()] == [("wall", 1)]
    for _ in range(2):  # one look
        alice.get(doors(one)[0])
    page = bob.get(doors(one)[0]).content.decode()
    assert "Alice Reyes" in page
    assert "small picture in a list" in page
    ben.get(reverse("evidence:image", args=[one.pk, 1])).close()
    page = bob.get(doors(one)[0]).content.decode()
    assert "small picture in a list" not in page
    ArtifactOpening.objects.update(last_at=timezone.now() - timedelta(minutes=11))
    alice.get(doors(one)[3]).close()
    found = {(row.user_id, row.place, row.times) for row in ArtifactOpening.objects.all()}
    assert cast.alice.user
    assert cast.ben.user
    assert found == {(cast.alice.user.pk, "file", 2), (cast.ben.user.pk, "page", 1)}


def test_a_download_is_told_whatever_else_one_looked_at(cast: Cast, attempt: Try) -> None:
    one = artifact(attempt, visibility="series")
    alice, bob = cast.client(cast.alice), cast.client(cast.bob)
    alice.get(doors(one)[0])
    alice.get(doors(one)[3]).close()  # within the same look
    assert "; downloaded " in bob.get(doors(one)[0]).content.decode()
    ArtifactOpening.objects.update(last_at=timezone.now() - timedelta(minutes=11))
    alice.get(doors(one)[0])
    assert "; downloaded " in bob.get(doors(one)[0]).content.decode()
    assert "downloaded" in bob.get(doors(one)[0]).content.decode()
    assert "Who has seen it" not in alice.get(doors(one)[0]).content.decode()


def readers(cast: Cast) -> set[str]:
    found = set()
    for name in EVERYBODY:
        who: Person = getattr(cast, name)
        assert who.user
        if reflections(who.user).exists():
            found.add(name)
    return found


@pytest.mark.parametrize("circle", ["me", "leaders", "series"])
def test_reflections_follow_the_same_rule(cast: Cast, circle: str) -> None:
    attempt = make.attempt(
        cast.bob, cast.first, reflection_visibility=circle, state="tried", tried_at=timezone.now()
    )
    cast.series.team.create(series=cast.series, person=cast.dana, role="co-leader")  # deny wins
    assert readers(cast) == SEEN_BY[circle]
    Try.objects.filter(pk=attempt.pk).update(tried_at=None)  # not told: nothing to read
    assert readers(cast) == {"bob"}


def test_asking_costs_a_fixed_number_of_queries(
    cast: Cast, attempt: Try, django_assert_num_queries: Any
) -> None:
    assert cast.ben.user
    for rows in (1, 3):
        while Artifact.objects.count() < rows:
            artifact(attempt, visibility="series")
        user = type(cast.ben.user).objects.get(pk=cast.ben.user.pk)
        with django_assert_num_queries(5):  # person, grants, own series, own posts, the rows
            assert len(access.artifacts(user)) == rows
