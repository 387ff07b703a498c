"""Alliances: making one, districts joining and leaving."""

import uuid
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from districts.models import Alliance, AllianceMembership, District
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused


@transaction.atomic
def create(*, name: str, about: str, lead: District, by: User) -> Alliance:
    """A new alliance with its lead district as first member."""
    try:
        with transaction.atomic():
            made = Alliance.objects.create(name=name.strip(), about=about, lead_district=lead)
    except IntegrityError as error:
        raise Refused(f"There is an alliance called {name.strip()} already.", "name") from error
    events.record("alliance.created", made, by=by, lead=str(lead.pk))
    join(alliance=made, district=lead, since=timezone.localdate(), by=by)
    return made


@transaction.atomic
def join(*, alliance: Alliance, district: District, since: date, by: User) -> AllianceMembership:
    """A district belongs to the alliance from a day on; it cannot join twice at once."""
    overlapping = alliance.memberships.filter(district=district).exclude(to_date__lte=since)
    if overlapping.exists():
        raise Refused(f"{district} is a member already.", "member")
    made = AllianceMembership.objects.create(alliance=alliance, district=district, from_date=since)
    events.record("alliance.joined", alliance, by=by, district=str(district.pk), since=since.isoformat())
    return made


@transaction.atomic
def leave(*, alliance: Alliance, membership: uuid.UUID, by: User) -> None:
    """The membership ends today; figures of the past keep it. The lead district stays."""
    row = alliance.memberships.select_related("district").filter(pk=membership, to_date=None).first()
    if row is None:
        return
    if row.district_id == alliance.lead_district_id:
        raise Refused("The lead district cannot leave: it approves the alliance's series.", "lead")
    AllianceMembership.objects.filter(pk=row.pk).update(to_date=max(timezone.localdate(), row.from_date))
    events.record("alliance.left", alliance, by=by, district=str(row.district_id))
