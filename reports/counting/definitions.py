"""How each figure is counted, in words that stand beside it on every page and in every report."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Definition:
    """`group` orders the tables; `reach` figures are hidden only from partners and the public."""

    key: str
    label: str
    text: str
    unit: str = "people"
    group: str = "reach"


GROUPS = {
    "reach": "Who took part",
    "kinds": "Other kinds of reach, apart",
    "time": "Time",
    "cycle": "Staying with it",
    "ladder": "How far the practice has come",
    "influence": "What teachers say it changed",
    "quality": "How good the data are",
}

_PERSON = (
    "Different people, each once, whose attendance (whole or part) at a session of a series that was not cancelled is "
    "confirmed. Leading a series is not taking part in it. A person counts where they worked on that day; records "
    "of one person that were merged count as one."
)

_ALL = (
    Definition(
        "participants",
        "Took part in a series",
        _PERSON + (" “At least” stands before it when more people were counted at the door than named."),
    ),
    Definition(
        "multi",
        "In two sessions or more",
        (
            "People confirmed at two or more sessions of the same series, counted in the period, and where they "
            "worked, at the second one."
        ),
    ),
    Definition(
        "one_only",
        "At one session only",
        (
            "People who took part, and by the end of the period had been at no more than one session of any "
            "series they came to."
        ),
    ),
    Definition(
        "continuing",
        "Went on from before",
        "People who took part and had reached their second session earlier, or while working elsewhere.",
    ),
    Definition(
        "districts",
        "Districts reached",
        "Districts with one or more people who took part, by where they worked on that day.",
        unit="districts",
    ),
    Definition(
        "schools",
        "Schools reached",
        (
            "Schools with one or more people who took part, by where they worked on that day; of the schools open"
            " now and those reached."
        ),
        unit="of",
    ),
    Definition(
        "institute",
        "At leader institutes",
        (
            "People confirmed at a leader institute: leaders who prepare with program experts. Never added to "
            "those who took part in a series."
        ),
        group="kinds",
    ),
    Definition(
        "at_door",
        "Counted at sessions without a name",
        (
            "For each session with a head-count: the count less the people named there, never below zero. Shown "
            "where the session was hosted."
        ),
        group="kinds",
    ),
    Definition(
        "conference",
        "At conferences and presentations",
        (
            "Named people, each once, and those counted without a name. “At least”, for the unnamed may be the "
            "same people. Never added to those who took part in a series."
        ),
        unit="contacts",
        group="kinds",
    ),
    Definition(
        "conference_named",
        "of them named",
        "Different people named at a conference or presentation, by where they worked on that day.",
        group="kinds",
    ),
    Definition(
        "conference_unnamed",
        "of them counted without a name",
        (
            "For each conference or presentation: the head-count less the people named there, never below zero. "
            "Shown where it was hosted."
        ),
        unit="contacts",
        group="kinds",
    ),
    Definition(
        "coaches",
        "Reached through trained coaches, confirmed",
        (
            "Numbers that trained coaches gave and somebody confirmed, by the day of the claim. Indirect: never "
            "added to those who took part."
        ),
        unit="contacts",
        group="kinds",
    ),
    Definition(
        "coaches_unconfirmed",
        "Reached through trained coaches, not confirmed",
        "Numbers that trained coaches gave and nobody has confirmed yet.",
        unit="contacts",
        group="kinds",
    ),
    Definition(
        "participations",
        "Participations, all kinds",
        (
            "People who took part in a series, conference contacts and confirmed numbers of coaches, added. The "
            "same person may stand in more than one kind: these are participations, not people."
        ),
        unit="participations",
        group="kinds",
    ),
    Definition(
        "hours",
        "Hours a person",
        (
            "Confirmed minutes of everybody who took part, divided by 60 and by the people. Hours of leading are "
            "apart."
        ),
        unit="hours",
        group="time",
    ),
    Definition(
        "hours14",
        "14 hours or more",
        (
            "Share of the people who took part with 14 or more confirmed hours in the period: a reference line of"
            " the research literature, not a grade."
        ),
        unit="%",
        group="time",
    ),
    Definition(
        "hours20",
        "20 hours or more",
        (
            "Share of the people who took part with 20 or more confirmed hours in the period: a reference line of"
            " the research literature, not a grade."
        ),
        unit="%",
        group="time",
    ),
    Definition(
        "leading_hours",
        "Hours of leading, apart",
        (
            "The length of each session held, once for each leader on the team of its series, where the leader "
            "worked on that day. Never part of the hours of taking part."
        ),
        unit="hours",
        group="time",
    ),
    Definition(
        "return",
        "Came back for session 2",
        (
            "Of the people at session 1 of a series in the period whose session 2 has been held: the share who "
            "came to it."
        ),
        unit="%",
        group="cycle",
    ),
    Definition(
        "completion",
        "Completed the series",
        (
            "Of everybody ever registered (walk-ins included) for series completed in the period: the share who "
            "completed."
        ),
        unit="%",
        group="cycle",
    ),
    Definition(
        "follow_through",
        "Tried it before the next session",
        (
            "Chances: each person at each session that asked for a try and whose next session has begun. The "
            "share of chances used before the next session."
        ),
        unit="%",
        group="cycle",
    ),
    Definition(
        "days",
        "Days to the try (median)",
        (
            "Days from a session to the first try that was told after it, for each person and session: the middle"
            " one."
        ),
        unit="days",
        group="cycle",
    ),
    Definition(
        "with_plan",
        "Tries with a lesson plan",
        (
            "Of the tries told: the share with one or more lesson plans that passed the check and were not "
            "withdrawn."
        ),
        unit="%",
        group="cycle",
    ),
    Definition(
        "with_work",
        "Tries with student work",
        (
            "Of the tries told: the share with one or more pieces of student work that passed the check and were "
            "not withdrawn."
        ),
        unit="%",
        group="cycle",
    ),
    Definition(
        "attended",
        "Attended",
        _PERSON,
        group="ladder",
    ),
    Definition(
        "returned",
        "Returned",
        (
            "Of them: confirmed at two or more sessions of the same series, counted in the period of the second "
            "one."
        ),
        group="ladder",
    ),
    Definition(
        "tried",
        "Tried it in class",
        (
            "Of them: told of one or more tries with their own students. A try belongs to the session it follows "
            "(if they missed it, to the last one they came to)."
        ),
        group="ladder",
    ),
    Definition(
        "brought",
        "Brought student work or a plan",
        "Of them: brought evidence of a try to be looked at.",
        group="ladder",
    ),
    Definition(
        "analysed",
        "Analysed together",
        "Of them: had a try looked at together with colleagues.",
        group="ladder",
    ),
    Definition(
        "refined",
        "Refined and tried again",
        "Of them: told of a try that refines an earlier one.",
        group="ladder",
    ),
    Definition(
        "sustained",
        "Still in use 60 to 90 days later",
        "Asked by the 60 and 90 day follow-up, which is not part of the program yet.",
        group="ladder",
    ),
    Definition(
        "leads",
        "Leads others",
        "Of them: on the team of a series whose first session had begun by the end of the period.",
        group="ladder",
    ),
    Definition(
        "great",
        "To a great extent",
        (
            "One answer a person and series, the latest. Share of “great” among great, some, little extent and "
            "not at all. “Too soon to tell” is outside the share and told beside it; where fewer than five chose "
            "it, or it could be found by subtracting, it is told together with the weakest answers and the share "
            "is of all who answered the question: lower than it would be without them. n is the number "
            "the share is of. Whoever left the question open is in none of them."
        ),
        unit="%",
        group="influence",
    ),
    Definition(
        "great_some",
        "To a great or some extent",
        "As above: share of “great” and “some” together.",
        unit="%",
        group="influence",
    ),
    Definition(
        "response_rate",
        "Answered the survey",
        (
            "Of all people confirmed at a series (each person and series once): the share who answered at least "
            "one of the five questions."
        ),
        unit="%",
        group="quality",
    ),
    Definition(
        "unclosed",
        "Sessions not closed",
        (
            "Sessions of the period that are over and that no leader has closed: their attendance may be "
            "incomplete."
        ),
        unit="sessions",
        group="quality",
    ),
    Definition(
        "unknown",
        "Attendance not known",
        "People marked “not known” at sessions of the period. Unknown is not absent, and not zero.",
        unit="records",
        group="quality",
    ),
    Definition(
        "unconfirmed",
        "Attendance not confirmed",
        "People who say they were at a session, and no leader has confirmed it. Not counted above.",
        unit="records",
        group="quality",
    ),
    Definition(
        "claims",
        "Claims not confirmed",
        "Numbers given by trained coaches that nobody has confirmed yet.",
        unit="claims",
        group="quality",
    ),
)

DEFINITIONS: dict[str, Definition] = {one.key: one for one in _ALL}
HIDING = (
    "Tries, evidence and opinions of fewer than 5 people are not shown, also where they could be found by "
    "subtracting; an answer that fewer than 5 chose, “too soon to tell” included, is told together with the one "
    "beside it. Reach is hidden only from partners and the public."
)
HIDING_LEADER = (
    "Opinions of fewer than 5 people are not shown, also where they could be found by subtracting; an answer that "
    "fewer than 5 chose, “too soon to tell” included, is told together with the one beside it. Tries and evidence "
    "are counted in any number: leaders see those of their own people by name."
)
