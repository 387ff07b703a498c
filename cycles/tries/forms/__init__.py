"""What people type about their tries. Forms of further nouns stand beside."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.text import get_text_list

from cycles.planning.models import Session
from cycles.tries.choices import Decision, ReflectionVisibility
from cycles.tries.queries.drafts import CLASS, PLAN, of_next
from ilc.core.days import in_words
from ilc.core.wording import OwnWords
from participants.choices import Grade

DAYS = {"planned_for", "tried_on"}
CARRIED = {"version", "rev"}
NO_NAMES = "No students' names, please."


def naming_leaders(circles: Iterable[tuple[str, Any]], leaders: Sequence[str]) -> list[tuple[str, str]]:
    """Circles to choose from, that of the leaders with who they are: "My leaders (Alma Reyes and Dennis Kim)". They are
    those of one's strand, or where it has none, of the series (`access.leading`)."""
    named = f" ({get_text_list(list(leaders), 'and')})" if leaders else ""
    return [
        (value, f"{label}{named if value == ReflectionVisibility.LEADERS else ''}")
        for value, label in circles
    ]


def circle_named(circles: Iterable[tuple[str, Any]], circle: str, leaders: Sequence[str]) -> str:
    """One circle as the form that offers it says it."""
    return dict(naming_leaders(circles, leaders)).get(circle, "")


def hidden() -> forms.HiddenInput:
    """Not refilled by a browser that reloads the page: it would bring back an old version."""
    return forms.HiddenInput(attrs={"autocomplete": "off"})


class VersionedForm(OwnWords):
    """Carries the version the person saw."""

    version = forms.IntegerField(widget=hidden(), required=False, initial=0)

    def fields_typed(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name not in CARRIED}


class FollowingForm(VersionedForm):
    """About a try, which follows a session: no day before that one's."""

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.session = session
        for name in DAYS & self.fields.keys():
            self.fields[name].widget.attrs["min"] = str(session.local_date or "")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        first = self.session.local_date
        for name in DAYS & data.keys():
            if data[name] and first and data[name] < first:
                when = f"{self.session.label.lower()}, which was on {in_words(first)}"
                self.add_error(name, f"That is before {when}. Is the year right?")
        return data


class DraftedForm(OwnWords):
    """Carries what the page knew of each field, so that another device's words are not lost (`ilc.core.marks`)."""

    rev = forms.CharField(widget=hidden(), required=False)


class ClassForm(OwnWords):
    """With which class: said once, remembered for the next try. Nothing about its students by name."""

    class_label = forms.CharField(
        label="Which class?", max_length=80, required=False, help_text="Such as: period 3"
    )
    grade = forms.ChoiceField(label="Grade", required=False, choices=[("", "—"), *Grade.choices])
    subject = forms.CharField(label="Subject", max_length=80, required=False)
    class_size = forms.IntegerField(
        label="How many students?",
        required=False,
        min_value=1,
        max_value=200,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )

    def class_words(self) -> str:
        """What is filled in, on one line: "period 3, grade 4, 28 students"."""
        label, grade, subject, size = (str(self[name].value() or "") for name in CLASS)
        named = dict[str, str](Grade.choices).get(grade, "").lower()
        return ", ".join(filter(None, (label, named, subject, f"{size} students" if size else "")))


class PlanForm(ClassForm, DraftedForm, FollowingForm):
    plan = forms.CharField(
        label="What will you try?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=f"One sentence: “Sentence frames in period 3.” {NO_NAMES}",
        error_messages={"required": "Please say in a sentence what you will try."},
    )
    planned_for = forms.DateField(
        label="When?", required=False, help_text="A day you mean to do it. You can change it."
    )


class RefineForm(PlanForm):
    """The same words for the second round. Its fields have names of their own: they are drafted with the round before,
    whose own class and day are others."""

    def add_prefix(self, field_name: str) -> str:
        return of_next(field_name) if field_name in PLAN else field_name


class DecideForm(DraftedForm):
    decision = forms.ChoiceField(
        label="What becomes of it?",
        choices=Decision.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Please say whether you keep it, adapt it or set it aside."},
    )
    decision_note = forms.CharField(
        label="What will you change, or why?",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
