"""Questions about resources: what a session works with, and which version holds."""

import uuid
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from cycles.planning.choices import FileState
from cycles.planning.models import Resource, ResourceVersion, Session


@dataclass
class Shelf:
    """One resource as lists show it."""

    resource: Resource
    versions: list[ResourceVersion] = field(default_factory=list)  # newest first

    @property
    def ready(self) -> ResourceVersion | None:
        """What it holds now."""
        return next((one for one in self.versions if one.state == FileState.READY), None)

    @property
    def newest(self) -> ResourceVersion:
        return self.versions[0]

    @property
    def waiting(self) -> ResourceVersion | None:
        """The newest version while it is checked, or when it was refused."""
        return None if self.newest.state == FileState.READY else self.newest


def shelves(rows: QuerySet[Resource], *, ready: bool) -> list[Shelf]:
    """Resources with their versions, in one query, by title. `ready`: only those that hold something."""
    versions = ResourceVersion.objects.filter(resource__in=rows, resource__removed_at=None)
    related = ("resource__session", "resource__strand", "resource__agenda_item", "by__person")
    found: dict[uuid.UUID, Shelf] = {}
    for one in versions.select_related(*related).order_by("resource__title", "resource", "-number"):
        found.setdefault(one.resource_id, Shelf(one.resource)).versions.append(one)
    return [one for one in found.values() if one.ready or not ready]


def of_session(session: Session) -> Q:
    """What is attached to a session, its rooms or its agenda."""
    return Q(session=session)
