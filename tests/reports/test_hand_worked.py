"""The hand-worked case: twelve people, every figure worked out on paper, then asked of every place that tells it.

All dates are California days; "today" is 1 March 2026. School years run from 1 July to 30 June.

Places   Madera: schools Sierra, Alpha, Berenda (never reached) and one closed school. Conejo: school Westlake.
People   1 Ana, 2 Ben, 3 Cruz, 9 Ivy, 12 Lena at Sierra; 4 Dee, 5 Eli, 8 Hana, 10 Jo at Alpha; 6 Fay, 11 Kai at
         Westlake; 7 Gus at Sierra until 31 July 2025, at Westlake from 1 August 2025 (the mover).
         Ivy stands twice in the books ("Ivy C." is merged into Ivy). Hana walked in and has no account.
Series   F, frames, Madera, led by Lena; completed 1 November 2025. G, number talks, Conejo, led by Kai.
         I, a leader institute, Madera, led by Fay.

Attendance (minutes)
  F1 10 Jun 2025  Ana Ben Dee Eli Fay Gus Ivy Jo 180, Cruz partial 90; "Ivy C." partial 60 (collides: 180 stays);
                  Lena 180 (she leads)                                      -> 9 participants
  F2 19 Aug 2025  Ana Ben Cruz Dee Eli Fay Gus 180, Ivy 180 (as "Ivy C."), Hana partial 120; Jo absent; Lena leads;
                  head-count 12; 9 + Lena are named -> 2 without a name      -> 9 participants
  F3 14 Oct 2025  Ana Ben Dee Fay Gus Ivy Hana 480; Cruz unknown; Eli says he came, unconfirmed; not closed
                                                                             -> 7 participants
  G1  9 Sep 2025  Lena 120, Fay 120 (Kai leads)      G2 11 Nov 2025  Fay 120      G3 cancelled (Fay marked present)
  I1  5 Nov 2025  Lena 120, Kai 120 (Fay leads)

Leading  A leader's own attendance counts nowhere; each session held gives each leader its length, where the leader
         worked on that day: F1 3 h, F2 3 h, F3 8 h (over, though nobody closed it) to Lena in Madera; G1 2 h, G2 2 h to
         Kai and I1 2 h to Fay in Conejo; G3 was cancelled.

A. Program, 2024-25 (only F1)
  participants 9; two sessions or more 0; one session only 9 (by 30 June nobody had come twice)
  districts 2; schools 3 (Sierra: Ana Ben Cruz Gus Ivy; Alpha: Dee Eli Jo; Westlake: Fay)
  hours 8 x 3 + 1.5 = 25.5, a person 25.5 / 9 = 2.83 -> 2.8;  14 hours or more 0 of 9 = 0 %
  return: of 9 at F1, all but Jo came to F2: 8 of 9 = 88.9 -> 89 %
  tried after F1: Ana Ben Cruz Dee Eli Fay Gus Ivy = 8: hidden, for 9 - 8 = 1 did not   "all but under 5"
  brought: Ben Cruz Dee Fay Ivy = 5: hidden, 9 - 5 = 4                                  "all but under 5"
  analysed: Fay = 1 "under 5"; refined 0 (shown: a zero of nine)
  leads others 0: Fay's institute came after 30 June 2025.   hours of leading: F1 3
  influence: nobody was asked: response rate 0 of 9 = 0 %.   Coaches: Ben 10 confirmed.
B. Program, 2025-26
  participants Ana Ben Cruz Dee Eli Fay Gus Ivy Hana Lena = 10, "at least" (2 without a name)
  two sessions or more (the second one in this year): Ana Ben Cruz Dee Eli Fay Gus Ivy by F2, Hana by F3 = 9
  one session only: Lena 1.   9 + 1 = 10, so nobody "went on"
  districts 2; schools 3 (Sierra: Ana Ben Cruz Ivy Lena; Alpha: Dee Eli Hana; Westlake: Fay Gus)
  minutes: Ana Ben Dee Gus Ivy 660 each = 3300; Cruz, Eli 180 = 360; Fay 180 + 480 + 240 = 900; Hana 600; Lena 120
           = 5280 = 88 hours, a person 8.8;  14 hours or more: Fay (15) = 1 of 10 = 10 %;  20 or more 0 %
  hours of leading, apart: Lena F2 3 + F3 8, Kai G1 2 + G2 2, Fay I1 2 = 17 hours
  leader institute, apart: Lena, Kai = 2
  conferences: 4 Oct 2025 in Conejo, named Kai Fay Ana Ivy (Ivy twice: once) = 4, head-count 30 -> 26 unnamed;
               20 Jan 2026 in Madera, named Ana Ben Kai = 3, head-count 2 -> 0 unnamed
               named, each once: Kai Fay Ana Ivy Ben = 5; unnamed 26; "at least 31"
  trained coaches: Fay 40 confirmed; Ana 25 unconfirmed.   participations: at least 10 + 31 + 40 = 81
  return: of Lena, Fay at G1, Fay came to G2: 1 of 2 = 50 %
  completion (series F): ever registered Ana Ben Cruz Dee Eli Fay Gus Ivy Jo Hana = 10 (Kai was only invited);
               completed Ana Ben Dee Fay Gus Ivy Hana = 7: 70 %
  tried: Ana Ben Dee Gus Ivy = 5 of 10 (shown: 5 did, 5 did not); brought Ben Dee = 2 "under 5"; analysed Dee
         "under 5"; refined Ivy "under 5"; leads others: Lena (F), Fay (I) = 2 (leading is no secret)
  follow-through: asked after F2 (9) and G1 (2) = 11 chances; used before the next session: 5 = 45 % (6 were not)
  days to the try: Ana 14, Ben 14, Dee 10, Gus 7, Ivy 21 -> median 14
  with a lesson plan 2 of 5, with student work 2 of 5: hidden
  influence, one answer each, the latest (Eli's answer at F3 rests on an unconfirmed attendance: his F2 one stays)
    curriculum: great Ana Ben Dee Ivy Hana: n = 5, all Madera and F: 100 %, great or some 100 %
    strategies: great Ana Ben Dee Ivy, some Hana Fay Gus, too soon Eli Cruz: n = 7; 9 answered it,
                9 - 7 = 2: hidden, for it could be subtracted
    engagement: great Ana Ben Ivy, some Dee Hana Eli: n = 6, all Madera and F: 3 say great, 3 some, so these two are
                told together: great or some 6 of 6 = 100 %, great by itself not shown
    learning: Ana Ben Dee Gus, n = 4: hidden;  assessments: no answer
    response rate: 9 of 11 (person, series): 9 in F all answered; Lena, Fay in G did not: 81.8 -> 82 %
  data quality: unclosed 1 (F3), unknown 1 (Cruz), unconfirmed attendance 1 (Eli), unconfirmed claims 1
C. Madera, 2025-26
  participants Ana Ben Cruz Dee Eli Ivy Hana Lena = 8, "at least" (F is Madera's); Gus has moved.  Last year 8
  (Ana Ben Cruz Gus Ivy Dee Eli Jo).  Two or more: 7; one only: Lena 1.  Schools 2 of 3; last year 2
  hours 88 - 15 (Fay) - 11 (Gus) = 62, a person 7.75 -> 7.8; of leading: Lena 3 + 8 = 11
  conferences: Ana Ivy Ben named = 3, unnamed 0: 3
  tried Ana Ben Dee Ivy = 4 "under 5"; analysed Dee, refined Ivy "under 5"; leads others 1
  strategies: great Ana Ben Dee Ivy (4), some Hana (1), too soon Eli Cruz: 7 answered, 7 - 5 = 2: hidden.
   engagement n = 6: 100 %
   Conejo, 2025-26: participants Fay Gus = 2, both twice; conferences Kai Fay named 2 + 26 = at least 28;
   hours of leading: Kai 4 + Fay 2 = 6, and with Madera's 11 the program's 17
D. Series F, since it began, for its leader Lena (tries with numbers, as she sees the names anyway)
  attended Ana Ben Cruz Dee Eli Fay Gus Ivy Jo Hana = 10, returned 9 (all but Jo), tried 8 (all but Jo, Hana),
  brought Ben Cruz Dee Fay Ivy = 5, analysed Fay Dee = 2, refined Ivy = 1, leads others Fay = 1
  hours 25.5 + (88 - 4 Fay in G - 2 Lena in G = 82) = 107.5, a person 10.75 -> 10.8;  of leading: 3 + 3 + 8 = 14
  return 8 of 9 = 89 %; completion 7 of 10 = 70 %
  follow-through: F1: 9 asked, 7 before F2 (Gus told of his on 25 August, after it); F2: 9 asked, 5 before F3:
                  12 of 18 = 67 %
  days to the try: F1 1 2 3 4 5 8 10 76, F2 7 10 14 14 21 -> the 7th of 13 = 8
  with a lesson plan: Ben Cruz, Ben Dee = 4 of 13 = 31 %; student work: Ben Cruz Dee Fay Ivy, Ben Dee = 7 of 13 = 54 %
  strategies: great 4, some 3, too soon Eli Cruz: 9 answered, so 9 - 7 would tell these two: hidden
  curriculum n = 5: 100 %;  learning n = 4: hidden
  response rate 9 of 10 = 90 %
"""

