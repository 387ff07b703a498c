"""Lists of people to invite: kept from the moment they are pasted until the last mail is on its way."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cycles.planning.models import Series
from cycles.roster.choices import LineProblem, ListSource, ListState
from ilc.core.models import Deferred, Stamped
from participants.models import Person, full_name


class InviteList(Deferred):
    """One list, looked through before anything is sent. While it is looked through there is no work to do
    (`work_state` done); sending makes it due."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="invite_lists")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    source = models.CharField(max_length=10, choices=ListSource, default=ListSource.PASTED)
    about = models.CharField(max_length=200, blank=True)  # which school, which series
    message = models.TextField(blank=True)  # the leader's own words, plain text
    state = models.CharField(max_length=10, choices=ListState, default=ListState.REVIEW)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["series", "state"], name="invite_list_by_series")]

    def __str__(self) -> str:
        return f"{self.get_source_display()} for {self.series}"


class InviteLine(Stamped):
    """One person on a list, or what was typed where one should be."""

    list = models.ForeignKey(InviteList, on_delete=models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()  # of the pasted line
    typed = models.CharField(max_length=400, blank=True)
    email = models.EmailField(blank=True)
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80, blank=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    # Somebody the leader may invite but not be told of: counted, never named (domain.md 5).
    unnamed = models.BooleanField(default=False)
    problem = models.CharField(max_length=20, choices=LineProblem, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)  # invited, or found at the last moment not to be

    class Meta:
        ordering = ["number", "id"]
        constraints = [
            models.CheckConstraint(
                name="invite_line_names_somebody",
                condition=~Q(problem="") | ~Q(email="") | Q(person__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["list", "problem", "number"], name="invite_line_by_list")]

    def __str__(self) -> str:
        return f"{self.number}: {self.typed or self.email}"

    @property
    def name(self) -> str:
        return full_name(self.given_name, self.family_name)
