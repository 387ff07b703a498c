"""Shapes of the API's answers. Read-only; names are the glossary's."""

from typing import Any

from rest_framework import serializers

from cycles.planning.models import Series, Session, Strand
from cycles.roster.models import Enrollment
from cycles.tries.models import Try
from districts.models import District, School
from participants.models import Appointment, Person


class DistrictSerializer(serializers.ModelSerializer[District]):
    county = serializers.CharField(source="county.name")

    class Meta:
        model = District
        fields = ("id", "cds", "nces", "name", "county", "status", "latitude", "longitude")


class SchoolSerializer(serializers.ModelSerializer[School]):
    class Meta:
        model = School
        fields = (
            "id",
            "cds",
            "nces",
            "name",
            "district",
            "status",
            "grades_offered",
            "latitude",
            "longitude",
        )


class AppointmentSerializer(serializers.ModelSerializer[Appointment]):
    class Meta:
        model = Appointment
        fields = ("id", "school", "district", "role", "grades", "subjects", "from_date", "to_date")


class PersonSerializer(serializers.ModelSerializer[Person]):
    appointments = AppointmentSerializer(many=True)

    class Meta:
        model = Person
        fields = ("id", "given_name", "family_name", "appointments")


class MeSerializer(serializers.Serializer[Any]):
    """The account, the person behind it and the roles in force today."""

    email = serializers.EmailField()
    time_zone = serializers.CharField()
    person = PersonSerializer(allow_null=True)
    roles = serializers.ListField(child=serializers.DictField(child=serializers.CharField(allow_null=True)))


class StrandSerializer(serializers.ModelSerializer[Strand]):
    class Meta:
        model = Strand
        fields = ("id", "name", "grade_band", "place")


class SessionSerializer(serializers.ModelSerializer[Session]):
    """`starts_at` is null while the session is to be scheduled."""

    strands = StrandSerializer(many=True)

    class Meta:
        model = Session
        fields = ("id", "series", "number", "title", "state", "starts_at", "ends_at", "place", "strands")


class SeriesSerializer(serializers.ModelSerializer[Series]):
    outcomes = serializers.SlugRelatedField[Any](many=True, read_only=True, slug_field="text")

    class Meta:
        model = Series
        fields = (
            "id",
            "title",
            "focus",
            "description",
            "audience",
            "state",
            "host_district",
            "host_alliance",
            "time_zone",
            "outcomes",
            "published_at",
        )


class EnrollmentSerializer(serializers.ModelSerializer[Enrollment]):
    class Meta:
        model = Enrollment
        fields = ("id", "series", "appointment", "state", "registered_at", "offered_until")


class TrySerializer(serializers.ModelSerializer[Try]):
    """One's own try: the only place where the API carries a reflection."""

    class Meta:
        model = Try
        fields = (
            "id",
            "series",
            "session",
            "state",
            "plan",
            "planned_for",
            "class_label",
            "grade",
            "subject",
            "class_size",
            "tried_on",
            "what_happened",
            "engagement",
            "would_change",
            "reflection_visibility",
            "decision",
            "refines",
            "adopts",
        )
