"""Inviting somebody by mail to claim a person and take a role."""

import uuid

from django.db import transaction
from django.utils import timezone

from districts.models import District, RoleGrant, School
from districts.permissions import Role
from ilc.accounts.models import User
from ilc.core import events, outbox
from ilc.core.errors import Refused
from participants.actions.people import claim, for_account, merge
from participants.models import Invitation, Person, PersonEmail


@transaction.atomic
def invite(
    *,
    email: str,
    by: User | None,
    role: str = "",
    district: District | None = None,
    school: School | None = None,
    person: Person | None = None,
    given_name: str = "",
    family_name: str = "",
    note: str = "",
    next_url: str = "",
    mail: bool = True,
) -> Invitation:
    """Send one invitation; an open one to the same address for the same thing is sent again, not doubled.

    `mail=False` for callers whose own mail carries the link."""
    email = email.strip().lower()
    open_one = Invitation.objects.filter(
        email__iexact=email,
        role=role,
        district=district,
        school=school,
        next_url=next_url,
        accepted_at=None,
        cancelled_at=None,
        expires_at__gt=timezone.now(),
    ).first()
    made = open_one or Invitation.objects.create(
        email=email,
        role=role,
        district=district,
        school=school,
        person=person,
        given_name=given_name,
        family_name=family_name,
        note=note,
        next_url=next_url,
        invited_by=by,
    )
    events.record("invitation.sent", made, by=by, role=role)
    if mail:
        day = timezone.localdate().isoformat()
        outbox.post(rule="invitation", address=email, object_id=made.pk, occurrence=day)
    return made


@transaction.atomic
def invite_many(*, people: list[tuple[uuid.UUID, str]], by: User | None, next_url: str) -> None:
    """A claim for each (remaining person, address) without an account; open ones for the same thing stay. The
    mail that carries the link is the caller's."""
    ids = [pk for pk, _ in people]
    claimed = set(Person.objects.filter(pk__in=ids, user__isnull=False).values_list("pk", flat=True))
    open_ones = Invitation.objects.filter(
        person__root__in=ids,
        next_url=next_url,
        accepted_at=None,
        cancelled_at=None,
        expires_at__gt=timezone.now(),
    )
    settled = claimed | set(open_ones.values_list("person__root", flat=True))
    fresh = [
        Invitation(email=email, person_id=pk, next_url=next_url, invited_by=by)
        for pk, email in people
        if pk not in settled
    ]
    Invitation.objects.bulk_create(fresh)
    events.record_each("invitation.sent", [(one, None) for one in fresh], by=by, role="")


@transaction.atomic
def accept(*, invitation: Invitation, user: User) -> Person:
    """Join account, person and role. Accepting twice by the same account changes nothing."""
    if invitation.accepted_by_id == user.pk:
        return for_account(user=user, given_name="", family_name="")
    if not invitation.is_open:
        raise Refused("This invitation was used or has run out. Ask for a new one.", "closed")
    taken = Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(
        accepted_at=timezone.now(), accepted_by=user
    )
    if not taken:
        raise Refused("This invitation was used meanwhile.", "closed")
    person = _person_for(invitation, user)
    if invitation.role:
        _grant(invitation, user)
    events.record("invitation.accepted", invitation, by=user, role=invitation.role)
    return person


def _person_for(invitation: Invitation, user: User) -> Person:
    own = Person.objects.filter(user=user).select_related("root").first()
    invited = _invited_person(invitation)
    if own is None and invited is not None and invited.user_id is None:
        claim(person=invited, user=user)
        return invited
    if own is None:
        own = for_account(user=user, given_name=invitation.given_name, family_name=invitation.family_name)
    elif invited is not None and invited.user_id is None and invited.pk != own.root_id:
        merge(person=invited, into=own.root, by=user, reason="accepted the invitation sent to this record")
    PersonEmail.objects.filter(email__iexact=invitation.email, person__root=own.root_id).update(
        verified_at=timezone.now()
    )
    return own.root


def _invited_person(invitation: Invitation) -> Person | None:
    if invitation.person is not None:
        return invitation.person.root
    row = PersonEmail.objects.filter(email__iexact=invitation.email).select_related("person__root").first()
    return row.person.root if row else None


def _grant(invitation: Invitation, user: User) -> None:
    scope = {"district": invitation.district, "school": invitation.school}
    open_grants = RoleGrant.objects.on().filter(user=user, role=invitation.role, **scope)
    if not open_grants.exists():
        grant = RoleGrant.objects.create(
            user=user, role=invitation.role, granted_by=invitation.invited_by, **scope
        )
        events.record("role.granted", grant, by=user, role=invitation.role)
    district = invitation.district
    if invitation.role != Role.DISTRICT_ADMIN or district is None:
        return
    if District.objects.filter(pk=district.pk, onboarded_at=None).update(onboarded_at=timezone.now()):
        events.record("district.onboarded", district, by=user)


@transaction.atomic
def cancel(*, invitation: Invitation, by: User) -> None:
    if Invitation.objects.filter(pk=invitation.pk, accepted_at=None, cancelled_at=None).update(
        cancelled_at=timezone.now()
    ):
        events.record("invitation.cancelled", invitation, by=by)
