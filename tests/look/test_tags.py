"""What the drawing tags draw."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from ilc.core.ui import Bar, Extent, Moment, Station


def draw(source: str, **context: Any) -> BeautifulSoup:
    return BeautifulSoup(Template(source).render(Context(context)), "html.parser")


def one(soup: BeautifulSoup, selector: str) -> Tag:
    [found] = soup.select(selector)
    return found


class Sample(forms.Form):
    title = forms.CharField(help_text="As people read it.")
    date = forms.DateField(required=False)
    due = forms.DateTimeField(required=False)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    covered = forms.BooleanField(label="Names are covered")
    work = forms.FileField(required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def test_field_ties_help_and_error_to_its_widget() -> None:
    soup = draw("{% field form.title %}", form=Sample({}))
    assert one(soup, "input")["aria-describedby"] == "id_title_help id_title_error"
    assert one(soup, "input")["aria-invalid"] == "true"
    assert one(soup, "label")["for"] == "id_title"
    assert one(soup, "#id_title_error").get_text(strip=True) == "This field is required."


def test_field_says_what_is_optional_and_takes_attributes() -> None:
    soup = draw('{% field form.date label="Day" autocomplete="off" %}', form=Sample())
    assert one(soup, "label").get_text(" ", strip=True) == "Day (optional)"
    assert one(soup, "input")["autocomplete"] == "off"


def test_dates_use_the_browsers_picker_and_iso_values() -> None:
    soup = draw("{% field form.date %}{% field form.due %}", form=Sample(initial={"date": "2026-02-08"}))
    assert [tag["type"] for tag in soup.select("input")] == ["date", "datetime-local"]
    assert one(soup, "#id_date")["value"] == "2026-02-08"


def test_a_date_nobody_understands_is_kept_as_typed() -> None:
    soup = draw("{% field form.date %}", form=Sample({"date": "tomorrow"}))
    assert (one(soup, "input")["type"], one(soup, "input")["value"]) == ("text", "tomorrow")


def test_choices_are_a_fieldset_with_a_legend() -> None:
    soup = draw("{% field form.kind %}", form=Sample({}))
    assert one(soup, "fieldset > legend").get_text(strip=True) == "Kind"
    assert one(soup, "fieldset")["aria-describedby"] == "id_kind_error"
    assert len(soup.select("label.option > input[type=radio]")) == 2


def test_checkbox_file_and_hidden_fields() -> None:
    soup = draw("{% field form.covered %}{% field form.work %}{% field form.secret %}", form=Sample())
    assert one(soup, "label.option > input[type=checkbox]")["name"] == "covered"
    assert one(soup, "upload-field > input[type=file]")["name"] == "work"
    assert one(soup, "input[type=hidden]").parent is soup


def test_summary_of_errors_links_to_each_field() -> None:
    soup = draw("{% form_errors form %}", form=Sample({}))
    assert [a["href"] for a in soup.select("[role=alert] a")] == ["#id_title", "#id_kind_0", "#id_covered"]
    assert not draw("{% form_errors form %}", form=Sample()).select("*")


def test_cycle_line_names_where_we_are() -> None:
    stations = [
        Station("session", "Session 1", "you came", "done"),
        Station("try", "Try 1", "here", "now", "/t/"),
    ]
    soup = draw('{% cycle_line stations label="Your cycle" %}', stations=stations)
    assert one(soup, "ol")["aria-label"] == "Your cycle"
    assert one(soup, "li[aria-current=step]")["class"] == ["try", "now"]
    assert one(soup, "li.now a")["href"] == "/t/"


def test_ladder_draws_widths_as_attributes_and_hides_what_must_be_hidden() -> None:
    bars = [
        Bar("Attended", 12, 1.0),
        Bar("Tried", None, None, shown="under 5"),
        Bar("Returned", 7, 7 / 12, "b"),
    ]
    soup = draw('{% ladder bars caption="n = 12" %}', bars=bars)
    assert [rect["width"] for rect in soup.select("rect")] == ["100.0%", "58.3%"]
    assert [td.get_text() for td in soup.select(".val")] == ["12", "under 5", "7"]


def test_a_share_is_between_nothing_and_all() -> None:
    with pytest.raises(ValueError, match="expected 0 to 1"):
        Bar("Attended", 12, 83)


def test_extents_speak_and_too_few_stay_silent() -> None:
    rows = [Extent("Learning", 5, 3, 1, 1, too_soon=2), Extent("Curriculum", 2, 1, 0, 0, hidden=True)]
    soup = draw('{% extent_table rows caption="x" %}', rows=rows)
    spoken = [span.get_text() for span in soup.select("td .visually-hidden")]
    assert spoken == ["50 % great, 30 % some, 10 % little, 10 % not at all; 2 said it was too soon to tell"]
    hidden = soup.select("tr")[1]
    assert "Too few answers" in hidden.get_text()
    assert not any(character in hidden.get_text().replace("than 5", "") for character in "0123456789")
    assert not hidden.select("svg")


def test_answers_told_together_are_named_together() -> None:
    both: tuple[tuple[tuple[str, ...], int], ...] = ((("great", "some"), 6),)
    rows = [Extent("Learning", None, None, 4, 0, together=both), Extent("Curriculum", 5, 5, 5, 5)]
    first, second = draw('{% extent_table rows caption="x" %}', rows=rows).select("tr")
    spoken = [span.get_text() for span in first.select("td .visually-hidden")]
    assert spoken == ["60 % great or some together, 40 % little, 0 % not at all"]
    assert [(one["class"], one["width"]) for one in first.select("rect")] == [
        (["great-some"], "60.00%"),
        (["little"], "40.00%"),
    ]
    seen = [span.get_text() for span in first.select("td span[aria-hidden]")]
    assert seen == ["great or some together"]
    assert "together" not in second.get_text()


def test_initials_of_all_sorts_of_names() -> None:
    names = ["Rosa Medina", "Linh", "Ana María de la Cruz", "", "Ørsted Åse"]
    assert [draw("{% initials n %}", n=name).get_text(strip=True) for name in names] == [
        "RM",
        "L",
        "AC",
        "?",
        "ØÅ",
    ]


def test_pager_keeps_the_filter() -> None:
    request = RequestFactory().get("/?show=nudge&page=2")
    soup = draw("{% pager page %}", page=Paginator(range(60), 20).get_page(2), request=request)
    assert [a["href"] for a in soup.select("a")] == ["?show=nudge&page=1", "?show=nudge&page=3"]
    assert not draw("{% pager page %}", page=Paginator(range(3), 20).get_page(1)).select("*")


def test_small_ones() -> None:
    soup = draw(
        '{% state "done" "Yes" %}{% figure "Took part" 142 "118 twice" lead=True %}'
        '{% empty "None" "" "/x/" "Go" %}{% progress 3 5 "Files" %}{% icon "camera" %}'
        '{% crumbs "District" "/d/" "Madera" "" %}{% timeline moments %}',
        moments=[Moment("Today", "Now", state="now")],
    )
    assert one(soup, ".state--done").get_text() == "Yes"
    assert one(soup, ".figure--lead dd.figure__n").get_text() == "142"
    assert one(soup, ".empty a")["href"] == "/x/"
    assert (one(soup, "progress")["value"], one(soup, "progress")["max"]) == ("3", "5")
    assert [a["href"] for a in soup.select(".crumbs a")] == ["/d/"]
    assert one(soup, ".timeline li")["class"] == ["timeline__now"]
    assert one(soup, "svg.icon")["aria-hidden"] == "true"


def test_text_from_people_is_escaped() -> None:
    soup = draw(
        '{% state "now" text %}{% figure text text text %}{% crumbs text "" %}{% empty text %}',
        text="<b>x</b>",
    )
    assert not soup.select("b")


def test_an_unknown_state_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="is not one of"):
        draw('{% state "green" "Yes" %}')
