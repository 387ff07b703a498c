"""A pasted list of the people at an event: read, reviewed, mended, added."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cycles.planning.models import Event
from cycles.roster.actions import name_lists
from cycles.roster.imports.matching import matched
from cycles.roster.imports.names import Read, read
from cycles.roster.models import EventAttendance, ListedName, NameList
from cycles.roster.queries.events import named_count
from ilc.core.ids import uuid7
from participants.models import Appointment, Person, PersonEmail
from tests import factories as make
from tests.cast import Cast
from tests.roster import event_rows as rows

Literal = Callable[[int], Any]


def paste(cast: Cast, event: Event, text: str) -> NameList:
    cast.client(cast.alice).post(f"/events/{event.pk}/lists/", {"names": text, "new_id": str(uuid7())})
    return NameList.objects.latest("created_at")


def states(of: NameList) -> dict[str, str]:
    return {row.text: row.state for row in of.lines.all()}


@pytest.mark.parametrize(
    ("line", "given", "family", "place", "role", "email"),
    [
        ("Ann Lee", "Ann", "Lee", "", "teacher", ""),
        ("Ann, Lee, Fullerton High", "Ann", "Lee", "Fullerton High", "teacher", ""),
        ("Ann Lee, Fullerton High, coach", "Ann", "Lee", "Fullerton High", "coach", ""),
        ("Ann Lee <Ann@X.org>", "Ann", "Lee", "", "teacher", "ann@x.org"),
        ("Ann Lee; Fullerton High; ann@x.org", "Ann", "Lee", "Fullerton High", "teacher", "ann@x.org"),
        ("María José\tde la Cruz\tno district\tAspiring", "María", "José de la Cruz", "", "aspiring", ""),
        ('"Lee, Ann", Fullerton High', "Ann", "Lee", "Fullerton High", "teacher", ""),
    ],
)
def test_lines_are_read_as_people_write_them(
    line: str, given: str, family: str, place: str, role: str, email: str
) -> None:
    (found,) = read(line)[1]
    if given == "María":  # two words in the first part are a whole name
        assert (found.given, found.family, found.problem) == ("María", "José", "")
        return
    assert (found.given, found.family, found.place) == (given, family, place)
    assert (found.role, found.email, found.problem) == (role, email, "")


def test_a_first_line_names_the_columns_in_any_order() -> None:
    head, (one,) = read(
        "E-mail,Last name,First name,District,School\nann@x.org,de la Cruz,Ann,Fullerton,High"
    )
    assert head.startswith("E-mail")
    assert one == Read(
        2,
        "ann@x.org,de la Cruz,Ann,Fullerton,High",
        "Ann",
        "de la Cruz",
        "ann@x.org",
        "teacher",
        "High",
        "Fullerton",
    )


def test_a_first_line_with_a_person_in_it_is_a_person() -> None:
    head, lines = read("Ann Lee, Fullerton High, teacher\nBen Cho, Fullerton High, coach")
    assert (head, [one.given for one in lines]) == ("", ["Ann", "Ben"])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Ann", "Only one name"),
        ("12345", "no name"),
        ("Ann Lee 4", "number in the name"),
        ("Ann Lee, ann@", "not an e-mail address"),
        ("A" * 90 + " Lee", "longer than 80 letters"),
        ("Ann Lee " + "x" * 600, "Longer than 500 letters"),
        (", , ,", "no name"),
    ],
)
def test_each_bad_line_has_its_reason(line: str, why: str) -> None:
    assert why in read(line)[1][0].problem


def test_good_lines_are_kept_for_review_and_nobody_is_named_before(cast: Cast) -> None:
    event = rows.event(host_district=cast.madera)
    text = "Ana Lee, Sierra Vista Elementary\nBen Cho, no district, aspiring\nOnly\nCy Dunn, Nowhere Middle"
    found = paste(cast, event, text)
    assert list(states(found).values()) == ["good", "good", "bad", "bad"]
    page = cast.client(cast.alice).get(f"/name-lists/{found.pk}/").content.decode()
    assert "2 ready, 0 to answer, 2 to mend" in page
    assert "No school or district is called “Nowhere Middle”" in page
    assert named_count(event) == 0
    assert not Person.objects.filter(given_name="Ana").exists()


def test_a_list_that_waits_says_what_is_ready_and_what_is_not(cast: Cast) -> None:
    event = rows.event(host_district=cast.madera)
    paste(cast, event, "Ana Lee\nBen Cho\nOnly\nBen Ortiz")
    for page in ("", "lists/"):
        text = cast.client(cast.alice).get(f"/events/{event.pk}/{page}").content.decode()
        assert "2 lines ready, 2 to mend or answer" in text


def test_a_mended_line_is_read_again_and_the_ready_ones_are_added(cast: Cast) -> None:
    event = rows.event(host_district=cast.madera)
    found = paste(cast, event, "Ana Lee, Sierra Vista Elementary\nOnly\nCy Dunn, Nowhere")
    sent = {"text-2": "Only Child, Madera Unified", "text-3": "Cy Dunn, Nowhere", "drop-3": "1", "add": "1"}
    answer = cast.client(cast.alice).post(f"/name-lists/{found.pk}/", sent)
    assert answer.headers["Location"] == f"/events/{event.pk}/"
    assert list(states(found).values()) == ["added", "added", "dropped"]
    places = {row.person.given_name: row.appointment for row in EventAttendance.objects.all()}
    assert places["Ana"]
    assert places["Ana"].school == cast.school
    assert places["Only"]
    assert (places["Only"].school, places["Only"].district) == (None, cast.madera)


def test_adding_twice_names_nobody_twice(cast: Cast) -> None:
    event = rows.event(host_district=cast.madera)
    found = paste(cast, event, "Ana Lee\nBen Cho, ben@x.org")
    assert cast.alice.user
    assert [name_lists.add_good(name_list=found, by=cast.alice.user) for _ in range(2)] == [2, 0]
    again = paste(cast, event, "Ana Lee\nBen Cho, ben@x.org\nBEN CHO, BEN@X.ORG")
    assert list(states(again).values()) == ["asked", "dropped", "dropped"]
    assert (named_count(event), PersonEmail.objects.filter(email="ben@x.org").count()) == (2, 1)


def test_somebody_of_a_known_name_is_asked_about_and_the_same_school_is_likely(cast: Cast) -> None:
    event = rows.event(host_district=cast.madera)
    found = paste(cast, event, "Bob Tran, Sierra Vista Elementary\nBen Ortiz, Madera Unified")
    same, asked = found.lines.all()
    assert (same.state, same.person) == ("asked", None)
    assert (asked.state, asked.person) == ("asked", None)
    page = cast.client(cast.alice).get(f"/name-lists/{found.pk}/").content.decode()
    assert "Is it one of these?" in page
    assert f'value="{cast.bob.pk}" checked' in page
    assert f'value="{cast.ben.pk}" checked' not in page


def test_somebody_of_a_series_who_works_elsewhere_is_asked_about_and_counts_once(cast: Cast) -> None:
    event, priya = rows.event(host_district=cast.madera), make.person("Priya Nair", at=cast.other_school)
    make.person("Zoe Far", at=cast.other_school)
    make.enroll(priya, cast.series)
    found = paste(cast, event, "Priya Nair, Westlake High, teacher\nZoe Far, Westlake High")
    assert list(states(found).values()) == ["asked", "good"]
    cast.client(cast.alice).post(f"/name-lists/{found.pk}/", {"same-1": str(priya.pk), "add": "1"})
    cast.client(priya).post("/check-in/", {"code": "TLTX"})
    assert EventAttendance.objects.filter(person=priya).count() == 1
    assert named_count(event) == Person.objects.filter(given_name="Zoe").count() == 2


@pytest.mark.parametrize(("said", "people"), [("new", 2), ("known", 1)])
def test_the_answer_who_is_meant_is_taken(cast: Cast, said: str, people: int) -> None:
    event = rows.event(host_district=cast.madera)
    found = paste(cast, event, "Ben Ortiz, Madera Unified")
    answer = str(cast.ben.pk) if said == "known" else "new"
    cast.client(cast.alice).post(f"/name-lists/{found.pk}/", {"same-1": answer, "add": "1"})
    assert Person.objects.filter(given_name="Ben", family_name="Ortiz").count() == people
    assert (EventAttendance.objects.get().person == cast.ben) is (said == "known")


def test_an_answer_that_was_not_offered_changes_nothing(cast: Cast) -> None:
    event = rows.event(host_district=cast.madera)
    found = paste(cast, event, "Ben Ortiz, Madera Unified")
    cast.client(cast.alice).post(f"/name-lists/{found.pk}/", {"same-1": str(cast.charlie.pk), "add": "1"})
    assert list(states(found).values()) == ["asked"]
    assert not EventAttendance.objects.exists()


def test_a_school_of_several_asks_for_its_district(cast: Cast) -> None:
    make.school("Lincoln", within=cast.other_district)
    make.school("Lincoln", within=make.district("Fullerton"))
    event = rows.event(host_district=cast.madera)
    found = paste(cast, event, "Ana Lee, Lincoln\nBen Cho, Lincoln (Fullerton School District)")
    lost, clear = found.lines.all()
    assert "Several schools are called “Lincoln”" in lost.problem
    assert clear.school
    assert clear.school.district
    assert clear.school.district.name == "Fullerton"


def test_the_school_of_the_host_is_meant_before_one_elsewhere(cast: Cast) -> None:
    make.school("Sierra Vista Elementary", within=cast.other_district)
    found = paste(cast, rows.event(host_district=cast.madera), "Ana Lee, Sierra Vista Elementary")
    assert found.lines.get().school == cast.school


def test_a_school_by_its_everyday_name_is_offered_and_taken_when_chosen(cast: Cast) -> None:
    school = make.school("William C. Overfelt High", within=cast.madera)
    make.school("Second Overfelt High", within=cast.other_district)
    found = paste(
        cast, rows.event(host_district=cast.madera), "Ana Lee, Overfelt High\nBen Cho, Nowhere High"
    )
    client = cast.client(cast.alice)
    page = client.get(f"/name-lists/{found.pk}/").content.decode()
    assert page.count("Did you mean") == page.count("Did you mean William C. Overfelt High?") == 1
    sent = {"text-1": "Ana Lee, Overfelt High", "mean-1": str(school.pk), "mean-2": str(school.pk)}
    client.post(f"/name-lists/{found.pk}/", sent)
    first, second = found.lines.all()
    assert (first.state, first.school, second.state) == ("good", school, "bad")


def test_a_csv_file_is_read_like_a_paste(cast: Cast) -> None:
    event = rows.event(host_district=cast.madera)
    content = "Last Name;First Name;Role\r\nLeé;Ana;Coach\r\n".encode("cp1252")
    sent = {"file": SimpleUploadedFile("names.csv", content), "new_id": str(uuid7())}
    cast.client(cast.alice).post(f"/events/{event.pk}/lists/", sent)
    line = ListedName.objects.get()
    assert (line.given_name, line.family_name, line.role) == ("Ana", "Leé", "coach")


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"names": "  \n "}, "Paste the names first"),
        ({"names": "Ann Lee\n" * 2001}, "2,000 go at once"),
        ({"names": "First name, Last name"}, "nobody below it"),
        ({"file": SimpleUploadedFile("x.xlsx", b"PK\x00\x00")}, "not a CSV file"),
    ],
)
def test_what_is_no_list_is_refused_in_words(cast: Cast, sent: dict[str, Any], why: str) -> None:
    event = rows.event(host_district=cast.madera)
    answer = cast.client(cast.alice).post(f"/events/{event.pk}/lists/", {**sent, "new_id": str(uuid7())})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not NameList.objects.exists()


def test_another_district_opens_no_list_of_ours(cast: Cast) -> None:
    found = paste(cast, rows.event(host_district=cast.madera), "Ana Lee")
    assert cast.client(cast.erin).get(f"/name-lists/{found.pk}/").status_code == 403
    assert cast.client(cast.bob).post(f"/name-lists/{found.pk}/", {"add": "1"}).status_code == 403


def test_where_somebody_worked_that_day_stays_with_the_name(cast: Cast) -> None:
    event = rows.event(host_district=cast.madera)
    found = paste(cast, event, "Bob Tran, Sierra Vista Elementary")
    sent = {"same-1": str(cast.bob.pk), "add": "1"}
    cast.client(cast.alice).post(f"/name-lists/{found.pk}/", sent)
    assert EventAttendance.objects.get().appointment == cast.bob.appointments.get()
    assert Appointment.objects.filter(person=cast.bob).count() == 1


@pytest.mark.parametrize(("number", "queries"), [(1, 14), (300, 27)])
def test_three_hundred_names_take_a_few_queries_more_than_one(
    cast: Cast,
    number: int,
    queries: int,
    django_assert_num_queries: Literal,
    django_assert_max_num_queries: Literal,
) -> None:
    """Some more, since databases take so many values at once; not some for each name."""
    event, by = rows.event(host_district=cast.madera), cast.alice.user
    assert by
    names = ("".join("abcdefghij"[int(digit)] for digit in f"{n:03}") for n in range(number))
    lines = read("\n".join(f"Ann X{name}, Sierra Vista Elementary" for name in names))[1]
    with django_assert_num_queries(4):
        made = matched(lines, event, Person.objects.all())
    kept = name_lists.keep(event=event, pk=uuid7(), head="", lines=made, by=by)
    with django_assert_max_num_queries(queries):
        assert name_lists.add_good(name_list=kept, by=by) == number
    assert named_count(event) == number
