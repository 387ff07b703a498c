"""Files and links of a series: added, described, replaced by new versions, removed. Nothing is overwritten."""

import uuid
from typing import Any
from urllib.parse import urlsplit

from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from cycles.planning.actions.checks import must_be_editable
from cycles.planning.choices import FileState
from cycles.planning.models import Resource, ResourceScreening, ResourceVersion, Series
from ilc.accounts.models import User
from ilc.core import desk, events, queue, versions
from ilc.core.errors import Refused
from ilc.core.ids import unused
from ilc.core.screening import Outcome

NOT_SAFE = "Links begin with https:// and name a site. This one does not, so it was not taken."
SLIDES = ("ppt", "odp", "ppsx", "potx", "key")
AS_SLIDES = (
    "Slides go in as PowerPoint (.pptx) or PDF: choose File, then Save as or Download, then one of the two. "
    "Or share them where they are and add their link here."
)
TAKEN = (
    "We take PDF, Word (.docx), PowerPoint (.pptx), OpenDocument text (.odt) and pictures (JPEG, HEIC, PNG, WebP). "
    "Save it as one of these, or add a link to it."
)


def check_link(url: str) -> str:
    """Only https: nothing that a browser would run, nothing that travels in the open."""
    parts = urlsplit(url.strip())
    if parts.scheme.lower() != "https" or not parts.hostname or parts.username or parts.password:
        raise Refused(NOT_SAFE, "link")
    return url.strip()


def add(
    *,
    series: Series,
    by: User,
    upload: UploadedFile | None = None,
    url: str = "",
    pk: uuid.UUID | None = None,
    **fields: Any,
) -> Resource:
    """One more resource, with its first file or link. The same `pk` sent twice is one resource."""
    must_be_editable(series)
    if pk and (twice := series.resources.filter(pk=pk).first()):
        return twice
    version, work = _taken_in(upload, url)
    try:
        with transaction.atomic():
            Series.objects.select_for_update(of=("self",)).get(pk=series.pk)  # one file is added once
            if pk and (twice := series.resources.filter(pk=pk).first()):
                _throw_away(work)
                return twice
            _not_here_yet(series, version)
            fresh = unused(Resource, pk)
            made = Resource.objects.create(series=series, **fields, **fresh)
            events.record("resource.added", made, by=by, title=made.title, series=str(series.pk))
            _write(made, version, work, by)
    except BaseException:
        _throw_away(work)
        raise
    return made


@transaction.atomic
def edit(*, resource: Resource, by: User, version: int | None = None, **fields: Any) -> None:
    """What it is called, for whom, and where it stands."""
    must_be_editable(resource.series)
    if changed := versions.save(resource, version=version, **fields):
        events.record("resource.edited", resource, by=by, fields=changed)


def replace(
    *, resource: Resource, by: User, upload: UploadedFile | None = None, url: str = ""
) -> ResourceVersion:
    """A new version. The older ones stay; two people at once make two versions."""
    must_be_editable(resource.series)
    version, work = _taken_in(upload, url)
    try:
        with transaction.atomic():
            Resource.objects.select_for_update(of=("self",)).get(pk=resource.pk)  # one number at a time
            _is_new(resource, version)
            _write(resource, version, work, by)
    except IntegrityError as error:
        _throw_away(work)
        raise Refused(f"{version.original_name} is here already. We kept one.", "duplicate") from error
    except BaseException:
        _throw_away(work)
        raise
    return version


def _taken_in(upload: UploadedFile | None, url: str) -> tuple[ResourceVersion, ResourceScreening | None]:
    """A version not yet written; a file lies in storage by then, since no transaction should wait for it."""
    if (upload is None) == (not url.strip()):
        raise Refused("Add a file or a link: one of the two.", "file-or-link")
    if upload is None:
        return ResourceVersion(url=check_link(url), state=FileState.READY), None
    name = desk.plain_name(upload.name)
    desk.check_size(name, upload.size or 0)
    version = ResourceVersion(original_name=name, received_sha256=desk.digest(upload))
    work = ResourceScreening()
    desk.put_down(work, upload, name)
    return version, work


def _throw_away(work: ResourceScreening | None) -> None:
    if work is not None and work.source:
        work.source.delete(save=False)


