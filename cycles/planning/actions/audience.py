"""Districts whose educators are invited besides the host's."""

from django.db import transaction

from cycles.planning.actions.checks import must_be_editable
from cycles.planning.models import Series
from districts.access import alliances_of
from districts.choices import Status
from districts.models import District
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused


@transaction.atomic
def invite_district(*, series: Series, district: District, by: User) -> None:
    """Its educators see the series once it is published, and register. Twice is once."""
    must_be_editable(series)
    if district.status in Status.ended():
        raise Refused(f"{district} is closed. Choose the district its schools belong to now.", "district")
    within = (
        series.host_alliance_id and alliances_of({district.pk}).filter(pk=series.host_alliance_id).exists()
    )
    if within or series.host_district_id == district.pk:
        raise Refused(f"{district} hosts the series: its educators are in already.", "district")
    if series.invited_districts.filter(pk=district.pk).exists():
        return
    series.invited_districts.add(district)
    events.record("series.district-invited", series, by=by, district=str(district.pk), name=district.name)


@transaction.atomic
def uninvite_district(*, series: Series, district: District, by: User) -> None:
    """No longer for its educators; who registered already keeps the seat. Twice is once."""
    must_be_editable(series)
    if not series.invited_districts.filter(pk=district.pk).exists():
        return
    series.invited_districts.remove(district)
    events.record("series.district-uninvited", series, by=by, district=str(district.pk), name=district.name)
