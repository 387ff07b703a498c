"""One small world in which every page has something to show, written once for a whole module of page tests."""

import io
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from cycles.analysis.actions import concluding, leading, notes, preparing, protocols, sorting
from cycles.analysis.models import ProtocolRun, ProtocolTemplate, TemplatePhase
from cycles.analysis.protocols import ensure_protocols
from cycles.evidence.choices import ArtifactKind, ArtifactState, Visibility
from cycles.evidence.models import (
    Artifact,
    ArtifactImage,
    DeidentificationCheck,
    Feedback,
    FeedbackOffer,
    FeedbackReply,
    FeedbackRequest,
    ReleaseAttestation,
    TakedownRequest,
    Upload,
)
from cycles.followup.instruments import ensure_instruments
from cycles.followup.models import Answer, Instrument, InstrumentVersion, Item, Response
from cycles.followup.queries import current_version
from cycles.library import actions as library
from cycles.library.models import Example
from cycles.papers.models import Certificate, Paper
from cycles.planning.actions import aims
from cycles.planning.choices import SeriesState
from cycles.planning.imports import standards
from cycles.planning.models import (
    AgendaItem,
    BudgetLine,
    Contribution,
    Event,
    FollowUpItem,
    Outcome,
    Resource,
    ResourceVersion,
    Series,
    SeriesPartner,
    Session,
    Standard,
    Strand,
    Strategy,
    SupportLine,
)
from cycles.roster.actions import lists
from cycles.roster.imports.pasted import entries
from cycles.roster.models import (
    AgendaClock,
    CalendarFeed,
    Enrollment,
    EventAttendance,
    HeadCount,
    HeadCountRole,
    IndirectReachClaim,
    InviteList,
    ListedName,
    MissingHours,
    NameList,
    RegistrationAnswer,
    RegistrationQuestion,
)
from cycles.tries.choices import ReflectionVisibility, TryState
from cycles.tries.models import Commitment, Try, TryAssignment
from districts.choices import PartnerKind
from districts.models import Alliance, AllianceMembership, District, Partner, School
from districts.permissions import Role
from ilc.accounts.models import User
from ilc.core.choices import WorkState
from participants.models import Invitation, Person
from reports import actions as reports
from reports.counting.scope import school_year_of
from reports.models import Snapshot
from tests import factories as make

COLLEAGUES = (
    "Bernadette Montgomery-Castellanos",
    "Linh Ngo",
    "Joaquín Torres",
    "Patrice Okafor",
    "Mai Xiong",
    "Daniel Whitfield",
)
PLAN = "Sentence frames in period 3, in pairs, on the water cycle"
TOLD = (
    "Most pairs used the frame at least twice. The quiet table spoke more than in any week since October, "
    "and two students asked whether they may keep the card. I ran out of time before the last question."
)


@dataclass
class Stage:
    """Everybody and everything by name; `people` are the roles of the page tests."""

    people: dict[str, Person] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    tries: dict[str, Try] = field(default_factory=dict)
    artifacts: dict[str, Artifact] = field(default_factory=dict)
    takedowns: dict[str, TakedownRequest] = field(default_factory=dict)
    feedback: dict[str, Feedback] = field(default_factory=dict)
    districts: dict[str, District] = field(default_factory=dict)
    reports: dict[str, Snapshot] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    lists: dict[str, NameList] = field(default_factory=dict)
    claims: dict[str, IndirectReachClaim] = field(default_factory=dict)
    certificates: dict[str, Certificate] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    enrollments: dict[str, Enrollment] = field(default_factory=dict)
    questions: dict[str, RegistrationQuestion] = field(default_factory=dict)
    invite_lists: dict[str, InviteList] = field(default_factory=dict)
    support: dict[str, SupportLine] = field(default_factory=dict)
    lines: dict[str, Any] = field(default_factory=dict)
    items: dict[str, AgendaItem] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    strategies: dict[str, Strategy] = field(default_factory=dict)
    runs: dict[str, ProtocolRun] = field(default_factory=dict)
    protocols: dict[str, ProtocolTemplate] = field(default_factory=dict)
    alliance: Alliance = field(default_factory=Alliance)
    invitation: Invitation = field(default_factory=Invitation)

    def account(self, role: str) -> User:
        user = self.people[role].user
        assert user is not None
        return user


