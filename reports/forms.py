"""What is asked before a report is made."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone

from districts.models import District
from districts.queries import find_district
from reports.counting import school_year, school_year_of

YEARS_BACK = 6


def years() -> list[int]:
    """School years to choose from, this one first."""
    now = school_year_of(timezone.localdate())
    return list(range(now, now - YEARS_BACK, -1))


def _choices() -> list[tuple[str, str]]:
    return [
        (str(year), f"{school_year(year).label} (1 July {year} to 30 June {year + 1})") for year in years()
    ]


class NewReportForm(forms.Form):
    """A school year, and a district or nothing: the whole program."""

    year = forms.ChoiceField(
        label="School year",
        choices=_choices,
        help_text="The report freezes what is known now. A school year that still runs can be reported again later.",
    )

    district = forms.CharField(label="District, for a report of its own", max_length=200, required=False)
    picked = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_year(self) -> int:
        return int(self.cleaned_data["year"])

    def clean(self) -> dict[str, Any]:
        """`found`: the district picked, or typed so that only one is meant."""
        data = super().clean() or {}
        picked: uuid.UUID | None = data.get("picked")
        typed = data.get("district", "").strip()
        found = District.objects.filter(pk=picked).first() if picked and typed else None
        found = found or (find_district(typed.removesuffix(" (district office)")) if typed else None)
        if typed and found is None:
            self.add_error("district", "Choose the district from the list; several may share a name.")
        data["found"] = found
        return data