import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from cycles.planning.models import Series, SeriesLeader, Session
from cycles.roster.hours import hours
from cycles.roster.queries import confirmed_attendance
from reports import actions
from reports.counting import Scope, board, rows, school_year
from reports.models import Snapshot
from tests.reports import reading, world
from tests.reports.world import World


@pytest.fixture
def paper(db: None) -> Iterator[World]:
    """The case as it stands on 1 March 2026."""
    with time_machine.travel(world.TODAY, tick=False):
        yield world.build()


def signed_in(paper: World, name: str) -> Client:
    account = paper.people[name].user
    assert account is not None
    client = Client()
    client.force_login(account)
    return client


def built(paper: World, year: int) -> Snapshot:
    account = paper.people["Fay"].user
    assert account is not None
    snapshot = actions.request(first_year=year, by=account)
    assert actions.build(snapshot.pk)
    return Snapshot.objects.get(pk=snapshot.pk)


THIS_YEAR = {  # B: figure -> (value, n)
    "Took part in a series": ("at least 10", "10"),
    "In two sessions or more": ("9", "10"),
    "At one session only": ("1", "10"),
    "Went on from before": ("0", "10"),
    "Districts reached": ("2", "10"),
    "Schools reached": ("3", "10"),
    "At leader institutes": ("2", "2"),
    "Counted at sessions without a name": ("2", ""),
    "At conferences and presentations": ("at least 31", ""),
    "of them named": ("5", "5"),
    "of them counted without a name": ("26", ""),
    "Reached through trained coaches, confirmed": ("40", ""),
    "Reached through trained coaches, not confirmed": ("25", ""),
    "Participations, all kinds": ("at least 81", ""),
    "Hours a person": ("8.8", "10"),
    "14 hours or more": ("10 %", "10"),
    "20 hours or more": ("0 %", "10"),
    "Hours of leading, apart": ("17.0", ""),
    "Came back for session 2": ("50 %", "2"),
    "Completed the series": ("70 %", "10"),
    "Tried it before the next session": ("45 %", "11"),
    "Days to the try (median)": ("14", "5"),
    "Tries with a lesson plan": ("not shown", ""),
    "Tries with student work": ("not shown", ""),
    "Attended": ("10", "10"),
    "Returned": ("9", "10"),
    "Tried it in class": ("5", "10"),
    "Brought student work or a plan": ("under 5", ""),
    "Analysed together": ("under 5", ""),
    "Refined and tried again": ("under 5", ""),
    "Still in use 60 to 90 days later": ("not asked yet", ""),
    "Leads others": ("2", "10"),
    "Answered the survey": ("82 %", "11"),
    "Sessions not closed": ("1", ""),
    "Attendance not known": ("1", ""),
    "Attendance not confirmed": ("1", ""),
    "Claims not confirmed": ("1", ""),
}
LAST_YEAR = {  # A
    "Took part in a series": ("9", "9"),
    "In two sessions or more": ("0", "9"),
    "At one session only": ("9", "9"),
    "Districts reached": ("2", "9"),
    "Schools reached": ("3", "9"),
    "Hours a person": ("2.8", "9"),
    "14 hours or more": ("0 %", "9"),
    "Hours of leading, apart": ("3.0", ""),
    "Came back for session 2": ("89 %", "9"),
    "Reached through trained coaches, confirmed": ("10", ""),
    "Tried it in class": ("all but under 5", ""),
    "Brought student work or a plan": ("all but under 5", ""),
    "Analysed together": ("under 5", ""),
    "Refined and tried again": ("0", "9"),
    "Leads others": ("0", "9"),
    "Answered the survey": ("0 %", "9"),
}
INFLUENCE = {
    "Instructional strategies": None,
    "Curriculum": ("100 %", "100 %", "5"),
    "Student engagement": ("not shown", "100 %", "6"),
    "Student learning": None,
    "Assessments": (),
}


