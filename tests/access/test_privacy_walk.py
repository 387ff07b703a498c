"""The privacy walk: one file, in every state it can be in, asked for by everybody at every place.

Expected answers are literals in privacy.tsv; the places are functions in privacy.py.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from cycles.analysis.actions import leading, preparing
from cycles.analysis.models import ProtocolRun, ProtocolTemplate
from cycles.evidence import actions
from cycles.evidence.models import Artifact, DeidentificationCheck, Feedback, ReleaseAttestation
from cycles.evidence.reminders import tell_of_feedback
from cycles.followup.reminders import derive
from cycles.library import actions as library
from cycles.library.models import Example
from cycles.planning.choices import TeamRole
from cycles.planning.models import SeriesLeader, Strand
from cycles.roster.models import StrandPlace
from districts.models import Partner
from districts.permissions import Role
from ilc.core import outbox
from ilc.core.masking import Box
from ilc.core.models import OutgoingMessage
from participants.models import Person
from tests import factories as make
from tests.access.privacy import NAME, PLACES, SAID, WORD, Visitor, Walk
from tests.cast import Cast
from tests.evidence.rows import artifact

TABLE = Path(__file__).with_name("privacy.tsv")
ROLES = (
    "owner", "strand-leader", "other-strand-leader", "co-leader", "participant", "elsewhere", "other-series",
    "district-admin", "school-admin", "admin-co-leads", "other-admin", "program", "partner", "stranger", "anonymous",
)  # fmt: skip
SHARED = {
    "leaders": "leaders",
    "series": "series",
    "series-released": "series",
    "district": "district",
}
STATES = (
    "me-unchecked", "me-checked", *SHARED, "library", "withdrawn", "taken-down", "upheld", "covering", "purged",
)  # fmt: skip


def expected() -> dict[tuple[str, str], str]:
    """(state, place) -> a letter a role."""
    rows = [line.split("\t") for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    assert rows[0] == ["state", "place", *ROLES]
    assert {len(row) for row in rows} == {len(ROLES) + 2}, "an answer is missing"
    table = {(row[0], row[1]): "".join(row[2:]) for row in rows[1:]}
    assert len(table) == len(rows) - 1, "a row stands there twice"
    return table


def test_the_table_holds_every_state_and_place() -> None:
    assert set(expected()) == {(state, place) for state in STATES for place in PLACES}
    assert set("".join(expected().values())) == {"y", "-"}


@pytest.fixture
def people(cast: Cast) -> dict[str, Person | None]:
    """Everybody with their part, two strands led by two people, and people from elsewhere."""
    series, school, madera = cast.series, cast.school, cast.madera
    for name, leader in (("Elementary", cast.alice), ("Secondary", cast.carol)):
        room = Strand.objects.create(session=cast.first, name=name)
        room.leaders.add(leader)
        if leader == cast.alice:
            StrandPlace.objects.create(enrollment=cast.bob.enrollments.get(), session=cast.first, strand=room)
    cleo, nell = make.person("Cleo Park", at=school), make.person("Nell Page", at=school)
    wei, sam = make.person("Wei Zhang", at=cast.other_school), make.person("Sam Bell", at=school)
    dora, pia = make.person("Dora Fox", office=madera), make.person("Pia Lund")
    SeriesLeader.objects.create(series=series, person=cleo, role=TeamRole.CO_LEADER)
    SeriesLeader.objects.create(series=series, person=dora, role=TeamRole.CO_LEADER)
    make.enroll(wei, series)
    other = make.series("Another one", leaders=[cast.carol, cleo], host=madera)
    make.session(other, 1)
    make.enroll(nell, other)
    sam.appointments.update(role="administrator")
    office = Partner.objects.create(name="County Office of Education", kind="county_office")
    grants: tuple[tuple[Person, Role, dict[str, Any]], ...] = (
        (sam, Role.SCHOOL_ADMIN, {"school": school}),
        (dora, Role.DISTRICT_ADMIN, {"district": madera}),
        (pia, Role.PARTNER, {"partner": office}),
    )
    for admin, role, scope in grants:
        assert admin.user
        make.grant(admin.user, role, **scope)
    everybody: tuple[Person | None, ...] = (
        cast.bob, cast.alice, cast.carol, cleo, cast.ben, wei, nell,
        cast.dana, sam, dora, cast.erin, cast.pat, pia, cast.charlie, None,
    )  # fmt: skip
    return dict(zip(ROLES, everybody, strict=True))


@pytest.fixture
def walk(cast: Cast, people: dict[str, Person | None]) -> Walk:
    """A file in the library and in a joint look that runs: whatever it becomes afterwards, it was known there."""
    attempt = make.attempt(
        cast.bob,
        cast.first,
        state="brought",
        tried_at=timezone.now(),
        brought_at=timezone.now(),
        appointment=cast.bob.appointments.get(),
        plan="Frames",
    )
    one = artifact(attempt, visibility="library", original_name=f"{NAME}.jpg", text=WORD)
    release(one)
    Example.objects.create(artifact=one, title=f"Talk about {WORD}")
    library.put_example(one)
    Feedback.objects.create(
        attempt=attempt, artifact=one, author=cast.ben, kind="warm", text=SAID, opened_at=timezone.now()
    )
    template, by = ProtocolTemplate.objects.get(key="notice-and-wonder"), cast.alice.user
    assert by
    plan = preparing.Plan(session=cast.second, question="Who uses evidence?")
    run = preparing.prepare(series=cast.series, template=template, plan=plan, by=by)
    preparing.choose(run=run, artifacts=[one], by=by)
    leading.start(run=run, by=by)
    return Walk(one, cast.series, cast.second, ProtocolRun.objects.get(pk=run.pk))


def release(one: Artifact) -> None:
    ReleaseAttestation.objects.create(
        artifact=one, where="School office", since=timezone.localdate(), by=one.owner
    )


def bring_into(state: str, walk: Walk, cast: Cast) -> None:
    """From the library to the state, by the product's own actions where there are some."""
    one, bob, pat = walk.artifact, cast.bob.user, cast.pat.user
    assert bob
    assert pat
    if state in ("me-unchecked", "me-checked"):
        actions.unshare(artifact=one, by=bob)
        if state == "me-unchecked":
            DeidentificationCheck.objects.all().delete()
    elif state in SHARED:
        actions.share(artifact=one, visibility=SHARED[state], by=bob)
        if state == "series":
            ReleaseAttestation.objects.all().delete()
    elif state == "covering":
        actions.cover_places(artifact=one, boxes=[Box(1, 0.1, 0.1, 0.2, 0.2)], by=bob)
    elif state in ("taken-down", "upheld"):
        asked = actions.ask_takedown(artifact=one, reason="A face", by=pat)
        if state == "upheld":
            actions.decide_takedown(request=asked, uphold=True, note="It is one.", by=pat)
    elif state in ("withdrawn", "purged"):
        actions.withdraw(artifact=one, by=bob)
        if state == "purged":
            Artifact.objects.update(withdrawn_at=timezone.now() - timedelta(days=31))
            actions.purge()