def build() -> Stage:
    """The whole world; a few hundred rows, about a second."""
    stage = Stage()
    ensure_instruments(Instrument, InstrumentVersion, Item)
    school, away = _places(stage)
    _people(stage, school, away)
    _running(stage)
    _others(stage)
    _tries(stage)
    _invite_lists(stage)
    _aims(stage)
    _library(stage)
    _together(stage)
    _answers(stage)
    _reports(stage)
    _papers(stage)
    _events(stage)
    return stage


def _together(stage: Stage) -> None:
    """Joint looks before, in each kind of phase, and after; a protocol of the leader's own."""
    ensure_protocols(ProtocolTemplate, TemplatePhase)
    lead, by = stage.people["leader"], stage.account("leader")
    wonder = ProtocolTemplate.objects.get(key="notice-and-wonder")
    plan = preparing.Plan(
        session=stage.sessions["today"], question="Where do students give a reason?", presenter=lead
    )
    for index, key in enumerate(("prepared", "notice", "sort", "change", "concluded")):
        run = preparing.prepare(series=stage.series["running"], template=wonder, plan=plan, by=by)
        preparing.choose(run=run, artifacts=[stage.artifacts["shared"]], by=by)
        stage.runs[key] = run
        for _ in range((0, 2, 4, 6, 6)[index]):
            names = ("participant", "second", "Mai Xiong", "Linh Ngo")
            _step(run, [stage.people[name] for name in names], by)
    concluding.add(run=stage.runs["concluded"], text="Frames carry reasons once students change them.", by=by)
    leading.conclude(run=stage.runs["concluded"], by=by)
    stage.protocols["own"] = protocols.copy(template=wonder, person=lead, by=by)


def _step(run: ProtocolRun, people: list[Person], by: User) -> None:
    """One phase on; while notes are written two people write one, while samples are sorted all but the first do."""
    now = ProtocolRun.objects.select_related("phase").get(pk=run.pk)
    leading.start(run=now, by=by) if now.phase is None else leading.go(run=now, by=by)
    phase = ProtocolRun.objects.select_related("phase").get(pk=run.pk).phase
    sample = run.samples.first()
    if phase is None or sample is None:
        return
    for number, who in enumerate(people[:2] if phase.kinds else people):
        if phase.kinds:
            place = notes.Place(1, 0.3, 0.4) if number else None
            made = notes.add(
                run=run, person=who, pk=uuid.uuid4(), phase=phase, kind=phase.kinds[0], text=TOLD[:90],
                sample=sample if number else None, place=place,
            )  # fmt: skip
            if number:
                notes.gather(run=run, notes=[made.pk], into=None, heading="Language of reasons")
        elif phase.does == "sort" and number:
            sorting.place(run=run, sample=sample, person=who, rating="partly")


def _aims(stage: Stage) -> None:
    """The lists that come with the code, some chosen; the first of the five questions answered."""
    standards.run_missing()
    chosen = list(Standard.objects.filter(code__in=("ELD.PI.4.1", "4-PS3-2", "CCSS.MATH.CONTENT.3.NF.A.2")))
    for key in ("ready", "running"):
        aims.answer(
            series=stage.series[key],
            answers={
                5: {"text": "Students build on each other's ideas", "evidence": "Three samples of talk"}
            },
            by=stage.account("leader"),
        )
        for one in chosen:
            aims.choose_standard(series=stage.series[key], standard=one, by=stage.account("leader"))
    frames = Strategy.objects.create(name="Sentence frames", looks_like="Pairs outgrow the frame.")
    frames.standards.set(chosen[:1])
    stage.strategies["frames"] = frames
    stage.series["running"].strategies.add(frames)


def _library(stage: Stage) -> None:
    """A strategy with its looks, a bilingual card, and two released samples, one of them described."""
    frames = stage.strategies["frames"]
    for band, text in (("TK-2", "Said together, with pictures."), ("6-8", "Frames that argue.")):
        frames.looks.create(grade_band=band, text=text)
    card = Resource.objects.create(
        series=stage.series["running"], title="Tarjetas: me pregunto", language="bilingual", open_to="library"
    )
    ResourceVersion.objects.create(resource=card, number=1, state="ready", url="https://example.org/tarjetas")
    stage.resources["library"] = card
    for key, who in (("released", "Daniel Whitfield"), ("described", "Bernadette Montgomery-Castellanos")):
        attempt = make.attempt(stage.people[who], stage.sessions["held"], grade="5", subject="Science")
        stage.artifacts[key] = _released(attempt)
    about = Example.objects.create(
        artifact=stage.artifacts["described"],
        title="Two classmates disagree, and stay with it",
        look_for="The word because, and who answers whom.",
        grade="5",
        subject="Science",
        strategy=frames,
    )
    about.standards.set(frames.standards.all())
    library.follow()


