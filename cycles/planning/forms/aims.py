"""The form of the aims: five questions, from what students gain back to how the room feels; and what follows."""

from typing import Any

from django import forms

from cycles.planning.choices import AimLevel
from cycles.planning.forms.comparing import Autosaved
from cycles.planning.models import Aim, Framework, Outcome, Strategy
from participants.choices import Grade

# level -> the question, and what helps to answer it
QUESTIONS: dict[int, tuple[str, str]] = {
    AimLevel.STUDENTS: (
        "What will students do that they do not do now?",
        "One thing you could see or hear in a classroom, or in their work.",
    ),
    AimLevel.USE: (
        "What will teachers do differently in class?",
        "So that this happens for students: what would somebody see who looks in?",
    ),
    AimLevel.SUPPORT: (
        "What must the school or district give them?",
        "Time, cover, materials, a principal who asks about it.",
    ),
    AimLevel.LEARNING: (
        "What must teachers learn to do it?",
        "What they have to know, and what they have to have tried themselves.",
    ),
    AimLevel.REACTION: (
        "How should the sessions feel?",
        "What would you like to hear on the way to the parking lot?",
    ),
}
PARTS = ("text", "evidence")


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AimsForm(Autosaved):
    """`text_5`, `evidence_5` down to `text_1`, `evidence_1`; outcomes as lines; strategies."""

    outcomes = forms.CharField(
        label="What teachers will do, know or notice",
        required=False,
        widget=_area(4),
        help_text="One outcome a line, in words for those who come. They come back in the questions at the end.",
    )
    strategies = forms.ModelMultipleChoiceField(
        queryset=Strategy.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Strategies to learn",
    )
    more = forms.CharField(
        label="Other strategies",
        required=False,
        max_length=400,
        help_text="Separate several with commas, then press Save.",
        widget=forms.TextInput(attrs={"data-unsaved": ""}),  # half a name is no strategy yet
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for level, (question, hint) in QUESTIONS.items():
            most: dict[str, Any] = {one.name: one.max_length for one in Aim._meta.fields}
            self.fields[f"text_{level}"] = forms.CharField(
                label=question, help_text=hint, required=False, max_length=most["text"], widget=_area(3)
            )
            self.fields[f"evidence_{level}"] = forms.CharField(
                label=f"How will we know? ({AimLevel(level).label.lower()})",
                required=False,
                max_length=most["evidence"],
                widget=_area(2),
            )
        known = Strategy.objects.order_by("name")
        self.fields["strategies"].queryset = known  # type: ignore[attr-defined]
        if not known:
            del self.fields["strategies"]
            self.fields["more"].label = "Strategies to learn"

    def clean_outcomes(self) -> str:
        lines = [line.strip(" \t-*•") for line in self.cleaned_data["outcomes"].splitlines()]
        longest = Outcome._meta.get_field("text").max_length or 300
        for number, line in enumerate(lines, 1):
            if len(line) > longest:
                raise forms.ValidationError(
                    f"Line {number} has {len(line)} letters; an outcome has at most {longest}."
                )
        return "\n".join(line for line in lines if line)

    def clean_more(self) -> list[str]:
        names = [name.strip() for name in self.cleaned_data["more"].split(",") if name.strip()]
        if any(len(name) > 120 for name in names):
            raise forms.ValidationError("A strategy has a short name: at most 120 letters.")
        return names


class StandardsForm(forms.Form):
    """What somebody looks for among the standards. Anything that is no list or grade is as good as nothing."""

    q = forms.CharField(label="Code or words", required=False)
    framework = forms.ChoiceField(label="List", required=False)
    grade = forms.ChoiceField(label="Grade", required=False, choices=[("", "All grades"), *Grade.choices])

    def __init__(self, *args: Any, lists: list[Framework], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "standard_%s", **kwargs})
        field: Any = self.fields["framework"]
        field.choices = [("", "All lists"), *((one.key, one.short_name) for one in lists)]

    def asked(self) -> dict[str, str]:
        """What to search for."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name, "") for name in ("framework", "grade")}
        return {"text": str(self.cleaned_data.get("q", ""))[:600], **found}
