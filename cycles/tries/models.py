"""The try: one person's attempt between sessions with one class, and how it went."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from cycles.planning.models import Series, Session, Strategy
from cycles.tries.choices import CarriedOut, Decision, ReflectionVisibility, SkipReason, TryState
from ilc.core.choices import Extent
from ilc.core.models import Stamped, Versioned
from participants.models import Appointment, Person


class TryAssignment(Versioned):
    """What a leader asks to try after a session and to bring to the next, even while that has no date."""

    session = models.OneToOneField(
        Session, on_delete=models.CASCADE, related_name="assignment"
    )  # given in this one
    text = models.TextField()
    lesson_plan = models.BooleanField(default=True)
    samples = models.PositiveSmallIntegerField(default=3)
    reflection = models.BooleanField(default=True)

    def __str__(self) -> str:
        return self.text[:60]


class Try(Versioned):
    """planned -> tried -> brought -> analysed -> decided, or skipped with a reason."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tries")
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="tries")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="tries")  # the one it follows
    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=10, choices=TryState, default=TryState.PLANNED)
    planned_for = models.DateField(null=True, blank=True)
    plan = models.CharField(max_length=300, blank=True)  # "sentence frames in period 3"
    class_label = models.CharField(max_length=80, blank=True)
    grade = models.CharField(max_length=4, blank=True)
    subject = models.CharField(max_length=80, blank=True)
    class_size = models.PositiveSmallIntegerField(null=True, blank=True)
    tried_on = models.DateField(null=True, blank=True)
    what_happened = models.TextField(blank=True)
    engagement = models.PositiveSmallIntegerField(choices=Extent, null=True, blank=True)
    would_change = models.TextField(blank=True)
    reflection_visibility = models.CharField(
        max_length=8, choices=ReflectionVisibility, default=ReflectionVisibility.ME
    )
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    decision_note = models.TextField(blank=True)
    skip_reason = models.CharField(max_length=10, choices=SkipReason, blank=True)
    skip_note = models.CharField(max_length=240, blank=True)
    refines = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="refined_by"
    )
    adopts = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="adopted_by"
    )  # whose idea it was: shown as credit, with no more of that try than its owner released
    strategy = models.ForeignKey(
        Strategy, null=True, blank=True, on_delete=models.PROTECT, related_name="tries"
    )
    draft = models.JSONField(default=dict, blank=True)  # typed but not yet sent, by form name
    tried_at = models.DateTimeField(null=True, blank=True)  # when it was told
    brought_at = models.DateTimeField(null=True, blank=True)
    analysed_at = models.DateTimeField(null=True, blank=True)
    analysed_in = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "tries"
        constraints = [
            models.CheckConstraint(name="try_not_its_own_refinement", condition=~Q(refines=F("id"))),
            models.UniqueConstraint(
                name="one_first_try_a_session", fields=["person", "session"], condition=Q(refines=None)
            ),
            models.UniqueConstraint(
                name="refined_once", fields=["refines"], condition=Q(refines__isnull=False)
            ),
            models.CheckConstraint(
                name="skip_has_a_reason", condition=~Q(state=TryState.SKIPPED) | ~Q(skip_reason="")
            ),
            models.CheckConstraint(
                name="decided_has_a_decision", condition=~Q(state=TryState.DECIDED) | ~Q(decision="")
            ),
        ]
        indexes = [models.Index(fields=["series", "session", "person"], name="try_by_session")]

    def __str__(self) -> str:
        return self.plan or f"Try after session {self.session.number}"

    @property
    def credit(self) -> str:
        """ "Maria Soto's try": the name alone, whatever that try holds; nobody's name once its owner is erased."""
        owner = self.adopts.person.root if self.adopts else None
        name = "" if owner is None or owner.erased_at else owner.name
        return f"{name}'s try" if name else "a colleague's try"


class TryStep(Stamped):
    """What the owner did with a button. `key` is made where it was pressed, so that a sending whose answer got lost
    counts once; `before` holds the fields as they were, for Undo, and only the latest step keeps them."""

    attempt = models.ForeignKey(Try, on_delete=models.CASCADE, related_name="steps")
    key = models.UUIDField()
    before = models.JSONField(default=dict)  # by field name, dates as text
    version = models.PositiveIntegerField()  # of the try when the step was done
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "key"], name="one_try_step_a_key")]

    def __str__(self) -> str:
        return f"Step of {self.attempt}"


class PlanDraft(Stamped):
    """What somebody typed into the plan form before there is a try; gone once it is planned."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="+")
    draft = models.JSONField(default=dict)  # by form name

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "session"], name="one_plan_draft")]

    def __str__(self) -> str:
        return f"Draft of {self.person}"


class Commitment(Stamped):
    """One of up to three concrete changes a person writes down at the end of a session. Theirs alone: leaders learn
    how many people wrote something, nobody what. One that was answered is history: new words on its line are a new
    row, and it stays with its answer."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="commitments")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="commitments")
    position = models.PositiveSmallIntegerField()  # 1 to 3, as on the page
    text = models.CharField(max_length=300)
    tab = models.CharField(max_length=40, blank=True)  # which browser tab typed it last
    carried_out = models.CharField(max_length=8, choices=CarriedOut, blank=True)  # answered later
    reason = models.CharField(max_length=240, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    followed_at = models.DateTimeField(null=True, blank=True)  # new words took its line

    class Meta:
        ordering = ["session_id", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "session", "position"],
                condition=Q(followed_at=None),
                name="one_commitment_a_line",
            ),
            models.CheckConstraint(name="commitments_are_three", condition=Q(position__in=[1, 2, 3])),
        ]

    def __str__(self) -> str:
        return f"Commitment {self.position} of {self.person}"


class SessionThanks(Stamped):
    """The short mail to those who came, in a leader's own words; its being there says that it is sent."""

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="thanks")
    words = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"Thanks after {self.session}"
