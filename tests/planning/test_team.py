"""Asking somebody to co-lead, by address."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from cycles.planning.actions import team
from cycles.planning.choices import SeriesState, TeamState
from cycles.planning.models import SeriesLeader
from ilc.core import outbox, registry
from ilc.core.errors import Refused
from ilc.core.models import OutgoingMessage
from participants.models import Invitation
from tests import factories as make
from tests.cast import Cast
from tests.planning.test_lifecycle import account


def invite(cast: Cast, email: str, **name: str) -> SeriesLeader:
    return team.invite_by_email(
        series=cast.series, email=email, by=account(cast.alice), next_url="/x/", **name
    )


def test_a_known_person_is_asked_once_and_joins_by_saying_yes(cast: Cast) -> None:
    email = cast.charlie.emails.get().email
    row = invite(cast, email.upper())
    assert invite(cast, email) == row
    assert row.state == TeamState.INVITED
    message = OutgoingMessage.objects.get(rule="team.invited")
    mail = registry.build(message)
    assert isinstance(mail, registry.Mail)
    assert mail.to == email
    assert "Alice Reyes and Carol Diaz ask you to co-lead the series “Academic conversation”." in mail.text
    team.answer(leader=row, accept=True, by=account(cast.charlie))
    assert isinstance(registry.build(message), registry.Pointless)
    assert outbox.send(message.pk) == "pointless"


def test_somebody_unknown_needs_a_name_then_gets_an_invitation(cast: Cast) -> None:
    with pytest.raises(Refused) as no:
        invite(cast, "new@example.org")
    assert no.value.code == "name-needed"
    row = invite(cast, "new@example.org", given_name="Nia", family_name="Park")
    asked = Invitation.objects.get(email="new@example.org")
    assert asked.person == row.person
    mail = registry.build(OutgoingMessage.objects.get(rule="invitation"))
    assert isinstance(mail, registry.Mail)
    assert mail.subject == "You are invited to co-lead the series “Academic conversation”"
    assert mail.text.startswith(
        "Hello Nia,\n\nAlice Reyes invites you to co-lead the series “Academic conversation”."
    )
    assert mail.text.count("Academic conversation") == 1
    page = Client().get(urlsplit(re.findall(r"https?://\S+", mail.text)[0]).path).text
    assert "Nia, you are invited to co-lead the series “Academic conversation”</h1>" in page
    assert page.count("Academic conversation") == 1


def test_declining_and_being_asked_again(cast: Cast) -> None:
    row = invite(cast, cast.charlie.emails.get().email)
    team.answer(leader=row, accept=False, by=account(cast.charlie))
    with pytest.raises(Refused, match="answered already"):
        team.answer(leader=row, accept=True, by=account(cast.charlie))
    assert invite(cast, cast.charlie.emails.get().email).state == TeamState.INVITED
    assert OutgoingMessage.objects.filter(rule="team.invited").count() == 2


def test_a_published_series_keeps_two_leaders_or_a_reason(cast: Cast) -> None:
    carol = cast.series.team.get(person=cast.carol)
    with pytest.raises(Refused, match="second leader"):
        team.remove(leader=carol, by=account(cast.alice))
    team.give_reason(series=cast.series, reason="Carol is ill", by=account(cast.alice))
    team.remove(leader=carol, by=account(cast.alice))
    carol.refresh_from_db()
    assert carol.state == TeamState.LEFT


def test_the_last_leader_stays(cast: Cast) -> None:
    lonely = make.series(leaders=[cast.alice], host=cast.madera, state=SeriesState.DRAFT)
    with pytest.raises(Refused, match="needs a leader"):
        team.remove(leader=lonely.team.get(), by=account(cast.alice))


def test_a_leader_is_not_asked_again(cast: Cast) -> None:
    page = f"/series/{cast.series.pk}/team/"
    assert cast.alice.user is not None
    answer = cast.client(cast.alice).post(page, {"email": cast.alice.user.email})
    assert answer.status_code == 422
    assert "Alice Reyes leads this series already." in answer.text
