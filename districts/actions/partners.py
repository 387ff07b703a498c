"""Partners of the program."""

from django.db import IntegrityError, transaction

from districts.models import Partner
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused


def known_or_new(*, name: str, kind: str, by: User) -> Partner:
    """The partner of this name, written down if it is new."""
    return Partner.objects.filter(name__iexact=name.strip()).first() or create(name=name, kind=kind, by=by)


@transaction.atomic
def create(*, name: str, kind: str, by: User, website: str = "") -> Partner:
    """A new partner; names are known once."""
    try:
        with transaction.atomic():
            made = Partner.objects.create(name=name.strip(), kind=kind, website=website.strip())
    except IntegrityError as error:
        raise Refused(f"There is a partner called {name.strip()} already: choose it.", "name") from error
    events.record("partner.created", made, by=by, name=made.name)
    return made
