"""Letting the first person in, and making alliances."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from districts.actions import alliances
from districts.models import Alliance, RoleGrant
from districts.permissions import Role
from ilc.core.errors import Refused
from ilc.core.models import DomainEvent
from tests import factories as make
from tests.cast import Cast


def test_an_operator_lets_the_first_person_in(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("invite_staff", "ruth@example.org")
    link = capsys.readouterr().out.split("localhost:8000")[1].strip()
    account = make.user("ruth@example.org")
    client = Client()
    client.force_login(account)
    assert "to join the program" in client.get(link).text
    client.post(link)
    assert RoleGrant.objects.get(user=account).role == Role.PROGRAM


def test_not_an_address(db: None) -> None:
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("invite_staff", "ruth")


def test_program_staff_make_an_alliance(cast: Cast) -> None:
    client = cast.client(cast.pat)
    answer = client.post("/alliances/", {"name": "East Side Alliance", "district": cast.madera.cds})
    alliance = Alliance.objects.get()
    assert answer.url == f"/alliances/{alliance.pk}/"  # type: ignore[attr-defined]
    day = timezone.localdate().isoformat()
    client.post(f"/alliances/{alliance.pk}/", {"district": cast.other_district.name, "since": day})
    assert set(alliance.members.all()) == {cast.madera, cast.other_district}
    assert DomainEvent.objects.filter(object_id=alliance.pk).count() == 3


def test_wrong_district_keeps_what_was_typed(cast: Cast) -> None:
    answer = cast.client(cast.pat).post("/alliances/", {"name": "East Side", "district": "Nowhere"})
    assert answer.status_code == 422
    assert 'value="Nowhere"' in answer.text
    assert Alliance.objects.count() == 0


def test_same_name_and_second_membership_are_refused(cast: Cast) -> None:
    assert cast.pat.user is not None
    made = alliances.create(name="East", about="", lead=cast.madera, by=cast.pat.user)
    with pytest.raises(Refused):
        alliances.create(name="East", about="", lead=cast.madera, by=cast.pat.user)
    with pytest.raises(Refused):
        alliances.join(alliance=made, district=cast.madera, since=timezone.localdate(), by=cast.pat.user)


def test_leaving_ends_today_and_the_lead_stays(cast: Cast) -> None:
    assert cast.pat.user is not None
    made = alliances.create(name="East", about="", lead=cast.madera, by=cast.pat.user)
    other = alliances.join(alliance=made, district=cast.other_district, since=make.LONG_AGO, by=cast.pat.user)
    client = cast.client(cast.pat)
    client.post(f"/alliances/{made.pk}/members/{other.pk}/end/")
    other.refresh_from_db()
    assert other.to_date == timezone.localdate()
    with pytest.raises(Refused):
        alliances.leave(
            alliance=made, membership=made.memberships.get(district=cast.madera).pk, by=cast.pat.user
        )


@pytest.mark.parametrize(("who", "status"), [("pat", 200), ("dana", 403), ("alice", 403), ("bob", 404)])
def test_only_the_program_makes_alliances(cast: Cast, who: str, status: int) -> None:
    assert cast.client(getattr(cast, who)).get("/alliances/").status_code == status