def _released(attempt: Try) -> Artifact:
    """A sample in the library, with its pictures."""
    made = Artifact.objects.create(
        owner=attempt.person,
        attempt=attempt,
        kind=ArtifactKind.STUDENT_WORK,
        state=ArtifactState.SHARED,
        visibility=Visibility.LIBRARY,
        original_name="IMG_4101.jpg",
        received_size=10,
        received_sha256=uuid.uuid4().hex * 2,
        file=_picture(),
        media_type="image/jpeg",
        shared_at=timezone.now(),
    )
    for number in (0, 1):
        ArtifactImage.objects.create(artifact=made, number=number, file=_picture(), media_type="image/jpeg")
    ticks = dict.fromkeys(("names", "faces", "voices", "ids", "school_marks"), True)
    DeidentificationCheck.objects.create(artifact=made, by=attempt.person, **ticks)
    return made


def _places(stage: Stage) -> tuple[School, School]:
    madera = make.district(city="Madera", onboarded_at=timezone.now())
    conejo = make.district("Conejo Valley Unified", requires_approval=True, onboarded_at=timezone.now())
    stage.districts |= {"madera": madera, "conejo": conejo, "new": make.district("Golden Valley Unified")}
    stage.alliance = Alliance.objects.create(name="East Side Alliance", lead_district=madera)
    for member in (madera, conejo):
        AllianceMembership.objects.create(alliance=stage.alliance, district=member, from_date=make.LONG_AGO)
    for name in ("Berenda Elementary", "Thomas Jefferson Middle", "Martin Luther King Junior Middle"):
        make.school(name, within=madera)
    return make.school(within=madera), make.school("Westlake High", within=conejo)


def _people(stage: Stage, school: School, away: School) -> None:
    roles = {
        "leader": "Alma Reyes",
        "co-leader": "Dennis King",
        "participant": "Rosa Medina",
        "second": "Ben Ortiz",
    }
    stage.people = {role: make.person(name, at=school) for role, name in roles.items()}
    stage.people |= {
        "visitor": make.person("Nina Varga", at=school),
        "stranger": make.person("Charlie Stone"),
    }
    stage.people |= {name: make.person(name, at=school) for name in COLLEAGUES}
    stage.people["far"] = make.person("Wei Zhang", at=away)
    madera, conejo = stage.districts["madera"], stage.districts["conejo"]
    grants: dict[str, tuple[Role, dict[str, Any], District | None]] = {
        "district": (Role.DISTRICT_ADMIN, {"district": madera}, madera),
        "approver": (Role.DISTRICT_ADMIN, {"district": conejo}, conejo),
        "program": (Role.PROGRAM, {}, None),
        "partner": (Role.PARTNER, {"partner": _partner()}, None),
    }
    names = {
        "district": "Marisol Cole",
        "approver": "Erin Wu",
        "program": "Pat Quinn",
        "partner": "Sam Field",
    }
    for role, (right, scope, office) in grants.items():
        stage.people[role] = make.person(names[role], office=office)
        make.grant(stage.account(role), right, **scope)
    make.grant(stage.account("leader"), Role.LEADER, district=madera)
    stage.invitation = Invitation.objects.create(
        email="new@example.org",
        given_name="Ines",
        role=Role.LEADER,
        district=madera,
        note="Welcome to the team!",
    )


def _partner() -> Partner:
    return Partner.objects.create(name="Valley Foundation", kind=PartnerKind.FUNDER)


def _session(
    stage: Stage, key: str, of: Series, number: int, start: datetime | None = None, **more: Any
) -> Session:
    stage.sessions[key] = make.session(
        of, number, start=start, place="Madera South High, room 12" if start else "", **more
    )
    return stage.sessions[key]


