"""Thanking those who came: a short mail, each person once."""

from django.db import transaction

from cycles.planning.models import Session
from cycles.roster.queries import came
from cycles.tries.models import SessionThanks
from ilc.accounts.models import User
from ilc.core import events, outbox

RULE = "session.thanks"


@transaction.atomic
def send(*, session: Session, words: str, by: User) -> int:
    """To everybody noted as there. Again: to those noted since, in the words of the first time."""
    _, made = SessionThanks.objects.get_or_create(
        session=session, defaults={"words": words.strip(), "by": by}
    )
    people = {one.person.root_id for one in came(session)}
    number = outbox.post_many(outbox.Draft(RULE, person, session.pk, "closed") for person in people)
    if made:
        events.record("session.thanked", session, by=by, people=number)
    return number