SPOKEN = {
    "Curriculum": "100 % great, 0 % some, 0 % little, 0 % not at all n = 5",
    "Student engagement": "100 % great or some together, 0 % little, 0 % not at all great or some together n = 6",
}


def told_n(value: str, n: str) -> str:
    """Page and PDF leave out an n that repeats the value."""
    return "" if value.removeprefix("at least ") == n else n


@pytest.mark.parametrize(("year", "figures"), [(2025, THIS_YEAR), (2024, LAST_YEAR)])
def test_report_page_and_csv_say_what_the_paper_says(
    paper: World, year: int, figures: dict[str, tuple[str, str]]
) -> None:
    client, snapshot = signed_in(paper, "Fay"), built(paper, year)
    page = reading.table(reading.soup(client, f"/reports/{snapshot.pk}/"))
    rows = reading.csv_rows(client.get(f"/reports/{snapshot.pk}.csv").content)
    assert {name: page[name] for name in figures} == {
        name: (value, "" if value.removeprefix("at least ") == n else n)
        for name, (value, n) in figures.items()
    }
    assert {name: (rows[name]["value"], rows[name]["n"]) for name in figures} == figures
    assert rows["Attended"]["period"] == school_year(year).label
    assert rows["Attended"]["as of"] == "1 March 2026, 12:00 pm"
    assert all(row["how this is counted"] for row in rows.values() if "too soon" not in row["figure"])


