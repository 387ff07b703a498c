"""People as records: claiming, appointments, merging."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cycles.roster.models import InviteLine
from ilc.core.errors import Refused, Stale
from ilc.core.models import DomainEvent
from participants.access import current_appointment
from participants.actions import people
from participants.models import Person, PersonEmail, full_name
from tests import factories as make
from tests.cast import Cast


def test_known_address_returns_its_person(cast: Cast) -> None:
    first = people.write_down(given_name="Ana", family_name="Ruiz", email="ana@example.org", by=None)
    again = people.write_down(given_name="A.", family_name="Ruiz", email="ANA@example.org", by=None)
    assert again == first
    assert Person.objects.filter(family_name="Ruiz").count() == 1


def test_an_address_belongs_to_one_person(cast: Cast) -> None:
    address = cast.bob.emails.get().email
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonEmail.objects.create(person=cast.ben, email=address.upper())


def test_verified_address_claims_the_unclaimed_record(cast: Cast) -> None:
    record = people.write_down(given_name="Ana", family_name="Ruiz", email="ana@example.org", by=None)
    account = make.user("ana@example.org")
    assert people.claim_by_email(user=account, email="ana@example.org") == record
    record.refresh_from_db()
    assert record.user == account
    assert record.emails.get().verified_at is not None


def test_verified_second_address_merges_and_moves_nothing(cast: Cast) -> None:
    record = people.write_down(given_name="Bob", family_name="Tran", email="bob@home.example", by=None)
    make.enroll(record, cast.series)
    assert cast.bob.user is not None
    people.claim_by_email(user=cast.bob.user, email="bob@home.example")
    record.refresh_from_db()
    assert (record.merged_into, record.root) == (cast.bob, cast.bob)
    assert record.enrollments.count() == 1  # still on the record itself


def test_claimed_record_is_never_taken_by_another_account(cast: Cast) -> None:
    thief = make.user("thief@example.org")
    address = cast.bob.emails.get().email
    own = people.claim_by_email(user=thief, email=address)
    cast.bob.refresh_from_db()
    assert own != cast.bob
    assert cast.bob.user != thief


def test_unmerge_restores_a_chain(cast: Cast) -> None:
    one, two, three = (make.person(name, account=False) for name in ("One A", "Two A", "Three A"))
    people.merge(person=one, into=two, by=None)
    people.merge(person=two, into=three, by=None)
    one.refresh_from_db()
    assert one.root == three
    two.refresh_from_db()
    people.unmerge(person=two, by=None)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.root, two.root, two.merged_into) == (two, two, None)
    assert DomainEvent.objects.filter(verb="person.unmerged", object_id=two.pk).count() == 1


@pytest.mark.parametrize("pair", [("bob", "bob"), ("bob", "ben")])
def test_merge_refuses_itself_and_two_accounts(cast: Cast, pair: tuple[str, str]) -> None:
    with pytest.raises(Refused):
        people.merge(person=getattr(cast, pair[0]), into=getattr(cast, pair[1]), by=None)


def test_appointment_of_the_day(cast: Cast) -> None:
    mover = make.person("Mo Ver", account=False)
    old = make.appoint(mover, at=cast.school, since=date(2024, 7, 1))
    old.to_date = date(2025, 7, 1)
    old.save(update_fields=["to_date"])
    new = make.appoint(mover, at=cast.other_school, since=date(2025, 7, 1))
    assert current_appointment(mover, date(2025, 6, 30)) == old
    assert current_appointment(mover, date(2025, 7, 1)) == new
    assert current_appointment(mover, date(2024, 6, 30)) is None


def test_stale_name_keeps_what_was_typed(cast: Cast) -> None:
    client = cast.client(cast.bob)
    typed = {"given_name": "Roberto", "family_name": "Tran", "version": "1"}
    assert client.post("/me/", typed).status_code == 302
    answer = client.post("/me/", {**typed, "given_name": "Bobby"})
    assert answer.status_code == 409
    assert "Somebody changed this meanwhile" in answer.text
    assert 'value="Bobby"' in answer.text
    cast.bob.refresh_from_db()
    assert cast.bob.given_name == "Roberto"
    assert cast.bob.user is not None
    with pytest.raises(Stale):
        people.rename(person=cast.bob, given_name="X", family_name="Y", version=1, by=cast.bob.user)


def test_appointment_by_typed_name_without_javascript(cast: Cast) -> None:
    client = cast.client(cast.charlie)
    typed = {"place": "Westlake High", "role": "teacher", "grades": ["9", "10"]}
    assert client.post("/me/appointments/new/", typed).status_code == 302
    made = cast.charlie.appointments.get()
    assert (made.school, made.district) == (cast.other_school, cast.other_district)


def test_unknown_school_keeps_the_form(cast: Cast) -> None:
    answer = cast.client(cast.charlie).post("/me/appointments/new/", {"place": "Nowhere", "role": "teacher"})
    assert answer.status_code == 422
    assert 'value="Nowhere"' in answer.text
    assert cast.charlie.appointments.count() == 0


def test_leaving_ends_the_appointment_and_keeps_it(cast: Cast) -> None:
    appointment = cast.bob.appointments.get()
    url = f"/me/appointments/{appointment.pk}/end/"
    assert cast.client(cast.ben).post(url).status_code == 404
    cast.client(cast.bob).post(url)
    appointment.refresh_from_db()
    assert appointment.to_date == timezone.localdate()
    assert current_appointment(cast.bob, timezone.localdate() - timedelta(days=1)) == appointment


@pytest.mark.parametrize(
    ("given", "family", "whole"),
    [("Rosa", "Mendez", "Rosa Mendez"), ("Rosa", "", "Rosa"), ("", "Mendez", "Mendez")],
)
def test_a_name_is_written_out_by_one_rule(given: str, family: str, whole: str) -> None:
    """Of a person, of a line of people to invite, and on a card of the library, which reads columns alone."""
    assert full_name(given, family) == whole
    assert Person(given_name=given, family_name=family).name == whole
    assert InviteLine(given_name=given, family_name=family).name == whole
