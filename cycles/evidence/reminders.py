"""Who hears today that feedback arrived: derived from what is unread, once a day at most (domain.md 3.10)."""

import uuid
from datetime import datetime, timedelta

from django.db.models import Max, OuterRef, Subquery, UUIDField
from django.utils import timezone

from cycles.evidence.emails import NEW
from cycles.evidence.queries.feedback import unread_of_everybody
from ilc.core import outbox
from ilc.core.models import OutgoingMessage
from participants.models import Person

AFTERNOON = 15  # o'clock, local: one mail gathers a school day's feedback, and none arrives at night
LATEST = timedelta(days=7)  # older feedback is left to the home page


def tell_of_feedback(now: datetime | None = None) -> int:
    """Post what is due now and was not told before; returns how many. Safe to run twice at once."""
    moment = now or timezone.now()
    local = timezone.localtime(moment)
    if local.hour < AFTERNOON:
        return 0
    news = dict(
        unread_of_everybody(since=moment - LATEST, until=moment)
        .values_list("attempt__person__root")
        .annotate(latest=Max("created_at"))
        .order_by()
    )
    told = _told(local - timedelta(days=LATEST.days + 1))
    new = [one for one, latest in news.items() if one not in told or told[one] < latest]
    today = str(local.date())
    return outbox.post_many(outbox.Draft(NEW, person, person, today) for person in sorted(new))


def _told(since: datetime) -> dict[uuid.UUID, datetime]:
    """When each person heard last, read through merges."""
    root = Subquery(
        Person.objects.filter(pk=OuterRef("recipient_id")).values("root")[:1], output_field=UUIDField()
    )
    rows = OutgoingMessage.objects.filter(rule=NEW, created_at__gte=since).annotate(root=root)
    return dict(rows.values_list("root").annotate(last=Max("created_at")).order_by())
