"""The figures of the dashboards, for whoever may open the dashboard: counted by the same module, hidden alike."""

import uuid
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from districts.access import require
from districts.permissions import Permission
from ilc.api.permissions import AccountReads
from reports import access
from reports.counting import Audience, Board, Figure, Scope, board, school_year, school_year_of
from reports.counting.scope import ever
from reports.views.dashboards import YEARS_SHOWN

SCOPES = ("program", "district", "alliance", "series")


class FiguresQuery(serializers.Serializer[Any]):
    """Whose figures, exactly one, and of which school year. A series is counted since it began."""

    program = serializers.BooleanField(required=False, help_text="1: the whole program")
    district = serializers.UUIDField(required=False)
    alliance = serializers.UUIDField(required=False)
    series = serializers.UUIDField(required=False)
    year = serializers.IntegerField(
        required=False, help_text="2026: July 2026 to June 2027. This school year unless told."
    )

    def validate_year(self, year: int) -> int:
        """Only the years that the dashboards offer."""
        last = school_year_of(timezone.localdate())
        first = last - YEARS_SHOWN + 1
        if not first <= year <= last:
            raise serializers.ValidationError(f"A school year from {first} to {last}.")
        return year

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        asked = [name for name in SCOPES if attrs.get(name)]
        if len(asked) != 1:
            raise serializers.ValidationError("Name one of program=1, district, alliance, series.")
        if asked == ["series"] and "year" in attrs:
            raise serializers.ValidationError({"year": "A series is counted since it began."})
        return attrs


class FigureSerializer(serializers.Serializer[Figure]):
    """One figure. A hidden one carries no number, only what is `shown` in its place."""

    key = serializers.CharField(help_text="of the definition")
    name = serializers.CharField(source="label")
    definition = serializers.CharField(source="definition.text", help_text="how it is counted")
    unit = serializers.CharField(source="definition.unit")
    value = serializers.FloatField(allow_null=True)
    numerator = serializers.FloatField(allow_null=True)
    denominator = serializers.IntegerField(allow_null=True)
    n = serializers.IntegerField(allow_null=True)
    at_least = serializers.BooleanField()
    hidden = serializers.BooleanField()
    shown = serializers.CharField(source="text")
    period = serializers.CharField()
    as_of = serializers.CharField()


class TogetherSerializer(serializers.Serializer[Any]):
    """Neighbouring answers told as one number; each of them alone is null."""

    answers = serializers.ListField(child=serializers.CharField())
    count = serializers.IntegerField()


class InfluenceSerializer(serializers.Serializer[Any]):
    """Answers in one domain, latest of each person; null where hidden or told `together`.

    `too_soon` null: told `together` with the weakest answers, and part of `n` (as it is never in `n` otherwise).
    """

    domain = serializers.CharField()
    name = serializers.CharField(source="label")
    hidden = serializers.BooleanField()
    n = serializers.IntegerField(allow_null=True)
    great = serializers.IntegerField(allow_null=True)
    some = serializers.IntegerField(allow_null=True)
    little = serializers.IntegerField(allow_null=True)
    none = serializers.IntegerField(allow_null=True)
    too_soon = serializers.IntegerField(allow_null=True)
    together = TogetherSerializer(
        many=True, help_text="answers that fewer than five chose, with their neighbours"
    )

    def to_representation(self, instance: Any) -> dict[str, Any]:
        words = super().to_representation(instance)
        counts = ("n", "great", "some", "little", "none", "too_soon")
        return {**words, **dict.fromkeys(counts)} if instance.hidden else words


class BoardSerializer(serializers.Serializer[Board]):
    """All figures of one scope and period."""

    scope = serializers.CharField(source="scope.label")
    first_day = serializers.DateField(source="period.first", allow_null=True)
    last_day = serializers.DateField(source="period.last")
    as_of = serializers.DateTimeField()
    figures = serializers.SerializerMethodField()
    ladder = FigureSerializer(many=True)
    influence = InfluenceSerializer(many=True)

    @extend_schema_field(FigureSerializer(many=True))
    def get_figures(self, made: Board) -> Any:
        every: Any = serializers.ListSerializer(child=FigureSerializer())
        return every.to_representation(list(made.figures.values()))


def _counted(user: Any, asked: dict[str, Any]) -> Board:
    """Count what the account may open as a page; 404 and 403 as there."""
    if series := asked.get("series"):
        _, scope, audience = access.series_scope(user, series)
        return board(scope, ever(timezone.localdate()), audience, place_kind="")
    year = asked.get("year", school_year_of(timezone.localdate()))
    return board(_scope(user, asked), school_year(year), Audience.INSIDE, place_kind="", full=False)


def _scope(user: Any, asked: dict[str, uuid.UUID]) -> Scope:
    if district := asked.get("district"):
        return access.district_scope(user, district)[1]
    if alliance := asked.get("alliance"):
        return access.alliance_scope(user, alliance)[1]
    require(user, Permission.FIGURES_ALL)
    return Scope.program()


class FiguresView(APIView):
    """Reach, ladder and influence of one district, alliance or series, or of the program."""

    permission_classes = (AccountReads,)

    @extend_schema(parameters=[FiguresQuery], responses=BoardSerializer)
    def get(self, request: Request) -> Response:
        asked = FiguresQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return Response(BoardSerializer(_counted(request.user, asked.validated_data)).data)