def test_pdf_says_what_the_paper_says(paper: World) -> None:
    client, snapshot = signed_in(paper, "Fay"), built(paper, 2025)
    content = b"".join(client.get(f"/reports/{snapshot.pk}.pdf"))
    told = reading.pdf_text(content)
    assert "At least 10 educators from 3 schools in 2 districts took part in a series; 9 of them" in told
    for name, (value, n) in THIS_YEAR.items():
        assert f"{name} {value} {'' if value.removeprefix('at least ') == n else n}".strip() in told, name
    assert "100 % great, 100 % great or some 5" in told
    assert "Student engagement 100 % great or some 6" in told
    assert "as of 1 March 2026, 12:00 pm" in told
    assert "Leading a series is not taking part in it." in told


def test_a_year_without_a_second_session_says_so_kindly(paper: World) -> None:
    """A: F1 alone was held by 30 June 2025; F2 followed in August."""
    page = reading.soup(signed_in(paper, "Fay"), f"/reports/{built(paper, 2024).pk}/")
    told = "took part in a series; their second session was still ahead."
    assert f"9 educators from 3 schools in 2 districts {told}" in reading.text(page)
    board = reading.soup(signed_in(paper, "Kai"), f"/districts/{paper.madera.pk}/dashboard/?year=2024")
    assert "their second session was still ahead; last year 0" in reading.text(board)


