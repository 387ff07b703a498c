"""Questions about the support asked of administrators."""

import uuid
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from cycles.planning.choices import ASKING, TELLABLE, Side, SupportState
from cycles.planning.models import Series, SupportLine, SupportView
from districts.models import District, RoleGrant, School
from districts.permissions import Role

Place = District | School


def lines_of(series: Series) -> QuerySet[SupportLine]:
    """What a series asks for, in the order it was written down, with both sides' views."""
    rows = series.support.exclude(state=SupportState.WITHDRAWN)
    return rows.select_related("district", "school", "answered_by__person__root").prefetch_related("views")


def may_be_asked(series: Series) -> list[District]:
    """The host district, or each district that belongs to the hosting alliance today, the lead first."""
    if series.host_alliance is None:
        return [series.host_district] if series.host_district else []
    lead = series.host_alliance.lead_district
    members = series.host_alliance.members_on(timezone.localdate())
    return [lead, *members.exclude(pk=lead.pk).order_by("name")]


def place_key(place: Place | None) -> str:
    """How a district or school stands in a form."""
    if place is None:
        return ""
    return f"{'school' if isinstance(place, School) else 'district'}:{place.pk}"


def place_of(series: Series, key: str, name: str) -> Place | None:
    """The district or school a form means, by its key or else by a name only one has; among those who may be asked."""
    districts = may_be_asked(series)
    within = School.objects.filter(district__in=districts)
    kind, _, pk = key.partition(":")
    if pk and not _is_uuid(pk):
        return None
    if kind == "school":
        return within.filter(pk=pk).first()
    if kind == "district":
        return next((one for one in districts if str(one.pk) == pk), None)
    typed = name.strip().casefold().removesuffix(" (district office)")
    if found := next((one for one in districts if one.name.casefold() == typed), None):
        return found
    schools = list(within.filter(name__iexact=typed)[:2])
    return schools[0] if len(schools) == 1 else None


def _is_uuid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class Commitments:
    """What became of the support asked for; each figure counts lines. Nothing a teacher wrote is in it.

    `promised` counts whole and partial promises, whatever became of them; `kept` + `not_kept` + `differing` +
    `untold` = `promised`. `by_side` says how many each side told as kept and as not kept.
    """

    asked: int
    promised: int
    in_part: int
    declined: int
    waiting: int
    kept: int
    not_kept: int
    differing: int
    untold: int
    by_side: dict[str, tuple[int, int]]


def commitments(lines: QuerySet[SupportLine]) -> Commitments:
    """The figure over any lines (of a series, a district, a year), in two queries."""
    asked = lines.exclude(state=SupportState.WITHDRAWN).exclude(announced_at=None)
    part = Q(state__in=TELLABLE, pledged_quantity__lt=F("quantity"))
    counts = asked.aggregate(
        asked=Count("pk"),
        promised=Count("pk", filter=Q(state__in=TELLABLE)),
        in_part=Count("pk", filter=part),
        declined=Count("pk", filter=Q(state=SupportState.DECLINED)),
        waiting=Count("pk", filter=Q(state=SupportState.ASKED)),
        kept=Count("pk", filter=Q(state=SupportState.KEPT)),
        not_kept=Count("pk", filter=Q(state=SupportState.NOT_KEPT)),
        differing=Count("pk", filter=Q(state=SupportState.DIFFERING)),
    )
    told = SupportView.objects.filter(line__in=asked.filter(state__in=TELLABLE).values("pk"))
    rows = told.order_by().values_list("side", "kept").annotate(n=Count("pk"))
    found = {(side, kept): n for side, kept, n in rows}
    by_side = {side: (found.get((side, True), 0), found.get((side, False), 0)) for side in Side.values}
    untold = counts["promised"] - counts["kept"] - counts["not_kept"] - counts["differing"]
    return Commitments(**counts, untold=untold, by_side=by_side)


def unheard(series: Series) -> list[Place]:
    """Those asked by this series whom nobody administers here yet: no mail reaches them."""
    places = {line.of for line in lines_of(series) if line.state == SupportState.ASKED and line.of}
    if not places:
        return []
    districts = {one.district_id if isinstance(one, School) else one.pk for one in places}
    schools = {one.pk for one in places if isinstance(one, School)}
    grants = RoleGrant.objects.on().filter(
        Q(role=Role.DISTRICT_ADMIN, district__in=districts) | Q(role=Role.SCHOOL_ADMIN, school__in=schools)
    )
    heard = {pk for pair in grants.values_list("district", "school") for pk in pair if pk}
    return [
        one
        for one in sorted(places, key=str)
        if one.pk not in heard and not (isinstance(one, School) and one.district_id in heard)
    ]


def waiting_count(lines: QuerySet[SupportLine]) -> int:
    """How many of these wait for an answer now."""
    return lines.filter(state=SupportState.ASKED, series__state__in=ASKING).count()
