"""What districts, schools and partners can be."""

from django.db import models


class Status(models.TextChoices):
    """As the state's directory says it (its column StatusType)."""

    ACTIVE = "active", "active"
    PENDING = "pending", "opening soon"
    CLOSED = "closed", "closed"
    MERGED = "merged", "merged"
    UNKNOWN = "unknown", "not stated"

    @classmethod
    def ended(cls) -> tuple[str, ...]:
        """No longer running: kept for its history, never offered first."""
        return (cls.CLOSED, cls.MERGED)


class PartnerKind(models.TextChoices):
    ASSOCIATION = "association", "association"
    COUNTY_OFFICE = "county_office", "county office of education"
    UNIVERSITY = "university", "university"
    FUNDER = "funder", "funder"
    STATE = "state", "state body"


class Change(models.TextChoices):
    """What the directory's history keeps (DirectoryChange.what)."""

    ADDED = "added", "added"
    CLOSED = "closed", "closed or merged"
    REOPENED = "reopened", "reopened"
    STATUS = "status", "status changed"
    RENAMED = "renamed", "renamed"
    CODE = "code", "code changed"
    OTHER = "other", "details changed"
