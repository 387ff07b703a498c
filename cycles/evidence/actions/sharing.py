"""The de-identification check, and the circle the owner chooses after it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from cycles.evidence.choices import ArtifactState, Credit, Visibility
from cycles.evidence.lifecycle import ARTIFACT
from cycles.evidence.models import Artifact, DeidentificationCheck, ReleaseAttestation
from cycles.evidence.queries.reach import needs_release
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused

PARTS = ("names", "faces", "voices", "ids", "school_marks")


@dataclass(frozen=True)
class Release:
    """Permission is on file: where, since when."""

    where: str
    since: date


@transaction.atomic
def attest(*, artifact: Artifact, answers: dict[str, bool], by: User) -> None:
    """Save the owner's word that nothing in the file shows who a student is. All of it or nothing."""
    if artifact.state == ArtifactState.RECEIVED:
        raise Refused("We are still checking this file. Try again in a moment.", "not-ready")
    if not all(answers.get(part) for part in PARTS):
        raise Refused("Each point has to be true before this can be shared.", "incomplete")
    saved, made = DeidentificationCheck.objects.get_or_create(
        artifact=artifact, defaults={**dict.fromkeys(PARTS, True), "by_id": artifact.owner_id}
    )
    if made:
        events.record("artifact.checked", artifact, by=by, check=str(saved.pk))


@transaction.atomic
def share(*, artifact: Artifact, visibility: str, by: User, release: Release | None = None) -> None:
    """Open it to the chosen circle, or to another one than before. Student work leaves its author's school only
    with permission on file. Into the library it comes without its owner's name."""
    if visibility == Visibility.ME:
        unshare(artifact=artifact, by=by)
        return
    if release:
        _keep_release(artifact, release, by)
    if artifact.state == ArtifactState.SHARED and artifact.visibility == visibility:
        return
    if needs_release(artifact, visibility):
        raise Refused("First say where the permission for this student work is on file.", "no-release")
    if artifact.taken_down_at:
        raise Refused("Somebody asked to take this file down. That has to be decided first.", "taken-down")
    fields: dict[str, Any] = {"visibility": Visibility(visibility), "shared_at": timezone.now()}
    if visibility == Visibility.LIBRARY:  # named there only when the owner says so, once it is there
        fields["credit"] = Credit.PLACE
    ARTIFACT.advance(artifact, "shared", **fields)
    events.record("artifact.shared", artifact, by=by, visibility=visibility)


def _keep_release(artifact: Artifact, release: Release, by: User) -> None:
    ReleaseAttestation.objects.update_or_create(
        artifact=artifact,
        defaults={"where": release.where, "since": release.since, "by_id": artifact.owner_id},
    )
    events.record("artifact.release-attested", artifact, by=by, **_words(release))


def _words(said: Release | ReleaseAttestation) -> dict[str, Any]:
    return {"where": said.where, "since": said.since.isoformat()}


def _said(artifact: Artifact) -> ReleaseAttestation:
    found = ReleaseAttestation.objects.select_for_update().filter(artifact=artifact).first()
    if found is None:
        raise Refused("You said nothing about permission for this file any more. Look again.", "no-release")
    return found


@transaction.atomic
def correct_release(*, artifact: Artifact, release: Release, by: User) -> None:
    """Permission is on file elsewhere, or since another day. What was said before stays in the event."""
    found = _said(artifact)
    before = _words(found)
    if before == _words(release):
        return
    found.where, found.since = release.where, release.since
    found.save(update_fields=["where", "since", "updated_at"])
    events.record("artifact.release-corrected", artifact, by=by, before=before, **_words(release))


@transaction.atomic
def retract_release(*, artifact: Artifact, by: User) -> None:
    """There is no permission on file after all: what had left the school with it comes back to its owner alone."""
    found = _said(artifact)
    events.record("artifact.release-retracted", artifact, by=by, before=_words(found))
    found.delete()
    if artifact.state == ArtifactState.SHARED and needs_release(artifact, artifact.visibility):
        unshare(artifact=artifact, by=by)


@transaction.atomic
def unshare(*, artifact: Artifact, by: User) -> None:
    """Only the owner again."""
    if artifact.state == ArtifactState.PRIVATE:
        return
    ARTIFACT.advance(artifact, "unshared", visibility=Visibility.ME, shared_at=None)
    events.record("artifact.unshared", artifact, by=by)
