"""What somebody looks for in the catalogue."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from cycles.planning.queries.catalogue import UNDATED, UPCOMING, Wanted, months
from cycles.planning.words import ADULT, GRADES

FIELD = {"text": "q"}  # the name of a filter -> its field, where they differ


def _grade_words(one: str) -> str:
    return {"TK": "Transitional kindergarten", "K": "Kindergarten"}.get(one, f"Grade {one}")


class CatalogueForm(forms.Form):
    """Every field may stay empty; one that cannot be understood is as if it were."""

    q = forms.CharField(label="Words", required=False, max_length=100)
    host = forms.CharField(label="District or alliance", required=False, max_length=100)
    grade = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Any grade"),
            *((one, _grade_words(one)) for one in GRADES),
            (ADULT, "Adult education"),
        ],
    )
    subject = forms.CharField(required=False, max_length=60)
    practice = forms.CharField(label="Strategy or standard", required=False, max_length=60)
    when = forms.ChoiceField(required=False)
    seats = forms.BooleanField(label="With a free seat", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["when"]
        ahead = [(f"{one:%Y-%m}", f"In {one:%B %Y}") for one in months(timezone.localdate())]
        field.choices = [("", "Any time"), (UPCOMING, "Coming up"), (UNDATED, "Date still open"), *ahead]

    def wanted(self) -> Wanted:
        self.is_valid()
        data = self.cleaned_data
        given = {name: data.get(FIELD.get(name, name), "") for name in Wanted.__dataclass_fields__}
        return Wanted(**{**given, "seats": "open" if data.get("seats") else ""})

    def in_words(self, name: str) -> str:
        """A filter as its chip says it."""
        field: Any = self.fields[FIELD.get(name, name)]
        value = self.cleaned_data[FIELD.get(name, name)]
        if name in ("grade", "when"):
            return str(dict(field.choices)[value])
        if name == "seats":
            return str(field.label)
        return f"“{value}”" if name == "text" else f"{field.label or name.capitalize()}: {value}"


def without(query: QueryDict, name: str) -> str:
    """The address with one filter taken out."""
    kept = query.copy()
    for gone in (FIELD.get(name, name), "page"):
        kept.pop(gone, None)
    return f"?{kept.urlencode()}"
