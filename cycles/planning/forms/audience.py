"""Who a series is for. Forms clean, they never write."""

from collections.abc import Iterable
from typing import Any

from django import forms

from cycles.planning.choices import Listing
from cycles.planning.forms.comparing import Autosaved, Comparing
from cycles.planning.words import ADULT, GRADES
from districts.models import Alliance, District
from districts.queries import find_district

MANY_HOSTS = 12  # above this the host is searched, not listed


class AudienceForm(Autosaved):
    grades = forms.MultipleChoiceField(
        required=False,
        choices=[*((one, one) for one in GRADES), (ADULT, "Adult")],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "options--short"}),
        help_text="None chosen: every grade.",
    )
    subjects = forms.CharField(
        required=False, max_length=200, help_text="Such as: mathematics, science. Empty: every subject."
    )
    audience = forms.CharField(
        label="In your own words",
        required=False,
        max_length=240,
        help_text="Such as: teachers of English learners; come with a colleague of your school.",
    )
    capacity = forms.IntegerField(
        label="Places", required=False, min_value=1, max_value=10_000, help_text="Empty: no limit."
    )
    listing = forms.ChoiceField(
        label="Who can find it and register", choices=Listing.choices, widget=forms.RadioSelect
    )

    def clean_subjects(self) -> str:
        named = [" ".join(one.split()) for one in self.cleaned_data["subjects"].split(",")]
        return ", ".join(dict.fromkeys(filter(None, named)))


class DistrictForm(forms.Form):
    """One more district whose educators may register: picked from the list, or typed well enough to be found."""

    query = forms.CharField(label="Another district", required=False, max_length=200)
    district = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        picked, typed = data.get("district"), data.get("query", "").strip()
        found = (
            District.objects.filter(pk=picked).first() if picked else find_district(typed) if typed else None
        )
        if found is None and not self.errors:
            self.add_error("query", "Type part of the name and choose the district from the list.")
        data["chosen"] = found
        return data


class HostForm(Comparing):
    """Chosen from the few one may host, or searched when one may host any."""

    query = forms.CharField(label="District or alliance", required=False, max_length=200)
    host = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, hosts: Iterable[District | Alliance] | None, **kwargs: Any) -> None:
        """`hosts` None: any may be searched; the view resolves and checks."""
        super().__init__(*args, **kwargs)
        self.searched = hosts is None
        if hosts is not None:
            choices = [(key(one), str(one)) for one in hosts]
            del self.fields["query"]
            self.fields["host"] = forms.ChoiceField(
                label="Hosted by", choices=choices, widget=forms.RadioSelect
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "host" in self.errors:
            return data
        chosen, typed = data.get("host", ""), data.get("query", "").strip()
        data["chosen"] = resolve(chosen) if chosen else find_host(typed) if typed else None
        if data["chosen"] is None:
            field = "query" if self.searched else "host"
            self.add_error(field, "Type part of the name and choose the district or alliance from the list.")
        return data


def key(host: District | Alliance) -> str:
    """How a host stands in a form."""
    return f"{'alliance' if isinstance(host, Alliance) else 'district'}:{host.pk}"


def resolve(text: str) -> District | Alliance | None:
    """The host a form names, or None for something made up."""
    kind, _, pk = text.partition(":")
    try:
        clean = forms.UUIDField().clean(pk)
    except forms.ValidationError:
        return None
    if kind == "alliance":
        return Alliance.objects.filter(pk=clean).first()
    return District.objects.filter(pk=clean).first()


def find_host(name: str) -> District | Alliance | None:
    """The one alliance or district of this name or code."""
    return Alliance.objects.filter(name__iexact=name).first() or find_district(name)
