"""Partners taking part in a series."""

import uuid

from django.db import transaction

from cycles.planning.actions.checks import must_be_editable
from cycles.planning.models import Series, SeriesPartner
from districts.models import Partner
from ilc.accounts.models import User
from ilc.core import events, versions
from ilc.core.errors import Refused
from ilc.core.ids import unused

TWICE = "{} takes part in this series already."


@transaction.atomic
def join(
    *,
    series: Series,
    by: User,
    partner: Partner | None = None,
    called: str = "",
    role: str = "",
    pk: uuid.UUID | None = None,
) -> SeriesPartner:
    """A known partner, or one in the leader's own words. The same `pk` sent twice is one."""
    must_be_editable(series)
    if pk and (twice := series.partners.filter(pk=pk).first()):
        return twice
    known = (
        series.partners.filter(partner=partner) if partner else series.partners.filter(called__iexact=called)
    )
    if known.exists():
        raise Refused(TWICE.format(partner or called), "twice")
    fresh = unused(SeriesPartner, pk)
    made = SeriesPartner.objects.create(
        series=series, partner=partner, called="" if partner else called.strip(), role=role.strip(), **fresh
    )
    events.record("partner.joined", series, by=by, name=str(made))
    return made


@transaction.atomic
def change(*, row: SeriesPartner, role: str, by: User, version: int | None = None) -> None:
    """What the partner does in the series."""
    must_be_editable(row.series)
    before = row.role
    if versions.save(row, version=version, role=role.strip()):
        events.record(
            "partner.changed", row.series, by=by, name=str(row), changes={"role": [before, row.role]}
        )


@transaction.atomic
def link(*, row: SeriesPartner, partner: Partner, by: User) -> None:
    """Program staff tell which known partner a leader meant. Twice changes nothing."""
    if row.partner_id == partner.pk:
        return
    if row.series.partners.filter(partner=partner).exclude(pk=row.pk).exists():
        raise Refused(TWICE.format(partner), "twice")
    versions.save(row, version=None, partner=partner)
    events.record("partner.linked", row.series, by=by, name=str(partner), called=row.called)


@transaction.atomic
def leave(*, series: Series, line: uuid.UUID, by: User) -> None:
    """No longer a partner of the series. One that contributes stays until its contributions are taken off."""
    must_be_editable(series)
    row = series.partners.filter(pk=line).first()
    if row is None:
        return
    if row.contributions.exists():
        raise Refused(f"{row} contributes to this series. Take its contributions off first.", "contributes")
    row.delete()
    events.record("partner.left", series, by=by, name=str(row))
