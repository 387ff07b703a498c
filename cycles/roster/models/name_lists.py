"""A pasted list of the people at an event, kept for review until each line is added or dropped."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cycles.planning.models import Event
from cycles.roster.choices import LineState
from districts.models import District, School
from ilc.core.models import Stamped, Versioned
from participants.choices import AppointmentRole
from participants.models import Person


class NameList(Versioned):
    """One paste. Nobody is at the event by it before its lines are added."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="name_lists")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    head = models.CharField(max_length=500, blank=True)  # the line that names the columns

    def __str__(self) -> str:
        return f"List of {self.created_at:%-d %B %Y} for {self.event}"


class ListedName(Stamped):
    """One line: as it was written, what was understood, and why it cannot be added as it stands."""

    name_list = models.ForeignKey(NameList, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=500)
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=20, choices=AppointmentRole, default=AppointmentRole.TEACHER)
    school = models.ForeignKey(School, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    district = models.ForeignKey(District, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    problem = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=LineState, default=LineState.GOOD)
    # The known record it is taken for; empty while asked, or for somebody new.
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["name_list", "number"], name="list_line_once"),
            models.CheckConstraint(
                name="bad_line_says_why", condition=~Q(state=LineState.BAD) | ~Q(problem="")
            ),
        ]
        indexes = [models.Index(fields=["name_list", "state", "number"], name="list_line_by_state")]

    def __str__(self) -> str:
        return f"Line {self.number}: {self.text}"

    @property
    def place(self) -> str:
        found = self.school or self.district
        return found.name if found else ""