def send_all() -> None:
    derive()
    tell_of_feedback(timezone.localtime().replace(hour=23, minute=59))
    for pk in OutgoingMessage.objects.values_list("pk", flat=True):
        outbox.send(pk)


@pytest.mark.parametrize("state", STATES)
def test_privacy(
    cast: Cast, people: dict[str, Person | None], walk: Walk, state: str, mailoutbox: Any
) -> None:
    bring_into(state, walk, cast)
    send_all()
    assert mail.outbox is mailoutbox
    visitors = [Visitor(browser(person), person) for person in people.values()]
    found = {
        place: "".join("y" if sees(walk, visitor) else "-" for visitor in visitors)
        for place, sees in PLACES.items()
    }
    assert found == {place: answers for (at, place), answers in expected().items() if at == state}


def browser(person: Person | None) -> Client:
    client = Client()
    if person and person.user:
        client.force_login(person.user)
        assert settings.SESSION_COOKIE_NAME in client.cookies
    return client


def test_the_words_are_found_where_they_should_be(
    cast: Cast, people: dict[str, Person | None], walk: Walk
) -> None:
    """Else the walk would look for the wrong ones."""
    owner = Visitor(browser(cast.bob), cast.bob)
    assert NAME in owner.get("evidence:artifact", walk.artifact.pk)[1]
    assert WORD in owner.get("library:example", walk.artifact.pk)[1]
