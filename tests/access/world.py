"""Everything the walk opens: each kind of object once for every answer that it can give."""

import io
import uuid
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from cycles.analysis.choices import RunState
from cycles.analysis.models import Note, ProtocolRun, ProtocolTemplate, RunPhase, RunSample, TemplatePhase
from cycles.analysis.protocols import ensure_protocols
from cycles.evidence.choices import ArtifactKind, ArtifactState, Visibility
from cycles.evidence.models import (
    Artifact,
    ArtifactImage,
    DeidentificationCheck,
    Feedback,
    FeedbackRequest,
    TakedownRequest,
    Upload,
)
from cycles.followup.instruments import ensure_instruments
from cycles.followup.models import Instrument, InstrumentVersion, Item
from cycles.papers.models import Certificate, Paper
from cycles.planning.choices import ResourceFor, SeriesState
from cycles.planning.models import AgendaItem, Event, Resource, ResourceVersion, Series, Session, Strategy
from cycles.roster.choices import EnrollmentState
from cycles.roster.models import (
    CalendarFeed,
    EventAttendance,
    IndirectReachClaim,
    InviteList,
    MissingHours,
    NameList,
    RegistrationQuestion,
)
from cycles.tries.choices import Decision, ReflectionVisibility, TryState
from cycles.tries.models import Commitment, Try
from districts.models import Alliance, AllianceMembership, District, Partner, RoleGrant
from districts.permissions import Role
from ilc.core.choices import WorkState
from ilc.core.models import Heartbeat
from participants.models import Invitation, Person
from reports.counting import Scope, board, school_year
from reports.counting.frozen import definitions, freeze
from reports.models import Snapshot
from tests import factories as make
from tests.cast import Cast

ROLES = (
    "anonymous", "stranger", "participant", "leader", "other-admin", "own-admin", "program",
    "colleague", "neighbour", "school-admin", "partner",
)  # fmt: skip
CODE = "WXYZ"
EVENT_CODE = "VXYZ"
FILE_NAME = "Marisol Quintero essay.jpg"
WORDS = "They argued about zebra stripes and one half."
SAID = "Two of them went back to the drawing."  # to everybody in the series
PERIOD = school_year(2016)


def _picture() -> ContentFile[bytes]:
    data = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(data, "JPEG")
    return ContentFile(data.getvalue(), "work.jpg")


PICTURE = _picture()


def coming(attempt: Try) -> Upload:
    """A file that broke off on its way."""
    assert attempt.person.user
    return Upload.objects.create(
        owner=attempt.person,
        user=attempt.person.user,
        attempt=attempt,
        kind=ArtifactKind.STUDENT_WORK,
        name=FILE_NAME,
        length=10,
        expires_at=timezone.now() + timedelta(days=7),
    )


def artifact(attempt: Try, visibility: str = Visibility.ME) -> Artifact:
    """A screened photo of student work with a thumbnail and one page; attested only if it is shared."""
    shared = visibility != Visibility.ME
    made = Artifact.objects.create(
        owner=attempt.person,
        attempt=attempt,
        kind=ArtifactKind.STUDENT_WORK,
        state=ArtifactState.SHARED if shared else ArtifactState.PRIVATE,
        visibility=visibility,
        original_name=FILE_NAME,
        received_size=10,
        received_sha256=uuid.uuid4().hex * 2,
        file=PICTURE,
        original=PICTURE,
        media_type="image/jpeg",
        shared_at=timezone.now() if shared else None,
    )
    for number in (0, 1):
        ArtifactImage.objects.create(artifact=made, number=number, file=PICTURE, media_type="image/jpeg")
    if shared:
        ticks = dict.fromkeys(("names", "faces", "voices", "ids", "school_marks"), True)
        DeidentificationCheck.objects.create(artifact=made, by=attempt.person, **ticks)
    return made


