"""Words of reminders and nudges. Whether they are sent is decided before (reminders.py)."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from cycles.followup.models import Nudge
from cycles.followup.queries.ready import is_ready
from cycles.followup.queries.work import doing, missing
from cycles.followup.timing import Occasion
from cycles.planning.choices import OPEN_STATES
from cycles.planning.models import Session
from cycles.roster.models import StrandPlace
from cycles.roster.queries import enrollment_of
from cycles.tries.models import TryAssignment
from ilc.core import mailing, registry
from ilc.core.models import OutgoingMessage
from participants.choices import Topic
from participants.links import absolute, personal_url
from participants.models import Person
from participants.queries import by_id, is_muted, mail_address

Words = tuple[str, dict[str, Any]]  # subject; what the templates need besides person, session and series
Writer = Callable[[Person, Occasion], Words]


def _short(session: Session) -> str:
    """Saturday, 8 February"""
    day = session.local_date
    return f"{day:%A}, {day.day} {day:%B}" if day else ""


def _asked(session: Session) -> TryAssignment | None:
    return TryAssignment.objects.filter(session=session).first()


def _try_link(person: Person, after: Session) -> str:
    """To the person's try, or to planning it."""
    done = doing([after.pk], person.pk).get((after.pk, person.pk))
    path = reverse("tries:detail", args=[done.attempt]) if done else reverse("tries:plan", args=[after.pk])
    return absolute(path)


def session_soon(person: Person, occasion: Occasion) -> Words:
    session = occasion.about
    place = StrandPlace.objects.filter(session=session, enrollment__person__root=person.pk)
    link = absolute(reverse("planning:session", args=[session.pk]))
    strand = place.select_related("strand").first()
    words = {"link": link, "strand": strand.strand if strand else None}
    return f"{session.label} is on {_short(session)}", words


def try_window(person: Person, occasion: Occasion) -> Words:
    return "Your try: which class, which day?", {
        "link": _try_link(person, occasion.after),
        "asked": _asked(occasion.after),
    }


def bring(person: Person, occasion: Occasion) -> Words:
    asked = _asked(occasion.after)
    done = doing([occasion.after.pk], person.pk).get((occasion.after.pk, person.pk))
    words = {"missing": missing(asked, done) if asked else [], "link": absolute(reverse("home"))}
    return f"What to bring on {_short(occasion.about)}", words


def how_did_it_go(person: Person, occasion: Occasion) -> Words:
    return "How did it go?", {"link": _try_link(person, occasion.after), "asked": _asked(occasion.after)}


def survey(person: Person, occasion: Occasion) -> Words:
    link = personal_url("followup:exit-link", "exit", occasion.about.pk, person.pk)
    return f"{occasion.about.label}: two minutes for seven questions", {"link": link}


@registry.builder("nudge")
def nudge(message: OutgoingMessage) -> registry.Built:
    """A leader's own words, to those who still need them when it is sent."""
    found = (
        Nudge.objects.select_related("series", "session__series", "by").filter(pk=message.object_id).first()
    )
    person = by_id(message.recipient_id)
    if found is None or person is None or person.erased_at:
        return registry.Pointless("the nudge or the person is gone")
    if found.series.state not in OPEN_STATES:
        return registry.Pointless(f"the series is {found.series.get_state_display().lower()}")
    enrolled = enrollment_of(found.series, person)
    if enrolled and enrolled.state == "withdrawn":
        return registry.Pointless("withdrew")
    if is_ready(found.session, person.pk):
        return registry.Pointless("ready meanwhile")
    if is_muted(person, Topic.NUDGES):
        return registry.Suppressed("turned off by the person")
    address = mail_address(person)
    if not address:
        return registry.Suppressed("no address")
    leader = Person.objects.filter(user=found.by).first() if found.by else None
    mail = mailing.render(
        "nudge",
        to=address,
        subject=f"{leader.name if leader else 'Your leaders'}: {found.series.title}",
        unsubscribe_url=personal_url("participants:unsubscribe", "unsubscribe", person.pk, Topic.NUDGES),
        person=person,
        nudge=found,
        leader=leader,
        link=absolute(reverse("home")),
    )
    if found.by:
        mail.headers["Reply-To"] = found.by.email
    return mail
