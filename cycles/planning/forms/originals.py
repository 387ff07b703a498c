"""Whether originals are kept."""

from django import forms

from cycles.planning.forms.comparing import Comparing


class OriginalsForm(Comparing):
    keep = forms.BooleanField(
        label="Keep the original of each file, too",
        required=False,
        help_text="Only who brought it can get it back. Leaders and colleagues never see it.",
    )