def told(who: Person, after: Session, circle: str, **fields: Any) -> Try:
    """A try that was told, with its reflection open to this circle."""
    return make.attempt(
        who,
        after,
        **{
            "appointment": who.appointments.get(),
            "state": TryState.TRIED,
            "tried_at": timezone.now(),
            "what_happened": WORDS,
            "reflection_visibility": circle,
            **fields,
        },
    )


@cache
def _figures() -> dict[str, Any]:
    """Of a school year in which nothing happened; counted once."""
    return freeze(board(Scope.program(), PERIOD))


def snapshot(*, ready: bool, published: bool = False) -> Snapshot:
    """A report of that empty year, or one that is being built."""
    now = timezone.now()
    assert PERIOD.first
    made = Snapshot(period_from=PERIOD.first, period_to=PERIOD.last, published=published)
    if ready:
        made.figures, made.definition = _figures(), definitions()
        made.work_state, made.as_of, made.done_at, made.progress = WorkState.DONE, now, now, 100
        made.pdf = made.public_pdf = PICTURE
    made.save()
    return made


def alliance(name: str, district: District) -> Alliance:
    made = Alliance.objects.create(name=name, lead_district=district)
    AllianceMembership.objects.create(alliance=made, district=district, from_date=make.LONG_AGO)
    return made


def grant_of(who: Person) -> RoleGrant:
    assert who.user
    return who.user.grants.get()


@dataclass(frozen=True)
class Place:
    """A series with its first session, and what belongs to a page about them."""

    series: Series
    session: Session

    @property
    def arguments(self) -> dict[str, Any]:
        team = self.series.team.order_by("created_at").last()
        assert team is not None
        return {"leader": team.pk, "item": self.series.follow_up.get().pk}


