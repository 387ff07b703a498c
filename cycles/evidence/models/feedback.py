"""Warm, cool or a question: what colleagues say about what somebody tried and brought, asked for or offered."""

from typing import Self

from django.db import models
from django.db.models import Q

from cycles.evidence.choices import AskedOf, FeedbackKind
from cycles.evidence.models.artifacts import Artifact
from cycles.evidence.words import place_in_words
from cycles.planning.models import Series
from cycles.tries.models import Try
from ilc.core.models import Stamped
from participants.models import Person


def page_word(artifact: Artifact) -> str:
    """What its numbered pictures are called."""
    return "Moment" if artifact.is_film else "Page"


class SaidQuerySet(models.QuerySet["Said"]):
    def standing(self) -> Self:
        """What its writer did not take back."""
        return self.filter(withdrawn_at=None)


class Said(Stamped):
    """Words of one person to another: changed for a few minutes, taken back at any time by whoever wrote them."""

    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="%(class)s_given")
    text = models.TextField()
    read_at = models.DateTimeField(null=True, blank=True)  # whom it speaks to had it on screen
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SaidQuerySet.as_manager()

    class Meta:
        abstract = True


class Feedback(Said):
    """On a try, one of its artifacts, a page of it, or a place on that page."""

    attempt = models.ForeignKey(Try, on_delete=models.CASCADE, related_name="feedback")
    artifact = models.ForeignKey(
        Artifact, null=True, blank=True, on_delete=models.CASCADE, related_name="feedback"
    )
    kind = models.CharField(max_length=10, choices=FeedbackKind)
    page = models.PositiveSmallIntegerField(null=True, blank=True)  # of the artifact's previews, from 1
    x = models.FloatField(null=True, blank=True)  # fractions of the page's width and height
    y = models.FloatField(null=True, blank=True)
    thanked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)  # the owner lets their circle read it

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                name="page_of_an_artifact", condition=Q(page=None) | Q(page__gte=1, artifact__isnull=False)
            ),
            models.CheckConstraint(
                name="place_on_a_page",
                condition=Q(x=None, y=None)
                | Q(
                    page__isnull=False,
                    x__isnull=False,
                    y__isnull=False,
                    x__gte=0,
                    x__lte=1,
                    y__gte=0,
                    y__lte=1,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author} on {self.attempt}"

    @property
    def where(self) -> str:
        """`Page 2, lower left`, of a film `Moment 2, ...`; "" for words on the whole."""
        if self.page is None or self.artifact is None:
            return ""
        place = f", {place_in_words(self.x, self.y)}" if self.x is not None and self.y is not None else ""
        return f"{page_word(self.artifact)} {self.page}{place}"


class FeedbackReply(Said):
    """An answer below feedback: by the owner, its writer, or whoever else may read it."""

    feedback = models.ForeignKey(Feedback, on_delete=models.CASCADE, related_name="replies")

    class Meta:
        ordering = ["created_at"]
        verbose_name_plural = "feedback replies"

    def __str__(self) -> str:
        return f"{self.author} answering {self.feedback}"


class FeedbackRequest(Stamped):
    """The owner of a try says what they would like to hear about, and from whom. One open a try."""

    attempt = models.ForeignKey(Try, on_delete=models.CASCADE, related_name="feedback_requests")
    text = models.CharField(max_length=240)
    whom = models.CharField(max_length=10, choices=AskedOf)
    colleague = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="feedback_asked"
    )
    answered_by = models.ForeignKey(
        Feedback, null=True, blank=True, on_delete=models.SET_NULL, related_name="answers"
    )
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_request_a_try",
                fields=["attempt"],
                condition=Q(done_at=None, withdrawn_at=None),
            ),
            models.CheckConstraint(
                name="a_colleague_is_named",
                condition=Q(whom=AskedOf.COLLEAGUE, colleague__isnull=False)
                | (~Q(whom=AskedOf.COLLEAGUE) & Q(colleague=None)),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class FeedbackOffer(Stamped):
    """Somebody of the series would be glad to look at a colleague's work, until they take it back."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="feedback_offers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="feedback_offers")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_offer_a_series", fields=["series", "person"])]

    def __str__(self) -> str:
        return f"{self.person} in {self.series}"
