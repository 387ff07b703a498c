"""The first API: reading, with the same access functions as the pages."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from cycles.planning.access import series as visible_series
from cycles.planning.models import Series, Session
from cycles.roster.models import Enrollment
from cycles.tries.models import Try
from districts.access import grants
from districts.models import District, School
from ilc.api import serializers
from ilc.api.permissions import AccountReads
from participants.access import person_of
from participants.models import Person


class MeView(APIView):
    """The account that asks."""

    permission_classes = (AccountReads,)

    @extend_schema(responses=serializers.MeSerializer)
    def get(self, request: Request) -> Response:
        user: Any = request.user
        own = person_of(user)
        person = Person.objects.prefetch_related("appointments").get(pk=own.pk) if own else None
        roles = [
            {
                "role": grant.role,
                "district": str(grant.district_id) if grant.district_id else None,
                "school": str(grant.school_id) if grant.school_id else None,
            }
            for grant in grants(user)
        ]
        words = {"email": user.email, "time_zone": user.time_zone, "person": person, "roles": roles}
        return Response(serializers.MeSerializer(words).data)


class DistrictViewSet(ReadOnlyModelViewSet[District]):
    """The state's districts: public records."""

    permission_classes = (AccountReads,)
    serializer_class = serializers.DistrictSerializer
    queryset = District.objects.select_related("county")


@extend_schema_view(
    list=extend_schema(parameters=[OpenApiParameter("district", str, description="CDS code: 20-65243")])
)
class SchoolViewSet(ReadOnlyModelViewSet[School]):
    """The state's schools: public records."""

    permission_classes = (AccountReads,)
    serializer_class = serializers.SchoolSerializer
    queryset = School.objects.all()

    def get_queryset(self) -> QuerySet[School]:
        rows = super().get_queryset()
        district = self.request.query_params.get("district")
        if not district:
            return rows
        return rows.filter(district__cds=district) if district.isprintable() else rows.none()


class SeriesViewSet(ReadOnlyModelViewSet[Series]):
    """Series the account may know of."""

    permission_classes = (AccountReads,)
    serializer_class = serializers.SeriesSerializer
    queryset = Series.objects.none()

    def get_queryset(self) -> QuerySet[Series]:
        user: Any = self.request.user
        return visible_series(user).prefetch_related("outcomes")


class SessionViewSet(ReadOnlyModelViewSet[Session]):
    """Sessions of those series."""

    permission_classes = (AccountReads,)
    serializer_class = serializers.SessionSerializer
    queryset = Session.objects.none()

    def get_queryset(self) -> QuerySet[Session]:
        user: Any = self.request.user
        return Session.objects.filter(series__in=visible_series(user)).prefetch_related("strands")


class EnrollmentViewSet(ReadOnlyModelViewSet[Enrollment]):
    """The account's own enrollments."""

    permission_classes = (AccountReads,)
    serializer_class = serializers.EnrollmentSerializer
    queryset = Enrollment.objects.none()

    def get_queryset(self) -> QuerySet[Enrollment]:
        user: Any = self.request.user
        own = person_of(user)
        return Enrollment.objects.filter(person__root=own.pk) if own else Enrollment.objects.none()


class TryViewSet(ReadOnlyModelViewSet[Try]):
    """The account's own tries."""

    permission_classes = (AccountReads,)
    serializer_class = serializers.TrySerializer
    queryset = Try.objects.none()

    def get_queryset(self) -> QuerySet[Try]:
        user: Any = self.request.user
        own = person_of(user)
        return Try.objects.filter(person__root=own.pk) if own else Try.objects.none()