class World:
    """The cast and their neighbours, and every kind of object as `own`, `other`, and in its further states.

    `own` is Bob's, in a series that Alice leads in Dana's district; `other` is in the district Erin administers;
    `open` is there, too, but announced to everybody, and Charlie is offered a seat in it.
    """

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.handler = Client().handler
        Heartbeat.objects.create(
            name="worker", at=timezone.now() + timedelta(hours=1)
        )  # fresh, however slow we walk
        ensure_instruments(Instrument, InstrumentVersion, Item)
        self._people()
        self._series()
        self._evidence()
        self._analysis()
        self._events()
        self._papers()
        self.snapshots = {
            "own": snapshot(ready=True),
            "published": snapshot(ready=True, published=True),
            "building": snapshot(ready=False),
        }
        self.alliances = {
            "own": alliance("East Side", cast.madera),
            "other": alliance("West Side", cast.other_district),
        }
        self.invitation = Invitation.objects.create(
            email="new@example.org", role=Role.LEADER, district=cast.madera
        )
        self.sessions = {role: self._sign_in(role) for role in ROLES if role != "anonymous"}

    def _people(self) -> None:
        cast = self.cast
        self.nell = make.person("Nell Page", at=cast.school)
        self.gail = make.person("Gail Moss", at=cast.school)
        self.sam, self.pia = make.person("Sam Bell", at=cast.school), make.person("Pia Lund")
        self.sam.appointments.update(role="administrator")
        office = Partner.objects.create(name="County Office of Education", kind="county_office")
        scopes: tuple[tuple[Person, Role, dict[str, Any]], ...] = (
            (self.sam, Role.SCHOOL_ADMIN, {"school": cast.school}),
            (self.pia, Role.PARTNER, {"partner": office}),
        )
        for who, role, scope in scopes:
            assert who.user
            make.grant(who.user, role, **scope)

    def _series(self) -> None:
        cast = self.cast
        far_leaders = [make.person(name, at=cast.other_school) for name in ("Lee Far", "May Far")]
        self.zoe = make.person("Zoe Far", at=cast.other_school)
        self.far_leader = far_leaders[0]
        team = [cast.alice, cast.carol]
        away = make.series("Far", leaders=far_leaders, host=cast.other_district, state=SeriesState.RUNNING)
        make.enroll(self.zoe, away)
        far = make.session(away, 1, start=timezone.now() - timedelta(days=1))
        make.session(away, 2)
        Session.objects.filter(pk=cast.first.pk).update(check_in_code=CODE)
        cast.first.refresh_from_db()
        everywhere = make.series("For all", leaders=far_leaders, host=cast.other_district, open_to_all=True)
        self.places = {
            "own": Place(cast.series, cast.first),
            "other": Place(away, far),
            "open": Place(everywhere, make.session(everywhere, 1)),
        }
        offer: dict[str, Any] = {"state": EnrollmentState.OFFERED}
        offer["offered_until"] = timezone.now() + timedelta(days=2)
        waiting = make.enroll(self.gail, cast.series, **offer)
        make.enroll(cast.charlie, everywhere, **offer)
        for state in (SeriesState.DRAFT, SeriesState.SUBMITTED):
            one = make.series(f"A {state} one", leaders=team, host=cast.madera, state=state)
            self.places[state] = Place(one, make.session(one, 1))
        self.support = {
            which: place.series.support.create(
                kind="release",
                quantity=12,
                unit="days",
                district=place.series.host_district,
                announced_at=timezone.now(),
                state="pledged",
                pledged_quantity=12,
            )
            for which, place in self.places.items()
        }
        for place in self.places.values():
            place.series.partners.create(called="The Valley Fund")
            place.series.contributions.create(
                district=place.series.host_district, kind="money", value=1, school_year=2025
            )
            place.series.budget.create(kind="stipends", count=2, rate=100)
        for who, session in ((cast.bob, cast.first), (cast.ben, cast.first), (self.zoe, far)):
            make.attend(who, session)
        for session in (cast.first, far):
            make.assignment(session)
        self.calendar = CalendarFeed.objects.create(person=cast.bob)
        self.enrollments = {
            "own": cast.bob.enrollments.get(),
            "other": self.zoe.enrollments.get(),
            "offered": waiting,
        }

        self.missing = {
            which: MissingHours.objects.create(session=place.session, person=who, sentence="I was there.")
            for which, place, who in (
                ("own", self.places["own"], cast.bob),
                ("other", self.places["other"], self.zoe),
            )
        }
        self.question = RegistrationQuestion.objects.create(series=cast.series, text="What do you not eat?")
        self.invite_lists = {
            which: InviteList.objects.create(series=place.series, work_state=WorkState.DONE)
            for which, place in self.places.items()
            if which in ("own", "other")
        }

    def _papers(self) -> None:
        """Bob's and Zoe's certificates; a pack that Alice asked for, Bob's transcript, a pack from elsewhere."""
        owners = {"own": self.cast.bob, "other": self.zoe}
        done: dict[str, Any] = {"work_state": WorkState.DONE, "pdf": PICTURE}
        told = {"name": "Bob Tran", "title": "Talk", "host": "", "sessions": [], "minutes": 360}
        self.certificates = {
            which: Certificate.objects.create(
                series=self.places[which].series, person=who, figures=told, **done
            )
            for which, who in owners.items()
        }
        pack: dict[str, Any] = {"kind": "print-pack", "digest": "x", **done}
        self.papers = {
            "own": Paper.objects.create(
                session=self.places["own"].session, requested_by=self.user("leader"), **pack
            ),
            "other": Paper.objects.create(
                session=self.places["other"].session, requested_by=self.user("other-admin"), **pack
            ),
            "transcript": Paper.objects.create(
                person=self.cast.bob,
                requested_by=self.user("participant"),
                **{**pack, "kind": "transcript"},
            ),
        }

    def _evidence(self) -> None:
        self.strategy = Strategy.objects.create(name="Sentence frames")
        cast, me, series = self.cast, ReflectionVisibility.ME, ReflectionVisibility.SERIES
        first, far = self.places["own"].session, self.places["other"].session
        self.tries = {
            "own": told(self.cast.bob, first, me),
            "shared": told(
                self.cast.ben,
                first,
                series,
                state=TryState.DECIDED,
                decision=Decision.ADAPT,
                decided_at=timezone.now(),
            ),
            "library": told(self.gail, first, me),
            "other": told(self.zoe, far, series),
        }
        Commitment.objects.create(person=self.cast.bob, session=first, position=1, text=WORDS)
        self.artifacts = {
            "own": artifact(self.tries["own"]),
            "shared": artifact(self.tries["shared"], Visibility.SERIES),
            "library": artifact(self.tries["library"], Visibility.LIBRARY),
            "other": artifact(self.tries["other"], Visibility.SERIES),
        }
        self.uploads = {which: coming(self.tries[which]) for which in ("own", "other")}

        said = (("own", cast.alice), ("shared", cast.bob), ("library", cast.charlie), ("other", cast.erin))
        self.feedback = {
            which: Feedback.objects.create(
                attempt=self.tries[which],
                artifact=self.artifacts["library"] if which == "library" else None,
                author=author,
                kind="warm",
                text=SAID if which == "shared" else WORDS,
            )
            for which, author in said
        }
        self.requests = {
            which: FeedbackRequest.objects.create(attempt=one, text=SAID, whom="series")
            for which, one in self.tries.items()
        }

    def _analysis(self) -> None:
        """Joint looks going on in both places, with a note of Bob's and of somebody who came by a link."""
        ensure_protocols(ProtocolTemplate, TemplatePhase)
        cast, now = self.cast, timezone.now()
        self.walker = make.person("Wilma Stone", account=False)
        make.enroll(self.walker, cast.series)
        self.runs, self.protocols = {}, {}
        for which, code, leader in (("own", "RVNBK", cast.alice), ("other", "RVNBL", self.far_leader)):
            place, work = self.places[which], self.artifacts["shared" if which == "own" else "other"]
            run = ProtocolRun.objects.create(
                series=place.series,
                session=place.session,
                title="Look",
                state=RunState.RUNNING,
                code=code,
                started_at=now,
                phase_ends_at=now + timedelta(minutes=5),
            )
            phase = RunPhase.objects.create(
                run=run, position=1, name="Notice", does="notes", kinds=["notice"], began_at=now
            )
            ProtocolRun.objects.filter(pk=run.pk).update(phase=phase)
            RunSample.objects.create(run=run, artifact=work, position=1)
            self.runs[which] = run
            self.protocols[which] = ProtocolTemplate.objects.create(owner=leader, title="Our own")
            TemplatePhase.objects.create(template=self.protocols[which], position=1, name="Talk", does="talk")
        phase = self.runs["own"].phases.get()
        self.notes = {
            who.pk: Note.objects.create(
                run=self.runs["own"], phase=phase, author=who, kind="notice", text=SAID, changed=1
            )
            for who in (cast.bob, self.walker)
        }

    def _takedowns(self) -> dict[str, TakedownRequest]:
        """Of Bob's file, and of one elsewhere."""
        return {
            which: TakedownRequest.objects.get_or_create(artifact=self.artifacts[which], reason="A face")[0]
            for which in ("own", "other")
        }

    def _item(self, session: Session) -> AgendaItem:
        """An item of the session's agenda."""
        made, _ = AgendaItem.objects.get_or_create(session=session, title="Frames")
        return made

    def line(self, name: str, which: str) -> Any:
        """A line of one of the plan's lists; the address says of which."""
        lists = {"partner": "partners", "contribution": "contributions", "budget": "budget"}
        short = name.partition(":")[2].partition("-")[0]
        if short in lists:
            return getattr(self.places[which].series, lists[short]).get()
        return self.support[which]

    def _events(self) -> None:
        """Conferences: Bob's in his district, one for educators of the other district only, one of nobody's."""
        cast, now = self.cast, timezone.now()
        hosts: tuple[tuple[str, dict[str, Any]], ...] = (
            ("own", {"host_district": cast.madera, "check_in_code": EVENT_CODE, "open_to_all": False}),
            ("other", {"host_district": cast.other_district, "open_to_all": False}),
            ("open", {}),
        )
        self.events = {}
        for which, fields in hosts:
            fields |= {"starts_at": now - timedelta(hours=2), "ends_at": now + timedelta(hours=2)}
            self.events[which] = made = Event.objects.create(title=f"A conference, {which}", **fields)
            NameList.objects.create(event=made)
        EventAttendance.objects.create(event=self.events["own"], person=cast.bob)
        self.claims = {
            which: IndirectReachClaim.objects.create(
                coach=who, series=self.places[which].series, people=9, basis="estimate", claimed_on=now.date()
            )
            for which, who in (("own", cast.bob), ("other", self.zoe))
        }
        for which in ("own", "other"):
            Series.objects.filter(pk=self.places[which].series.pk).update(trains_coaches=True)

    def _resources(self) -> dict[str, Resource]:
        """A picture for those who take part, in each place; in `own` for leaders, everybody and the library, too."""
        wanted = [(which, place, ResourceFor.PARTICIPANTS) for which, place in self.places.items()]
        wanted += [
            (str(one), self.places["own"], one)
            for one in (ResourceFor.LEADERS, ResourceFor.PUBLIC, ResourceFor.LIBRARY)
        ]
        found = {}
        for which, place, open_to in wanted:
            made, fresh = Resource.objects.get_or_create(
                series=place.series, session=place.session, title=f"Card for {open_to}", open_to=open_to
            )
            if fresh:
                ResourceVersion.objects.create(
                    resource=made, number=0, state="ready", file=PICTURE, media_type="image/jpeg"
                )
            found[which] = made
        return found

    def user(self, role: str) -> Any:
        people = {
            "stranger": self.cast.charlie,
            "participant": self.cast.bob,
            "leader": self.cast.alice,
            "other-admin": self.cast.erin,
            "own-admin": self.cast.dana,
            "program": self.cast.pat,
            "colleague": self.cast.ben,  # takes part with Bob
            "neighbour": self.nell,  # teaches at their school, takes no part
            "school-admin": self.sam,
            "partner": self.pia,
        }
        return people[role].user if role in people else None

    def _sign_in(self, role: str) -> str:
        client = Client()
        client.force_login(self.user(role))
        return client.cookies[settings.SESSION_COOKIE_NAME].value

    def browser(self, role: str) -> Client:
        """A new browser of somebody who signed in before; the product behind it is set up once."""
        client = Client()
        client.handler = self.handler
        if role in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[role]
        return client

    def objects(self, kind: str) -> dict[str, Any]:
        """Label -> object, of one kind."""
        return self._objects[kind]

    @cached_property
    def _objects(self) -> dict[str, dict[str, Any]]:
        cast = self.cast
        return {
            "series": {which: place.series for which, place in self.places.items()},
            "session": {which: place.session for which, place in self.places.items()},
            "agenda": {which: self._item(place.session) for which, place in self.places.items()},
            "resource": self._resources(),
            "strategy": {"own": self.strategy},
            "try": self.tries,
            "artifact": self.artifacts,
            "takedown": self._takedowns(),
            "run": self.runs,
            "protocol": self.protocols,
            "upload": self.uploads,
            "feedback": self.feedback,
            "feedback-request": self.requests,
            "enrollment": self.enrollments,
            "missing": self.missing,
            "invite-list": self.invite_lists,
            "certificate": self.certificates,
            "paper": self.papers,
            "snapshot": self.snapshots,
            "support": self.support,
            "district": {"own": cast.madera, "other": cast.other_district},
            "school": {"own": cast.school, "other": cast.other_school},
            "alliance": self.alliances,
            "event": self.events,
            "claim": self.claims,
            "name_list": {which: one.name_lists.get() for which, one in self.events.items()},
            "appointment": {"own": cast.bob.appointments.get(), "other": self.zoe.appointments.get()},
        }
