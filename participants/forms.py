"""Forms about people. They clean, they never write."""

import re
import uuid
from dataclasses import dataclass
from typing import Any, cast

from django import forms

from districts.models import District, School
from districts.queries import find_district, search_districts, search_schools
from participants.choices import AppointmentRole, Grade, Topic
from participants.models import Person


class NameForm(forms.ModelForm[Person]):
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Person
        fields = ("given_name", "family_name")
        labels = {"given_name": "First name", "family_name": "Last name"}


SHOWN = 8  # places to choose from
ENOUGH = 3  # letters
SEPARATORS = re.compile(r"[,;]+")


@dataclass(frozen=True)
class Workplace:
    """A school or a district office that fits what was typed."""

    label: str
    school: School | None = None
    district: District | None = None

    @property
    def value(self) -> str:
        return str((self.school or self.district or School()).pk)


def _workplaces(typed: str) -> list[Workplace]:
    """What fits, the best first, in a list cut after two of each kind more than are shown."""
    words = SEPARATORS.sub(" ", typed)  # "Name, City"
    schools = [
        Workplace(
            ", ".join(
                filter(None, (one.name, one.city, one.district.name if one.district else one.lea_name))
            ),
            one,
        )
        for one in search_schools(words, limit=SHOWN + 2)
    ]
    offices = [
        Workplace(f"{one.name} (district office), {one.county.name}", None, one)
        for one in search_districts(words, limit=SHOWN + 2)
    ]
    kept = offices[: max(2, SHOWN - len(schools))]
    return schools[: SHOWN - len(kept)] + kept + schools[SHOWN - len(kept) :] + offices[len(kept) :]


class AppointmentForm(forms.Form):
    """Where somebody works: picked from the suggestions, or typed well enough to be found. Several places that
    fit are shown to choose from, which needs no JavaScript."""

    place = forms.CharField(label="School or district office", required=False, max_length=200)
    picked = forms.UUIDField(required=False, widget=forms.HiddenInput)
    choice = forms.CharField(label="Which of these?", required=False, widget=forms.RadioSelect)
    role = forms.ChoiceField(label="You work there as", choices=AppointmentRole.choices)
    grades = forms.MultipleChoiceField(
        label="Grades you teach", choices=Grade.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    subjects = forms.CharField(label="Subjects", required=False, max_length=200)
    from_date = forms.DateField(
        label="Since", required=False, widget=forms.DateInput, help_text="Leave empty for today."
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["school"], data["district"] = self._found(data.get("picked"), data.get("place", "").strip())
        placeless = data.get("role") in (AppointmentRole.ASPIRING, AppointmentRole.OTHER)
        found = data["school"] or data["district"] or placeless
        if not (found or "place" in self.errors or "choice" in self.errors):
            self.add_error(
                "place", "Type part of the name and choose your school or district office from the list."
            )
        return data

    @property
    def asks_which(self) -> bool:
        """Whether places are shown to choose from."""
        return bool(self._radio.choices)

    @property
    def _radio(self) -> forms.RadioSelect:
        return cast(forms.RadioSelect, self.fields["choice"].widget)

    def _found(self, picked: uuid.UUID | None, typed: str) -> tuple[School | None, District | None]:
        if picked:
            school = School.objects.select_related("district").filter(pk=picked).first()
            return school, None if school else District.objects.filter(pk=picked).first()
        if not typed:
            return None, None
        if sum(letter.isalnum() for letter in typed) < ENOUGH:
            self.add_error("place", "Type more of the name: three letters at least.")
            return None, None
        one = self._chosen(typed, _workplaces(typed))
        return (one.school, one.district) if one else (None, None)

    def _chosen(self, typed: str, fitting: list[Workplace]) -> Workplace | None:
        """The only one, the one chosen among several, or a district by its full name or code; else it is asked."""
        if not fitting:
            self.add_error("place", "No school or district office is called so. Try a part of its name.")
            return None
        schools = [one for one in fitting if one.school]
        wanted = self.cleaned_data.get("choice")
        chosen = next((one for one in fitting if one.value == wanted), None)
        only = fitting[0] if len(fitting) == 1 else None
        if only is None and len(schools) == 1 and typed.isdecimal():
            only = schools[0]  # a school's code begins with its district's
        elif only is None and len(schools) != 1 and (district := find_district(typed)):
            only = Workplace(district.name, None, district)
        if found := chosen or only:
            return found
        self._radio.choices = [(one.value, one.label) for one in fitting[:SHOWN]]
        more = " Is yours not here? Add the city or the district to the name." if len(fitting) > SHOWN else ""
        self.add_error("choice", f"Several places fit. Choose yours.{more}")
        return None


class InviteForm(forms.Form):
    """Inviting one person by mail."""

    email = forms.EmailField(label="E-mail", widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    given_name = forms.CharField(label="First name", max_length=80, required=False)
    family_name = forms.CharField(label="Last name", max_length=80, required=False)
    note = forms.CharField(
        label="A personal line", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class MailForm(forms.Form):
    """Which kinds of mail somebody wants."""

    topics = forms.MultipleChoiceField(
        label="Send me", choices=Topic.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class DistrictSettingsForm(forms.Form):
    requires_approval = forms.BooleanField(
        label="Series hosted by this district need an administrator's approval before they are published",
        required=False,
    )
