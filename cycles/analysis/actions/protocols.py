"""Own protocols: a copy of another one, edited."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cycles.analysis.models import ProtocolTemplate, TemplatePhase
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused, Stale
from participants.models import Person

MOST = 12  # phases


@transaction.atomic
def copy(*, template: ProtocolTemplate, person: Person, by: User) -> ProtocolTemplate:
    """An own protocol that begins as this one."""
    made = ProtocolTemplate.objects.create(
        owner=person,
        title=f"{template.title} (own)"[:80],
        intro=template.intro,
        anonymous=template.anonymous,
        copied_from=template,
    )
    TemplatePhase.objects.bulk_create(
        TemplatePhase(template=made, **one.as_fields()) for one in template.phases.order_by("position")
    )
    events.record("protocol.copied", made, by=by, of=str(template.pk))
    return made


@transaction.atomic
def edit(
    *,
    template: ProtocolTemplate,
    fields: dict[str, Any],
    phases: Sequence[dict[str, Any]],
    version: int,
    by: User,
) -> None:
    """Title, intro, names or not, and all phases as they stand in the form. Runs that began from it keep their copy."""
    if not phases or len(phases) > MOST:
        raise Refused(f"A protocol has 1 to {MOST} phases.", "phases")
    rows = ProtocolTemplate.objects.filter(pk=template.pk, version=version)
    if not rows.update(**fields, version=F("version") + 1, updated_at=timezone.now()):
        raise Stale
    template.phases.all().delete()
    TemplatePhase.objects.bulk_create(
        TemplatePhase(template=template, position=place, **one) for place, one in enumerate(phases, start=1)
    )
    events.record("protocol.changed", template, by=by)


@transaction.atomic
def remove(*, template: ProtocolTemplate, by: User, undo: bool = False) -> None:
    """It is no longer offered; what was held with it stays."""
    ProtocolTemplate.objects.filter(pk=template.pk).update(removed_at=None if undo else timezone.now())
    events.record("protocol.restored" if undo else "protocol.removed", template, by=by)
