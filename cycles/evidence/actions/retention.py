"""How long files are kept: the rules, and telling owners a month before."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from cycles.evidence.emails import KEPT_UNTIL
from cycles.evidence.models import Artifact, RetentionRule
from cycles.evidence.queries.retention import NOTICE, months, ripe
from ilc.accounts.models import User
from ilc.core import events, outbox


@transaction.atomic
def set_rules(*, wanted: dict[str, int | None], by: User) -> None:
    """Program staff decide. A shorter rule deletes nothing before its owners were told, a month ahead."""
    before = months()
    for kind, count in wanted.items():
        if before[kind] == count and RetentionRule.objects.filter(kind=kind).exists():
            continue
        rule, _ = RetentionRule.objects.update_or_create(kind=kind, defaults={"months": count})
        events.record("retention.changed", rule, by=by, kind=kind, months=[before[kind], count])


def announce(today: date | None = None) -> int:
    """Tell owners which files are deleted, and when; forget the day of files that no rule is about any more.

    Returns how many files got a day. Safe to run twice: a file has one day, a person one mail for it.
    """
    now = today or timezone.localdate()
    due: set[object] = set()
    told = 0
    for rows, until in ripe(now):
        due.update(rows.values_list("pk", flat=True))
        told += _announce(rows.filter(purge_on=None), max(until, now + NOTICE))
    dated = set(Artifact.objects.filter(purge_on__isnull=False).values_list("pk", flat=True))
    Artifact.objects.filter(pk__in=dated - due).update(purge_on=None)
    return told


@transaction.atomic
def _announce(rows: object, day: date) -> int:
    found = list(rows.values_list("pk", "owner__root", "attempt__series"))  # type: ignore[attr-defined]
    Artifact.objects.filter(pk__in=[pk for pk, _, _ in found], purge_on=None).update(purge_on=day)
    people = sorted({(owner, series) for _, owner, series in found})
    outbox.post_many(outbox.Draft(KEPT_UNTIL, owner, series, day.isoformat()) for owner, series in people)
    return len(found)