def _running(stage: Stage) -> None:
    """A running series: first session closed, second in its last half hour, third dated, fourth open."""
    now = timezone.now()
    leaders = [stage.people["leader"], stage.people["co-leader"]]
    series = make.series(
        "Academic conversation across subjects",
        leaders=leaders,
        host=stage.districts["madera"],
        state=SeriesState.RUNNING,
        capacity=8,
        seats_taken=8,
        audience="Teachers of all subjects, kindergarten to grade 12",
        classroom_url="https://classroom.example.org/c/academic-conversation",
        description="We learn one routine at a time, try it, and look at what students made.",
    )
    series.strategies.add(Strategy.objects.get_or_create(name="Academic conversation")[0])
    stage.series["running"] = series
    CalendarFeed.objects.create(series=series)
    CalendarFeed.objects.create(person=stage.people["participant"])
    first = _session(
        stage, "held", series, 1, now - timedelta(days=20), title="Learn sentence frames", state="held"
    )
    Session.objects.filter(pk=first.pk).update(closed_at=now - timedelta(days=20))
    second = _session(
        stage,
        "today",
        series,
        2,
        now - timedelta(hours=2, minutes=40),
        title="Look at talk",
        state="in-progress",
    )
    Session.objects.filter(pk=second.pk).update(
        check_in_code="WXYZ", purpose="Look at the work, choose what to refine."
    )
    for name in ("Elementary", "Secondary"):
        Strand.objects.create(session=second, name=name, place=f"Room {len(name)}", capacity=20)
    _agenda(second)
    _backing(stage, series)
    _resources(stage, second)
    _session(stage, "ahead", series, 3, now + timedelta(days=21), title="Talk in every subject")
    _session(stage, "undated", series, 4)
    TryAssignment.objects.create(
        session=first, text="Give one sentence frame to pairs, ten minutes, any subject."
    )
    came = [stage.people[name] for name in ("participant", "second", *COLLEAGUES)]
    for number, who in enumerate(came):
        make.enroll(who, series)
        make.attend(who, first, "partial" if number == 4 else "present", minutes=90 if number == 4 else 180)
    make.attend(stage.people["participant"], second, checked_in_at=now)
    make.attend(stage.people["second"], second, confirmed=False, source="self")
    make.enroll(stage.people["far"], series, "waitlisted")


def _backing(stage: Stage, series: Series) -> None:
    """Support in each state, a partner in a leader's own words, a contribution and a budget."""
    madera, now = stage.districts["madera"], timezone.now()
    common: dict[str, Any] = {"series": series, "district": madera, "announced_at": now}
    states = ("asked", "pledged", "partly", "declined", "differing")
    for state in states:
        promised = 4 if state in ("pledged", "partly", "differing") else None
        answer = "" if state == "asked" else "As much as the calendar allows"
        stage.support[state] = SupportLine.objects.create(
            **common,
            state=state,
            kind="release",
            quantity=12,
            unit="days",
            note="Two substitutes for each of six pairs who visit each other",
            pledged_quantity=promised,
            answer=answer,
            answered_at=now if answer else None,
            answered_by=stage.account("district") if answer else None,
        )
    for side, kept in (("leaders", False), ("administrator", True)):
        stage.support["differing"].views.create(side=side, kept=kept, words="Seven of ten days")
    stage.lines["partner"] = SeriesPartner.objects.create(
        series=series, called="Madera farm bureau", role="Hall"
    )
    stage.lines["contribution"] = Contribution.objects.create(
        series=series, district=madera, kind="release", quantity=8, unit="days", value=1480, school_year=2025
    )
    stage.lines["budget"] = BudgetLine.objects.create(
        series=series,
        kind="stipends",
        what="48 teachers",
        count=96,
        rate=150,
        fund="local",
        source="LCAP goal 2",
    )


def _agenda(session: Session) -> None:
    """Three items, the second one running late and paused."""
    items = [
        AgendaItem.objects.create(session=session, position=number, kind=kind, title=title, minutes=minutes)
        for number, (kind, title, minutes) in enumerate(
            (("welcome", "", 10), ("modelling", "Frames, as students do them", 40), ("debrief", "", 30)), 1
        )
    ]
    now = timezone.now()
    AgendaClock.objects.create(
        session=session, item=items[1], started_at=now - timedelta(minutes=44), paused_at=now
    )


