"""What of the index may be shown to whom: joined to the things themselves at every question."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet

from cycles.evidence.access import library
from cycles.evidence.models import Artifact
from cycles.library.choices import EntryKind
from cycles.library.models import LibraryEntry
from cycles.planning.access import library_resources
from ilc.accounts.models import User

AnyUser = User | AnonymousUser


def examples(user: AnyUser) -> QuerySet[Artifact]:
    """What owners released and did not take back, of what the account may see."""
    return library(user)


def live(user: AnyUser) -> Q:
    """Entries whose thing the account may see at this moment, whatever the index still says."""
    if not isinstance(user, User):
        return Q(pk__in=[])
    return (
        Q(kind=EntryKind.STRATEGY)
        | Q(Exists(examples(user).filter(pk=OuterRef("artifact"))), kind=EntryKind.EXAMPLE)
        | Q(Exists(library_resources(user).filter(pk=OuterRef("resource"))), kind=EntryKind.RESOURCE)
    )


def entries(user: AnyUser) -> QuerySet[LibraryEntry]:
    """All of them."""
    return LibraryEntry.objects.filter(live(user))
