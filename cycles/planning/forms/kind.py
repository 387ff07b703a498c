"""What kind of series it is."""

from typing import Any

from django import forms

from cycles.planning.forms.comparing import Comparing


class KindForm(Comparing):
    trains_coaches = forms.BooleanField(
        label="It trains coaches",
        required=False,
        help_text="Whoever is confirmed here can say how many colleagues they reached in turn.",
    )
    institute = forms.BooleanField(
        label="It is a leader institute",
        required=False,
        help_text="Only people who lead, or whom its leaders invite, see it and take part. It is counted apart.",
    )

    def __init__(self, *args: Any, names_institutes: bool, **kwargs: Any) -> None:
        """Leaders say that it trains coaches; only program staff make it an institute."""
        super().__init__(*args, **kwargs)
        self.fields["institute"].disabled = not names_institutes