def _resources(stage: Stage, session: Session) -> None:
    """A room's own item with a card that was replaced once, refused slides, a link for leaders."""
    strand = session.strands.order_by("name").last()
    stage.items["frames"] = item = AgendaItem.objects.create(
        session=session,
        position=4,
        kind="planning",
        minutes=70,
        strand=strand,
        leader=stage.people["co-leader"],
        note="Plan one class.",
        leader_note="Bring the cards.",
    )
    AgendaItem.objects.create(session=session, position=5, kind="break", removed_at=timezone.now())
    of = {"series": session.series, "session": session}
    card = Resource.objects.create(**of, title="Task card", agenda_item=item, language="bilingual")
    slides = Resource.objects.create(**of, title="Slides of the day", kind="slides")
    notes = Resource.objects.create(**of, title="Our notes", open_to="leaders", strand=strand)
    stage.resources["card"] = card
    by = stage.account("leader")
    for number in (1, 2):
        ResourceVersion.objects.create(
            resource=card, number=number, state="ready", url=f"https://example.org/card/{number}", by=by
        )
    problem = {
        "state": "refused",
        "original_name": "slides.pptx",
        "problem": "Slides go in as PowerPoint (.pptx) or PDF.",
    }
    ResourceVersion.objects.create(resource=slides, number=1, by=by, **problem)
    ResourceVersion.objects.create(resource=notes, number=1, state="ready", url="https://example.org/notes")
    Resource.objects.create(**of, title="Old card", removed_at=timezone.now())


def _others(stage: Stage) -> None:
    """Series in the other states, each with the page that only it has."""
    now = timezone.now()
    lead, madera, conejo = stage.people["leader"], stage.districts["madera"], stage.districts["conejo"]
    both = [lead, stage.people["co-leader"]]
    ended = make.series(
        "Phenomenon first: talk in science", leaders=both, host=madera, capacity=20, seats_taken=3
    )
    unclosed = _session(stage, "unclosed", ended, 1, now - timedelta(days=1), title="A bottle and a balloon")
    _session(stage, "unclosed-next", ended, 2)
    for name in COLLEAGUES[:3]:
        make.enroll(stage.people[name], ended)
    make.attend(stage.people[COLLEAGUES[0]], unclosed)
    open_ = make.series(
        "Number talks that everybody joins", leaders=both, host=madera, capacity=12, open_to_all=True
    )
    stage.sessions["open"] = _session(
        stage, "open", open_, 1, now + timedelta(days=9), title="Three ways to see 18"
    )
    _session(stage, "open-next", open_, 2, now + timedelta(days=37))
    make.enroll(stage.people["visitor"], open_, "offered", offered_until=now + timedelta(days=2))
    make.enroll(stage.people["second"], open_, "invited", registered_at=None)
    bare = Series.objects.create(title="Vocabulary" * 12, created_by=lead.user, host_district=madera)
    bare.team.create(person=lead, role="leader")
    ready = make.series("Read like a scientist", leaders=both, host=madera, state=SeriesState.DRAFT)
    _session(stage, "draft", ready, 1, now + timedelta(days=40), title="Mark what puzzles you")
    _session(stage, "draft-next", ready, 2)
    Outcome.objects.create(series=ready, text="Students mark claims and evidence", position=2)
    visit = FollowUpItem(series=ready, kind="visit", days_after=21, by="colleague", after_session=2)
    visit.save()
    stage.lines["visit"] = visit
    asked = make.series(
        "Math stories", leaders=both, host=conejo, state=SeriesState.SUBMITTED, submitted_at=now
    )
    make.session(asked, 1, start=now + timedelta(days=30))
    make.session(asked, 2)
    done = make.series(
        "Frames, last spring", leaders=both, host=madera, state=SeriesState.COMPLETED, completed_at=now
    )
    make.session(done, 1, start=now - timedelta(days=200), state="held", closed_at=now - timedelta(days=200))
    called_off = make.series("Debate club", leaders=both, host=madera, state=SeriesState.CANCELLED)
    stage.series |= {"ended": ended, "open": open_, "bare": bare, "ready": ready, "submitted": asked}
    stage.series |= {"done": done, "cancelled": called_off}


