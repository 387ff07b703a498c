"""What a leader's phone sends on the day."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone

from cycles.roster.choices import AttendanceSource, MarkKind


class MarkForm(forms.Form):
    """One mark. `key` and `ago` come from a phone: the mark's own id, and how long it was kept there (ms)."""

    person = forms.UUIDField()
    status = forms.ChoiceField(choices=MarkKind.choices)
    minutes = forms.IntegerField(required=False, min_value=1, max_value=1440)
    key = forms.UUIDField(required=False)
    sheet = forms.ChoiceField(
        choices=[("", ""), ("paper", "")], required=False
    )  # which list it was marked on
    ago = forms.IntegerField(required=False, min_value=0, max_value=10**10)

    def said(self) -> dict[str, Any]:
        """As `attendance.mark` takes it."""
        data = self.cleaned_data
        at: datetime | None = None
        if data.get("ago"):
            at = timezone.now() - timedelta(milliseconds=data["ago"])
        source = AttendanceSource.PAPER if data.get("sheet") else AttendanceSource.LEADER
        return {
            "status": data["status"],
            "minutes": data["minutes"],
            "pk": data["key"],
            "at": at,
            "source": source,
        }
