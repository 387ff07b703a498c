"""Counting heads at an event, by role. The rows and their sum are written together."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from cycles.planning.models import Event
from cycles.roster.actions.event_names import must_take_names
from cycles.roster.models import HeadCount, HeadCountRole
from ilc.accounts.models import User
from ilc.core import events, versions
from ilc.core.errors import Stale


@transaction.atomic
def set_heads(*, event: Event, counts: Mapping[str, int], version: int, by: User) -> HeadCount:
    """Everybody who was there, named ones included. `version` is of the count the writer saw, 0 for none.

    The same numbers again change nothing; what was before stays in the domain events."""
    must_take_names(event)
    wanted = {role: number for role, number in counts.items() if number}
    total = sum(wanted.values())
    head = HeadCount.objects.select_for_update().filter(event=event).first()
    if head and {one.role: one.people for one in head.roles.all()} == wanted and head.people == total:
        return head
    if head is None:
        head = _first(event, total, by, version)
    else:
        versions.touch(head, version=version)
        HeadCount.objects.filter(pk=head.pk).update(people=total, recorded_by=by)
        head.people = total
        head.roles.all().delete()
    HeadCountRole.objects.bulk_create(
        HeadCountRole(head_count=head, role=role, people=number) for role, number in wanted.items()
    )
    events.record("event.head-counted", event, by=by, people=total, roles=wanted)
    return head


def _first(event: Event, total: int, by: User, version: int) -> HeadCount:
    if version:
        raise Stale
    try:
        with transaction.atomic():
            return HeadCount.objects.create(event=event, people=total, recorded_by=by)
    except IntegrityError as error:  # somebody counted in the same moment
        raise Stale from error