def _tries(stage: Stage) -> None:
    """After the first session: planned, told, brought, decided, refined, skipped."""
    now = timezone.now()
    after, told = stage.sessions["held"], timezone.localdate() - timedelta(days=9)
    shown = {
        "what_happened": TOLD,
        "would_change": "Fewer frames, larger print.",
        "tried_on": told,
        "engagement": 3,
    }
    stage.tries["brought"] = one = Try.objects.create(
        person=stage.people["participant"],
        series=after.series,
        session=after,
        plan=PLAN,
        state=TryState.BROUGHT,
        tried_at=now - timedelta(days=9),
        brought_at=now - timedelta(days=2),
        reflection_visibility=ReflectionVisibility.SERIES,
        grade="5",
        subject="Science",
        class_label="Period 3",
        class_size=28,
        **shown,
    )
    stage.tries["planned"] = make.attempt(stage.people["second"], after, plan=PLAN, planned_for=told)
    for number, text in enumerate(("Wait five seconds after a question", "One frame on every table"), 1):
        Commitment.objects.create(person=stage.people["second"], session=after, position=number, text=text)
    Commitment.objects.update(created_at=after.ends_at)
    adapted: dict[str, Any] = {
        "state": TryState.DECIDED,
        "decision": "adapt",
        "decision_note": "One frame, not three.",
    }
    owner = stage.people["Joaquín Torres"]
    stage.tries["decided"] = old = make.attempt(
        owner, after, plan=PLAN, tried_at=now, decided_at=now, **adapted, **shown
    )
    stage.tries["refined"] = make.attempt(
        owner, stage.sessions["today"], plan="One frame, two rounds", refines=old, adopts=one
    )
    again = {**adapted, "tried_at": now, "decided_at": now, **shown}
    stage.tries["adapted"] = make.attempt(stage.people["Patrice Okafor"], after, plan="Talk moves", **again)
    skipped = {"state": TryState.SKIPPED, "skip_reason": "time", "skip_note": "Testing week"}
    stage.tries["skipped"] = make.attempt(stage.people["Mai Xiong"], after, **skipped)
    told_only = {"state": TryState.TRIED, "tried_at": now, "reflection_visibility": "leaders"}
    stage.tries["told"] = make.attempt(
        stage.people["Linh Ngo"], after, plan="Turn and talk", **told_only, **shown
    )
    _work(
        stage,
        one,
        "plan",
        kind=ArtifactKind.LESSON_PLAN,
        name="water-cycle-pairs.docx",
        text="Goal: talk. " * 40,
    )
    _coming(one)
    _work(stage, one, "private", name="IMG_4411.HEIC")
    _work(stage, one, "shared", name="table-3.jpg", shared=True)
    _work(stage, one, "second", name="table-5.jpg", shared=True)
    film: dict[str, Any] = {
        "media_type": "video/mp4",
        "text": "A film of 0:42 minutes.",
        "original": _picture(),
    }
    _work(stage, one, "film", name="IMG_4415.MOV", **film)
    words = "Slide 1\nNumber talk, grade 3\nNotes: Wait ten seconds\n\nSlide 2\nWhich one doesn't belong?"
    slides: dict[str, Any] = {
        "kind": ArtifactKind.LESSON_PLAN,
        "media_type": "application/x-slides",
        "text": words,
    }
    _work(stage, one, "slides", name="talk.pptx", **slides)
    _work(
        stage,
        one,
        "refused",
        name="scan.pdf",
        state=ArtifactState.QUARANTINED,
        problem="The file is locked with a password.",
    )
    _asked_about(stage, one)
    for author, kind, text in (
        (
            "second",
            "warm",
            "The frame is right at their level. I wonder what happens if they choose the topic?",
        ),
        ("leader", "question", "What did the quiet table say?"),
    ):
        said = Feedback.objects.create(
            attempt=one,
            artifact=stage.artifacts["shared"],
            author=stage.people[author],
            kind=kind,
            text=text,
            page=1,
            x=0.2 if author == "second" else 0.7,
            y=0.8,
            opened_at=now if author == "leader" else None,
            thanked_at=now if author == "second" else None,
        )
        stage.feedback[author] = said
        FeedbackReply.objects.create(
            feedback=said, author=stage.people["participant"], text="I paired by table."
        )
    asked = "Is the second question too big a step for the pairs that are new to English?"
    FeedbackRequest.objects.create(attempt=one, text=asked, whom="series")
    offering = (stage.people["second"], stage.people["Linh Ngo"])
    for person in offering:
        FeedbackOffer.objects.create(series=one.series, person=person)


