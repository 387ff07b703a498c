"""Amounts, as people write them."""

from decimal import Decimal
from typing import Any

from django import forms

BAD = "Write a number, such as 150 or 1,250.50."


class NumberField(forms.DecimalField):
    """Takes numbers as people write them: $1,250.50. What is not understood stays as it was typed."""

    widget = forms.TextInput

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        messages = {
            "invalid": BAD,
            "max_decimal_places": "At most two digits after the point: dollars and cents, or hundredths.",
            "max_value": f"That is more than {most:,}. Is there a digit too many?",
            "max_digits": f"That is more than {most:,}. Is there a digit too many?",
            "max_whole_digits": f"That is more than {most:,}. Is there a digit too many?",
            "min_value": "Write a number above zero.",
        }
        super().__init__(
            max_value=Decimal(most), max_digits=11, decimal_places=2, error_messages=messages, **kwargs
        )

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = str(value or "").replace("$", "").replace(",", "").replace("\u00a0", "").strip()
        return super().to_python(text)
