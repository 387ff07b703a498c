"""Screening: is an uploaded file what it says, can it be opened safely, and what does it give away?

`screen()` answers with an `Outcome`. Everything that parses the file happens in a child process
(`child.py`), so that no file, however broken, harms the worker. This package knows neither Django
nor the database; limits come in as arguments. The rules are listed in docs/uploads.md.
"""

from ilc.core.screening.outcome import Cleaned, Limits, Outcome, Preview
from ilc.core.screening.run import ScreeningFailed, screen

__all__ = ["Cleaned", "Limits", "Outcome", "Preview", "ScreeningFailed", "screen"]
