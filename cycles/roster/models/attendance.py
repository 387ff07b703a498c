"""Who came to a session."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cycles.planning.models import Session, Strand
from cycles.roster.choices import (
    AttendanceSource,
    AttendanceStatus,
    MarkKind,
)
from ilc.core.models import Stamped
from participants.models import Appointment, Person


class Attendance(Stamped):
    """One person at one session, with the appointment of that date (domain.md 3.4).

    `confirmed` is False for a self check-in after the session's end until a leader confirms it.
    """

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="attendances")
    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    strand = models.ForeignKey(Strand, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    status = models.CharField(max_length=10, choices=AttendanceStatus, default=AttendanceStatus.UNKNOWN)
    minutes = models.PositiveIntegerField(default=0)  # confirmed minutes; 0 unless present or partial
    arrived_at = models.DateTimeField(null=True, blank=True)  # set when they came late
    left_at = models.DateTimeField(null=True, blank=True)  # set when they left early
    confirmed = models.BooleanField(default=True)
    source = models.CharField(max_length=10, choices=AttendanceSource, default=AttendanceSource.LEADER)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    checked_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="attended_once"),
            models.CheckConstraint(
                name="minutes_only_when_there",
                condition=Q(minutes=0) | Q(status__in=[AttendanceStatus.PRESENT, AttendanceStatus.PARTIAL]),
            ),
            models.CheckConstraint(
                name="came_late_or_left_only_when_there",
                condition=Q(arrived_at=None, left_at=None)
                | Q(status__in=[AttendanceStatus.PRESENT, AttendanceStatus.PARTIAL]),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "status"], name="attendance_by_person"),
            models.Index(fields=["updated_at"], name="attendance_by_change"),  # who looks for corrections
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.session}: {self.status}"


class AttendanceMark(Stamped):
    """One thing somebody said about one row, kept for good. Its id may be made on a phone: sent twice, it is one.

    `at` is when it was said, which may be before it arrived: the row follows from the marks in that order.
    """

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=10, choices=MarkKind)
    minutes = models.PositiveIntegerField(null=True, blank=True)  # of "part of it"
    moment = models.DateTimeField(null=True, blank=True)  # of "came late" and "left early": when
    confirmed = models.BooleanField(default=True)
    source = models.CharField(max_length=10, choices=AttendanceSource)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "created_at", "id"]
        indexes = [models.Index(fields=["attendance", "at"], name="mark_by_row")]

    def __str__(self) -> str:
        return f"{self.attendance_id}: {self.kind}"
