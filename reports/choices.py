from django.db import models


class SnapshotKind(models.TextChoices):
    PROGRAM = "program", "Program report"
    DISTRICT = "district", "District report"
