"""Pasting a list, or bringing it as a file."""

from typing import Any

from django import forms

from ilc.core.ids import uuid7

MOST_LINES = 2000
MOST_BYTES = 1_000_000


class PasteForm(forms.Form):
    """The text of the list: typed, pasted, or read from a CSV file."""

    names = forms.CharField(
        label="Names",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "autocomplete": "off", "spellcheck": "false"}),
        help_text="One person a line: name, school or district, role, e-mail. Only the name is needed.",
    )
    file = forms.FileField(label="Or a CSV file", required=False)
    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        text, file = data.get("names", "") or "", data.get("file")
        if file:
            text = self._decoded(file)
        number = sum(1 for line in text.splitlines() if line.strip())
        if not self.errors and not number:
            self.add_error("names", "Paste the names first, one a line.")
        if number > MOST_LINES:
            more = (
                f"{number:,} lines; {MOST_LINES:,} go at once. Send the first {MOST_LINES:,}, then the rest."
            )
            self.add_error("file" if file else "names", more)
        data["text"] = text
        return data

    def _decoded(self, file: Any) -> str:
        if file.size > MOST_BYTES:
            self.add_error(
                "file", "This file is larger than a list of names. Save the sheet as CSV and send that."
            )
            return ""
        content = file.read()
        if b"\x00" in content:
            self.add_error("file", "This is not a CSV file. In your spreadsheet choose: save as CSV.")
            return ""
        try:
            return str(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            return str(content.decode("cp1252", errors="replace"))
