"""What somebody looks for, and what owners and editors say. Forms clean, they never write."""

import uuid
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cycles.evidence.choices import Credit
from cycles.library.choices import EntryKind, GradeBand, LookedFor
from cycles.library.models import Example
from cycles.library.queries import Place, Wanted
from cycles.planning.choices import ResourceLanguage
from cycles.planning.codes import compact
from cycles.planning.models import Standard, Strategy
from participants.choices import Grade

MOST_CODES = 12
CODES = "Their codes, with commas between: 3.NF.1, MS-PS1-2."


class QuickSelect(forms.Select):
    """The same list without a template for each of its lines, which is half of what the page of a search takes."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:  # noqa: ARG002
        chosen = str(value or "")
        lines = (
            (key, mark_safe(" selected") if str(key) == chosen else "", label) for key, label in self.choices
        )
        options = format_html_join("", '<option value="{}"{}>{}</option>', lines)
        return format_html(
            '<select name="{}"{}>{}</select>', name, flatatt(self.build_attrs(self.attrs, attrs)), options
        )


def _choice(any_: str, choices: list[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(required=False, choices=[("", any_), *choices], widget=QuickSelect)


class SearchForm(forms.Form):
    """Every field may stay empty; one that cannot be understood is as if it were, and the page says so."""

    q = forms.CharField(label="Words", required=False, widget=forms.TextInput(attrs={"type": "search"}))
    kind = _choice("Everything", EntryKind.choices)
    grade = _choice("Any grade", Grade.choices)
    subject = forms.CharField(required=False, max_length=60)
    standard = forms.CharField(required=False, max_length=60)
    strategy = forms.CharField(required=False, max_length=120)
    language = _choice("Any language", LookedFor.choices)

    def asked(self) -> tuple[str, Wanted]:
        """The words, and the filters."""
        self.is_valid()
        data = self.cleaned_data
        filters = {name: str(data.get(name, "")).strip() for name in Wanted.__dataclass_fields__}
        return str(data.get("q", "")).strip(), Wanted(**filters)

    def left_out(self) -> list[str]:
        """Fields that could not be understood, by name."""
        return [name.capitalize() if name != "q" else "Words" for name in self.errors]

    def in_words(self, name: str) -> str:
        """A filter as its chip says it."""
        choices: Any = getattr(self.fields[name], "choices", None)
        value = self.cleaned_data[name]
        if choices is not None:
            return str(dict(choices)[value])
        return f"{name.capitalize()}: {value}"


def without(query: QueryDict, *names: str) -> str:
    """The address with some of the fields taken out; never in the middle of the pages."""
    kept = query.copy()
    for gone in (*names, "after"):
        kept.pop(gone, None)
    return f"?{kept.urlencode()}"


class Coded(forms.Form):
    """Standards by their codes: what is not known is named, and nothing else is lost."""

    standards = forms.CharField(required=False, max_length=400, help_text=CODES)

    def clean_standards(self) -> list[Standard]:
        typed = [one.strip() for one in str(self.cleaned_data["standards"]).replace(";", ",").split(",")]
        typed = list(dict.fromkeys(filter(None, typed)))
        if len(typed) > MOST_CODES:
            raise forms.ValidationError(f"{MOST_CODES} standards at most: the few that matter.")
        found = {code: _standard(code) for code in typed}
        if unknown := [code for code, one in found.items() if one is None]:
            raise forms.ValidationError(
                f"Not in our lists: {', '.join(unknown)}. Check the code, or leave it out."
            )
        return [one for one in found.values() if one is not None]


def _standard(code: str) -> Standard | None:
    rows = Standard.objects.filter(framework__is_current=True, is_retired=False)
    return rows.filter(code_ways__contains=f" {compact(code)} ").order_by("framework", "position").first()


def codes(standards: Any) -> str:
    """As the field shows them."""
    return ", ".join(one.code for one in standards)


class ExampleForm(Coded):
    """What an owner says of a file in the library."""

    title = forms.CharField(
        max_length=120, help_text="Such as: Explaining one half, after three number talks."
    )
    look_for = forms.CharField(
        label="What to look for",
        required=False,
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What a colleague should notice. No students' names, please.",
    )
    grade = forms.ChoiceField(required=False, choices=[("", "Any grade"), *Grade.choices])
    subject = forms.CharField(required=False, max_length=80)
    language = forms.ChoiceField(choices=ResourceLanguage.choices, initial=ResourceLanguage.ENGLISH)
    strategy_text = forms.CharField(label="Strategy", required=False, max_length=120)
    strategy = forms.CharField(required=False, widget=forms.HiddenInput)
    credit = forms.ChoiceField(
        label="How are you named?", choices=Credit.choices, initial=Credit.NAME, widget=forms.RadioSelect
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        typed = str(data.pop("strategy_text", "")).strip()
        data["strategy"] = _strategy(str(data.get("strategy", "")), typed)
        if typed and data["strategy"] is None:
            self.add_error(
                "strategy_text", "No strategy of that name. Choose one from the list, or leave it empty."
            )
        return data


def _strategy(picked: str, typed: str) -> Strategy | None:
    """The one picked, while its name still stands there; else the one whose name was typed."""
    if not typed:
        return None
    try:
        found = Strategy.objects.filter(pk=uuid.UUID(picked)).first() if picked else None
    except ValueError:
        found = None
    if found and found.name == typed:
        return found
    named = list(Strategy.objects.filter(name__istartswith=typed).order_by("name")[:2])
    exact = next((one for one in named if one.name.casefold() == typed.casefold()), None)
    return exact or (named[0] if len(named) == 1 else None)


def said(example: Example | None, fallback: dict[str, Any], credit: str) -> dict[str, Any]:
    """What stands there, by field name."""
    if example is None:
        return {**fallback, "credit": credit, "language": ResourceLanguage.ENGLISH, "version": 0}
    names = ("title", "look_for", "grade", "subject", "language", "version")
    return {
        **{name: getattr(example, name) for name in names},
        "strategy": str(example.strategy_id or ""),
        "strategy_text": str(example.strategy or ""),
        "standards": codes(example.standards.all()),
        "credit": credit,
    }


class StrategyForm(Coded):
    """What a strategy is, and what it looks like grade band by grade band."""

    description = forms.CharField(
        label="What it is", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    looks_like = forms.CharField(
        label="What one sees and hears, in any class",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for band in GradeBand:
            self.fields[f"look_{band}"] = forms.CharField(
                label=str(band.label),
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def looks(self) -> dict[str, str]:
        """By grade band."""
        return {str(band): self.cleaned_data[f"look_{band}"] for band in GradeBand}

    def look_fields(self) -> list[forms.BoundField]:
        return [self[f"look_{band}"] for band in GradeBand]


class UseForm(forms.Form):
    """In which of one's tries."""

    session = forms.ChoiceField(label="In which try?", widget=forms.RadioSelect)

    def __init__(self, *args: Any, places: list[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(one.session.pk): one for one in places if one.is_open}
        field: Any = self.fields["session"]
        field.choices = [(key, f"{one.words}. {one.note}") for key, one in self.places.items()]
        field.error_messages["required"] = "Choose one of your tries."
        if len(self.places) == 1:
            field.initial = next(iter(self.places))

    def place(self) -> Place:
        return self.places[self.cleaned_data["session"]]
