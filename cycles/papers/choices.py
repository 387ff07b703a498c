from django.db import models


class CertificateState(models.TextChoices):
    CURRENT = "current", "Valid"
    SUPERSEDED = "superseded", "Replaced by a corrected one"
    REVOKED = "revoked", "Withdrawn"


CERTIFICATE_BADGE: dict[str, str] = {
    CertificateState.CURRENT: "done",
    CertificateState.SUPERSEDED: "wait",
    CertificateState.REVOKED: "bad",
}


class PaperKind(models.TextChoices):
    TRANSCRIPT = "transcript", "My hours"
    PRINT_PACK = "print-pack", "Print pack"


class Part(models.TextChoices):
    """What a print pack may hold, in this order."""

    SIGN_IN = "sign-in", "Sign-in sheet"
    NAME_TAGS = "name-tags", "Name tags, eight a page"
    AGENDA = "agenda", "Agenda"
    CHECK_IN = "check-in", "Poster with the check-in QR code"
    JOIN = "join", "Poster with the registration QR code"
    TASK_CARDS = "task-cards", "Task cards: what to try and bring"
