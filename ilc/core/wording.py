"""What forms say about mistakes, in our own words instead of Django's."""

from typing import Any

from django import forms

LONG = "Please use at most %(limit_value)d characters. Now it has %(show_value)d."


def _said(field: forms.Field) -> dict[str, str]:
    """Our words for one field, by Django's code of the mistake."""
    if isinstance(field, forms.IntegerField) and not isinstance(field, forms.DecimalField):
        least, most = field.min_value, field.max_value
        asked = f" between {least:,} and {most:,}" if least is not None and most is not None else ""
        number = f"Please write a whole number{asked}."
        return dict.fromkeys(("required", "invalid", "min_value", "max_value"), number)
    if isinstance(field, forms.DateField):
        day = "Please write the day as month/day/year, such as 2/28/2026."
        return {"required": "Please choose a day.", "invalid": day}
    if isinstance(field, forms.TimeField):
        return {"required": "Please choose a time.", "invalid": "Please write the time like 9:00 or 15:30."}
    if isinstance(field, forms.ChoiceField):
        return dict.fromkeys(("required", "invalid_choice"), "Please choose one of the answers.")
    if isinstance(field, forms.CharField):
        return {"required": "Please write something here.", "max_length": LONG}
    return {}


class OwnWords(forms.Form):
    """A form whose fields speak our words; what a field's own `error_messages` say stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            default: dict[str, Any] = {}
            for kind in reversed(type(field).__mro__):
                default |= getattr(kind, "default_error_messages", {})
            for code, words in _said(field).items():
                if field.error_messages.get(code) == default.get(code):
                    field.error_messages[code] = words
