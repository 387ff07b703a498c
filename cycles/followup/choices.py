from django.db import models


class Confidentiality(models.TextChoices):
    """Fixed per instrument and shown to the respondent (domain.md 3.8)."""

    IDENTIFIED = "identified", "Your leaders see your name beside your answers."
    CONFIDENTIAL = (
        "confidential",
        "Linked to you only so that you are asked once and answers can be matched; shown to nobody.",
    )
    ANONYMOUS = "anonymous", "Not linked to you at all."


class ItemKind(models.TextChoices):
    EXTENT = "extent", "Extent scale"
    AGREEMENT = "agreement", "Five-point agreement"
    OPEN = "open", "Open line"


class InfluenceDomain(models.TextChoices):
    CURRICULUM = "curriculum", "Curriculum"
    STRATEGIES = "strategies", "Instructional strategies"
    ASSESSMENTS = "assessments", "Assessments"
    ENGAGEMENT = "engagement", "Student engagement"
    LEARNING = "learning", "Student learning"


class Agreement(models.IntegerChoices):
    STRONGLY_AGREE = 5, "Strongly agree"
    AGREE = 4, "Agree"
    NEITHER = 3, "Neither"
    DISAGREE = 2, "Disagree"
    STRONGLY_DISAGREE = 1, "Strongly disagree"
