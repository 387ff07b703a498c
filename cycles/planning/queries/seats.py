"""Who holds the seats that a smaller number would take away; for those who keep the plan alone."""

from django.db.models import QuerySet
from django.db.models.functions import Lower

from cycles.planning.models import Series, Strand
from participants.models import Person

NAMED = 10
HOLDS = ("registered", "offered", "completed")  # roster's words


def holders(series: Series) -> QuerySet[Person]:
    """Everybody with a seat in the series, or with one held for them."""
    rows = Person.objects.filter(enrollments__series=series, enrollments__state__in=HOLDS)
    return Person.objects.filter(pk__in=rows.values("root"))


def in_strand(strand: Strand) -> QuerySet[Person]:
    """Everybody who chose this room."""
    rows = Person.objects.filter(enrollments__strand_places__strand=strand)
    return Person.objects.filter(pk__in=rows.values("root"))


def named(people: QuerySet[Person]) -> str:
    """ ": Ann Lee, Bo Ek and 4 more", to follow a number of people: the first ten by name. Nothing for nobody."""
    names = [one.name for one in people.order_by(Lower("family_name"), Lower("given_name"), "pk")[:NAMED]]
    more = people.count() - len(names) if len(names) == NAMED else 0
    if not names:
        return ""
    *first, last = [*names, f"{more} more"] if more else names
    return f": {', '.join(first)} and {last}" if first else f": {last}"
