"""How it went, or why not (yet): one page with three answers, each with fields of its own."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from cycles.tries.choices import CarriedOut, Outcome, ReflectionVisibility, SkipReason
from cycles.tries.forms import NO_NAMES, ClassForm, DraftedForm, FollowingForm, naming_leaders
from cycles.tries.models import Commitment
from ilc.core.choices import Extent
from ilc.core.wording import OwnWords


class OutcomeForm(OwnWords):
    outcome = forms.ChoiceField(label="Did you try it?", choices=Outcome.choices, widget=forms.RadioSelect)


class TellForm(ClassForm, DraftedForm, FollowingForm):
    what_happened = forms.CharField(
        label="What happened?",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Two sentences are plenty. {NO_NAMES}",
        error_messages={"required": "Please write a sentence or two about what happened."},
    )
    engagement = forms.TypedChoiceField(
        label="To what extent were your students engaged?",
        choices=Extent.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Please say how engaged your students were."},
    )
    would_change = forms.CharField(
        label="What would you change next time?",
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    tried_on = forms.DateField(
        label="When did you try it?", error_messages={"required": "Please say on which day you tried it."}
    )
    reflection_visibility = forms.ChoiceField(
        label="Who may read this?",
        choices=ReflectionVisibility.choices,
        widget=forms.RadioSelect,
        initial=ReflectionVisibility.ME,
        help_text="Administrators never can, whatever you choose.",
    )

    def __init__(self, *args: Any, leaders: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        circles = naming_leaders(ReflectionVisibility.choices, leaders)
        self.fields["reflection_visibility"].choices = circles  # type: ignore[attr-defined]

    def clean_tried_on(self) -> date:
        day: date = self.cleaned_data["tried_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("That day is still to come. When it has happened, tell us here.")
        return day


class PostponeForm(FollowingForm):
    planned_for = forms.DateField(label="When do you mean to try it?", required=False)


class SkipForm(OwnWords):
    skip_reason = forms.ChoiceField(
        label="What got in the way?",
        choices=SkipReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Please say what got in the way."},
    )
    skip_note = forms.CharField(label="Anything your leaders could do?", max_length=240, required=False)


class AnswersForm(OwnWords):
    """What became of each thing one wrote down. Nothing has to be answered."""

    def __init__(self, *args: Any, commitments: Iterable[Commitment], **kwargs: Any) -> None:
        rows = list(commitments)
        there = {f"kept_{one.position}": one.carried_out for one in rows}
        there |= {f"why_{one.position}": one.reason for one in rows}
        super().__init__(*args, **{**kwargs, "initial": {**there, **(kwargs.get("initial") or {})}})
        self.positions = [one.position for one in rows]
        for one in rows:
            self.fields[f"kept_{one.position}"] = forms.ChoiceField(
                label=one.text, choices=CarriedOut.choices, required=False, widget=forms.RadioSelect
            )
            self.fields[f"why_{one.position}"] = forms.CharField(
                label="What helped, or got in the way?", max_length=240, required=False
            )

    @property
    def lines(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"kept_{number}"], self[f"why_{number}"]) for number in self.positions]

    def answers(self) -> dict[int, tuple[str, str]]:
        """By position: the answer and its reason. What was not sent stays as it is."""

        def now(name: str) -> str:
            return str(self.cleaned_data[name] if name in self.data else self.initial.get(name, ""))

        pairs = {number: (f"kept_{number}", f"why_{number}") for number in self.positions}
        sent = {number: both for number, both in pairs.items() if any(name in self.data for name in both)}
        return {number: (now(kept), now(why)) for number, (kept, why) in sent.items()}
