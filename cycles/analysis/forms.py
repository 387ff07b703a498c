"""What people type and choose around a joint look."""

import uuid
from typing import Any

from django import forms

from cycles.analysis.actions.notes import LONGEST
from cycles.analysis.actions.preparing import CODE_LENGTH
from cycles.analysis.choices import NoteKind, PhaseKind
from cycles.analysis.models import ProtocolRun, ProtocolTemplate
from cycles.planning.models import Series
from cycles.planning.models import Session as Meeting
from ilc.core.ids import LETTERS
from participants.models import Person


class RunCodeForm(forms.Form):
    code = forms.CharField(
        label="Code", max_length=20, error_messages={"required": "Type the letters on the wall."}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {
            "autocomplete": "off",
            "autocapitalize": "characters",
            "spellcheck": "false",
        }

    def clean_code(self) -> str:
        code = "".join(str(self.cleaned_data["code"]).split()).upper()
        if len(code) != CODE_LENGTH or set(code) - set(LETTERS):
            raise forms.ValidationError(
                "No joint look has this code now. Look at the wall again: five letters."
            )
        return code


class NoteForm(forms.Form):
    """A note as it comes from a phone, perhaps for the second time."""

    id = forms.UUIDField()
    phase = forms.UUIDField()
    kind = forms.ChoiceField(choices=NoteKind.choices)
    text = forms.CharField(
        label="Your note",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
        error_messages={"required": "Write a few words first."},
    )
    sample = forms.UUIDField(required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=999)
    x = forms.FloatField(required=False, min_value=0, max_value=1)
    y = forms.FloatField(required=False, min_value=0, max_value=1)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        where = [cleaned.get(name) for name in ("page", "x", "y")]
        if any(one is not None for one in where) and (None in where or not cleaned.get("sample")):
            raise forms.ValidationError("Mark the place in the picture again.")
        return cleaned


class PlanForm(forms.Form):
    """Protocol, people, question, minutes."""

    id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    template = forms.ModelChoiceField(ProtocolTemplate.objects.none(), label="Protocol", empty_label=None)
    session = forms.ModelChoiceField(
        Meeting.objects.none(), label="When", required=False, empty_label="Between sessions"
    )
    question = forms.CharField(
        label="Focusing question",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What do you want to find out from this work?",
    )
    presenter = forms.ModelChoiceField(
        Person.objects.none(), label="Presenter", required=False, empty_label="Nobody in particular"
    )
    facilitator = forms.ModelChoiceField(
        Person.objects.none(), label="Facilitator", required=False, empty_label="Whoever leads the series"
    )

    def __init__(
        self,
        *args: Any,
        series: Series,
        people: Any,
        templates: Any,
        run: ProtocolRun | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.run = run
        if run is None:
            self._of("template").queryset = templates
            self.fields["id"].initial = self.initial.get("id") or uuid.uuid4()
        else:
            del self.fields["template"], self.fields["id"]
            for phase in run.phases.order_by("position"):
                self.fields[f"minutes_{phase.position}"] = forms.IntegerField(
                    label=f"{phase.name}, minutes",
                    min_value=1,
                    max_value=120,
                    initial=phase.minutes,
                    disabled=phase.began_at is not None,
                )
        self._of("session").queryset = Meeting.objects.filter(series=series).exclude(state="cancelled")
        self._of("presenter").queryset = people
        self._of("facilitator").queryset = people

    def _of(self, name: str) -> Any:
        return self.fields[name]

    @property
    def minutes(self) -> dict[int, int]:
        found = {name: value for name, value in self.cleaned_data.items() if name.startswith("minutes_")}
        return {int(name.removeprefix("minutes_")): value for name, value in found.items() if value}

    @property
    def minute_fields(self) -> list[Any]:
        return [self[name] for name in self.fields if name.startswith("minutes_")]


class ProtocolForm(forms.Form):
    """What an own protocol is; its phases are forms of their own."""

    title = forms.CharField(label="Name", max_length=80)
    intro = forms.CharField(
        label="What it is for", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    anonymous = forms.BooleanField(
        label="Notes carry no names",
        required=False,
        help_text="For nobody, leaders included, and not in the record.",
    )


class EditForm(ProtocolForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class CopyForm(ProtocolForm):
    """A protocol that is not there before it is saved. Its id comes along, so that the form sent twice is known."""

    id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class PhaseForm(forms.Form):
    """One phase of an own protocol. Left without any words, it is left out."""

    name = forms.CharField(label="Name", max_length=60, required=False)
    prompt = forms.CharField(label="What to say", max_length=300, required=False)
    minutes = forms.IntegerField(label="Minutes", min_value=1, max_value=120, initial=5)
    does = forms.ChoiceField(label="What everybody does", choices=PhaseKind.choices, initial=PhaseKind.NOTES)
    kinds = forms.MultipleChoiceField(
        label="Kinds of notes", choices=NoteKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("prompt") and "name" in cleaned and not cleaned["name"]:
            self.add_error("name", "Give it a name, or empty it to leave it out.")
        if cleaned.get("name") and cleaned.get("does") == PhaseKind.NOTES and not cleaned.get("kinds"):
            self.add_error("kinds", "Choose at least one kind of note.")
        if cleaned.get("does") != PhaseKind.NOTES:
            cleaned["kinds"] = []
        return cleaned


PhaseForms = forms.formset_factory(PhaseForm, extra=2, max_num=12, absolute_max=14)