def _events(stage: Stage) -> None:
    """A conference going on, one closed, one cancelled; a list to review; a claim to confirm."""
    now, madera = timezone.now(), stage.districts["madera"]
    for key, start, fields in (
        ("today", now - timedelta(hours=1), {"check_in_code": "TLTX"}),
        ("ahead", now + timedelta(days=20), {"check_in_code": "TLTZ"}),
        ("closed", now - timedelta(days=9), {"state": "closed", "closed_at": now}),
        (
            "cancelled",
            now + timedelta(days=9),
            {"state": "cancelled", "cancel_reason": "Smoke in the valley"},
        ),
    ):
        stage.events[key] = Event.objects.create(
            title=f"Teachers leading teachers, {key}",
            description="Teachers show what they tried.",
            starts_at=start,
            ends_at=start + timedelta(hours=6),
            host_district=madera,
            place="Student union, hall A",
            **fields,
        )
        for name in COLLEAGUES[:4]:
            who = stage.people[name]
            EventAttendance.objects.create(
                event=stage.events[key], person=who, appointment=who.appointments.first()
            )
    head = HeadCount.objects.create(event=stage.events["closed"], people=300)
    for role, number in (("teacher", 250), ("aspiring", 50)):
        HeadCountRole.objects.create(head_count=head, role=role, people=number)
    stage.lists["review"] = made = NameList.objects.create(event=stage.events["today"])
    for number, (state, text, why) in enumerate(
        (
            ("bad", "Only", "Only one name: write the first and the last name."),
            ("asked", "Linh Ngo", ""),
            ("good", "Ana Lee", ""),
            ("dropped", "Ana Lee", "Stands on line 3 already."),
        ),
        1,
    ):
        given, _, family = text.partition(" ")
        ListedName.objects.create(
            name_list=made,
            number=number,
            text=text,
            given_name=given,
            family_name=family,
            state=state,
            problem=why,
        )
    series = stage.series["running"]
    Series.objects.filter(pk=series.pk).update(trains_coaches=True)
    for key, sure in (("open", None), ("sure", now)):
        stage.claims[key] = IndirectReachClaim.objects.create(
            coach=stage.people["participant"],
            series=series,
            people=38,
            basis="estimate",
            claimed_on=now.date(),
            what_for="Department meetings",
            confirmed_at=sure,
        )


def _coming(attempt: Try) -> None:
    """One file that broke off on its way, and one that was there already."""
    assert attempt.person.user
    for name, offset, state, problem in (
        ("number talk, second group.mp4", 61_000_000, "receiving", ""),
        ("IMG_2042 (1).jpg", 104_000_000, "refused", "IMG_2042 (1).jpg is here already. We kept one."),
    ):
        Upload.objects.create(
            owner=attempt.person,
            user=attempt.person.user,
            attempt=attempt,
            kind=ArtifactKind.STUDENT_WORK,
            name=name,
            length=104_000_000,
            offset=offset,
            state=state,
            problem=problem,
            expires_at=timezone.now() + timedelta(days=5),
        )


def _asked_about(stage: Stage, attempt: Try) -> None:
    """A checked file whose permission is on file, and one that somebody wants taken down."""
    ticks = dict.fromkeys(("names", "faces", "voices", "ids", "school_marks"), True)
    _work(stage, attempt, "permitted", name="IMG_2077.jpg")
    DeidentificationCheck.objects.create(artifact=stage.artifacts["permitted"], by=attempt.person, **ticks)
    ReleaseAttestation.objects.create(
        artifact=stage.artifacts["permitted"],
        where="School office, second drawer, release forms of families 2025 to 2026",
        since=timezone.localdate() - timedelta(days=90),
        by=attempt.person,
    )
    _work(stage, attempt, "asked", name="IMG_2078.jpg", shared=True, taken_down_at=timezone.now())
    stage.takedowns["open"] = TakedownRequest.objects.create(
        artifact=stage.artifacts["asked"], reason="In the window one can see who is writing."
    )


def _work(stage: Stage, attempt: Try, key: str, *, name: str, shared: bool = False, **fields: Any) -> None:
    made = Artifact.objects.create(
        **{
            "owner": attempt.person,
            "attempt": attempt,
            "kind": ArtifactKind.STUDENT_WORK,
            "state": ArtifactState.SHARED if shared else ArtifactState.PRIVATE,
            "visibility": Visibility.SERIES if shared else Visibility.ME,
            "original_name": name,
            "received_size": 2_400_000,
            "received_sha256": uuid.uuid4().hex * 2,
            "file": _picture(),
            "media_type": "image/jpeg",
            "removed": ["where it was taken", "which phone took it"],
            "shared_at": timezone.now() if shared else None,
            **fields,
        }
    )
    stage.artifacts[key] = made
    if made.kind == ArtifactKind.STUDENT_WORK and made.state != ArtifactState.QUARANTINED:
        for number in (0, 1):
            ArtifactImage.objects.create(
                artifact=made, number=number, file=_picture(), media_type="image/jpeg"
            )
    if shared:
        seen = dict.fromkeys(("names", "faces", "voices", "ids", "school_marks"), True)
        DeidentificationCheck.objects.create(artifact=made, by=attempt.person, **seen)


