"""Hours for payroll: read back from the files, equal to the transcript, safe from formulas, own people only."""

import csv
import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from cycles.planning.models import Session
from cycles.roster.hours import transcript
from participants.models import Person
from tests import factories as make
from tests.cast import Cast

YEAR = timedelta(days=365)


def asked(who: str, form: str = "xlsx") -> dict[str, str]:
    today = timezone.localdate()
    return {"who": who, "form": form, "first": str(today - YEAR), "last": str(today)}


def body(response: Any) -> bytes:
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def sheet(cast: Cast, reader: Person, who: str) -> list[list[Any]]:
    """The rows of the spreadsheet, without its header, as another library reads them."""
    answer = cast.client(reader).get(reverse("roster:payroll-export"), asked(who))
    book = CalamineWorkbook.from_filelike(io.BytesIO(body(answer)))
    return book.get_sheet_by_index(0).to_python()[1:]


@pytest.fixture
def held(cast: Cast) -> Cast:
    """Bob was there, Ben for a part; a guest from another district too; Alice and Carol led."""
    make.attend(cast.bob, cast.first)
    make.attend(cast.ben, cast.first, "partial", minutes=50)
    guest = make.person("Gus Guest", at=cast.other_school)
    make.attend(guest, cast.first)
    make.attend(make.person("Una Sure", at=cast.school), cast.first, confirmed=False)
    return cast


def test_a_leader_takes_the_hours_of_a_series(held: Cast) -> None:
    rows = sheet(held, held.alice, f"series:{held.series.pk}")
    told = [(row[1], row[8], row[9], row[10]) for row in rows]
    assert told == [
        ("Gus", 180, 3, 0),
        ("Ben", 50, 0.83, 0),
        ("Bob", 180, 3, 0),
        ("Carol", 180, 0, 3),
        ("Alice", 180, 0, 3),
    ]
    assert isinstance(rows[0][7], date | datetime)


def test_totals_are_those_of_the_transcript(held: Cast) -> None:
    rows = sheet(held, held.alice, f"series:{held.series.pk}")
    for who in (held.bob, held.ben, held.alice):
        record = transcript(who).record
        own = [row for row in rows if row[1] == who.given_name]
        assert sum(row[8] for row in own if row[9]) == sum(one.minutes for one in record.attended)
        assert sum(row[8] for row in own if row[10]) == sum(one.minutes for one in record.led)


def test_an_administrator_takes_the_hours_of_own_people(held: Cast) -> None:
    names = [row[1] for row in sheet(held, held.dana, f"district:{held.madera.pk}")]
    assert names == ["Ben", "Bob", "Carol", "Alice"]
    assert [row[1] for row in sheet(held, held.erin, f"district:{held.other_district.pk}")] == ["Gus"]


def test_nobody_takes_what_is_not_theirs(held: Cast) -> None:
    for who in (held.dana, held.alice):
        foreign = asked(f"district:{held.other_district.pk}")
        assert held.client(who).get(reverse("roster:payroll-export"), foreign).status_code == 422


@pytest.mark.parametrize(
    ("who", "status"), [("alice", 200), ("dana", 200), ("bob", 404), ("charlie", 404), ("pat", 403)]
)
def test_who_opens_the_page(cast: Cast, who: str, status: int) -> None:
    assert cast.client(getattr(cast, who)).get(reverse("roster:payroll")).status_code == status


def test_csv_is_utf8_with_mark_and_no_formulas(held: Cast) -> None:
    Person.objects.filter(pk=held.bob.pk).update(given_name="=cmd|' /C calc'!A0", family_name="Ñandú")
    answer = held.client(held.alice).get(
        reverse("roster:payroll-export"), asked("series:" + str(held.series.pk), "csv")
    )
    text = body(answer).decode()
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    named = next(row for row in rows if row[0] == "Ñandú")
    assert named[1] == "'=cmd|' /C calc'!A0"
    assert named[8] == "180"


def test_a_formula_in_a_name_stays_text_in_the_spreadsheet(held: Cast) -> None:
    Person.objects.filter(pk=held.bob.pk).update(given_name="=1+1")
    names = [row[1] for row in sheet(held, held.alice, f"series:{held.series.pk}")]
    assert "=1+1" in names


def test_merged_records_count_a_session_once(held: Cast) -> None:
    Person.objects.filter(pk=held.ben.pk).update(merged_into=held.bob, root=held.bob)
    rows = [row for row in sheet(held, held.alice, f"series:{held.series.pk}") if row[1] == "Bob"]
    assert [row[8] for row in rows] == [180]


def test_the_last_day_counts_by_the_local_date(held: Cast) -> None:
    """Yesterday evening in California is today in UTC."""
    day = held.first.local_date
    assert day
    url = reverse("roster:payroll-export")
    client = held.client(held.alice)
    query = {**asked(f"series:{held.series.pk}", "csv"), "first": str(day), "last": str(day)}
    assert len(body(client.get(url, query)).decode().splitlines()) - 1 == 5
    after = str(day + timedelta(days=1))
    assert client.get(url, {**query, "first": after, "last": after}).status_code == 422


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_days_without_hours_are_said_on_the_page(held: Cast, form: str) -> None:
    query = {**asked(f"series:{held.series.pk}", form), "first": "2020-09-01", "last": "2020-12-31"}
    answer = held.client(held.alice).get(reverse("roster:payroll-export"), query)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "No hours between these dates" in shown
    assert 'value="2020-09-01"' in shown


def test_from_a_series_the_days_are_those_of_its_sessions(cast: Cast) -> None:
    """The evening of its first day is the next day in UTC; a day without a date does not count."""
    start = datetime(2024, 3, 5, 18, tzinfo=cast.series.tz)
    for number, one in enumerate((cast.first, cast.second)):
        begin = start + timedelta(days=30 * number)
        moved = {"starts_at": begin, "ends_at": begin + timedelta(hours=3), "state": "held"}
        Session.objects.filter(pk=one.pk).update(**moved)
    make.session(cast.series, 3)
    client, url = cast.client(cast.alice), reverse("roster:payroll")
    shown = client.get(url, {"who": f"series:{cast.series.pk}"}).content.decode()
    assert 'value="2024-03-05"' in shown
    assert 'value="2024-04-04"' in shown
    foreign = client.get(url, {"who": f"series:{cast.madera.pk}"}).content.decode()
    assert f'value="{timezone.localdate()}"' in foreign


def test_wrong_days_keep_what_was_typed(cast: Cast) -> None:
    query = {**asked("series:" + str(cast.series.pk)), "last": "2020-01-01"}
    answer = cast.client(cast.alice).get(reverse("roster:payroll-export"), query)
    assert answer.status_code == 422
    assert "before the first" in answer.content.decode()
