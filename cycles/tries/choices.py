from django.db import models


class TryState(models.TextChoices):
    PLANNED = "planned", "Planned"
    TRIED = "tried", "Tried"
    BROUGHT = "brought", "Evidence brought"
    ANALYSED = "analysed", "Looked at together"
    DECIDED = "decided", "Decided"
    SKIPPED = "skipped", "Didn't happen"


DONE_STATES = (TryState.TRIED, TryState.BROUGHT, TryState.ANALYSED, TryState.DECIDED)


class Decision(models.TextChoices):
    KEEP = "keep", "Keep it"
    ADAPT = "adapt", "Adapt it and try again"
    SET_ASIDE = "set-aside", "Set it aside"


class SkipReason(models.TextChoices):
    TIME = "time", "No time in the pacing"
    FIT = "fit", "Didn't fit this class"
    MATERIALS = "materials", "Materials or technology missing"
    ABSENT = "absent", "I or the class was away"
    UNSURE = "unsure", "I wasn't sure how"
    OTHER = "other", "Something else"


class Outcome(models.TextChoices):
    """The three answers to "Did you try it?"; an answer, not a state of its own."""

    TRIED = "tried", "I tried it"
    NOT_YET = "not-yet", "Not yet"
    WONT = "wont", "I won't, because …"


class ReflectionVisibility(models.TextChoices):
    ME = "me", "Only me"
    LEADERS = "leaders", "My leaders"
    SERIES = "series", "Everybody in this series"


class CarriedOut(models.TextChoices):
    """What became of a commitment."""

    FULLY = "fully", "Fully"
    PARTLY = "partly", "Partly"
    NOT = "not", "Not yet"
