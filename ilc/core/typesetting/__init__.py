"""Pages as tagged PDF/UA, set by typst in a process of its own: neither web nor worker keeps its memory."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from django.conf import settings

SECONDS = 30
UNPRINTABLE = 3  # exit of the child


class NotSet(RuntimeError):
    """The page could not be set; the text says why, for operators."""


class Unprintable(NotSet):
    """A text that must stand there as it is has signs that no font covers: the text is these signs."""


def to_pdf(template: Path, document: dict[str, Any]) -> bytes:
    """A tagged PDF/UA: the typst file `template` reads `document` as JSON from `sys.inputs.data`.

    Pictures (a QR as SVG text) travel inside the document. What no font covers is written otherwise, but for the
    texts in `document["must_show"]`: those refuse (`Unprintable`). Only jobs call this, never a page."""
    fonts = [str(settings.FONTS_DIR)] if settings.FONTS_DIR else []
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter, module and template
            [sys.executable, "-m", "ilc.core.typesetting.child", str(template), *fonts],
            input=json.dumps(document).encode(),
            capture_output=True,
            timeout=SECONDS,
            cwd=settings.BASE_DIR,
            check=False,
        )
    except subprocess.TimeoutExpired as slow:
        raise NotSet(f"not set within {SECONDS} seconds") from slow
    if done.returncode == UNPRINTABLE:
        raise Unprintable(done.stderr.decode(errors="replace"))
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF"):
        raise NotSet(done.stderr.decode(errors="replace")[-2000:])
    return done.stdout
