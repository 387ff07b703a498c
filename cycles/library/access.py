"""Who may read and change what of the library: everybody signed in reads it, owners and editors change their part."""

import uuid

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import Http404

from cycles.evidence.access import get_own_artifact, is_owner
from cycles.evidence.choices import ArtifactState, Visibility
from cycles.evidence.models import Artifact
from cycles.library.queries.live import examples
from cycles.planning.access import library_resources
from cycles.planning.models import Resource, Strategy
from cycles.tries.access import sees_nothing_of_others
from cycles.tries.queries import works
from districts.access import has
from districts.permissions import Permission
from ilc.accounts.models import User
from participants.access import person_of

AnyUser = User | AnonymousUser
RELATED = ("owner__root", "attempt__session", "attempt__appointment__district", "example__strategy")


def may_edit(user: AnyUser) -> bool:
    """Say what strategies look like: program staff, and leaders whom a district named."""
    return has(user, Permission.LIBRARY_EDIT)


def may_use(user: AnyUser) -> bool:
    """Whether "Use in my try" is offered: program staff and partners have tries only where they take part."""
    if not sees_nothing_of_others(user):
        return True
    person = person_of(user)
    return person is not None and bool(works(person))


def get_strategy(pk: uuid.UUID) -> Strategy:
    """One strategy, for whoever is signed in."""
    found = Strategy.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_strategy_to_edit(user: AnyUser, pk: uuid.UUID) -> Strategy:
    """The same for its editors; 403 to everybody else, who may read it."""
    found = get_strategy(pk)
    if not may_edit(user):
        raise PermissionDenied
    return found


def get_resource(user: AnyUser, pk: uuid.UUID) -> Resource:
    """One resource of the library, or 404."""
    rows = library_resources(user).select_related("series__host_district", "series__host_alliance")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_example(user: AnyUser, pk: uuid.UUID) -> Artifact:
    """One example of the library as it is now, or 404; its owner finds it by the same rule."""
    found = examples(user).select_related(*RELATED).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def get_own_example(user: AnyUser, pk: uuid.UUID) -> Artifact:
    """One's own file that is in the library, to say something about it; 404 for everything else."""
    found = get_own_artifact(user, pk)
    if found.state != ArtifactState.SHARED or found.visibility != Visibility.LIBRARY:
        raise Http404
    return found


def owns(user: AnyUser, artifact: Artifact) -> bool:
    return is_owner(user, artifact)