def _picture() -> ContentFile[bytes]:
    """A lined page with some handwriting."""
    page = Image.new("RGB", (640, 480), "#fdfbf4")
    pen = ImageDraw.Draw(page)
    for y in range(60, 460, 40):
        pen.line((30, y, 610, y), "#b8c9e0", 2)
        pen.line([(60 + x, y - 12 + (x * y) % 9) for x in range(0, 120 + (y * 7) % 380, 6)], "#2b3a67", 3)
    data = io.BytesIO()
    page.save(data, "JPEG")
    return ContentFile(data.getvalue(), "work.jpg")


def _invite_lists(stage: Stage) -> None:
    """One to look through, with good and bad lines; one half sent."""
    by, series = stage.account("leader"), stage.series["open"]
    RegistrationQuestion.objects.create(series=stage.series["running"], text="What do you not eat?")
    one = RegistrationQuestion.objects.create(
        series=series, text="Where do you sit best?", kind="choice", options=["Front", "Back"]
    )
    stage.questions["open"] = one
    stage.enrollments["second"] = stage.people["second"].enrollments.get(series=stage.series["running"])
    RegistrationAnswer.objects.create(
        enrollment=stage.people["visitor"].enrollments.get(series=series), question=one, text="Front"
    )
    pasted = (
        "Rosa Medina <rosa@x.org>\nnot an address\ntwo@x.orgaddresses@y.org\nrosa@x.org\nLinh,Ngo,linh@x.org"
    )
    for key in ("review", "sending"):
        wanted = [lists.Wanted(**vars(one)) for one in entries(pasted)]
        stage.invite_lists[key] = lists.make(series=series, wanted=wanted, by=by)
    InviteList.objects.filter(pk=stage.invite_lists["sending"].pk).update(state="sending")


def _answers(stage: Stage) -> None:
    """Seven answers about the first session: enough to be shown."""
    version, session = current_version(), stage.sessions["held"]
    for number, name in enumerate(("second", *COLLEAGUES)):
        response = Response.objects.create(version=version, session=session, person=stage.people[name])
        for item in version.items.all():
            if item.domain:
                Answer.objects.create(response=response, item=item, value=(number + item.position) % 5)


def _papers(stage: Stage) -> None:
    """A certificate that stands, one that was withdrawn, a paper that is there, questions about missing hours."""
    series, session = stage.series["running"], stage.sessions["held"]
    told = {
        "name": "Rosa Medina",
        "title": series.title,
        "host": "Madera Unified",
        "leaders": [],
        "minutes": 360,
        "sessions": [
            {"id": str(session.pk), "label": "Session 1", "title": "", "day": "2025-10-04", "minutes": 360}
        ],
        "of": 2,
        "rule": series.rule_for(series.sessions.count()),
    }
    done: dict[str, Any] = {"work_state": WorkState.DONE, "pdf": ContentFile(b"%PDF-1.7", "paper.pdf")}
    gone = {"state": "revoked", "ended_at": timezone.now(), "reason": "Signed for a colleague."}
    for key, who, more in (("valid", "participant", {}), ("gone", "second", gone)):
        stage.certificates[key] = Certificate.objects.create(
            series=series,
            person=stage.people[who],
            figures=told,
            **more,
            **done,
        )
    by = stage.account("leader")
    stage.papers["ready"] = Paper.objects.create(
        kind="print-pack", session=stage.sessions["today"], digest="x", requested_by=by, **done
    )
    for name, state in (("Mai Xiong", "waiting"), ("Linh Ngo", "declined")):
        MissingHours.objects.create(
            session=stage.sessions["today"],
            person=stage.people[name],
            sentence="I came late and sat at the back, beside the window.",
            state=state,
            reason="That was another day." if state == "declined" else "",
            answered_at=timezone.now() if state == "declined" else None,
        )


def _reports(stage: Stage) -> None:
    by = stage.account("program")
    stage.reports["ready"] = made = reports.request(first_year=school_year_of(timezone.localdate()), by=by)
    reports.build(made.pk)
    made.refresh_from_db()
    reports.publish(snapshot=made, by=by, published=True)
    stage.reports["building"] = Snapshot.objects.create(
        period_from=made.period_from,
        period_to=made.period_to,
        progress=40,
        step="Counting who came",
        requested_by=by,
    )
