"""Feedback, answers, and asking for feedback."""

from collections.abc import Sequence
from typing import Any

from django import forms

from cycles.evidence.actions.feedback import Place
from cycles.evidence.choices import AskedOf, FeedbackKind
from cycles.evidence.words import SPOTS
from cycles.tries.forms import naming_leaders
from ilc.core.wording import OwnWords
from participants.models import Person

LONGEST = 2000
EXAMPLES = (
    "Such as “I noticed that the frame got the quiet pairs talking”, “I wondered what a second example would do”, "
    "“How did you choose the pairs?” No students' names, please."
)


class FeedbackForm(OwnWords):
    """`pages` are the numbers of the previews; without any there is no place to speak about."""

    kind = forms.ChoiceField(
        label="What is it?",
        choices=FeedbackKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one: what works, what could be stronger, or a question."},
    )
    page = forms.TypedChoiceField(label="Page", coerce=int, empty_value=None, required=False)
    where = forms.ChoiceField(
        label="Where on the page?",
        choices=[("", "All of it"), *((key, words) for key, (_, _, words) in SPOTS.items())],
        required=False,
    )
    x = forms.FloatField(min_value=0, max_value=1, required=False, widget=forms.HiddenInput)
    y = forms.FloatField(min_value=0, max_value=1, required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label="In a few words",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=EXAMPLES,
    )

    def __init__(self, *args: Any, pages: Sequence[int] = (), noun: str = "Page", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pages = pages
        if not pages:
            for name in ("page", "where", "x", "y"):
                del self.fields[name]
            return
        choices = [("", "The whole file"), *((str(one), f"{noun} {one}") for one in pages)]
        self.fields["page"].label = noun
        self.fields["where"].label = "Where on the page?" if noun == "Page" else "Where in the picture?"
        self.fields["page"].choices = choices  # type: ignore[attr-defined]
        if len(pages) == 1:
            self.fields["page"].widget = forms.HiddenInput()

    def place(self) -> Place | None:
        """Where it is about: the point that was marked, else the part of the page that was chosen."""
        given = self.cleaned_data
        x, y, spot = given.get("x"), given.get("y"), SPOTS.get(given.get("where", ""))
        page = given.get("page") or (self.pages[0] if self.pages and (spot or x is not None) else None)
        if page is None:
            return None
        if x is not None and y is not None:
            return Place(page, round(x, 3), round(y, 3))
        return Place(page, spot[0], spot[1]) if spot else Place(page)


class WordsForm(OwnWords):
    """An answer, or other words for what one wrote."""

    text = forms.CharField(label="Your words", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))


class AskForm(OwnWords):
    """`people` are colleagues the owner may name, those who offered first; `leaders` the names of their leaders."""

    text = forms.CharField(
        label="What would you like feedback on?",
        max_length=240,
        help_text="One line, such as “Is the second question too big a step?”",
    )
    whom = forms.ChoiceField(
        label="Whom do you ask?",
        choices=AskedOf.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whom you ask."},
    )
    colleague = forms.ChoiceField(label="Which colleague?", required=False)

    def __init__(
        self,
        *args: Any,
        people: Sequence[tuple[Person, bool]] = (),
        leaders: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one, _ in people}
        names = [
            (str(one.pk), f"{one.name}, would be glad to" if offered else one.name) for one, offered in people
        ]
        self.fields["colleague"].choices = [("", "Choose"), *names]  # type: ignore[attr-defined]
        circles = naming_leaders(AskedOf.choices, leaders)
        if not people:
            del self.fields["colleague"]
            circles = [one for one in circles if one[0] != AskedOf.COLLEAGUE]
        self.fields["whom"].choices = circles  # type: ignore[attr-defined]

    def clean(self) -> None:
        if self.cleaned_data.get("whom") == AskedOf.COLLEAGUE and not self.cleaned_data.get("colleague"):
            self.add_error("colleague", "Choose whom you ask.")

    def colleague_asked(self) -> Person | None:
        if self.cleaned_data["whom"] != AskedOf.COLLEAGUE:
            return None
        return self.people[self.cleaned_data["colleague"]]
