"""Forms of the roster. They clean, they never write."""

import uuid
from typing import Any

from django import forms
from django.core import signing

from cycles.planning.choices import SessionState
from cycles.planning.models import Series, Strand
from cycles.roster.forms.schools import SchoolChoice
from cycles.roster.models import Enrollment
from ilc.core.ids import uuid7
from participants.models import Appointment, Person

ONCE = "roster.once"


class RoomsForm(forms.Form):
    """One room for each session that has several."""

    def __init__(
        self, *args: Any, series: Series, enrollment: Enrollment | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        mine = {one.session_id: one.strand_id for one in enrollment.strand_places.all()} if enrollment else {}
        rows = Strand.objects.filter(session__series=series).select_related("session")
        rows = rows.exclude(session__state__in=[SessionState.CANCELLED, SessionState.HELD])
        self.strands = {str(one.pk): one for one in rows.order_by("session__number", "name")}
        by_session: dict[uuid.UUID, list[Strand]] = {}
        for one in self.strands.values():
            by_session.setdefault(one.session_id, []).append(one)
        for session_id, strands in by_session.items():
            current = mine.get(session_id)
            free = [one for one in strands if one.pk == current or _left(one) != 0]
            self.fields[f"room_{session_id}"] = forms.ChoiceField(
                label=f"Your room in {strands[0].session.label.lower()}",
                choices=[(str(one.pk), _room_words(one, one.pk == current)) for one in free],
                required=bool(free),
                widget=forms.RadioSelect,
                initial=str(current) if current else None,
                help_text=_full_words(strands, free),
            )

    @property
    def rooms(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("room_")]

    def chosen(self) -> list[Strand]:
        picked = [self.cleaned_data.get(bound.name) for bound in self.rooms]
        return [self.strands[one] for one in picked if one]


def _left(strand: Strand) -> int | None:
    return None if strand.capacity is None else max(0, strand.capacity - strand.seats_taken)


def _room_words(strand: Strand, mine: bool) -> str:
    words = [strand.name]
    if strand.grade_band:
        words.append(strand.grade_band)
    if strand.place:
        words.append(strand.place)
    left = _left(strand)
    room = f" ({left} {'place' if left == 1 else 'places'} left)" if left is not None and not mine else ""
    return ", ".join(words) + room


def _full_words(strands: list[Strand], free: list[Strand]) -> str:
    full = [one.name for one in strands if one not in free]
    return f"Full: {', '.join(full)}." if full else ""


class RegisterForm(RoomsForm):
    """Where the person works, if at several places, and their rooms; the waitlist asks for no rooms."""

    def __init__(self, *args: Any, person: Person, seat: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not seat:
            for bound in self.rooms:
                del self.fields[bound.name]
        own = (
            Appointment.objects.on().filter(person__root=person.root_id).select_related("school", "district")
        )
        self.appointments = {str(one.pk): one for one in own.order_by("-is_primary", "-from_date")}
        if len(self.appointments) > 1:
            self.fields["appointment"] = forms.ChoiceField(
                label="You come as",
                choices=[(key, str(one)) for key, one in self.appointments.items()],
                widget=forms.RadioSelect,
                initial=next(iter(self.appointments)),
                help_text="Your hours count for this place.",
            )
            self.order_fields(["appointment"])

    def chosen_appointment(self) -> Appointment | None:
        only = next(iter(self.appointments.values())) if len(self.appointments) == 1 else None
        return only or self.appointments.get(self.cleaned_data.get("appointment", ""))


def _plain() -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off"})  # of somebody else, not of the leader


class PersonForm(forms.Form):
    """Somebody a leader writes down: walked in, or has no e-mail."""

    given_name = forms.CharField(label="First name", max_length=80, widget=_plain())
    family_name = forms.CharField(label="Last name", max_length=80, widget=_plain())
    email = forms.EmailField(
        label="E-mail", required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    place = forms.CharField(label="School", required=False, max_length=200)
    picked = forms.UUIDField(required=False, widget=forms.HiddenInput)
    choice = forms.ChoiceField(label="Which of these?", required=False, widget=forms.RadioSelect)
    same = forms.CharField(required=False, widget=forms.RadioSelect)  # a known person's id, or "new"
    once = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.which = SchoolChoice(self)
        self.initial.setdefault("once", signing.dumps(str(uuid7()), salt=ONCE))

    def clean_once(self) -> uuid.UUID | None:
        """The id of the new record: signed, so that nobody points it at somebody else."""
        try:
            return uuid.UUID(signing.loads(self.cleaned_data["once"], salt=ONCE))
        except (signing.BadSignature, ValueError):
            return None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.which.resolve(data)
        return data


class ClaimForm(forms.Form):
    email = forms.EmailField(
        label="Their e-mail address", widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class CodeForm(forms.Form):
    """The four letters on the screen; blanks and small letters don't matter."""

    code = forms.CharField(
        label="Code on the screen",
        max_length=12,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "maxlength": "12",
            }
        ),
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split()).upper()


class HeadCountForm(forms.Form):
    people = forms.IntegerField(
        label="Everybody in the room",
        required=False,
        min_value=0,
        max_value=20000,
        help_text="Count all heads, also those without a name on the list.",
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
