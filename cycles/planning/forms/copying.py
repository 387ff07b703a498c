"""The form that begins a copy. It cleans, it never writes."""

from typing import Any

from django import forms
from django.utils import timezone

from cycles.planning.local_time import FAR
from ilc.core.ids import uuid7


class CopyForm(forms.Form):
    title = forms.CharField(max_length=160)
    first_day = forms.DateField(
        label="Day of the first session",
        required=False,
        widget=forms.DateInput,
        help_text="The others keep their distance and their hours. Empty: every date is to be scheduled.",
    )
    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def __init__(self, *args: Any, dated: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not dated:
            del self.fields["first_day"]

    def clean_first_day(self) -> Any:
        day = self.cleaned_data["first_day"]
        if day and abs(day - timezone.localdate()) > FAR:
            raise forms.ValidationError(f"{day:%Y} is more than two years away. Is the year right?")
        return day
