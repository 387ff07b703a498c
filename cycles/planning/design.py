"""The design check: what the research would say of a plan. It advises; it never blocks and never grades.

The six adjectives are those of federal law for professional learning (ESSA, section 8101(42)): sustained, intensive,
collaborative, job-embedded, data-driven, classroom-focused. The law sets no numbers. Ours are conventions, told on
the page: 14 and 20 hours are the reference lines of the research literature (domain.md 6); eight weeks leave room for
a try, a second session and a second try.

Everything here is worked out from `Facts` alone. A session without a date has no length yet: then "at least" stands
before the figure, and what is not known is said.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from cycles.planning.choices import MEANINGFUL

LINES = (14, 20)  # hours
WEEKS = 8
STUDENT_WORK = 3  # depth from which students' work is on the table


class Strength(StrEnum):
    """How much of an adjective stands in the plan."""

    THERE = "there"
    PARTLY = "partly"
    OPEN = "open"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Sitting:
    """A session that is not cancelled. `day` None: to be scheduled; then `minutes` is 0."""

    number: int
    day: date | None = None
    minutes: int = 0


@dataclass(frozen=True)
class Planned:
    """A contact of the follow-up plan. `together`: teachers with colleagues, not alone with a leader."""

    after_session: int
    days_after: int
    depth: int
    together: bool = False


@dataclass(frozen=True)
class Facts:
    """What a plan says of itself."""

    sittings: tuple[Sitting, ...] = ()
    contacts: tuple[Planned, ...] = ()
    leaders: int = 0
    outcomes: int = 0
    practices: int = 0  # strategies and standards
    student_aim: bool = False  # which student outcome will change
    student_evidence: bool = False  # and how one will know
    use_aim: bool = False  # what teachers will do differently
    joint_analysis: int = 0  # agenda items
    enrolled: int = 0  # people with a seat
    with_colleague: int = 0  # of them, with at least one colleague of their school among them


@dataclass(frozen=True)
class Adjective:
    """One of the six: whether it stands in the plan, why we say so, what would strengthen it and where."""

    name: str
    strength: Strength
    reason: str
    advice: str = ""
    step: str = ""


@dataclass(frozen=True)
class Hours:
    """Planned minutes of the dated sessions; `undated` sessions have none yet."""

    minutes: int
    undated: int

    @property
    def hours(self) -> float:
        """To a tenth: 390 minutes are 6.5."""
        return round(self.minutes / 60, 1)

    @property
    def figure(self) -> str:
        """6.5; at least 6.5; unknown as long as nothing has a date."""
        if not self.minutes:
            return "not known yet"
        return f"{'at least ' if self.undated else ''}{self.hours:g}"

    @property
    def note(self) -> str:
        """What is missing to the reference lines, and what is not known."""
        ahead = [
            f"{line - self.minutes / 60:.1f}".removesuffix(".0") for line in LINES if self.minutes < line * 60
        ]
        words = {
            2: f"{ahead[0]} more to the line of {LINES[0]}, {ahead[1]} to {LINES[1]}"
            if len(ahead) == 2
            else "",
            1: f"past the line of {LINES[0]}; {ahead[0]} more to {LINES[1]}" if ahead else "",
            0: f"past both lines, {LINES[0]} and {LINES[1]}",
        }[len(ahead)]
        undated = f"; {counted(self.undated, 'session')} without a date not counted" if self.undated else ""
        return f"{words}{undated}"


@dataclass(frozen=True)
class Span:
    """From the first session to the last one, and to the last contact; in days. None: not known yet."""

    sessions: int | None
    whole: int | None
    at_least: bool

    @property
    def weeks(self) -> int:
        """Whole weeks to the last contact: 62 days are 8."""
        return (self.whole or 0) // 7

    @property
    def figure(self) -> str:
        if self.whole is None:
            return "not known yet"
        return f"{'at least ' if self.at_least else ''}{self.weeks}"

    @property
    def note(self) -> str:
        """The sessions alone, and why something is not known."""
        if self.whole is None:
            return "Known once sessions have dates."
        alone = f"{self.sessions // 7} of them to the last session" if self.sessions is not None else ""
        why = "a session has no date yet" if self.at_least else ""
        return f"{', '.join(filter(None, (alone, why)))}.".capitalize()


@dataclass(frozen=True)
class Depths:
    """The mix of the planned contacts."""

    counts: tuple[int, int, int, int]  # depth 1 to 4

    @property
    def total(self) -> int:
        return sum(self.counts)

    @property
    def meaningful(self) -> int:
        """Contacts of depth 4."""
        return self.counts[MEANINGFUL - 1]

    @property
    def deep(self) -> int:
        """Contacts of depth 3 and 4."""
        return sum(self.counts[STUDENT_WORK - 1 :])

    @property
    def share(self) -> str:
        """Of depth 4, in whole per cents: 1 of 4 is 25 %."""
        return f"{percent(self.meaningful, self.total)} %"

    @property
    def note(self) -> str:
        return (
            f"{self.meaningful} of {self.total}; of depth 3 or more: {self.deep} of {self.total} "
            f"({percent(self.deep, self.total)} %)."
        )


@dataclass(frozen=True)
class Design:
    """All the check says."""

    adjectives: tuple[Adjective, ...]
    hours: Hours
    span: Span
    depths: Depths
    enrolled: int
    with_colleague: int

    @property
    def there(self) -> int:
        return sum(one.strength == Strength.THERE for one in self.adjectives)

    @property
    def colleague_share(self) -> str:
        return f"{percent(self.with_colleague, self.enrolled)} %"

    @property
    def colleague_note(self) -> str:
        return f"{self.with_colleague} of {self.enrolled} registered."


def counted(number: int, noun: str, several: str = "") -> str:
    """1 session, 3 sessions, no session."""
    return f"{number or 'no'} {noun if number < 2 else several or noun + 's'}"


def percent(part: int, whole: int) -> int:
    """Whole per cents, halves up: 1 of 8 is 13."""
    return int(100 * part / whole + 0.5) if whole else 0


def assess(facts: Facts) -> Design:
    """The whole check.

    Two sessions of 3.5 and 3 hours 42 days apart, the last contact 20 days after the second: 390 minutes are 6.5
    hours, 7.5 below the line of 14; 42 + 20 = 62 days are 8 whole weeks."""
    hours, span, depths = hours_of(facts), span_of(facts), depths_of(facts)
    return Design(
        (
            _sustained(facts, span),
            _intensive(hours),
            _collaborative(facts),
            _job_embedded(facts, depths),
            _data_driven(facts, depths),
            _classroom_focused(facts),
        ),
        hours,
        span,
        depths,
        facts.enrolled,
        facts.with_colleague,
    )


def hours_of(facts: Facts) -> Hours:
    """Sum of the dated sessions: 210 + 180 minutes are 390; each undated one is counted apart."""
    return Hours(
        sum(one.minutes for one in facts.sittings if one.day),
        sum(one.day is None for one in facts.sittings),
    )


def span_of(facts: Facts) -> Span:
    """First session to last session and to last contact.

    1 March and 12 April with a contact 20 days after the second: 42 and 62 days. With one undated session the dated
    part holds "at least". Without any date only the contacts are known: the longest of them, "at least"."""
    days = {one.number: one.day for one in facts.sittings}
    dated = [day for day in days.values() if day]
    undated = len(dated) < len(days)
    if not dated:
        longest = max((one.days_after for one in facts.contacts), default=0)
        return Span(None, longest or None, True)
    first, last = min(dated), max(dated)
    ends = [
        day + timedelta(days=one.days_after) for one in facts.contacts if (day := days.get(one.after_session))
    ]
    return Span((last - first).days, (max([last, *ends]) - first).days, undated)


def depths_of(facts: Facts) -> Depths:
    """Contacts by depth: of depths 1, 1, 2, 4 the counts are 2, 1, 0, 1; meaningful 1 of 4, a quarter."""
    one, two, three, four = (sum(c.depth == depth for c in facts.contacts) for depth in (1, 2, 3, 4))
    return Depths((one, two, three, four))


def _sustained(facts: Facts, span: Span) -> Adjective:
    name, sessions = "Sustained", len(facts.sittings)
    meets = f"{counted(sessions, 'session')}, {counted(len(facts.contacts), 'follow-up contact')}"
    if span.weeks >= WEEKS and sessions > 1:
        return Adjective(name, Strength.THERE, f"{meets} over {span.figure} weeks.".capitalize())
    advice = f"Let a contact reach further, so that it spans {WEEKS} weeks or more."
    if sessions < 2:
        text = f"{meets} planned: one meeting alone rarely changes teaching.".capitalize()
        return Adjective(name, Strength.OPEN, text, "Plan a second session.", "sessions")
    over = f"over {span.figure} weeks" if span.whole is not None else "with no date yet"
    return Adjective(name, Strength.PARTLY, f"{meets} {over}.".capitalize(), advice, "follow-up")


def _intensive(hours: Hours) -> Adjective:
    name = "Intensive"
    if not hours.minutes:
        text = "The hours are known once sessions have dates."
        return Adjective(name, Strength.UNKNOWN, text, "Set the first date.", "sessions")
    text = f"{hours.figure} hours of sessions: {hours.note}.".capitalize()
    if hours.minutes >= LINES[0] * 60:
        return Adjective(name, Strength.THERE, text)
    strength = Strength.PARTLY if hours.minutes >= LINES[0] * 30 else Strength.OPEN
    advice = (
        "Date the other sessions."
        if hours.undated
        else "A longer or a further session gives time to practise."
    )
    return Adjective(name, strength, text, advice, "sessions")


def _collaborative(facts: Facts) -> Adjective:
    name, together = "Collaborative", sum(one.together for one in facts.contacts)
    most = facts.enrolled > 0 and 2 * facts.with_colleague >= facts.enrolled
    text = (
        f"{counted(facts.leaders, 'leader')} and {counted(together, 'contact')} with colleagues".capitalize()
    )
    if facts.enrolled:
        text += f"; {facts.with_colleague} of {facts.enrolled} registered come with somebody of their school"
    if together and (facts.leaders > 1 or most):
        return Adjective(name, Strength.THERE, f"{text}.")
    if not together:
        advice = "Plan a contact with colleagues: reflect, look at student work, visit one another."
        strength = Strength.PARTLY if facts.leaders > 1 or most else Strength.OPEN
        return Adjective(name, strength, f"{text}.", advice, "follow-up")
    return Adjective(name, Strength.PARTLY, f"{text}.", "Lead it with a second leader.", "team")


def _job_embedded(facts: Facts, depths: Depths) -> Adjective:
    name, tries = "Job-embedded", max(len(facts.sittings) - 1, 0)
    text = f"{counted(tries, 'try', 'tries')} between the sessions".capitalize()
    if depths.meaningful:
        text += f", {counted(depths.meaningful, 'visit')} in the classroom."
        return Adjective(name, Strength.THERE if tries else Strength.PARTLY, text, *(() if tries else _MORE))
    advice = ("Plan a visit: a leader models, or observes with feedback.", "follow-up")
    return Adjective(
        name, Strength.PARTLY if tries else Strength.OPEN, f"{text}, nobody in the classroom yet.", *advice
    )


_MORE = ("Plan a second session, with a try before it.", "sessions")


def _data_driven(facts: Facts, depths: Depths) -> Adjective:
    name, looks = "Data-driven", depths.counts[STUDENT_WORK - 1] + facts.joint_analysis
    text = f"{counted(looks, 'look', 'looks')} at students' work planned".capitalize()
    if facts.student_aim:
        known = (
            "and how you will know it is said"
            if facts.student_evidence
            else "but not yet how you will know it"
        )
        text += f"; a student outcome is named, {known}."
    else:
        text += "; no student outcome is named yet."
    if looks and facts.student_aim and facts.student_evidence:
        return Adjective(name, Strength.THERE, text)
    advice = (
        ("Look at student work together, in a session or afterwards.", "follow-up")
        if not looks
        else ("Say which student outcome will change, and how you will know.", "aims")
    )
    return Adjective(name, Strength.PARTLY if looks or facts.student_aim else Strength.OPEN, text, *advice)


def _classroom_focused(facts: Facts) -> Adjective:
    name = "Classroom-focused"
    stated = counted(facts.outcomes, "outcome for teachers", "outcomes for teachers")
    text = f"{stated} and {counted(facts.practices, 'strategy or standard', 'strategies and standards')}".capitalize()
    text += ", and what one would see in class." if facts.use_aim else "."
    if facts.practices and (facts.outcomes or facts.use_aim):
        return Adjective(name, Strength.THERE, text)
    advice = (
        "Name the strategies or standards to be taught."
        if facts.outcomes or facts.use_aim
        else "State what teachers will do differently."
    )
    some = facts.practices or facts.outcomes or facts.use_aim
    return Adjective(name, Strength.PARTLY if some else Strength.OPEN, text, advice, "aims")
