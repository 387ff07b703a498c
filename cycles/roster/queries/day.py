"""The roster of one session on its day: one line a person, what was said about them, what changed since."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Count, IntegerField, Max, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce

from cycles.planning.local_time import clock
from cycles.planning.models import Session, Strand
from cycles.roster.choices import CAME, ON_ROSTER, AttendanceSource, AttendanceStatus
from cycles.roster.models import Attendance, AttendanceMark, Enrollment, StrandPlace
from cycles.roster.queries import roster
from participants.models import Person

LATE_SCAN = timedelta(minutes=10)  # who checks in later than this after the start may have come late
OVERLAP = timedelta(seconds=20)  # a change may be written down before it can be read


@dataclass
class Line:
    """One person on the session day's roster."""

    person: Person
    enrollment: Enrollment | None
    attendance: Attendance | None
    session: Session
    room: str = ""
    room_id: uuid.UUID | None = None
    hidden: bool = False  # by a filter
    disputed: bool = False  # leaders said different things

    @property
    def state(self) -> tuple[str, str]:
        """Badge: kind and words."""
        found = self.attendance
        if found is None or found.status == "unknown":
            return "plain", "Not yet"
        if not found.confirmed:
            return "wait", "Says: I was there"
        kind = {"present": "done", "partial": "done", "excused": "wait", "absent": "bad"}[found.status]
        return kind, found.get_status_display()

    @property
    def place(self) -> str:
        where = (self.attendance and self.attendance.appointment) or (
            self.enrollment and self.enrollment.appointment
        )
        return where.place if where else ""

    @property
    def group(self) -> str:
        """Which filter shows the line: not (yet known), wait, here or away."""
        found = self.attendance
        if found is None or found.status == AttendanceStatus.UNKNOWN:
            return "not"
        if found.status not in CAME:
            return "away"
        return "here" if found.confirmed else "wait"

    @property
    def detail(self) -> str:
        """Minutes and hours beside the badge: 165 min, came 9:20 am."""
        found = self.attendance
        if found is None:
            return ""
        words = [f"{found.minutes} min"] if found.status == AttendanceStatus.PARTIAL else []
        words += [f"came {self._at(found.arrived_at)}"] if found.arrived_at else []
        words += [f"left {self._at(found.left_at)}"] if found.left_at else []
        scanned, start = found.checked_in_at, self.session.starts_at
        if found.status == AttendanceStatus.PRESENT and scanned and start and scanned > start + LATE_SCAN:
            words.append(f"checked in {self._at(scanned)}")
        return ", ".join(words)

    def _at(self, moment: datetime) -> str:
        return clock(moment.astimezone(self.session.series.tz))

    @property
    def kind(self) -> str:
        """The mark that stands, as its button is named."""
        found = self.attendance
        if found is None or not found.confirmed:
            return ""
        if found.left_at:
            return "left"
        return "late" if found.arrived_at else found.status


def day_lines(session: Session, people: Collection[uuid.UUID] | None = None) -> list[Line]:
    """The roster of one session: the enrolled, and whoever came beside them. Only these people's lines if told."""
    enrolled = roster(session.series).prefetch_related(
        Prefetch("strand_places", StrandPlace.objects.filter(session=session).select_related("strand"))
    )
    there = Attendance.objects.filter(session=session).select_related(
        "person__root", "appointment__school", "appointment__district", "strand"
    )
    if people is not None:
        enrolled = enrolled.filter(person__root__in=people)
        there = there.filter(person__root__in=people)
    lines: dict[uuid.UUID, Line] = {}
    for one in enrolled:
        room = next((place.strand for place in one.strand_places.all()), None)
        line = Line(one.person.root, one, None, session, room.name if room else "", room.pk if room else None)
        lines.setdefault(one.person.root_id, line)
    for seen in there:
        line = lines.setdefault(seen.person.root_id, Line(seen.person.root, None, None, session))
        if line.attendance is None or (seen.confirmed and seen.status in CAME):
            line.attendance = seen
        if seen.strand:
            line.room, line.room_id = seen.strand.name, seen.strand_id
    return sorted(
        lines.values(), key=lambda line: (line.person.family_name.lower(), line.person.given_name.lower())
    )


def day_stamp(session: Session) -> str:
    """What the list on the day rests on, as a short text that changes with it. One query."""
    enrolled = (
        Enrollment.objects.filter(series=session.series_id, state__in=ON_ROSTER)
        .order_by()
        .values("series")
        .annotate(n=Count("pk"))
        .values("n")
    )
    found = (
        Session.objects.filter(pk=session.pk)
        .annotate(
            changed=Max("attendances__updated_at"),
            rows=Count("attendances"),
            enrolled=Coalesce(Subquery(enrolled, output_field=IntegerField()), 0),
        )
        .values_list("changed", "rows", "enrolled")
        .get()
    )
    return f"{found[0].isoformat() if found[0] else ''}~{found[1]}~{found[2]}"


