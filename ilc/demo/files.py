"""Evidence brought by invented people. A few files go through real screening; others are copies of the result.

Screening starts a process for each file: for a hundred files that would take a minute.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cycles.evidence import actions as evidence
from cycles.evidence.choices import ArtifactKind, ArtifactState, ConsentOf, Visibility
from cycles.evidence.models import Artifact, ArtifactImage, Masking, Screening
from cycles.tries import actions as tries
from cycles.tries.models import Try
from ilc.core import events
from ilc.core.choices import WorkState
from ilc.core.masking import Box
from ilc.demo import drawings
from ilc.demo.people import Actor

NOTHING_SHOWS = dict.fromkeys(("names", "faces", "voices", "ids", "school_marks"), True)


@dataclass(frozen=True)
class Clean:
    """A screened file with its previews, kept to be copied."""

    artifact: Artifact
    content: bytes
    previews: list[tuple[int, str, str, bytes]]  # number, media type, ending, content


@dataclass
class Files:
    """What was screened so far, by kind and number."""

    _clean: dict[tuple[str, str], Clean] = field(default_factory=dict)
    _next: int = 0

    def bring_sample(self, actor: Actor, attempt: Try, about: str) -> Artifact:
        """One photo of student work, of `drawings.PAGES`; those of one try differ, up to three."""
        self._next += 1
        number = self._next % drawings.PAGES[about][1]
        name, known = f"IMG_{4100 + self._next}.jpg", (about, str(number))
        if clean := self._clean.get(known):
            return _copy(clean, actor, attempt, name)
        content = drawings.student_work(about, number)
        artifact = bring(actor, attempt, ArtifactKind.STUDENT_WORK, name, content)
        self._clean[known] = _kept(artifact)
        return artifact

    def bring_plan(self, actor: Actor, attempt: Try, about: str, title: str) -> Artifact:
        """One lesson plan (PDF) for all who try the same."""
        name, known = f"Lesson plan {title.lower()}.pdf", (about, "plan")
        if clean := self._clean.get(known):
            return _copy(clean, actor, attempt, name)
        content = drawings.lesson_plan(title, "", "students build on what others said")
        artifact = bring(actor, attempt, ArtifactKind.LESSON_PLAN, name, content)
        self._clean[known] = _kept(artifact)
        return artifact


def bring(actor: Actor, attempt: Try, kind: str, name: str, content: bytes) -> Artifact:
    """One file through the door and through screening; a film with both consents."""
    artifact = evidence.receive(
        attempt=attempt,
        kind=kind,
        upload=SimpleUploadedFile(name, content),
        by=actor.account,
        consent=frozenset(ConsentOf.values),
    )
    Screening.objects.filter(artifact=artifact).update(due_at=timezone.now())
    evidence.screen_artifact(artifact.screening.pk)
    artifact.refresh_from_db()
    if artifact.state != ArtifactState.PRIVATE:
        raise RuntimeError(f"a drawn file was refused: {artifact.problem or artifact.state}")
    return artifact


def cover(actor: Actor, artifact: Artifact, boxes: list[Box]) -> None:
    """Boxes are drawn and burnt in."""
    evidence.cover_places(artifact=artifact, boxes=boxes, by=actor.account)
    Masking.objects.filter(artifact=artifact).update(due_at=timezone.now())
    if (done := evidence.burn(artifact.masking.pk)) != "covered":
        raise RuntimeError(f"a drawn picture could not be covered: {done or 'nothing was due'}")
    artifact.refresh_from_db()


def _kept(artifact: Artifact) -> Clean:
    previews = []
    for image in artifact.images.all():
        ending = str(image.file.name).rpartition(".")[2]
        with image.file.open("rb") as file:
            previews.append((image.number, image.media_type, ending, file.read()))
    with artifact.file.open("rb") as file:
        return Clean(artifact, file.read(), previews)


def _copy(clean: Clean, actor: Actor, attempt: Try, name: str) -> Artifact:
    """Another person's file with the same content, screened like its model."""
    model = clean.artifact
    same = (
        "kind",
        "state",
        "received_size",
        "received_sha256",
        "media_type",
        "size",
        "sha256",
        "text",
        "removed",
    )
    made = Artifact(owner=actor.person, attempt=attempt, original_name=name)
    for one in same:
        setattr(made, one, getattr(model, one))
    made.state, made.visibility = ArtifactState.PRIVATE, Visibility.ME
    made.file.save(str(model.file.name).rpartition("/")[2], ContentFile(clean.content), save=False)
    made.save(force_insert=True)
    for number, media_type, ending, content in clean.previews:
        image = ArtifactImage(artifact=made, number=number, media_type=media_type)
        image.file.save(f"page.{ending}", ContentFile(content), save=False)
        image.save(force_insert=True)
    done = {"work_state": WorkState.DONE, "done_at": timezone.now(), "due_at": timezone.now(), "attempts": 1}
    Screening.objects.create(artifact=made, **done)
    events.record("artifact.received", made, by=actor.account, kind=made.kind, size=made.received_size)
    events.record("artifact.screened", made, by=None, on_behalf_of=made.owner_id, removed=made.removed)
    tries.bring(attempt=attempt, by=None)
    return made


def share(actor: Actor, artifact: Artifact, visibility: str) -> None:
    """The owner's word that nothing shows who a student is, then the circle."""
    evidence.attest(artifact=artifact, answers=NOTHING_SHOWS, by=actor.account)
    release = None
    if artifact.kind == ArtifactKind.STUDENT_WORK and visibility != Visibility.LEADERS:
        since = timezone.localdate(artifact.created_at) - timedelta(days=30)
        release = evidence.Release(where="School office, release forms", since=since)
    evidence.share(artifact=artifact, visibility=visibility, by=actor.account, release=release)
