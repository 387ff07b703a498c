"""Frozen reports: built once, whoever rings how often; never overwritten; partners see the published ones."""

import re
import subprocess
import sys
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from districts.models import Partner
from districts.permissions import Role
from ilc.core import queue
from ilc.core.choices import WorkState
from ilc.core.models import DomainEvent
from ilc.core.typesetting import child
from participants.models import Person
from reports import actions, tasks
from reports.counting import school_year_of
from reports.exports import tables
from reports.models import Snapshot
from tests import factories as make
from tests import pdfua
from tests.cast import Cast
from tests.reports import reading


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Pages are not set; what would be set is kept."""
    told: list[dict[str, Any]] = []

    def keep(template: Path, document: dict[str, Any]) -> bytes:
        told.append(document)
        return b"%PDF-quick"

    monkeypatch.setattr(actions, "to_pdf", keep)
    return told


def year_of(cast: Cast) -> int:
    """The school year of the first session (yesterday's, also on 1 July)."""
    assert cast.first.local_date is not None
    return school_year_of(cast.first.local_date)


@pytest.fixture
def asked(cast: Cast) -> Snapshot:
    assert cast.pat.user is not None
    return actions.request(first_year=year_of(cast), by=cast.pat.user)


@pytest.fixture
def viewer(db: None) -> Person:
    who = make.person("Val Viewer")
    assert who.user is not None
    make.grant(who.user, Role.PARTNER, partner=Partner.objects.create(name="A Fund", kind="funder"))
    return who


def statuses(client: Client, addresses: list[str]) -> list[int]:
    found = []
    for one in addresses:
        answer = client.get(one)
        if answer.streaming:
            b"".join(answer)  # read to the end, so that the file is closed
        found.append(answer.status_code)
    return found


def test_asking_rings_the_bell(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    rung: list[tuple[str, uuid.UUID]] = []
    monkeypatch.setattr(queue, "ring", lambda task, pk: rung.append((task, pk)))
    client = cast.client(cast.pat)
    answer = client.post("/reports/new/", {"year": str(year_of(cast))})
    made = Snapshot.objects.get()
    assert rung == [("reports.build", made.pk)]
    assert answer.url == f"/reports/{made.pk}/"  # type: ignore[attr-defined]
    client.post("/reports/new/", {"year": str(year_of(cast))})
    assert Snapshot.objects.count() == 1, "a double click asks once"


def test_a_district_has_a_report_of_its_own(cast: Cast, quick: list[dict[str, Any]]) -> None:
    """Two people took part, one of them in Madera; the table is by school; built again it stays the district's."""
    elsewhere = make.person("Wes West", at=make.school("West", within=make.district("West Unified")))
    for who in (cast.bob, elsewhere):
        make.attend(who, cast.first)
    client, year = cast.client(cast.pat), str(year_of(cast))
    client.post("/reports/new/", {"year": year})
    client.post("/reports/new/", {"year": year, "district": cast.madera.name, "picked": str(cast.madera.pk)})
    program, own = Snapshot.objects.order_by("created_at")
    assert [one.district for one in (program, own)] == [None, cast.madera]
    assert actions.build(program.pk)
    assert actions.build(own.pk)
    program.refresh_from_db()
    own.refresh_from_db()
    people = [
        one["n"]
        for report in (program, own)
        for one in report.figures["figures"]
        if one["key"] == "participants"
    ]
    assert people == [2, 1]
    assert [program.figures["place_kind"], own.figures["place_kind"]] == ["district", "school"]
    page = reading.soup(client, f"/reports/{own.pk}/")
    assert page.h1 is not None
    assert page.h1.text.startswith(f"District report, {cast.madera.name}, 20")
    assert f"District report, {cast.madera.name}, 20" in reading.text(reading.soup(client, "/reports/"))
    assert "report-madera-unified-20" in client.get(f"/reports/{own.pk}.csv")["Content-Disposition"]
    client.post(f"/reports/{own.pk}/again/")
    assert (
        list(Snapshot.objects.filter(district=cast.madera).values_list("kind", flat=True)) == ["district"] * 2
    )


def test_a_district_nobody_knows_is_asked_again(cast: Cast) -> None:
    asked = {"year": str(year_of(cast)), "district": "Nowhere Unified", "picked": ""}
    answer = cast.client(cast.pat).post("/reports/new/", asked)
    assert answer.status_code == 422
    assert b"Choose the district from the list" in answer.content
    assert b"Nowhere Unified" in answer.content
    assert not Snapshot.objects.exists()


def test_a_district_report_is_for_program_staff_until_it_is_published(cast: Cast, viewer: Person) -> None:
    assert cast.pat.user is not None
    own = actions.request(first_year=year_of(cast), by=cast.pat.user, district=cast.madera)
    assert actions.build(own.pk)
    seen = [cast.client(who).get(f"/reports/{own.pk}/").status_code for who in (cast.pat, cast.dana, viewer)]
    assert seen == [200, 404, 404]


def test_page_pdf_and_csv_tell_the_same_of_each_district(cast: Cast, quick: list[dict[str, Any]]) -> None:
    """12 of 20 in each of two districts tried, 6 of them brought something."""
    assert cast.pat.user is not None
    for name in ("North Unified", "South Unified"):
        school = make.school(f"{name} School", within=make.district(name))
        for number in range(20):
            who = make.person(f"N{number} {name}", at=school, account=False)
            make.attend(who, cast.first)
            if number < 12:
                make.attempt(who, cast.first, state="brought" if number < 6 else "tried")
    report = actions.request(first_year=year_of(cast), by=cast.pat.user)
    assert actions.build(report.pk)
    client = cast.client(cast.pat)
    page = reading.places(reading.soup(client, f"/reports/{report.pk}/"))
    assert page == {name: ["20", "12", "6"] for name in ("North Unified", "South Unified")}
    pdf = quick[0]["places"]
    assert {name: cells for name, *cells in pdf["rows"]} == page
    assert pdf["columns"] == ["Tried it", "Brought evidence"]
    rows = reading.csv_rows(client.get(f"/reports/{report.pk}.csv").content)
    for name, cells in page.items():
        titles = ("took part", "tried it", "brought evidence")
        assert [rows[f"{name}: {title}"]["value"] for title in titles] == cells


def test_asking_for_a_strange_year_says_so(cast: Cast) -> None:
    answer = cast.client(cast.pat).post("/reports/new/", {"year": "1066"})
    assert answer.status_code == 422
    assert b"Select a valid choice" in answer.content


def test_the_task_run_twice_builds_once(asked: Snapshot, quick: list[dict[str, Any]]) -> None:
    tasks.build(str(asked.pk))
    first = Snapshot.objects.get()
    tasks.build(str(asked.pk))
    tasks.build(str(asked.pk))
    again = Snapshot.objects.get()
    assert len(quick) == 2, "one for program staff, one for partners"
    assert (again.done_at, again.pdf.name, again.attempts) == (first.done_at, first.pdf.name, 1)
    assert DomainEvent.objects.filter(verb="report.built").count() == 1


def test_killed_in_between_it_is_built_by_the_next_one(asked: Snapshot, quick: list[dict[str, Any]]) -> None:
    assert Snapshot.objects.claim(asked.pk, lease=actions.LEASE)  # and then its worker dies
    assert actions.hand_out_overdue() == 0, "somebody seems to be at work"
    with time_machine.travel(timezone.now() + actions.LEASE + timedelta(seconds=1)):
        assert actions.hand_out_overdue() == 1
        assert actions.build(asked.pk)
    assert Snapshot.objects.get().is_ready


def test_a_slow_builder_that_was_overtaken_writes_nothing(
    asked: Snapshot, quick: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(template: Path, document: dict[str, Any]) -> bytes:
        with time_machine.travel(timezone.now() + actions.LEASE * 2):
            assert Snapshot.objects.claim(asked.pk, lease=actions.LEASE)  # another worker
        return b"%PDF-late"

    monkeypatch.setattr(actions, "to_pdf", slowly)
    assert not actions.build(asked.pk)
    kept = Snapshot.objects.get()
    assert (kept.work_state, kept.attempts, kept.pdf.name) == (WorkState.CLAIMED, 2, "")


def test_a_failure_is_tried_again_and_then_told(
    cast: Cast, asked: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(template: Path, document: dict[str, Any]) -> bytes:
        raise OSError("no space left")

    monkeypatch.setattr(actions, "to_pdf", broken)
    for _ in range(actions.MAX_ATTEMPTS):
        Snapshot.objects.update(due_at=timezone.now())
        assert not actions.build(asked.pk)
        told = cast.client(cast.pat).get(f"/reports/{asked.pk}/progress/").text
        again = Snapshot.objects.get().attempts < actions.MAX_ATTEMPTS
        assert ("takes longer than usual" in told) == again
    failed = Snapshot.objects.get()
    assert failed.has_failed
    assert "no space left" in failed.problem
    page = reading.text(reading.soup(cast.client(cast.pat), f"/reports/{asked.pk}/"))
    assert "This report could not be built." in page


def test_the_progress_is_told(cast: Cast, asked: Snapshot, quick: list[dict[str, Any]]) -> None:
    client = cast.client(cast.pat)
    Snapshot.objects.update(progress=35, step="Counting tries and evidence")
    fragment = reading.soup(client, f"/reports/{asked.pk}/progress/")
    bar = fragment.find("progress")
    assert bar is not None
    assert bar["value"] == "35"  # type: ignore[index]
    assert "Counting tries and evidence" in reading.text(fragment)
    actions.build(asked.pk)
    assert client.get(f"/reports/{asked.pk}/progress/").headers["HX-Refresh"] == "true"


def test_rebuilding_makes_a_new_one_and_leaves_the_old(
    cast: Cast, asked: Snapshot, quick: list[dict[str, Any]]
) -> None:
    client = cast.client(cast.pat)
    actions.build(asked.pk)
    before = client.get(f"/reports/{asked.pk}.csv").content
    make.attend(cast.bob, cast.first)
    client.post(f"/reports/{asked.pk}/again/")
    newer = Snapshot.objects.exclude(pk=asked.pk).get()
    actions.build(newer.pk)
    assert client.get(f"/reports/{asked.pk}.csv").content == before
    newest = reading.csv_rows(client.get(f"/reports/{newer.pk}.csv").content)
    assert newest["Took part in a series"]["value"] == "1"


def test_partners_read_published_reports_only(
    cast: Cast, asked: Snapshot, viewer: Person, quick: list[dict[str, Any]]
) -> None:
    """Bob and Ben came: two people, so partners see no number."""
    for who in (cast.bob, cast.ben):
        make.attend(who, cast.first)
    client, staff = cast.client(viewer), cast.client(cast.pat)
    addresses = [f"/reports/{asked.pk}/", f"/reports/{asked.pk}.pdf", f"/reports/{asked.pk}.csv"]
    actions.build(asked.pk)
    assert statuses(client, addresses) == [404] * 3
    staff.post(f"/reports/{asked.pk}/publish/", {"published": "yes"})
    assert statuses(client, addresses) == [200] * 3
    inside = reading.csv_rows(staff.get(addresses[2]).content)
    outside = reading.csv_rows(client.get(addresses[2]).content)
    assert inside["Took part in a series"]["value"] == "2"
    assert outside["Took part in a series"]["value"] == "fewer than 5 took part"
    assert client.post(f"/reports/{asked.pk}/publish/", {"published": "no"}).status_code == 403
    assert client.get(f"/reports/{asked.pk}/progress/").status_code == 403
    staff.post(f"/reports/{asked.pk}/publish/", {"published": "no"})
    assert statuses(client, addresses) == [404] * 3


def test_partners_get_the_partners_pdf(
    cast: Cast, asked: Snapshot, viewer: Person, quick: list[dict[str, Any]]
) -> None:
    actions.build(asked.pk)
    made = Snapshot.objects.get()
    made.public_pdf.save("public.pdf", ContentFile(b"%PDF-public"))
    Snapshot.objects.update(published=True)
    address = f"/reports/{asked.pk}.pdf"
    assert b"".join(cast.client(viewer).get(address)) == b"%PDF-public"
    assert b"".join(cast.client(cast.pat).get(address)) == b"%PDF-quick"


def test_what_is_not_built_cannot_be_published(cast: Cast, asked: Snapshot) -> None:
    answer = cast.client(cast.pat).post(f"/reports/{asked.pk}/publish/", {"published": "yes"}, follow=True)
    assert b"This report is not built yet" in answer.content
    assert not Snapshot.objects.get().published


@pytest.mark.parametrize("bad", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_no_cell_is_a_formula(bad: str) -> None:
    assert tables.safe(bad) == f"'{bad}"
    assert tables.safe("Madera") == "Madera"
    assert tables.safe(None) == ""


def test_a_school_named_like_a_formula(cast: Cast, asked: Snapshot, quick: list[dict[str, Any]]) -> None:
    district = make.district("=cmd|calc")
    make.attend(make.person("Eve Evil", at=make.school("@bad", within=district)), cast.first)
    actions.build(asked.pk)
    text = cast.client(cast.pat).get(f"/reports/{asked.pk}.csv").content.decode("utf-8-sig")
    assert "'=cmd|calc: took part" in text
    assert not re.search(r"(^|,)\"?=", text, re.MULTILINE)


def test_the_pdf_is_tagged_and_names_of_any_script_do_not_break_it(asked: Snapshot) -> None:
    assert actions.build(asked.pk)
    with Snapshot.objects.get().pdf.open() as file:
        content = file.read()
    heard = pdfua.check(content)
    assert heard.title.startswith("Program report 20")
    assert heard.tags["Table"]
    assert reading.pdf_text(content).startswith("Program report 20")
    assert child.without("Peña 学校 Łódź", set("学校")) == "Peña ?? Łódź"


def test_the_web_does_not_load_typst() -> None:
    """A chart or page setter takes a process to 200 MB: only the child process loads it."""
    script = (
        "import django; django.setup(); import ilc.urls, ilc.celery, sys; sys.exit('typst' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(settings.BASE_DIR),
        env={"DJANGO_SETTINGS_MODULE": "ilc.settings", "EMBEDDED": "yes", "VAR_DIR": str(settings.VAR_DIR)},
        check=False,
    )
    assert done.returncode == 0