def changed_since(session: Session, stamp: str) -> set[uuid.UUID] | None:
    """Whose lines may differ from those shown at `stamp`; None for a text that is no stamp: everybody's."""
    try:
        since = datetime.fromisoformat(stamp.partition("~")[0]) - OVERLAP
    except (ValueError, OverflowError):
        return None
    if since.tzinfo is None:
        return None
    noted = Attendance.objects.filter(session=session, updated_at__gte=since)
    joined = Enrollment.objects.filter(series=session.series_id, updated_at__gte=since)
    return {*noted.values_list("person__root", flat=True), *joined.values_list("person__root", flat=True)}


@dataclass(frozen=True)
class Said:
    """One line of a row's history."""

    mark: AttendanceMark
    stands: bool  # it is among what the row follows from
    who: str


@dataclass
class Story:
    """Everything said about one person at one session, the latest first."""

    said: list[Said] = field(default_factory=list)

    @property
    def last(self) -> AttendanceMark | None:
        """The mark that decides, for "Undo"."""
        return next((one.mark for one in self.said if one.stands), None)


def story(attendance: Attendance | None) -> Story:
    """The marks of a row, with who made them."""
    if attendance is None:
        return Story()
    marks = list(attendance.marks.select_related("by").order_by("-at", "-created_at", "-id"))
    accounts = {one.by_id for one in marks if one.by_id}
    named = {one.user_id: one.name for one in Person.objects.filter(user__in=accounts)}
    return Story([Said(one, one.undone_at is None, named.get(one.by_id, "")) for one in marks])


def disputed(session: Session, people: Collection[uuid.UUID] | None = None) -> set[uuid.UUID]:
    """Rows (their ids) about which leaders said different things: the latest counts, and all is kept."""
    rows = AttendanceMark.objects.filter(attendance__session=session, undone_at=None).exclude(by=None)
    rows = rows.exclude(source=AttendanceSource.SELF)
    if people is not None:
        rows = rows.filter(attendance__person__root__in=people)
    said: dict[uuid.UUID, dict[uuid.UUID, str]] = {}
    for row, leader, kind in rows.order_by("at").values_list("attendance", "by", "kind"):
        said.setdefault(row, {})[leader] = kind
    return {row for row, each in said.items() if len(set(each.values())) > 1}


@dataclass(frozen=True)
class Tally:
    """How many are here, in all and in each room."""

    came: int
    waiting: int  # they say so, nobody confirmed it yet
    expected: int
    rooms: tuple[tuple[Strand, int, int], ...] = ()  # strand, here, expected


def tally(session: Session) -> Tally:
    """In three queries, whatever the number of people."""
    noted = Attendance.objects.filter(session=session).values_list(
        "person__root", "status", "strand", "confirmed"
    )
    places = StrandPlace.objects.filter(session=session, enrollment__state__in=ON_ROSTER)
    seats = Enrollment.objects.filter(series=session.series_id, state__in=ON_ROSTER)
    enrolled = dict(
        seats.annotate(
            room=Subquery(places.filter(enrollment=OuterRef("pk")).values("strand")[:1])
        ).values_list("person__root", "room")
    )
    here: dict[uuid.UUID, uuid.UUID | None] = {}
    where: dict[uuid.UUID, uuid.UUID | None] = dict(enrolled)
    waiting = set()
    for person, status, strand, confirmed in noted:
        where[person] = strand or where.get(person)
        if status in CAME and confirmed:
            here[person] = where[person]
        elif status in CAME:
            waiting.add(person)
    rooms = list(session.strands.all())
    counted = tuple(
        (one, sum(room == one.pk for room in here.values()), sum(room == one.pk for room in where.values()))
        for one in rooms
    )
    return Tally(len(here), len(waiting - here.keys()), len(where), counted)


def here_names(session: Session, strand: uuid.UUID | None = None) -> list[str]:
    """Short names of those here, for the wall when a leader shows them."""
    rows = Attendance.objects.filter(session=session, status__in=CAME, confirmed=True)
    rows = rows.select_related("person__root")
    if strand:
        rows = rows.filter(Q(strand=strand) | Q(strand=None))
    people = {one.person.root_id: one.person.root for one in rows}
    return [one.short_name for one in sorted(people.values(), key=lambda one: one.given_name.lower())]
