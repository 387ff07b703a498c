"""What a teacher brings and writes, from upload to withdrawal, through the real pages: who gets it at which door.

Before the check is saved its owner alone; then the circle they chose; administrators and program staff never,
not even when they co-lead; withdrawn, nobody (domain.md 3.5, 3.6 and 5).
"""

import json
import uuid
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from cycles.evidence.models import Artifact, ArtifactImage, Screening
from cycles.evidence.tasks import screen
from cycles.followup.reminders import derive
from cycles.planning.choices import TeamRole
from cycles.tries.models import Try
from districts.permissions import Role
from ilc.core import outbox
from ilc.core.models import OutgoingMessage
from reports import actions as reports
from reports.counting import school_year_of
from tests import factories as make
from tests.access.addressing import addresses, urls
from tests.access.world import FILE_NAME, ROLES, WORDS, World
from tests.evidence.rows import upload

SECRETS = (FILE_NAME.partition(" essay")[0], WORDS[-28:-1])  # the student in the file's name; the reflection
OTHERS = tuple(role for role in ROLES if role != "participant")
ON_FILE = {"sure": "yes", "where": "School office, release forms", "since": "2026-01-15"}
TICKS = dict.fromkeys(("names", "faces", "voices", "ids", "school_marks"), "on")


def body(answer: Any) -> str:
    content = answer.getvalue()
    answer.close()
    return bytes(content).decode(errors="replace")


def doors(one: Artifact) -> list[str]:
    """Page, file, thumbnail and every page picture."""
    numbers = ArtifactImage.objects.filter(artifact=one).values_list("number", flat=True)
    assert set(numbers) >= {0, 1}
    return [
        reverse("evidence:artifact", args=[one.pk]),
        reverse("evidence:file", args=[one.pk]),
        *(reverse("evidence:image", args=[one.pk, number]) for number in numbers),
    ]


def seen_by(world: World, one: Artifact) -> set[str]:
    """Roles that get it; every door must give a role the same answer, 200 or 404; a visitor's page is to sign in."""
    found = set()
    for role in ROLES:
        statuses = set()
        for url in doors(one):
            answer = world.browser(role).get(url)
            answer.close()
            statuses.add(answer.status_code)
        assert statuses in (({302, 404},) if role == "anonymous" else ({200}, {404})), (role, statuses)
        if statuses == {200}:
            found.add(role)
    return found


@pytest.fixture
def brought(world: World) -> Artifact:
    """Bob's photo, uploaded through the page and screened by the task."""
    attempt = world.tries["own"]
    answer = world.browser("participant").post(
        reverse("evidence:bring", args=[attempt.pk]), {"kind": "student-work", "uploads": [upload(FILE_NAME)]}
    )
    assert answer.status_code == 302
    for pk in Screening.objects.values_list("pk", flat=True):
        screen(str(pk))
    return Artifact.objects.exclude(pk=world.artifacts["own"].pk).get(attempt=attempt, state="private")


def check_and_share(world: World, one: Artifact, circle: str) -> None:
    bob = world.browser("participant")
    assert bob.post(reverse("evidence:check", args=[one.pk]), TICKS).status_code == 302
    answer = bob.post(reverse("evidence:share", args=[one.pk]), {"visibility": circle, **ON_FILE})
    assert answer.status_code == 302


def test_from_upload_to_withdrawal(world: World, brought: Artifact) -> None:
    assert seen_by(world, brought) == {"participant"}
    check_and_share(world, brought, "series")
    assert seen_by(world, brought) == {"participant", "colleague", "leader"}
    answer = world.browser("participant").post(reverse("evidence:withdraw", args=[brought.pk]))
    assert answer.status_code == 302
    assert seen_by(world, brought) == set()


def test_the_library_is_the_one_exception(world: World, brought: Artifact) -> None:
    check_and_share(world, brought, "library")
    assert seen_by(world, brought) == set(ROLES) - {"anonymous"}


def test_before_the_check_no_circle_helps(world: World, brought: Artifact) -> None:
    """Sharing without the check is sent back to the check, and opens nothing."""
    answer = world.browser("participant").post(
        reverse("evidence:share", args=[brought.pk]), {"visibility": "library"}
    )
    assert answer["Location"] == reverse("evidence:check", args=[brought.pk])
    assert seen_by(world, brought) == {"participant"}


