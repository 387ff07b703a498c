"""Every component in every state on one page, for eyes, for axe and for whoever builds the next screen."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe

from ilc.core.http import public
from ilc.core.ui import Bar, Chart, Extent, Moment, Option, Station

STATIONS = [
    Station("session", "Session 1", "you came", "done"),
    Station("try", "Try 1", "you are here", "now"),
    Station("session", "Session 2", "8 Feb"),
    Station("try", "Try 2"),
    Station("session", "Session 3", "to be scheduled"),
]
LINKED = [
    Station(s.kind, s.title, s.note, "done" if i < 2 else "now" if i == 2 else "", "#cycle")
    for i, s in enumerate(STATIONS)
]
BARS = [
    Bar("Attended", 142, 1.0, "c"),
    Bar("Returned", 118, 0.83, "c"),
    Bar("Tried it in class", 92, 0.65, "b"),
    Bar("Brought student work", 61, 0.43, "b"),
    Bar("Analysed together", 54, 0.38, href="#ladder"),
    Bar("Refined and tried again", None, None, shown="under 5"),
    Bar("Leads others", 0, 0.0),
]
EXTENTS = [
    Extent("Instructional strategies", 56, 32, 7, 1, too_soon=9),
    Extent("Student engagement", 50, 35, 10, 1),
    Extent("Assessment", 26, 42, 20, 8),
    Extent("Curriculum", 2, 1, 0, 0, hidden=True),
    Extent("Student learning", 0, 0, 0, 0),
]
MOMENTS = [
    Moment("12 Jan, 9:04", "Session 1 closed", "36 came, 2 are unknown", "done"),
    Moment("28 Jan", "You planned a try", "Sentence frames in period 3", "done", "#timeline"),
    Moment("Today", "Tell how it went", "Two sentences are plenty", "now"),
    Moment("8 Feb", "Session 2", "", "wait"),
    Moment("No date yet", "Session 3 was called off", "The library is closed", "bad"),
]


class GalleryForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label="Title", help_text="As people will read it on the flyer.", initial="Number talks"
    )
    story = forms.CharField(label="How did it go?", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    grade = forms.ChoiceField(label="Grades", choices=[("", "Choose"), ("3", "Grade 3"), ("k8", "K to 8")])
    school = forms.CharField(widget=forms.HiddenInput, required=False)
    school_text = forms.CharField(label="Your school", required=False)
    extent = forms.ChoiceField(
        label="How engaged were your students?",
        choices=[
            ("4", "Very"),
            ("3", "Mostly"),
            ("2", "A little"),
            ("1", "Not at all"),
            ("0", "Too soon to tell"),
        ],
        widget=forms.RadioSelect,
    )
    bring = forms.MultipleChoiceField(
        label="What should people bring?",
        help_text="As many as you like.",
        choices=[("plan", "A lesson plan"), ("work", "Student work"), ("story", "A short reflection")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    covered = forms.BooleanField(
        label="Names, faces and voices are covered", help_text="Look at the back of the page too."
    )
    date = forms.DateField(label="Date", required=False, widget=forms.DateInput)
    time = forms.TimeField(label="Starts at", required=False, widget=forms.TimeInput)
    due = forms.DateTimeField(label="Bring it by", required=False, widget=forms.DateTimeInput)
    places = forms.IntegerField(label="Places", required=False, min_value=1, initial=40)
    file = forms.FileField(
        label="Photos of student work",
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/heic,image/png"}),
    )
    locked = forms.CharField(
        label="Set by your district", initial="Madera Unified", disabled=True, required=False
    )


class BrokenForm(GalleryForm):
    """The same after somebody left things out."""

    def clean(self) -> None:
        self.add_error(None, "Session 2 is before session 1. Nothing was published; your draft is kept.")


@public
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    context = {
        "stations": STATIONS,
        "linked": LINKED,
        "bars": BARS,
        "extents": EXTENTS,
        "moments": MOMENTS,
        "form": GalleryForm(prefix="a"),
        "broken": BrokenForm({"b-title": "", "b-grade": "9", "b-date": "tomorrow"}, prefix="b"),
        "page": Paginator(range(1, 96), 20).get_page(2),
        "options": [
            Option("1", "Madera South High", "Madera Unified, grades 9 to 12"),
            Option("2", "Madera High"),
        ],
        "chart": Chart(
            "Hours a person",
            static("img/sample-chart.svg"),
            "Line: hours a person rose from 6 to 10 in four years.",
            ["School year", "Hours", "n"],
            [
                ["2022-23", "6.1", "84"],
                ["2023-24", "7.0", "97"],
                ["2024-25", "8.9", "120"],
                ["2025-26", "9.8", "142"],
            ],
            "Confirmed minutes, per person, divided by 60.",
        ),
    }
    return render(request, "gallery.html", context)
