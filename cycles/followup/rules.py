"""Every reminder as one table: what it is called, when it is due, to whom, and who writes it."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from cycles.followup import emails, timing
from cycles.followup.queries import people
from cycles.followup.timing import Line, Occasion
from participants.choices import Topic


class Finder(Protocol):
    """Who is due for these occasions; of one person if told."""

    def __call__(self, occasions: list[Occasion], person: uuid.UUID | None = None) -> set[people.Pair]: ...


@dataclass(frozen=True)
class Rule:
    """One row. `due` and `whom` decide; `when` and `to` say the same in words for people who run this."""

    name: str
    when: str
    to: str
    due: Callable[[Line, datetime], Iterator[Occasion]]
    whom: Finder
    write: emails.Writer
    done: str  # why somebody is no longer due, when they have not left
    topic: Topic = Topic.REMINDERS


RULES: tuple[Rule, ...] = (
    Rule(
        "reminder.session-soon",
        "two days before a session, and not after its start",
        "everybody registered",
        timing.session_soon,
        people.registered,
        emails.session_soon,
        "no longer registered",
    ),
    Rule(
        "reminder.try-window",
        "three days after a session, until something is to be brought (two weeks while the next has no date)",
        "who came, was given something to try, and has neither tried, skipped nor planned it for a day to come",
        timing.try_window,
        people.to_try,
        emails.try_window,
        "tried, skipped or planned for a day to come",
    ),
    Rule(
        "reminder.bring",
        "three days before the next session, once it has a date",
        "who came to the one before and still lacks something that was asked for",
        timing.bring,
        people.to_bring,
        emails.bring,
        "nothing is missing any more",
    ),
    Rule(
        "reminder.how-did-it-go",
        "two weeks after a session whose successor has no date, once",
        "who came and has neither told how the try went nor that it did not happen",
        timing.how_did_it_go,
        people.to_tell,
        emails.how_did_it_go,
        "told or skipped",
    ),
    Rule(
        "survey.exit",
        "half an hour after a session's end, for two weeks",
        "who came, confirmed, and has not answered",
        timing.survey,
        people.to_answer,
        emails.survey,
        "answered, or attendance is not confirmed",
    ),
)
