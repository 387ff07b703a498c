"""The places where something brought could be seen, for the privacy walk.

A place is a function: it gets a `Walk` (one file in one state) and a `Visitor`, and answers whether that visitor gets
to see the file there. A new place: write the function, mark it `@place`, add its rows to privacy.tsv, one a state.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core import mail
from django.test import Client
from django.urls import reverse

from cycles.analysis.models import ProtocolRun
from cycles.evidence.models import Artifact
from cycles.planning.models import Series, Session
from cycles.roster.models import CalendarFeed
from participants.models import Person

NAME, WORD = "Marisol Quintero", "Quetzalcoatlus"  # in the file's name; in its text and in its library title
SAID = "Hadrosauridae"  # in what a colleague said about it


@dataclass(frozen=True)
class Walk:
    """One file, the series it was brought to, the session that looks at it, the joint look it hangs in."""

    artifact: Artifact
    series: Series
    session: Session
    run: ProtocolRun


@dataclass(frozen=True)
class Visitor:
    """Somebody's browser; `person` is None for who is not signed in."""

    browser: Client
    person: Person | None

    def get(self, name: str, *args: Any, **query: str) -> tuple[int, str]:
        """Status and words; a file's bytes are not read as words."""
        answer: Any = self.browser.get(reverse(name, args=args), query)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.close()
        return answer.status_code, content.decode(errors="replace")


Place = Callable[[Walk, Visitor], bool]
PLACES: dict[str, Place] = {}


def place(function: Place) -> Place:
    PLACES[function.__name__] = function
    return function


def _opens(visitor: Visitor, name: str, *args: Any) -> bool:
    """200 or 404, never anything between: a refusal tells nothing."""
    status, _ = visitor.get(name, *args)
    assert status in (200, 404), (name, status)
    return status == 200


def _opens_page(visitor: Visitor, name: str, *args: Any) -> bool:
    """The same; who is not signed in is sent to sign in, whatever is there."""
    status, words = visitor.get(name, *args)
    assert status in ((200, 404) if visitor.person else (302,)), (name, status)
    assert visitor.person or not words
    return status == 200


def _tells(words: str, walk: Walk) -> bool:
    return any(one in words for one in (str(walk.artifact.pk), NAME, WORD))


@place
def page(walk: Walk, visitor: Visitor) -> bool:
    return _opens_page(visitor, "evidence:artifact", walk.artifact.pk)


@place
def image(walk: Walk, visitor: Visitor) -> bool:
    return _opens(visitor, "evidence:image", walk.artifact.pk, 1)


@place
def thumbnail(walk: Walk, visitor: Visitor) -> bool:
    return _opens(visitor, "evidence:image", walk.artifact.pk, 0)


@place
def file(walk: Walk, visitor: Visitor) -> bool:
    return _opens(visitor, "evidence:file", walk.artifact.pk)


@place
def source(walk: Walk, visitor: Visitor) -> bool:
    """The page without its boxes."""
    return _opens(visitor, "evidence:source", walk.artifact.pk, 1)


@place
def talk(walk: Walk, visitor: Visitor) -> bool:
    """The page on which colleagues talk about the try."""
    _, words = visitor.get("evidence:feedback", walk.artifact.attempt_id)
    found = _tells(words, walk)
    _, file_page = visitor.get("evidence:artifact", walk.artifact.pk)
    assert found or "Give feedback" not in file_page, "a door that leads nowhere"
    return found


@place
def said(walk: Walk, visitor: Visitor) -> bool:
    """What a colleague said about it, opened by the owner: beside it, below the try, at home, in the series' lists."""
    pages = [
        visitor.get("evidence:feedback", walk.artifact.attempt_id),
        visitor.get("evidence:feedback", walk.artifact.attempt_id, about=str(walk.artifact.pk)),
        visitor.get("home"),
        visitor.get("evidence:helping", walk.series.pk),
        visitor.get("evidence:waiting", walk.series.pk),
    ]
    return any(SAID in words for _, words in pages)


@place
def wall(walk: Walk, visitor: Visitor) -> bool:
    """What was brought to the next session."""
    _, words = visitor.get("evidence:look", walk.session.pk)
    return _tells(words, walk)


@place
def analysis(walk: Walk, visitor: Visitor) -> bool:
    """The joint look: its page and what its screens ask for every second."""
    pages = [visitor.get(f"analysis:{name}", walk.run.pk)[1] for name in ("run", "live", "wall")]
    return any(_tells(words, walk) for words in pages)


@place
def record(walk: Walk, visitor: Visitor) -> bool:
    """What is kept of the joint look."""
    _, words = visitor.get("analysis:record", walk.run.pk)
    return _tells(words, walk)


@place
def search(walk: Walk, visitor: Visitor) -> bool:
    """The library, asked for a word of the file."""
    _, words = visitor.get("library:find", q=WORD)
    return str(walk.artifact.pk) in words


@place
def example(walk: Walk, visitor: Visitor) -> bool:
    """Its page in the library. Who is not signed in is sent to sign in, whatever is there."""
    status, _ = visitor.get("library:example", walk.artifact.pk)
    assert status in (200, 302, 404)
    return status == 200


@place
def api(walk: Walk, visitor: Visitor) -> bool:
    lists = ("api:try-list", "api:series-list", "api:enrollment-list", "api:session-list")
    return any(_tells(visitor.get(name)[1], walk) for name in lists)


@place
def export(walk: Walk, visitor: Visitor) -> bool:
    """Tables to take along: the roster, the own hours, the series' figures."""
    pages = [
        visitor.get("roster:roster-csv", walk.series.pk),
        visitor.get("followup:readiness", walk.series.pk),
    ]
    return any(NAME in words or WORD in words for _, words in pages)


@place
def feed(walk: Walk, visitor: Visitor) -> bool:
    """The own calendar, as a phone subscribes to it."""
    if visitor.person is None:
        return False
    own, _ = CalendarFeed.objects.get_or_create(person=visitor.person)
    status, words = visitor.get("roster:calendar-feed", own.key)
    assert status == 200
    return _tells(words, walk)


@place
def letters(walk: Walk, visitor: Visitor) -> bool:
    """Every mail that was sent to them."""
    address = visitor.person.user.email if visitor.person and visitor.person.user else ""
    return any(address in one.to and _tells(str(one.message()), walk) for one in mail.outbox)
