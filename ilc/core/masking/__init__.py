"""Covering places in a picture or a PDF for good: `cover()` writes a new file in which they no longer exist.

Everything that reads the file happens in a child process (`child.py`). This package knows neither Django nor the
database. What is promised, and how, stands in docs/uploads.md.
"""

from ilc.core.masking.run import Box, Covered, CoveringFailed, cover

__all__ = ["Box", "Covered", "CoveringFailed", "cover"]
