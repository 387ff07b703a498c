"""Forms of "this is missing": the person's, and the leader's answer."""

from collections.abc import Iterable
from typing import Any

from django import forms

from cycles.planning.models import Session


class MissingForm(forms.Form):
    session = forms.ChoiceField(
        label="Which session were you at?",
        error_messages={
            "invalid_choice": "This session stands on your record already, or you cannot see it any more."
        },
    )
    sentence = forms.CharField(
        label="What should the leaders know?",
        max_length=240,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence, such as: I came at 10 and sat with Ms. King. They read it.",
    )

    def __init__(self, *args: Any, sessions: Iterable[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sessions = {str(one.pk): one for one in sessions}
        field: Any = self.fields["session"]
        field.choices = [("", "Choose a session"), *((pk, _words(one)) for pk, one in self.sessions.items())]

    def chosen(self) -> Session:
        return self.sessions[self.cleaned_data["session"]]


def _words(session: Session) -> str:
    """With the series: a chosen option stands alone."""
    title = f": {session.title}" if session.title else ""
    return f"{session.series.title}, {session.label.lower()}, {session.day}{title}"


class AnswerForm(forms.Form):
    """Confirm with minutes, or say why not."""

    answer = forms.ChoiceField(choices=[("confirm", "Confirm"), ("decline", "Decline")])
    minutes = forms.IntegerField(required=False, min_value=1, max_value=1440)
    reason = forms.CharField(required=False, max_length=240)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == "decline" and not data.get("reason"):
            self.add_error("reason", "Say in a few words why not: they read it.")
        return data
