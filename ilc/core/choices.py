from django.db import models


class WorkState(models.TextChoices):
    DUE = "due", "due"
    CLAIMED = "claimed", "claimed"
    DONE = "done", "done"


class MessageState(models.TextChoices):
    SENT = "sent", "sent"
    FAILED = "failed", "failed"
    POINTLESS = "pointless", "pointless"
    SUPPRESSED = "suppressed", "suppressed"


class Extent(models.IntegerChoices):
    """The extent scale; "too soon" stays outside every denominator but is shown (domain.md 2)."""

    GREAT = 4, "To a great extent"
    SOME = 3, "To some extent"
    LITTLE = 2, "To a little extent"
    NOT_AT_ALL = 1, "Not at all"
    TOO_SOON = 0, "Too soon to tell"
