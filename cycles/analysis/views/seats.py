"""Who stands before a run: an account, or somebody who came by their personal link."""

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import reverse

from cycles.analysis import access
from cycles.analysis.models import ProtocolRun, RunSample
from cycles.analysis.queries.notes import Reader
from cycles.analysis.queries.seats import Pass
from ilc.accounts.models import User
from participants.access import get_own_person
from participants.links import read_link
from participants.models import Person
from participants.queries import by_id

LINK = "analysis"  # purpose of the personal link that a code opens
LINK_AGE = timedelta(days=3)


@dataclass(frozen=True)
class Seat:
    run: ProtocolRun
    person: Person
    user: User | None = None  # None by link
    token: str = ""

    def url(self, name: str, **more: Any) -> str:
        """The same address in both ways of coming in."""
        if self.token:
            return reverse(f"analysis:{name}-link", kwargs={"token": self.token, **more})
        return reverse(f"analysis:{name}", kwargs={"pk": self.run.pk, **more})

    def wall(self) -> access.Wall:
        return access.wall(self.user, self.run)

    def sample(self, pk: uuid.UUID) -> RunSample:
        """One that hung on this wall; what was withdrawn a moment ago still takes the note that is on its way."""
        found = RunSample.objects.filter(run=self.run, pk=pk).first()
        if found is None:
            raise Http404
        return found


def by_account(request: HttpRequest, pk: uuid.UUID) -> Seat:
    run = access.get_run(request.user, pk)
    user = request.user
    return Seat(run, get_own_person(user), user if isinstance(user, User) else None)


def by_token(token: str) -> Seat:
    run_pk, person_pk = read_link(token, LINK, LINK_AGE)
    person = by_id(person_pk)
    if person is None:
        raise Http404
    return Seat(access.get_link_run(run_pk, person), person, token=token)


def pass_for(seat: Seat, *, leads: bool, projected: bool) -> Pass:
    """What this screen may show. A projected one belongs to nobody: it shows what everybody in the room may read,
    and of the pictures what whoever projects may see."""
    shut = frozenset(seat.wall().closed) if seat.user else frozenset()
    person = None if projected else seat.person.pk
    return Pass(Reader(person, leads and not projected, shut), not seat.run.anonymous)