def _not_here_yet(series: Series, version: ResourceVersion) -> None:
    """The same file or link under two names would be changed in one place only."""
    rows = ResourceVersion.objects.filter(resource__series=series, resource__removed_at=None)
    rows = rows.exclude(state=FileState.REFUSED)
    same = (
        rows.filter(received_sha256=version.received_sha256)
        if not version.url
        else rows.filter(url=version.url)
    )
    if first := same.select_related("resource").first():
        what = version.original_name or "This link"
        raise Refused(f"{what} is here already, as “{first.resource.title}”. We kept one.", "duplicate")


def _is_new(resource: Resource, version: ResourceVersion) -> None:
    """Sent twice is one version. A link may come back after others."""
    rows = resource.versions.exclude(state=FileState.REFUSED)
    if version.url:
        newest = rows.order_by("-number").first()
        same = newest if newest and newest.url == version.url else None
    else:
        same = rows.filter(received_sha256=version.received_sha256).first()
    if same:
        what = version.original_name or "This link"
        raise Refused(f"{what} is here already, as version {same.number}. We kept one.", "duplicate")


def _write(resource: Resource, version: ResourceVersion, work: ResourceScreening | None, by: User) -> None:
    last = resource.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version.resource, version.number, version.by = resource, last + 1, by
    version.save(force_insert=True)
    events.record("resource.version-added", resource, by=by, number=version.number)
    if work is not None:
        work.version = version
        work.save(force_insert=True)
        queue.ring("planning.screen_resource", work.pk)


@transaction.atomic
def remove(*, resource: Resource, by: User) -> None:
    """Off every page; twice is fine, and it can be undone."""
    must_be_editable(resource.series)
    if Resource.objects.filter(pk=resource.pk, removed_at=None).update(removed_at=timezone.now()):
        events.record("resource.removed", resource, by=by)


@transaction.atomic
def restore(*, resource: Resource, by: User) -> None:
    must_be_editable(resource.series)
    if Resource.objects.filter(pk=resource.pk, removed_at__isnull=False).update(removed_at=None):
        events.record("resource.restored", resource, by=by)


# -- screening -------------------------------------------------------------------------------------------


def screen_version(pk: uuid.UUID) -> str:
    """Screen one file. Returns "ready", "refused", "retry", "dropped", or "" when there is nothing to do."""
    return desk.screen_one(DESK, pk)


def hand_out_overdue() -> int:
    """Ring again for what is ripe. Safe to run twice."""
    return desk.hand_out_overdue(DESK)


def _store(work: ResourceScreening, outcome: Outcome) -> ResourceVersion:
    stored = ResourceVersion(pk=work.version.pk)
    assert outcome.cleaned is not None  # noqa: S101 - accepted outcomes have one
    with outcome.cleaned.path.open("rb") as file:
        stored.file.save(f"clean{outcome.cleaned.extension}", File(file), save=False)
    return stored


def _conclude(work: ResourceScreening, outcome: Outcome, stored: ResourceVersion | None) -> str:
    rows = ResourceVersion.objects.filter(pk=work.version.pk, state=FileState.RECEIVED)
    resource = work.version.resource
    if stored is None or outcome.cleaned is None:
        if not rows.update(state=FileState.REFUSED, problem_code=outcome.code, problem=_why(outcome)):
            return "dropped"
        events.record("resource.refused", resource, by=None, number=work.version.number, code=outcome.code)
        return str(FileState.REFUSED)
    kept = rows.update(
        state=FileState.READY,
        file=stored.file.name,
        media_type=outcome.cleaned.media_type,
        size=outcome.cleaned.size,
    )
    if not kept:
        return "dropped"
    events.record("resource.screened", resource, by=None, number=work.version.number)
    return str(FileState.READY)


def _why(outcome: Outcome) -> str:
    """Why it was refused. The desk's words speak of lesson plans and student work; these of resources."""
    if outcome.kind in SLIDES:
        return AS_SLIDES
    return TAKEN if outcome.code == "not-allowed" and outcome.kind != "video" else outcome.message


def _discard(stored: ResourceVersion) -> None:
    if stored.file.name:
        stored.file.storage.delete(stored.file.name)


DESK = desk.Desk(
    works=ResourceScreening,
    task="planning.screen_resource",
    related=("version__resource",),
    name_of=lambda work: work.version.original_name,
    is_wanted=lambda work: work.version.state == FileState.RECEIVED,
    store=_store,
    write=_conclude,
    discard=_discard,
    kept=FileState.READY,
)
