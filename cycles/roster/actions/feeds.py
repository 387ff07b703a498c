"""Calendar addresses: made when asked for, changed when one got into wrong hands."""

from django.db import transaction

from cycles.planning.models import Series
from cycles.roster.models import CalendarFeed
from cycles.roster.models.calendars import fresh_key
from ilc.accounts.models import User
from ilc.core import events
from participants.models import Person


@transaction.atomic
def make(*, of: Person | Series, by: User) -> CalendarFeed:
    """The address, the same one however often it is asked for."""
    owner = {"person": of.root} if isinstance(of, Person) else {"series": of}
    found, new = CalendarFeed.objects.get_or_create(**owner)
    if new:
        events.record("calendar.made", found, by=by)
    return found


@transaction.atomic
def renew(*, feed: CalendarFeed, by: User) -> None:
    """A new address; whoever had the old one reads nothing more."""
    feed.key = fresh_key()
    feed.save(update_fields=["key", "updated_at"])
    events.record("calendar.renewed", feed, by=by)
