"""One contact of the follow-up plan. Forms clean, they never write."""

from typing import Any

from django import forms

from cycles.planning.choices import DEPTH, DEPTH_WORDS, ContactBy, ContactKind
from cycles.planning.forms.comparing import Comparing
from cycles.planning.models import FollowUpItem
from cycles.planning.words import days_in_words
from ilc.core.ids import uuid7

OWN = "own"
OFFSETS = (0, 7, 14, 30, 60, 90, 180)  # days
LONGEST = 730


def _kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    """The kinds, grouped by depth, each group with what it does."""
    return [
        (
            f"Depth {depth}. {words}",
            [(kind.value, str(kind.label)) for kind in ContactKind if DEPTH[kind] == depth],
        )
        for depth, words in DEPTH_WORDS.items()
    ]


class ContactForm(forms.Form):
    """What, how long after which session, and by whom."""

    kind = forms.ChoiceField(label="What", choices=_kinds, widget=forms.RadioSelect)
    after_session = forms.TypedChoiceField(label="After", coerce=int)
    offset = forms.ChoiceField(
        label="How long after",
        required=False,
        choices=[
            *((str(days), "The same day" if not days else days_in_words(days)) for days in OFFSETS),
            (OWN, "Another number of days"),
        ],
        widget=forms.RadioSelect,
        initial="14",
    )
    days_after = forms.IntegerField(
        label="Days later",
        required=False,
        min_value=0,
        max_value=LONGEST,
        help_text="For another number of days. A school year has about 300.",
    )
    who = forms.ChoiceField(label="By whom", choices=ContactBy.choices)
    note = forms.CharField(label="Note", required=False, max_length=240)

    def __init__(self, *args: Any, sessions: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["after_session"]
        field.choices = [(number, f"Session {number}") for number in range(1, max(sessions, 2) + 1)]

    def clean(self) -> dict[str, Any]:
        """The chosen span, or one's own number."""
        data = super().clean() or {}
        offset = data.get("offset", "")
        if offset and offset != OWN:
            self.errors.pop("days_after", None)
            data["days_after"] = int(offset)
        elif data.get("days_after") is None and not {"days_after", "offset"} & self.errors.keys():
            self.add_error("days_after", "Choose how long after, or type a number of days.")
        return data


class NewContactForm(ContactForm):
    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)


class EditContactForm(ContactForm, Comparing):
    pass


def there(item: FollowUpItem) -> dict[str, Any]:
    """A contact as it stands, for its form."""
    listed = item.days_after in OFFSETS
    return {
        "kind": item.kind,
        "after_session": item.after_session,
        "offset": str(item.days_after) if listed else OWN,
        "days_after": None if listed else item.days_after,
        "who": item.by,
        "note": item.note,
        "version": item.version,
    }
