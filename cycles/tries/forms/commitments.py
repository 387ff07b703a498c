"""Up to three sentences for oneself."""

from django import forms

from cycles.tries.forms import NO_NAMES, hidden
from ilc.core.wording import OwnWords


def _line(label: str, help_text: str = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, max_length=300, required=False, widget=area, help_text=help_text)


class CommitForm(OwnWords):
    first = _line("From now on I will", f"One concrete change, in one class if you like. {NO_NAMES}")
    second = _line("And")
    third = _line("And")
    rev = forms.CharField(widget=hidden(), required=False)
