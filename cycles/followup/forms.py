"""What people type here."""

import uuid
from typing import Any, cast

from django import forms

from cycles.followup.choices import Agreement, ItemKind
from cycles.followup.models import InstrumentVersion, Item
from cycles.followup.queries import Row
from ilc.core.choices import Extent

LONGEST_LINE = 600  # characters of the open answer
LONGEST_NUDGE = 2000


class NudgeForm(forms.Form):
    """A kind message and who gets it. `token` makes a form sent twice one nudge."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label="Your message",
        widget=forms.Textarea(attrs={"rows": 7}),
        max_length=LONGEST_NUDGE,
        help_text="Each mail begins with the name of its reader and ends with yours. Answers come to you.",
        error_messages={"required": "Write a sentence or two."},
    )
    people = forms.MultipleChoiceField(
        label="Who gets it",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose at least one person.",
            "invalid_choice": "Somebody on your list is no longer in this table. Look at the list again.",
        },
    )

    def __init__(self, *args: Any, rows: list[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(row.person.pk), row.person.name) for row in rows]
        cast(forms.MultipleChoiceField, self.fields["people"]).choices = choices

    def chosen(self) -> set[uuid.UUID]:
        return {uuid.UUID(pk) for pk in self.cleaned_data["people"]}


class ExitForm(forms.Form):
    """One field an item of the version, named by its position."""

    def __init__(self, *args: Any, version: InstrumentVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items: dict[str, Item] = {}
        for item in version.items.all():
            name = f"item{item.position}"
            self.items[name] = item
            self.fields[name] = self._field(item)

    @staticmethod
    def _field(item: Item) -> forms.Field:
        if item.kind == ItemKind.OPEN:
            return forms.CharField(
                label=item.text,
                required=item.required,
                max_length=LONGEST_LINE,
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="Nobody is shown this line beside your name. Please name no student.",
            )
        scale = Extent.choices if item.kind == ItemKind.EXTENT else Agreement.choices
        return forms.TypedChoiceField(
            label=item.text,
            required=item.required,
            choices=scale,
            widget=forms.RadioSelect,
            coerce=int,
            empty_value="",
            error_messages={"required": "Choose one answer."},
        )

    def answers(self) -> dict[uuid.UUID, int | str]:
        """What was answered, by item; an open line left empty is no answer."""
        return {item.pk: self.cleaned_data[name] for name, item in self.items.items()}
