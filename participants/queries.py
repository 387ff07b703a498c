"""Finding people and their addresses."""

import uuid

from django.db.models import Q, QuerySet

from participants.models import Muted, Person, PersonEmail


def mail_address(person: Person) -> str:
    """The primary address of a person or of a record merged into them; "" when there is none."""
    rows = PersonEmail.objects.filter(person__root=person.root_id).order_by("-is_primary", "-verified_at")
    return rows.values_list("email", flat=True).first() or ""


def find_by_email(email: str) -> Person | None:
    """The remaining record that owns an address."""
    row = PersonEmail.objects.filter(email__iexact=email.strip()).select_related("person__root").first()
    return row.person.root if row else None


def by_id(pk: uuid.UUID | str | None) -> Person | None:
    """The remaining record for an id that may meanwhile be merged."""
    row = Person.objects.filter(pk=pk).select_related("root").first() if pk else None
    return row.root if row else None


def is_muted(person: Person, topic: str) -> bool:
    """Whether the person turned off this kind of mail."""
    return Muted.objects.filter(person__root=person.root_id, topic=topic).exists()


def lookalikes(
    given_name: str, family_name: str, email: str = "", *, among: QuerySet[Person]
) -> list[Person]:
    """People who may be the one somebody is about to write down again; at most five.

    `among` are remaining records the reader may learn of: nobody else is named to them."""
    same = Q(given_name__iexact=given_name.strip(), family_name__iexact=family_name.strip())
    if email:
        same |= Q(emails__email__iexact=email.strip())
    rows = Person.objects.filter(same, merged_into=None, erased_at=None, pk__in=among.values("pk")).distinct()
    return list(rows.prefetch_related("appointments__school")[:5])
