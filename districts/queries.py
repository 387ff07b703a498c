"""Finding districts and schools by what people type: words of a name, or the beginning of a code."""

import re
from typing import TypeVar

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from districts.choices import Status
from districts.models import District, School

OPEN_FIRST = Case(
    When(status=Status.ACTIVE, then=Value(0)),
    When(status__in=(Status.PENDING, Status.UNKNOWN), then=Value(1)),
    default=Value(2),
    output_field=IntegerField(),
)
M = TypeVar("M", District, School)
CODE = re.compile(r"[0-9][0-9 -]*")


def search_schools(
    text: str, *, district: District | None = None, limit: int = 20, among: list[District] | None = None
) -> QuerySet[School]:
    """Schools whose name, city or district has every word, or whose CDS code begins so; open ones first.

    Empty text finds nothing, unless `district` already narrows the list; `among`: only of these districts."""
    schools = School.objects.select_related("district")
    if among is not None:
        schools = schools.filter(district__in=among)
    if district is not None:
        schools = schools.filter(district=district)
    elif not text.strip():
        return schools.none()
    return _ranked(schools.filter(_school(text)), text)[:limit]


def search_districts(text: str, *, limit: int = 20) -> QuerySet[District]:
    """Districts whose name or city has every word, or whose CDS code begins so; open ones first."""
    if not text.strip():
        return District.objects.none()
    coded = CODE.fullmatch(text.strip())
    found = Q(cds__startswith=_cds_prefix(text)) if coded else _every_word(text, "name", "city")
    return _ranked(District.objects.select_related("county").filter(found), text)[:limit]


def find_district(text: str) -> District | None:
    """The one district meant: by CDS code (CC-DDDDD, 7 or 14 digits), NCES id, or a name only one has."""
    text = text.strip()
    digits = re.sub(r"[ -]", "", text)
    if CODE.fullmatch(text) and len(digits) in (7, 14):
        by_code = District.objects.filter(cds=_cds_prefix(digits[:7])).first()
        return by_code or (_only(District.objects.filter(nces=digits)) if len(digits) == 7 else None)
    named = District.objects.filter(name__iexact=text)
    return _only(named.exclude(status__in=Status.ended())) or _only(named)


def _only(districts: QuerySet[District]) -> District | None:
    found = list(districts[:2])
    return found[0] if len(found) == 1 else None


def _school(text: str) -> Q:
    if CODE.fullmatch(text.strip()):
        return Q(cds__startswith=re.sub(r"[ -]", "", text))
    return _every_word(text, "name", "city", "lea_name")


def _every_word(text: str, *columns: str) -> Q:
    found = Q()
    for word in text.split():
        anywhere = Q()
        for column in columns:
            anywhere |= Q(**{f"{column}__icontains": word})
        found &= anywhere
    return found


def _cds_prefix(text: str) -> str:
    """Digits as District.cds holds them: CC-DDDDD, or its beginning."""
    digits = re.sub(r"[ -]", "", text)[:7]
    return f"{digits[:2]}-{digits[2:]}" if len(digits) > 2 else digits


def _ranked(places: QuerySet[M], text: str) -> QuerySet[M]:
    start = When(name__istartswith=text.strip(), then=Value(0))
    begins = Case(start, default=Value(1), output_field=IntegerField())
    return places.order_by(OPEN_FIRST, begins, "name", "cds")
