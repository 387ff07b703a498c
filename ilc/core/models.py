"""Ground for every app: time stamps, domain events, deferred work, outgoing messages, heartbeats."""

import uuid
from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ilc.core.choices import MessageState, WorkState
from ilc.core.ids import uuid7
from ilc.core.storing import stored_name


class Stamped(models.Model):
    """A public, time-sortable id and when the row was made and last changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        abstract = True


class Versioned(Stamped):
    """A row edited in forms: `version` rises with each save, so that a stale form is noticed."""

    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class DomainEvent(models.Model):
    """One state change: who, what, on whose behalf, when, why. Written with the change, never edited."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    on_behalf_of = models.UUIDField(null=True)  # a Person's id, when somebody acts for another
    verb = models.CharField(max_length=60)  # "series.published"
    object_type = models.CharField(max_length=60)  # "planning.series"
    object_id = models.UUIDField()
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id", "at"], name="event_by_object")]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_id}"


class DeferredQuerySet(models.QuerySet[Any]):
    """Claims are one conditional UPDATE, so two workers never hold the same row (also on SQLite)."""

    def ripe(self, now: datetime) -> Self:
        """Due and unclaimed, or claimed by somebody whose time ran out."""
        return self.filter(
            Q(work_state=WorkState.DUE, due_at__lte=now)
            | Q(work_state=WorkState.CLAIMED, claimed_until__lte=now)
        )

    def claim(self, pk: uuid.UUID, *, lease: timedelta, now: datetime | None = None) -> bool:
        """Take one ripe row for `lease`; False when another worker was faster or it is done."""
        moment = now or timezone.now()
        return bool(
            self.ripe(moment)
            .filter(pk=pk)
            .update(
                work_state=WorkState.CLAIMED,
                claimed_until=moment + lease,
                attempts=F("attempts") + 1,
            )
        )


class Deferred(Stamped):
    """Work to be done later. The row is the truth; the queue only rings (architecture.md 2)."""

    work_state = models.CharField(max_length=10, choices=WorkState, default=WorkState.DUE)
    due_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(blank=True)  # the last failure, for operators

    objects = DeferredQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def is_retried(self) -> bool:
        """Whether an attempt has failed or ended with its worker, and another one follows or is under way."""
        now = timezone.now()
        under_way = self.work_state == WorkState.CLAIMED and (self.claimed_until or now) > now
        return self.work_state != WorkState.DONE and self.attempts > under_way


class ScreeningWork(Deferred):
    """The work of checking one received file; its source is removed when done (`core.desk`)."""

    source = models.FileField(upload_to=stored_name, blank=True)

    class Meta:
        abstract = True


class OutgoingMessage(Deferred):
    """One mail to one person. Its content and eligibility are worked out when it is sent."""

    key = models.CharField(max_length=255, unique=True)  # rule | person or address | object | occurrence
    rule = models.CharField(max_length=60)  # "reminder.session-soon"
    recipient_id = models.UUIDField(null=True)  # a Person; null when only an address is known
    address = models.EmailField(blank=True)  # fixed address (invitations); else the person's primary one
    object_id = models.UUIDField()
    occurrence = models.CharField(max_length=80)  # for a session its local date
    context = models.JSONField(default=dict)  # ids only; words are made at sending time
    result = models.CharField(max_length=12, choices=MessageState, blank=True)
    reason = models.CharField(max_length=200, blank=True)  # why pointless, suppressed or failed
    handed_over_at = models.DateTimeField(null=True, blank=True)  # set just before the mail server is asked
    possibly_doubled = models.BooleanField(default=False)
    sent_to = models.EmailField(blank=True)
    subject = models.CharField(max_length=250, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["work_state", "due_at"], name="message_due"),
            models.Index(fields=["recipient_id", "created_at"], name="message_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} to {self.recipient_id or self.address}"


class Heartbeat(models.Model):
    """When the clock and the worker were last seen alive."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"
