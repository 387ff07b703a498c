from django.db import models


class EntryKind(models.TextChoices):
    """What stands in the library, in the order in which equals are shown."""

    STRATEGY = "strategy", "Strategy"
    RESOURCE = "resource", "Resource"
    EXAMPLE = "example", "Example"


TIERS: dict[str, int] = {kind: place for place, kind in enumerate(EntryKind.values)}
BARE = len(TIERS)  # a strategy of which nobody has said anything yet: after everything else


class GradeBand(models.TextChoices):
    """What a strategy looks like differs between these."""

    EARLY = "TK-2", "TK to grade 2"
    UPPER = "3-5", "Grades 3 to 5"
    MIDDLE = "6-8", "Grades 6 to 8"
    HIGH = "9-12", "Grades 9 to 12"


class LookedFor(models.TextChoices):
    """Languages one may ask for; what is bilingual is found by both."""

    ENGLISH = "en", "English"
    SPANISH = "es", "Spanish"
    BILINGUAL = "bilingual", "English and Spanish"
