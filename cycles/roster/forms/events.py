"""Forms about events. They clean, they never write."""

import zoneinfo
from collections.abc import Iterable
from typing import Any

from django import forms

from cycles.planning.choices import EventKind, Zone
from cycles.planning.forms.audience import find_host, key, resolve
from cycles.planning.forms.comparing import Comparing
from cycles.planning.forms.sessions import WhenForm
from cycles.roster.choices import HeadRole
from districts.choices import PartnerKind
from districts.models import Alliance, District, Partner
from ilc.core.ids import uuid7
from participants.choices import AppointmentRole
from participants.forms import AppointmentForm

PROGRAM_WIDE = "program"
MOST_HEADS = 20_000


class EventForm(WhenForm):
    """`hosts` None: any district or alliance may be searched, and left empty it is the whole program's."""

    title = forms.CharField(max_length=160)
    kind = forms.ChoiceField(choices=EventKind.choices, widget=forms.RadioSelect)
    time_zone = forms.ChoiceField(label="Hours are in", choices=Zone.choices, initial=Zone.PACIFIC)
    place = forms.CharField(required=False, max_length=200)
    query = forms.CharField(label="District or alliance", required=False, max_length=200)
    host = forms.CharField(required=False, widget=forms.HiddenInput)
    partner = forms.CharField(
        label="Together with",
        required=False,
        max_length=200,
        help_text="A university, county office or other.",
    )
    partner_kind = forms.ChoiceField(
        label="What it is, if it is new here",
        required=False,
        choices=[(value, words[:1].upper() + words[1:]) for value, words in PartnerKind.choices],
        initial=PartnerKind.UNIVERSITY,
    )
    description = forms.CharField(
        label="What it is about", required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    open_to_all = forms.BooleanField(
        label="Everybody with an account sees it",
        required=False,
        initial=True,
        help_text="Otherwise only educators of the host see it before they come.",
    )

    def __init__(self, *args: Any, hosts: Iterable[District | Alliance] | None, **kwargs: Any) -> None:
        super().__init__(*args, zone=zoneinfo.ZoneInfo(Zone.PACIFIC), **kwargs)
        self.searched = hosts is None
        if hosts is not None:
            del self.fields["query"], self.fields["partner_kind"]
            choices = [(key(one), str(one)) for one in hosts]
            self.fields["host"] = forms.ChoiceField(
                label="Held by", choices=choices, widget=forms.RadioSelect
            )
            if len(choices) == 1:
                self.initial.setdefault("host", choices[0][0])

    def clean(self) -> dict[str, Any]:
        if zone := self.cleaned_data.get("time_zone"):
            self.zone = zoneinfo.ZoneInfo(zone)
        data = super().clean()
        if data["starts_at"] is None and not {"day", "start", "end"} & set(self.errors):
            self.add_error("day", "Choose the day and both hours.")
        self._host(data)
        self._partner(data)
        return data

    def _host(self, data: dict[str, Any]) -> None:
        chosen, typed = data.get("host", ""), data.get("query", "").strip()
        data["chosen"] = resolve(chosen) if chosen else find_host(typed) if typed else None
        if (chosen or typed) and data["chosen"] is None and "host" not in self.errors:
            field = "query" if self.searched else "host"
            self.add_error(field, "Type part of the name and choose the district or alliance from the list.")

    def _partner(self, data: dict[str, Any]) -> None:
        """The partner of that name; a new one is named by program staff alone."""
        name = " ".join(data.get("partner", "").split())
        data["partner_name"] = name
        data["known_partner"] = Partner.objects.filter(name__iexact=name).first() if name else None
        if name and data["known_partner"] is None and not self.searched:
            self.add_error(
                "partner", "No partner is called so. Leave it empty, and ask the program's staff to add it."
            )


class NewEventForm(EventForm):
    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)


class EditEventForm(EventForm, Comparing):
    """Carries the version its writer saw."""


class DeskForm(AppointmentForm):
    """Somebody at the desk: a name, and where from if anywhere."""

    given_name = forms.CharField(label="First name", max_length=80)
    family_name = forms.CharField(label="Last name", max_length=80)
    email = forms.EmailField(label="E-mail", required=False)
    same = forms.CharField(required=False, widget=forms.RadioSelect)  # a known person's id, or "new"
    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("grades", "subjects", "from_date"):
            del self.fields[name]
        for name in ("given_name", "family_name", "email"):  # of somebody else, not of who types
            self.fields[name].widget.attrs["autocomplete"] = "off"
        self.fields["role"] = forms.ChoiceField(
            label="Comes as", choices=AppointmentRole.choices, initial=AppointmentRole.TEACHER
        )

    def clean(self) -> dict[str, Any]:
        data = forms.Form.clean(self) or {}
        data["school"], data["district"] = self._found(data.get("picked"), data.get("place", "").strip())
        return data


class HeadsForm(Comparing):
    """How many of each role; their sum is the head-count. Empty is none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for role in HeadRole:
            self.fields[role.value] = forms.IntegerField(
                label=role.label,
                required=False,
                min_value=0,
                max_value=MOST_HEADS,
                error_messages={
                    "min_value": "Write 0 or more.",
                    "max_value": f"Write {MOST_HEADS:,} or less.",
                },
                widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
            )

    @property
    def rows(self) -> list[forms.BoundField]:
        return [self[role.value] for role in HeadRole]

    @property
    def counts(self) -> dict[str, int]:
        return {role.value: self.cleaned_data.get(role.value) or 0 for role in HeadRole}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and all(data.get(role.value) is None for role in HeadRole):
            self.add_error(None, "Type how many there were. Who was not asked counts under “Role not known”.")
        return data