def test_influence_in_report(paper: World) -> None:
    client, snapshot = signed_in(paper, "Fay"), built(paper, 2025)
    rows = reading.csv_rows(client.get(f"/reports/{snapshot.pk}.csv").content)
    page = reading.extents(reading.soup(client, f"/reports/{snapshot.pk}/"))
    for domain, expected in INFLUENCE.items():
        great, some = rows[f"{domain}: to a great extent"], rows[f"{domain}: to a great or some extent"]
        if expected is None:
            assert (great["value"], great["n"]) == ("not shown", "")
            assert page[domain] == "Too few answers to show"
        elif not expected:
            assert great["value"] == "no answers"
        else:
            assert (great["value"], some["value"], great["n"]) == expected
            assert SPOKEN[domain] in page[domain]
    text = reading.text(reading.soup(client, f"/reports/{snapshot.pk}/"))
    assert (
        "Teachers say it changed curriculum: 100 % to a great extent, 100 % to a great or some extent (n = 5)."
        in text
    )
    assert "An answer that fewer than five people chose is shown together with the one beside it." in text


def test_madera_dashboard(paper: World) -> None:
    """C."""
    page = reading.soup(signed_in(paper, "Kai"), f"/districts/{paper.madera.pk}/dashboard/")
    assert reading.headlines(page) == {
        "Took part in a series": "at least 8",
        "Schools reached": "2 of 3",
        "Hours a person": "7.8",
        "Conference contacts, apart": "3",
    }
    assert "7 in two sessions or more, 1 at one only; last year 8" in reading.text(page)
    assert "last year 2" in reading.text(page)
    assert list(reading.rungs(page).values()) == [
        *("8", "7", "under 5", "under 5", "under 5", "under 5", "not asked yet", "1")
    ]
    extents = reading.extents(page)
    assert extents["Instructional strategies"] == "Too few answers to show"
    assert extents["Student engagement"].endswith("n = 6")
    assert extents["Student learning"] == "Too few answers to show"
    assert reading.places(page) == {"Sierra": ["5"], "Alpha": ["3"]}
    assert (
        "Who tried it and brought evidence is not shown by school: the groups are too small."
        in reading.text(page)
    )
    assert reading.listed(page)["Attendance not known"] == "1"


def test_conejo_dashboard(paper: World) -> None:
    page = reading.soup(signed_in(paper, "Fay"), f"/districts/{paper.conejo.pk}/dashboard/")
    figures = reading.headlines(page)
    assert figures["Took part in a series"] == "2"
    assert figures["Conference contacts, apart"] == "at least 28"
    assert set(list(reading.rungs(page).values())[2:6]) == {"fewer than 5 took part"}


