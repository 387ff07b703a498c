"""Covering places, who may see a file, permission, taking down, how long files are kept."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from cycles.evidence.choices import AskedBy, KeptKind
from cycles.evidence.codes import LENGTH, typed
from cycles.evidence.models import ReleaseAttestation
from ilc.core.masking import Box
from ilc.core.wording import OwnWords

OLDEST = 13  # years: a student's own time at school
NO_NAMES = "No student's or family's name, please."


class BoxesField(forms.CharField):
    """All boxes of a file as the drawing element writes them."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> list[Box]:
        try:
            rows = json.loads(super().clean(value) or "[]")
            return [Box(int(one["page"]), *(float(one[side]) for side in "xywh")) for one in rows]
        except (ValueError, TypeError, KeyError) as error:
            raise ValidationError("The boxes could not be read. Load the page again.", "boxes") from error


class BoxesForm(forms.Form):
    """`were`: the boxes as the page showed them when it was opened."""

    boxes = BoxesField(required=False)
    were = BoxesField(required=False)


def _percent(label: str, most: int = 100, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most)


class BoxForm(OwnWords):
    """One box by numbers, for those who do not draw: in hundredths of the page."""

    page = forms.IntegerField(label="Page", min_value=1, max_value=1000, initial=1)
    left = _percent("From the left, %", 99)
    top = _percent("From the top, %", 99)
    width = _percent("Width, %", least=1)
    height = _percent("Height, %", least=1)

    def box(self) -> Box:
        data = {name: self.cleaned_data[name] / 100 for name in ("left", "top", "width", "height")}
        width, height = min(data["width"], 1 - data["left"]), min(data["height"], 1 - data["top"])
        return Box(self.cleaned_data["page"], data["left"], data["top"], width, height)


class ReleaseForm(OwnWords):
    """The form itself stays at the school; here stands only that it is there.

    `before`: what the same person said last for a file of the same class. The form comes filled with it, and asks for
    one tick: whether it holds for this file is theirs to say each time."""

    where = forms.CharField(
        label="Where is the permission on file?",
        max_length=200,
        help_text="For example: school office, release forms 2026. Don't upload the form. " + NO_NAMES,
    )
    since = forms.DateField(label="Since when?", widget=forms.DateInput(attrs={"type": "date"}))
    same = forms.BooleanField(
        label="It is on file for this work, too: for every student whose work it shows.",
        error_messages={"required": "Tick this when it is so. If it is not, choose a smaller circle."},
    )

    def __init__(self, *args: Any, before: ReleaseAttestation | None = None, **kwargs: Any) -> None:
        if before:
            kwargs["initial"] = {
                "where": before.where,
                "since": before.since,
                **(kwargs.get("initial") or {}),
            }
        super().__init__(*args, **kwargs)
        self.before = before
        if before is None:
            del self.fields["same"]

    def words(self) -> dict[str, Any]:
        """Where and since when, without the tick."""
        return {name: self.cleaned_data[name] for name in ("where", "since")}

    def clean_since(self) -> Any:
        day = self.cleaned_data["since"]
        if day > timezone.localdate():
            raise ValidationError("This day is still to come.")
        if day.year < timezone.localdate().year - OLDEST:
            raise ValidationError(f"{day:%Y} is more than {OLDEST} years ago. Is the year right?")
        return day


class TakedownForm(OwnWords):
    reason = forms.CharField(
        label="Why should it be taken down?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Its owner and program staff read this. " + NO_NAMES,
    )


class LetterForm(TakedownForm):
    """A request that came by phone or letter."""

    code = forms.CharField(
        label="Number of the file",
        max_length=20,
        help_text="Eight letters and digits, as on its page: K7QF-2M9X.",
    )
    asked_by = forms.ChoiceField(
        label="Who asks?",
        choices=[one for one in AskedBy.choices if one[0] != AskedBy.READER],
        widget=forms.RadioSelect,
    )
    field_order = ("code", "asked_by", "reason")

    def clean_code(self) -> str:
        code = typed(self.cleaned_data["code"])
        if len(code) != LENGTH:
            raise ValidationError("A number has eight letters and digits. Ask for it again.")
        return code


class AnswerForm(OwnWords):
    answer = forms.CharField(
        label="Your answer",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Program staff read it. They do not see the file. " + NO_NAMES,
    )


class DecisionForm(OwnWords):
    note = forms.CharField(
        label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 2}), help_text=NO_NAMES
    )


class RetentionForm(forms.Form):
    """Months after the school year for each kind; empty keeps it until it is withdrawn."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind, label in KeptKind.choices:
            self.fields[kind] = forms.IntegerField(
                label=f"{label}: months after the school year",
                required=False,
                min_value=0,
                max_value=240,
                help_text="Empty: until its owner withdraws it.",
            )

    def months(self) -> dict[str, int | None]:
        return {kind: self.cleaned_data[kind] for kind in KeptKind.values}
