"""Bringing a district in, naming leaders, unsubscribing."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from districts.models import RoleGrant
from districts.permissions import Role
from ilc.core import outbox
from ilc.core.errors import Refused
from ilc.core.models import OutgoingMessage
from participants.actions import invitations, people
from participants.links import make_token
from participants.models import Invitation, Muted, Person
from tests import factories as make
from tests.cast import Cast


def _link_in(text: str) -> str:
    return next(word for word in text.split() if "/invitations/" in word).split("localhost:8000")[-1]


def _send_all() -> None:
    for row in OutgoingMessage.objects.all():
        outbox.send(row.pk)


def test_a_district_comes_in_by_its_first_administrator(cast: Cast) -> None:
    district = make.district("East Side Union High")
    cast.client(cast.pat).post(
        f"/districts/{district.pk}/invite-administrator/", {"email": "Ada@example.org", "given_name": "Ada"}
    )
    _send_all()
    link = _link_in(str(mail.outbox[0].body))
    account = make.user("ada@example.org")
    client = Client()
    client.force_login(account)
    assert RoleGrant.objects.filter(user=account).count() == 0
    assert "to administer East Side Union High" in client.get(link).text
    assert RoleGrant.objects.filter(user=account).count() == 0  # opening changes nothing
    assert client.post(link).status_code == 302
    assert client.post(link).status_code == 302  # doubled
    district.refresh_from_db()
    assert district.onboarded_at is not None
    assert RoleGrant.objects.get(user=account).role == Role.DISTRICT_ADMIN
    assert Person.objects.get(user=account).given_name == "Ada"


def test_the_administrator_names_a_leader_and_sets_the_rule(cast: Cast) -> None:
    client = cast.client(cast.dana)
    url = f"/districts/{cast.madera.pk}/"
    assert client.post(f"{url}leaders/", {"leader-email": "lee@example.org"}).status_code == 302
    assert Invitation.objects.get().role == Role.LEADER
    client.post(f"{url}settings/", {"requires_approval": "on"})
    cast.madera.refresh_from_db()
    assert cast.madera.requires_approval is True


def test_inviting_twice_sends_once_a_day(cast: Cast) -> None:
    assert cast.pat.user is not None
    for _ in range(2):
        invitations.invite(email="a@example.org", by=cast.pat.user, role=Role.LEADER, district=cast.madera)
    assert Invitation.objects.count() == 1
    assert OutgoingMessage.objects.count() == 1


def test_used_invitation_refuses_another_account(cast: Cast) -> None:
    assert cast.pat.user is not None
    assert cast.charlie.user is not None
    made = invitations.invite(email="a@example.org", by=cast.pat.user, role=Role.LEADER, district=cast.madera)
    first = make.user("a@example.org")
    invitations.accept(invitation=made, user=first)
    made.refresh_from_db()
    with pytest.raises(Refused):
        invitations.accept(invitation=made, user=cast.charlie.user)
    assert RoleGrant.objects.filter(user=cast.charlie.user).count() == 0


def test_run_out_invitation_mails_nothing(cast: Cast) -> None:
    assert cast.pat.user is not None
    made = invitations.invite(email="a@example.org", by=cast.pat.user, role=Role.LEADER, district=cast.madera)
    Invitation.objects.filter(pk=made.pk).update(expires_at=timezone.now() - timedelta(days=1))
    assert outbox.send(OutgoingMessage.objects.get().pk) == "pointless"
    assert mail.outbox == []


def test_bad_address_keeps_what_was_typed(cast: Cast) -> None:
    answer = cast.client(cast.dana).post(
        f"/districts/{cast.madera.pk}/leaders/",
        {"leader-email": "not an address", "leader-given_name": "Lee"},
    )
    assert answer.status_code == 422
    assert 'value="Lee"' in answer.text
    assert Invitation.objects.count() == 0


def test_changed_link_is_404(client: Client, cast: Cast) -> None:
    token = make_token("unsubscribe", cast.bob.pk, "reminders")
    assert client.get(f"/invitations/{token}/").status_code == 404
    assert client.get(f"/unsubscribe/{token}x/").status_code == 404


def test_one_click_unsubscribe_and_back(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True)
    url = f"/unsubscribe/{make_token('unsubscribe', cast.bob.pk, 'reminders')}/"
    client.get(url)
    assert Muted.objects.count() == 0  # a mail scanner that opens links turns nothing off
    client.post(url, {"List-Unsubscribe": "One-Click"})
    client.post(url, {"List-Unsubscribe": "One-Click"})
    assert Muted.objects.get().person == cast.bob
    client.post(url, {"undo": "1"})
    assert Muted.objects.count() == 0


def test_sign_up_makes_the_person(client: Client, db: None) -> None:
    typed = {
        "given_name": "Nia",
        "family_name": "Park",
        "email": "nia@example.org",
        "password1": "purple-lupine-77",
    }
    assert client.post("/accounts/signup/", typed).status_code == 302
    assert Person.objects.get().name == "Nia Park"
    assert "nia@example.org" in mail.outbox[0].to


def test_ending_a_role_closes_the_door(cast: Cast) -> None:
    assert cast.alice.user is not None
    grant = RoleGrant.objects.get(user=cast.alice.user)
    cast.client(cast.dana).post(f"/districts/{cast.madera.pk}/roles/{grant.pk}/end/")
    grant.refresh_from_db()
    assert grant.to_date == timezone.localdate()
    assert RoleGrant.objects.on().filter(user=cast.alice.user).count() == 0


def test_muting_is_recorded_once(cast: Cast) -> None:
    people.mute(person=cast.bob, topic="nudges", by=None)
    people.mute(person=cast.bob, topic="nudges", by=None)
    assert cast.bob.muted.count() == 1