@pytest.mark.parametrize("role", ["own-admin", "school-admin", "program"])
def test_deny_wins_over_leading_with_the_others(world: World, brought: Artifact, role: str) -> None:
    """They open the series' pages as its leaders, and still neither file nor reflection."""
    own = world.places["own"]
    person = {"own-admin": world.cast.dana, "school-admin": world.sam, "program": world.cast.pat}[role]
    own.series.team.create(series=own.series, person=person, role=TeamRole.CO_LEADER)
    check_and_share(world, brought, "series")
    Try.objects.filter(pk=brought.attempt_id).update(reflection_visibility="series")
    client = world.browser(role)
    assert client.get(reverse("followup:readiness", args=[own.series.pk])).status_code == 200
    assert role not in seen_by(world, brought)
    for page in ("evidence:feedback", "tries:detail", "evidence:of-try"):
        assert client.get(reverse(page, args=[brought.attempt_id])).status_code == 404
    for session in own.series.sessions.all():
        wall = body(client.get(reverse("evidence:look", args=[session.pk])))
        assert not any(secret in wall for secret in (*SECRETS, str(brought.pk)))


@pytest.mark.parametrize(
    ("circle", "readers"),
    [("me", set()), ("leaders", {"leader"}), ("series", {"leader", "colleague"})],
)
def test_a_reflection_goes_as_far_as_its_owner_says(world: World, circle: str, readers: set[str]) -> None:
    attempt = world.tries["own"]
    Try.objects.filter(pk=attempt.pk).update(reflection_visibility=circle)
    url = reverse("evidence:feedback", args=[attempt.pk])
    found = {role: world.browser(role).get(url) for role in OTHERS}
    assert {role for role, answer in found.items() if answer.status_code == 200} == readers
    others = {role: answer.status_code for role, answer in found.items() if role not in readers}
    assert others.pop("anonymous") == 302
    assert set(others.values()) == {404}
    assert all(SECRETS[1] in body(found[role]) for role in readers)
    for role in OTHERS:  # the try's own page stays its owner's
        assert world.browser(role).get(reverse("tries:detail", args=[attempt.pk])).status_code in (302, 404)


def only_bob_wrote_it(world: World) -> None:
    """So that whoever reads these words read his."""
    Try.objects.exclude(pk=world.tries["own"].pk).update(what_happened="")
    Artifact.objects.exclude(pk=world.artifacts["own"].pk).update(original_name="work.jpg")


def everything_open_to(world: World, role: str) -> Iterator[tuple[str, str]]:
    """Each page that a role may open about the series, with its words."""
    client = world.browser(role)
    for name in addresses():
        found = urls(world, name)
        for which in found.keys() & {"-", "own", "program", "district-own", "series-own", "published"}:
            yield found[which], body(client.get(found[which]))
    second = reverse(
        "evidence:look", args=[world.cast.second.pk]
    )  # the wall of what was tried after the first
    yield second, body(client.get(second))


@pytest.mark.parametrize("role", OTHERS)
def test_no_page_carries_what_was_not_shared(world: World, role: str) -> None:
    """Pages, fragments, API, dashboards, reports and CSV: neither the file's name nor a word of the reflection."""
    only_bob_wrote_it(world)
    own = str(world.artifacts["own"].pk)
    for url, words in everything_open_to(world, role):
        if own not in url:  # the 404 page of that address may repeat it
            assert not any(secret in words for secret in (*SECRETS, own)), url


def test_the_owner_finds_it_everywhere_they_should(world: World) -> None:
    """Else the sweep above would look for the wrong words."""
    pages = dict(everything_open_to(world, "participant"))
    attempt = world.tries["own"]
    assert SECRETS[1] in pages[reverse("tries:detail", args=[attempt.pk])]
    assert SECRETS[1] in pages[reverse("api:try-list")]
    assert SECRETS[0] in pages[reverse("evidence:bring", args=[attempt.pk])]


def test_search_does_not_find_it(world: World) -> None:
    only_bob_wrote_it(world)
    names = ("planning:catalogue", "directory:search", "districts:list", "api:series-list", "api:try-list")
    for role in OTHERS:
        client = world.browser(role)
        for url in map(reverse, names):
            for word in ("Marisol", "zebra"):
                words = body(client.get(url, {"q": word, "search": word}))
                assert not any(secret in words for secret in SECRETS), (role, url)


