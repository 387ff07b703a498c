"""Forms about alliances. They clean, they never write."""

import uuid
from typing import Any

from django import forms

from districts.models import District
from districts.queries import find_district


class DistrictField(forms.Form):
    """A district picked from suggestions, or typed so that only one is meant."""

    district = forms.CharField(label="District", max_length=200)
    picked = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        picked: uuid.UUID | None = data.get("picked")
        typed = data.get("district", "").removesuffix(" (district office)")
        found = District.objects.filter(pk=picked).first() if picked else find_district(typed)
        if found is None and "district" not in self.errors:
            self.add_error("district", "Choose the district from the list; several may share a name.")
        data["found"] = found
        return data


class AllianceForm(DistrictField):
    name = forms.CharField(label="Name", max_length=200)
    about = forms.CharField(
        label="What it is", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    field_order = ("name", "district", "about")


class MemberForm(DistrictField):
    since = forms.DateField(label="Since", widget=forms.DateInput)
