"""Which document a paper is set from, and whether anything in it changed."""

import hashlib
import json
from pathlib import Path
from typing import Any

from cycles.papers.choices import PaperKind
from cycles.papers.exports import print_pack, transcript
from cycles.papers.models import Paper

PRINTED = "printed"  # the day of printing changes nothing


def document_of(paper: Paper) -> dict[str, Any]:
    if paper.kind == PaperKind.TRANSCRIPT:
        assert paper.person is not None  # noqa: S101  the database keeps it so
        return transcript.document(paper.person.root)
    assert paper.session is not None  # noqa: S101
    return print_pack.document(paper.session, paper.parts)


def template_of(paper: Paper) -> Path:
    return transcript.TEMPLATE if paper.kind == PaperKind.TRANSCRIPT else print_pack.TEMPLATE


def digest_of(document: dict[str, Any]) -> str:
    told = {key: value for key, value in document.items() if key != PRINTED}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
