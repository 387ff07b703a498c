"""The outbox: rows that become mail. Sent once, also when a job runs twice (domain.md 3.10)."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils import timezone

from ilc.core import queue
from ilc.core.choices import MessageState, WorkState
from ilc.core.models import OutgoingMessage
from ilc.core.registry import Mail, Pointless, Suppressed, build

log = structlog.get_logger(__name__)

LEASE = timedelta(seconds=75)  # a killed worker's mail is taken over after this; see EMAIL_TIMEOUT
LONGEST_WAIT = 30  # minutes between two attempts
MAX_ATTEMPTS = 150  # about three days: a mail server may be away over a weekend
BATCH = 500


@dataclass(frozen=True)
class Draft:
    """One message to be put into the outbox with many others."""

    rule: str
    recipient_id: uuid.UUID
    object_id: uuid.UUID
    occurrence: str


def _message(
    rule: str,
    recipient_id: uuid.UUID | None,
    object_id: uuid.UUID,
    occurrence: str,
    address: str = "",
    **also: Any,
) -> OutgoingMessage:
    key = "|".join((rule, str(recipient_id or address.lower()), str(object_id), occurrence))
    return OutgoingMessage(
        key=key,
        rule=rule,
        recipient_id=recipient_id,
        address=address,
        object_id=object_id,
        occurrence=occurrence,
        **also,
    )


def post(
    *,
    rule: str,
    object_id: uuid.UUID,
    occurrence: str,
    recipient_id: uuid.UUID | None = None,
    address: str = "",
    context: dict[str, Any] | None = None,
    due_at: datetime | None = None,
) -> bool:
    """Put one message into the outbox; False when the same one already stands there."""
    also = {"context": context or {}, "due_at": due_at or timezone.now()}
    return bool(_put([_message(rule, recipient_id, object_id, occurrence, address, **also)]))


def post_many(drafts: Iterable[Draft]) -> int:
    """Put many messages into the outbox, a few queries for each `BATCH`. Returns how many were new."""
    rows = [_message(one.rule, one.recipient_id, one.object_id, one.occurrence) for one in drafts]
    return sum(_put(rows[start : start + BATCH]) for start in range(0, len(rows), BATCH))


@transaction.atomic
def _put(rows: list[OutgoingMessage]) -> int:
    """The unique key decides which rows are new, whoever else writes the same ones now."""
    OutgoingMessage.objects.bulk_create(rows, ignore_conflicts=True)
    new = OutgoingMessage.objects.filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    queue.ring_each("core.send_message", found := list(new))
    return len(found)


def send(pk: uuid.UUID) -> str:
    """Send one due message. Returns its result, or "" when somebody else has it or it is done."""
    if not OutgoingMessage.objects.claim(pk, lease=LEASE):
        return ""
    message = OutgoingMessage.objects.get(pk=pk)
    if message.attempts > MAX_ATTEMPTS:  # each attempt ended without a word: the process was killed
        return _finish(message, MessageState.FAILED, reason="gave up after many attempts")
    try:
        built = build(message)
    except Exception as error:  # a broken template must not stop the others
        log.exception("message.build_failed", message=str(pk), rule=message.rule)
        return _retry(message, error)
    if isinstance(built, Pointless):
        return _finish(message, MessageState.POINTLESS, reason=built.reason)
    if isinstance(built, Suppressed):
        return _finish(message, MessageState.SUPPRESSED, reason=built.reason)
    return _hand_over(message, built)


def _hand_over(message: OutgoingMessage, mail: Mail) -> str:
    """Ask the mail server. From `handed_over_at` on it may have accepted, whatever happens to us."""
    doubled = message.handed_over_at is not None
    try:
        composed = _compose(message, mail, doubled)
        composed.connection = get_connection()
        composed.connection.open()
    except Exception as error:  # nothing was handed over
        return _retry(message, error)
    now = timezone.now()
    held = OutgoingMessage.objects.filter(pk=message.pk, attempts=message.attempts)
    if not held.update(handed_over_at=now, possibly_doubled=doubled, claimed_until=now + LEASE):
        return ""  # we were so slow that another worker took over
    try:
        composed.connection.send_messages([composed])
    except (SMTPResponseException, SMTPRecipientsRefused) as error:  # the server said no
        if not doubled:
            held.update(handed_over_at=None)
        return _retry(message, error, forever=_is_final(error))
    except Exception as error:  # perhaps accepted: the next attempt is marked "possibly doubled"
        return _retry(message, error)
    finally:
        _close(composed.connection)
    return _finish(message, MessageState.SENT, sent_to=mail.to, subject=composed.subject)


def _close(connection: Any) -> None:
    """Say goodbye; the mail is accepted or not by now, so a failing goodbye changes nothing."""
    try:
        connection.close()
    except Exception as error:
        log.warning("mail.close_failed", error=repr(error))


def _is_final(error: Exception) -> bool:
    """Whether the server will never take mail for this address (5xx to the recipient)."""
    return isinstance(error, SMTPRecipientsRefused) and all(
        code >= 500 for code, _ in error.recipients.values()
    )


def _compose(message: OutgoingMessage, mail: Mail, doubled: bool) -> EmailMultiAlternatives:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {"Message-ID": f"<{message.pk}@{domain}>", "Auto-Submitted": "auto-generated", **mail.headers}
    if mail.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if doubled:
        headers["X-Possibly-Doubled"] = "yes"
    subject = " ".join(mail.subject.split())[:250]  # a title with a line break must not become a header
    composed = EmailMultiAlternatives(subject, mail.text, to=[mail.to], headers=headers)
    composed.attach_alternative(mail.html, "text/html")
    for name, content, kind in mail.attachments:
        composed.attach(name, content, kind)
    return composed


def _finish(message: OutgoingMessage, result: str, **also: Any) -> str:
    OutgoingMessage.objects.filter(pk=message.pk).update(
        work_state=WorkState.DONE, done_at=timezone.now(), claimed_until=None, result=result, **also
    )
    return str(result)


def _retry(message: OutgoingMessage, error: Exception, *, forever: bool = False) -> str:
    """Wait longer after each failure (1, 2, 4 ... 30 minutes); give up after `MAX_ATTEMPTS` or a final no."""
    if forever or message.attempts >= MAX_ATTEMPTS:
        return _finish(message, MessageState.FAILED, reason=str(error)[:200], problem=repr(error))
    wait = timedelta(minutes=min(2 ** min(message.attempts - 1, 10), LONGEST_WAIT))
    OutgoingMessage.objects.filter(pk=message.pk, attempts=message.attempts).update(
        work_state=WorkState.DUE, due_at=timezone.now() + wait, claimed_until=None, problem=repr(error)
    )
    return "retry"


def hand_out_overdue(limit: int = 500) -> int:
    """Ring again for every ripe message: the queue may have lost the first ring."""
    ripe = OutgoingMessage.objects.ripe(timezone.now()).order_by("due_at").values_list("pk", flat=True)
    queue.ring_each("core.send_message", found := list(ripe[:limit]))
    return len(found)
