"""Forms of asking and answering before somebody comes. They clean, they never write."""

import uuid
from typing import Any

from django import forms

from cycles.planning.models import Series
from cycles.roster.choices import QuestionKind
from cycles.roster.models import Enrollment, RegistrationQuestion
from cycles.roster.queries.questions import asked
from ilc.core.ids import uuid7

# Asked with one button: words, kind.
READY = {
    "access": "Is there anything we can do so that you can take part fully, such as seating, captions or access?",
    "food": "Is there anything you do not eat?",
}


class QuestionForm(forms.Form):
    text = forms.CharField(
        label="Question", max_length=200, help_text="About the grown-up who comes, never about students."
    )
    kind = forms.ChoiceField(
        label="Answered with",
        choices=QuestionKind.choices,
        widget=forms.RadioSelect,
        initial=QuestionKind.TEXT,
    )
    options = forms.CharField(
        label="Answers to choose from",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One a line; only for “One of several answers”.",
    )
    required = forms.BooleanField(label="Everybody has to answer it", required=False)
    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)

    def clean_options(self) -> list[str]:
        return [line.strip()[:120] for line in self.cleaned_data["options"].splitlines() if line.strip()]


class AnswersForm(forms.Form):
    """One field for each question asked now."""

    def __init__(
        self, *args: Any, series: Series, enrollment: Enrollment | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        given = dict(enrollment.answers.values_list("question", "text")) if enrollment else {}
        self.questions = list(asked(series))
        for one in self.questions:
            field = _field(one)
            field.initial = given.get(one.pk, "")
            self.fields[_name(one.pk)] = field

    @property
    def bound_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields]

    def answers(self) -> dict[uuid.UUID, str]:
        return {one.pk: self.cleaned_data.get(_name(one.pk), "") for one in self.questions}


def _name(pk: uuid.UUID) -> str:
    return f"answer_{pk}"


def _field(one: RegistrationQuestion) -> forms.Field:
    if one.kind == QuestionKind.TEXT:
        return forms.CharField(label=one.text, required=one.required, max_length=500)
    choices = ["Yes", "No"] if one.kind == QuestionKind.YES_NO else one.options
    return forms.ChoiceField(
        label=one.text,
        required=one.required,
        choices=[(each, each) for each in choices],
        widget=forms.RadioSelect,
    )
