"""Own protocols: a copy of another one, edited."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cycles.analysis.models import ProtocolTemplate, TemplatePhase
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused, Stale
from ilc.core.ids import unused
from participants.models import Person

MOST = 12  # phases


@transaction.atomic
def copy(
    *,
    template: ProtocolTemplate,
    person: Person,
    by: User,
    fields: dict[str, Any] | None = None,
    phases: Sequence[dict[str, Any]] | None = None,
    pk: uuid.UUID | None = None,
) -> ProtocolTemplate:
    """An own protocol that begins as this one; `fields` and `phases` are what was changed in the form before it was
    saved. The same form sent twice makes one, as it was sent last."""
    fields = template.as_copied() if fields is None else fields
    if phases is None:
        phases = [one.as_fields() for one in template.phases.order_by("position")]
    if pk and (found := ProtocolTemplate.objects.filter(pk=pk, owner__root=person.pk).first()):
        edit(template=found, fields=fields, phases=phases, version=found.version, by=by)
        return found
    made = ProtocolTemplate.objects.create(
        **unused(ProtocolTemplate, pk), owner=person, copied_from=template, **fields
    )
    _order(made, phases)
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
    rows = ProtocolTemplate.objects.filter(pk=template.pk, version=version)
    if not rows.update(**fields, version=F("version") + 1, updated_at=timezone.now()):
        raise Stale
    _order(template, phases)
    events.record("protocol.changed", template, by=by)


def _order(template: ProtocolTemplate, phases: Sequence[dict[str, Any]]) -> None:
    """These phases, in this order, instead of what was there."""
    if not phases or len(phases) > MOST:
        raise Refused(f"A protocol has 1 to {MOST} phases.", "phases")
    template.phases.all().delete()
    TemplatePhase.objects.bulk_create(
        TemplatePhase(**one | {"template": template, "position": place})
        for place, one in enumerate(phases, start=1)
    )


@transaction.atomic
def remove(*, template: ProtocolTemplate, by: User, undo: bool = False) -> None:
    """It is no longer offered; what was held with it stays."""
    ProtocolTemplate.objects.filter(pk=template.pk).update(removed_at=None if undo else timezone.now())
    events.record("protocol.restored" if undo else "protocol.removed", template, by=by)
