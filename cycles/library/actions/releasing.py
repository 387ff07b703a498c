"""What an owner says of a file they put into the library."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from cycles.evidence.choices import ArtifactState, Credit, Visibility
from cycles.evidence.models import Artifact
from cycles.library.actions.index import put_example
from cycles.library.models import Example
from cycles.planning.models import Standard
from ilc.accounts.models import User
from ilc.core import events, versions
from ilc.core.errors import Refused


@transaction.atomic
def describe(
    *,
    artifact: Artifact,
    by: User,
    credit: str,
    standards: Iterable[Standard] = (),
    version: int | None = None,
    **fields: Any,
) -> Example:
    """Title, what to look for, for whom, and how the owner is named; found by these words from then on."""
    artifact = Artifact.objects.select_for_update(of=("self",)).get(pk=artifact.pk)
    if artifact.state != ArtifactState.SHARED or artifact.visibility != Visibility.LIBRARY:
        raise Refused("This is not in the library now. Share it with the library first.", "not-released")
    example, made = Example.objects.get_or_create(artifact=artifact, defaults=fields)
    changed = list(fields) if made else versions.save(example, version=version, **fields)
    wanted = set(standards)
    if wanted != set(example.standards.all()):
        example.standards.set(wanted)
        changed.append("standards")
    if artifact.credit != credit:
        Artifact.objects.filter(pk=artifact.pk).update(credit=Credit(credit), updated_at=timezone.now())
        changed.append("credit")
    if changed:
        events.record("artifact.described", artifact, by=by, fields=changed)
    artifact = Artifact.objects.select_related("owner__root", "attempt__appointment__district").get(
        pk=artifact.pk
    )
    put_example(artifact)
    return example
