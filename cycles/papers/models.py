"""Papers people take along: certificates, transcripts, print packs. Each is set by a worker and kept."""

import secrets
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cycles.papers.choices import CERTIFICATE_BADGE, CertificateState, PaperKind
from cycles.planning.models import Series, Session
from ilc.core.choices import WorkState
from ilc.core.models import Deferred
from participants.models import Person

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that looks like something else
CODE_LENGTH = 16  # 32 letters, 16 places: 80 bits


def stored_name(_: models.Model, __: str) -> str:
    """A name that tells nothing and cannot be guessed."""
    return f"papers/{secrets.token_hex(16)}.pdf"


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


class Certificate(Deferred):
    """What somebody completed, as it was when it was made. Never changed: a correction is a new one."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    series = models.ForeignKey(Series, on_delete=models.PROTECT, related_name="certificates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates")
    state = models.CharField(max_length=10, choices=CertificateState, default=CertificateState.CURRENT)
    figures = models.JSONField()  # name, title, sessions, minutes, dates, leaders, host, rule
    issued_at = models.DateTimeField(default=timezone.now)
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successor"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=240, blank=True)  # why it is no longer valid
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    unprintable = models.CharField(max_length=80, blank=True)  # signs of the name that no font of ours has
    pdf = models.FileField(upload_to=stored_name, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "person"],
                condition=Q(state=CertificateState.CURRENT),
                name="one_current_certificate",
            ),
            models.CheckConstraint(
                name="certificate_ended_with_a_reason",
                condition=Q(state=CertificateState.CURRENT, ended_at=None, reason="")
                | (~Q(state=CertificateState.CURRENT) & Q(ended_at__isnull=False) & ~Q(reason="")),
            ),
        ]
        indexes = [models.Index(fields=["person", "state"], name="certificate_by_person")]

    def __str__(self) -> str:
        return f"{self.number}: {self.figures.get('title', '')}"

    @property
    def number(self) -> str:
        """As it stands on paper: four letters each."""
        return "-".join(self.code[at : at + 4] for at in range(0, CODE_LENGTH, 4))

    @property
    def badge(self) -> str:
        return CERTIFICATE_BADGE[self.state]

    @property
    def is_valid(self) -> bool:
        return self.state == CertificateState.CURRENT

    @property
    def is_ready(self) -> bool:
        """Whether its PDF is there."""
        return self.work_state == WorkState.DONE and bool(self.pdf)


class Paper(Deferred):
    """A PDF somebody asked for. The same content is set once: `digest` tells whether anything changed."""

    kind = models.CharField(max_length=12, choices=PaperKind)
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.CASCADE, related_name="papers"
    )
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.CASCADE, related_name="papers")
    parts = models.JSONField(default=list)  # of Part values
    digest = models.CharField(max_length=64)  # of what was set, dates of printing left out
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    pdf = models.FileField(upload_to=stored_name, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="paper_of_one_thing",
                condition=Q(kind=PaperKind.TRANSCRIPT, person__isnull=False, session=None)
                | Q(kind=PaperKind.PRINT_PACK, session__isnull=False, person=None),
            )
        ]
        indexes = [models.Index(fields=["requested_by", "kind", "digest"], name="paper_by_asker")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.session or self.person}"

    @property
    def of(self) -> Any:
        return self.session or self.person

    @property
    def is_ready(self) -> bool:
        return self.work_state == WorkState.DONE and bool(self.pdf)

    @property
    def has_failed(self) -> bool:
        return self.work_state == WorkState.DONE and not self.pdf


class Sweep(models.Model):
    """Up to when the clock has looked for hours that make, change or end a certificate."""

    name = models.CharField(max_length=40, primary_key=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} until {self.until:%Y-%m-%d %H:%M:%S}"
