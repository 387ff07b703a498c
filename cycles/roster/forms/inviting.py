"""Forms of inviting many people at once."""

from typing import Any

from django import forms

from cycles.planning.models import Series
from cycles.roster.forms.schools import SchoolChoice
from ilc.core.ids import uuid7

LONGEST_MESSAGE = 1000  # letters
MOST_LINES = 10_000  # of a pasted list


class PasteForm(forms.Form):
    """A pasted list of addresses, with or without names."""

    people = forms.CharField(
        label="Names and e-mail addresses",
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
        help_text="Paste them as they are: from a mail program, a spreadsheet, a list. “Rosa Medina "
        "<rosa@school.org>”, columns, commas or a line each. Up to 10,000 lines.",
    )
    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def clean_people(self) -> str:
        text = self.cleaned_data["people"]
        lines = text.count("\n") + 1
        if lines > MOST_LINES:
            raise forms.ValidationError(
                f"These are {lines:,} lines; {MOST_LINES:,} go at once. Paste the rest as a second list."
            )
        return str(text)


class MessageForm(forms.Form):
    message = forms.CharField(
        label="A word from you",
        required=False,
        max_length=LONGEST_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="It stands in the mail beside title, date and the link to register. Plain text.",
    )


class FormerForm(forms.Form):
    """Series whose people are invited again."""

    series = forms.ModelMultipleChoiceField(
        label="Who took part in",
        queryset=Series.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one series."},
    )
    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def __init__(self, *args: Any, choices: list[tuple[Series, int]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["series"]
        field.queryset = Series.objects.filter(pk__in=[one.pk for one, _ in choices])
        field.choices = [(one.pk, f"{one.title} ({_people(number)})") for one, number in choices]


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


class SchoolForm(forms.Form):
    """A school, searched as it is typed; several of one name are shown to choose from."""

    place = forms.CharField(label="School", max_length=200)
    picked = forms.UUIDField(required=False, widget=forms.HiddenInput)
    choice = forms.ChoiceField(label="Which of these?", required=False, widget=forms.RadioSelect)
    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.which = SchoolChoice(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.which.resolve(data)
        if data.get("school") is None and not self.errors:
            self.add_error("place", "Type part of the school's name, then choose it.")
        return data