def test_the_api_serves_no_files_and_other_peoples_tries_to_nobody(world: World) -> None:
    schema = json.loads(body(world.browser("participant").get(reverse("api:schema"), {"format": "json"})))
    assert not [
        path for path in schema["paths"] if "artifact" in path or "evidence" in path or "file" in path
    ]
    shapes = schema["components"]["schemas"].values()
    fields = {field for shape in shapes for field in shape.get("properties", {})}
    assert not fields & {"artifacts", "file", "files", "images", "original_name", "text"}
    own, one = world.tries["own"], world.artifacts["own"]
    for role in OTHERS:
        client = world.browser(role)
        guessed = [
            f"/api/v1/artifacts/{one.pk}/",
            f"/api/v1/tries/{own.pk}/artifacts/",
            f"/api/v1/evidence/{one.pk}/",
        ]
        assert {client.get(url).status_code for url in guessed} == {404}
        answer = client.get(reverse("api:try-detail", args=[own.pk]))
        assert answer.status_code == (403 if role == "anonymous" else 404)


def test_a_report_carries_figures_alone(world: World) -> None:
    """Counted, frozen, set and exported while the try and its file count in them."""
    first = world.places["own"].session
    assert first.local_date
    asked = reports.request(first_year=school_year_of(first.local_date), by=world.user("program"))
    assert reports.build(asked.pk)
    asked.refresh_from_db()
    with asked.pdf.open("rb") as file:
        pages = pypdfium2.PdfDocument(file.read())
        printed = "".join(page.get_textpage().get_text_range() for page in pages)
        pages.close()
    csv = body(world.browser("program").get(reverse("reports:csv", args=[asked.pk])))
    assert "Who took part" in printed
    for words in (json.dumps(asked.figures), printed, csv):
        assert not any(secret in words for secret in SECRETS)


def test_no_mail_carries_it(world: World, brought: Artifact, mailoutbox: list[Any]) -> None:
    """Every mail that the cycle sends by itself, a nudge, and whatever sharing and feedback may post."""
    check_and_share(world, brought, "series")
    Try.objects.filter(pk=brought.attempt_id).update(reflection_visibility="series")
    url = reverse("evidence:feedback", args=[brought.attempt_id])
    said = {"kind": "warm", "text": "I like how they argue.", "about": str(brought.pk)}
    assert world.browser("colleague").post(url, said).status_code == 302
    page = world.browser("leader").get(reverse("followup:nudge", args=[world.places["own"].series.pk]))
    form = page.context["form"]
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    world.browser("leader").post(
        page.request["PATH_INFO"], {name: value for name, value in data.items() if value}
    )
    derive()
    for pk in OutgoingMessage.objects.values_list("pk", flat=True):
        outbox.send(pk)
    assert mailoutbox
    assert mail.outbox is mailoutbox
    for one in mailoutbox:
        assert not any(secret in str(one.message()) for secret in SECRETS)
        assert one.attachments == []


def test_a_principal_who_teaches_along_is_still_the_principal(world: World, brought: Artifact) -> None:
    """Enrolled like everybody, with a grant over the owner's school: colleagues see it, the principal doesn't."""
    make.enroll(world.sam, world.places["own"].series)
    make.enroll(world.nell, world.places["own"].series)
    check_and_share(world, brought, "series")
    found = seen_by(world, brought)
    assert "neighbour" in found
    assert "school-admin" not in found
    assert world.sam.user
    world.sam.user.grants.filter(role=Role.SCHOOL_ADMIN).delete()
    assert "school-admin" not in seen_by(world, brought)  # the post as administrator is enough


def test_a_visitor_learns_nothing_from_a_door(world: World, brought: Artifact) -> None:
    """The page answers as for a made-up id, by the sign-in page; bytes are not there."""
    page, *others = doors(brought)
    for url in (page, reverse("evidence:artifact", args=[uuid.uuid4()])):
        answer = Client().get(url)
        assert (answer.status_code, answer["Location"]) == (302, f"{reverse('account_login')}?next={url}")
        assert answer.content == b""
    for url in others:
        answer = Client().get(url)
        assert (answer.status_code, answer.get("Location")) == (404, None)