def test_series_page_of_its_leader(paper: World) -> None:
    """D."""
    page = reading.soup(signed_in(paper, "Lena"), f"/series/{paper.frames.pk}/insights/")
    assert reading.headlines(page) == {
        "Took part": "at least 10",
        "Came back for session 2": "89 %",
        "Tried it before the next session": "67 %",
        "Completed the series": "70 %",
    }
    assert "12 of 18 chances" in reading.text(page)
    assert list(reading.rungs(page).values()) == ["10", "9", "8", "5", "2", "1", "not asked yet", "1"]
    listed = reading.listed(page)
    assert listed["Hours a person"] == "10.8"
    assert listed["Hours of leading, apart"] == "14.0"
    assert listed["Days to the try (median)"] == "8"
    assert listed["Tries with a lesson plan"] == "31 %"
    assert listed["Tries with student work"] == "54 %"
    assert listed["Answered the survey"] == "90 %"
    extents = reading.extents(page)
    assert extents["Instructional strategies"] == "Too few answers to show"
    assert extents["Curriculum"].endswith("n = 5")
    assert extents["Student learning"] == "Too few answers to show"
    assert "Too soon to tell:" not in reading.text(page)
    assert reading.places(page)["Westlake"] == ["2", "2", "1"]
    assert "not shown” stands for" not in reading.text(page), "leaders see tries of any number"
    assert "Tries, evidence and opinions of fewer than 5" not in reading.text(page)


def leading_hours(scope: Scope) -> float | int | None:
    return board(scope, school_year(2025), full=False).figures["leading_hours"].value


def test_hours_of_leading_stay_where_the_leader_worked(paper: World) -> None:
    """C."""
    by_district = [leading_hours(Scope.of_district(one)) for one in (paper.madera, paper.conejo)]
    assert (by_district, leading_hours(Scope.program())) == ([11.0, 6.0], 17.0)


def test_a_leader_twice_in_the_books_leads_once(paper: World) -> None:
    """Ivy and "Ivy C." (merged) both join the team of G: 2 + 2 hours more, each session once; Gus only was asked."""
    for name in ("Ivy", "Ivy C."):
        SeriesLeader.objects.create(series=paper.talks, person=paper.people[name])
    SeriesLeader.objects.create(series=paper.talks, person=paper.people["Gus"], state="invited")
    assert leading_hours(Scope.program()) == 21.0
    assert leading_hours(Scope.of_district(paper.madera)) == 15.0
    assert hours(paper.people["Ivy"]).leading == "4.0"


def test_own_record_and_report_agree_on_leading(paper: World) -> None:
    """Each person's own page, all years: Lena 14, Kai 4, Fay 2; the report of both years: 3 + 17."""
    told = [hours(paper.people[name]).leading for name in ("Lena", "Kai", "Fay", "Ana")]
    assert told == ["14.0", "4.0", "2.0", "0.0"]


def test_nobody_leads_what_never_began(paper: World) -> None:
    Series.objects.filter(pk=paper.talks.pk).update(state="cancelled")
    assert leading_hours(Scope.program()) == 13.0
    assert hours(paper.people["Kai"]).leading == "0.0"


def test_pages_of_the_roster_and_reports_ask_one_filter_who_was_there(paper: World) -> None:
    """F2 put off without a new date: Cruz was at F1 only, for both of them; with its date both know of F2."""

    def known(name: str) -> list[set[uuid.UUID]]:
        asked = (confirmed_attendance(), rows.there())
        return [set(one.filter(person=paper.people[name]).values_list("session", flat=True)) for one in asked]

    assert known("Cruz") == [{paper.f1.pk, paper.f2.pk}] * 2
    Session.objects.filter(pk=paper.f2.pk).update(state="unscheduled", starts_at=None, ends_at=None)
    assert known("Cruz") == [{paper.f1.pk}] * 2


def test_unmerging_gives_the_second_record_back(paper: World) -> None:
    """Ivy and "Ivy C." apart: F1 and F3 are Ivy's, F2 is Ivy C.'s (and F1, in part): 11 people in 2025-26."""
    double = paper.people["Ivy C."]
    double.merged_into, double.root_id = None, uuid.UUID(str(double.pk))
    double.save()
    page = reading.soup(signed_in(paper, "Kai"), f"/districts/{paper.madera.pk}/dashboard/")
    assert reading.headlines(page)["Took part in a series"] == "at least 9"
    assert "8 in two sessions or more, 1 at one only; last year 9" in reading.text(page)
