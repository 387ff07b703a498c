"""Forms of agenda items. They clean, they never write."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Model

from cycles.planning.choices import AgendaKind
from cycles.planning.forms.comparing import Autosaved
from cycles.planning.models import AgendaItem, Strand
from ilc.core.ids import uuid7
from participants.models import Person

FIELDS = ("kind", "title", "minutes", "strand", "leader", "led_by", "note", "leader_note")
LONGEST = 14 * 60


class OneOf(forms.ChoiceField):
    """One of rows that were read already, or none: no further query for the list or the choice."""

    def __init__(self, *, none: str, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.none = none
        self.offer([])

    def offer(self, rows: Iterable[Model]) -> None:
        self.rows = {str(row.pk): row for row in rows}
        self.choices = [("", self.none), *((key, str(row)) for key, row in self.rows.items())]

    def prepare_value(self, value: Any) -> Any:
        return str(value.pk) if isinstance(value, Model) else value

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


class AgendaFields(forms.Form):
    """What an item says. `team`: those who may be named as its leader."""

    kind = forms.ChoiceField(label="What", choices=AgendaKind.choices)
    minutes = forms.IntegerField(
        min_value=1, max_value=LONGEST, initial=15, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    title = forms.CharField(
        required=False, max_length=160, help_text="In a few words. Empty: what it is stands there alone."
    )
    strand = OneOf(label="For", none="Everybody")
    leader = OneOf(label="Led by", none="Nobody named")
    led_by = forms.CharField(
        label="Led by somebody else", required=False, max_length=120, help_text="In words, such as a guest."
    )
    note = forms.CharField(
        label="Note for everybody",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    leader_note = forms.CharField(
        label="Note for leaders only",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, strands: list[Strand], team: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["leader"].offer(team)
        fields["strand"].offer(strands)
        if not strands:
            del self.fields["strand"]


class NewItemForm(AgendaFields):
    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)


class ItemForm(AgendaFields, Autosaved):
    """Two people who change different fields both keep their words."""


class ShapeForm(forms.Form):
    shape = forms.CharField(max_length=20)
    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)


def stored(item: AgendaItem) -> dict[str, Any]:
    """What stands there, by field name, with the version."""
    return {**{name: getattr(item, name) for name in FIELDS}, "version": item.version}
