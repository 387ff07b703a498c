"""Writing down a person: first ask whether it is one we know."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.http import HttpRequest

from cycles.planning.models import Session
from cycles.roster.access import known_to_leader
from cycles.roster.actions import invitations
from cycles.roster.forms import PersonForm
from ilc.accounts.access import account
from ilc.accounts.models import User
from participants.models import Person
from participants.queries import by_id, lookalikes


@dataclass(frozen=True)
class Named:
    """Either the person, or people who may be meant: then the form asks.

    `stranger`: the typed address is of somebody the leader has not met. They are taken without a word about
    them, since an answer that names the owner of any address would be a directory of all people."""

    person: Person | None
    alike: list[Person]
    stranger: bool = False

    @property
    def called(self) -> str:
        """As a message to the leader may name them; begins a sentence with "is" or "are"."""
        return "They are" if self.stranger or not self.person else f"{self.person.name} is"


def named_in_the_room(request: HttpRequest, session: Session) -> tuple[PersonForm, Named]:
    """The form of a name told at the door or read from paper, and whom it means: nobody until it is sent."""
    form = PersonForm(request.POST if request.method == "POST" else None)
    if not form.is_bound:
        return form, Named(None, [])
    known = known_to_leader(request.user, session.series)
    return form, name_person(form, known=known, by=account(request), since=session.local_date)


def name_person(form: PersonForm, *, known: QuerySet[Person], by: User, since: date | None = None) -> Named:
    """The person of a clean form. A record that looks the same is never taken without asking; asked is only
    about people among `known`."""
    if not form.is_valid():
        return Named(None, [])
    data = form.cleaned_data
    fresh = by_id(data["once"])
    alike = [
        one
        for one in lookalikes(data["given_name"], data["family_name"], data["email"], among=known)
        if one != fresh
    ]
    if not fresh and alike:
        for one in alike:
            if data["same"] == str(one.pk):
                return Named(one.root, [])
        if data["same"] != "new":
            return Named(None, alike)
    made = invitations.write_down(
        given_name=data["given_name"],
        family_name=data["family_name"],
        email=data["email"],
        school=data["school"],
        once=data["once"],
        since=since,
        by=by,
    )
    return Named(made, [], made.pk != data["once"] and not known.filter(pk=made.pk).exists())
