"""Mail after a session: thanks, and what comes next. Worked out when it is sent."""

from typing import Any

from django.urls import reverse

from cycles.planning.choices import LIVE_STATES, SessionState
from cycles.planning.models import Session
from cycles.roster.hours import in_hours
from cycles.roster.queries import confirmed_attendance
from cycles.tries.models import SessionThanks, TryAssignment
from cycles.tries.queries import next_after, written
from ilc.core import mailing, registry
from ilc.core.models import OutgoingMessage
from participants.choices import Topic
from participants.links import absolute, personal_url
from participants.models import Person
from participants.queries import by_id, is_muted, mail_address


def thanks_words(session: Session, words: str, asked: str) -> dict[str, Any]:
    """What the mail says to everybody; the closing page shows the same before it is sent."""
    return {
        "session": session,
        "series": session.series,
        "words": words,
        "asked": asked,
        "next": next_after(session),
    }


def commit_link(person: Person, session: Session) -> str:
    """With an account the page itself, without one a personal link."""
    if person.user_id:
        return absolute(reverse("tries:commit", args=[session.pk]))
    return personal_url("tries:commit-link", "commit", session.pk, person.pk)


@registry.builder("session.thanks")
def thanks(message: OutgoingMessage) -> registry.Built:
    found = (
        SessionThanks.objects.select_related("session__series", "by")
        .filter(session=message.object_id)
        .first()
    )
    person = by_id(message.recipient_id)
    if found is None or person is None or person.erased_at:
        return registry.Pointless("the session or the person is gone")
    session = found.session
    if session.state == SessionState.CANCELLED or session.series.state not in LIVE_STATES:
        return registry.Pointless("the session does not stand")
    row = confirmed_attendance().filter(session=session, person__root=person.pk).order_by("-minutes").first()
    if row is None:
        return registry.Pointless("not noted as there any more")
    if is_muted(person, Topic.NUDGES):
        return registry.Suppressed("turned off messages from leaders")
    address = mail_address(person)
    if not address:
        return registry.Suppressed("no e-mail address")
    assignment = TryAssignment.objects.filter(session=session).first()
    mail = mailing.render(
        "session.thanks",
        to=address,
        subject=f"Thank you for coming: {session.series.title}",
        unsubscribe_url=personal_url("participants:unsubscribe", "unsubscribe", person.pk, Topic.NUDGES),
        person=person,
        hours=in_hours(row.minutes),
        wrote=bool(written(person, session)),
        commit=commit_link(person, session),
        **thanks_words(session, found.words, assignment.text if assignment else ""),
    )
    if found.by:
        mail.headers["Reply-To"] = found.by.email
    return mail
