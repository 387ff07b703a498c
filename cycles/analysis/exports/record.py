"""The record of a joint look as a document: what its page says, with small pictures of the samples."""

import base64
import hashlib
import io
import json
from pathlib import Path
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.formats import date_format
from PIL import Image

from cycles.analysis.models import RunSample
from cycles.analysis.queries.record import Line, Record
from cycles.evidence.access import shown_image

TEMPLATE = Path(__file__).with_name("record.typ")
EDGE = 900  # pixels of a sample's longer side on paper


def document(found: Record) -> dict[str, Any]:
    """Everything but the pictures."""
    run = found.run
    people = [("Presenter", run.presenter), ("Facilitator", run.facilitator)]
    return {
        "title": run.title,
        "series": run.series.title,
        "when": f"{run.session.label}, " if run.session else "Between sessions, ",
        "day": date_format(timezone.localtime(run.held_at, run.series.tz), "l, j F Y"),
        "question": run.question,
        "people": [f"{what}: {who.root.short_name}" for what, who in people if who],
        "joined": found.joined,
        "anonymous": run.anonymous,
        "samples": [_sample(found, one) for one in found.samples],
        "parts": [
            {
                "name": part.phase.name,
                "prompt": part.phase.prompt,
                "groups": [
                    {"heading": heading, "lines": [_line(one) for one in lines]}
                    for heading, lines in part.gathered
                ],
                "loose": [_line(one) for one in part.loose],
            }
            for part in found.parts
        ],
        "sorting": [[f"Sample {number}", *(str(n) for _, n in placed)] for number, placed in found.sorting],
        "conclusions": [one.text for one in found.conclusions],
        "will_change": found.will_change,
    }


def _line(one: Line) -> str:
    about = [
        f"sample {one.number}" if one.number else "",
        f"place {one.pin}" if one.pin else "",
        one.name,
        "late" if one.late else "",
    ]
    told = ", ".join(part for part in about if part)
    return f"{one.text} ({told})" if told else one.text


def _sample(found: Record, one: RunSample) -> dict[str, Any]:
    closed = one.pk in found.closed
    return {
        "number": found.numbers[one.pk],
        "id": "" if closed else str(one.artifact_id),
        "kind": "Not for you" if closed else one.artifact.get_kind_display(),
        "grade": "" if closed else one.artifact.attempt.grade,
        "changed": "" if closed else str(one.artifact.updated_at.timestamp()),
        "pins": [] if closed else [[pin.number, pin.x, pin.y] for pin in found.pins.get(one.pk, [])],
    }


def digest(told: dict[str, Any]) -> str:
    """Of everything that would stand in it; the same while nothing changed and nothing was withdrawn."""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def with_pictures(told: dict[str, Any], found: Record) -> dict[str, Any]:
    """The document as it is set: each open sample with its first page, small."""
    by_number = {found.numbers[one.pk]: one for one in found.samples if one.pk not in found.closed}
    samples = [
        {
            **one,
            "picture": _picture(by_number[one["number"]], one["pins"]) if one["number"] in by_number else "",
        }
        for one in told["samples"]
    ]
    return {**told, "samples": samples}


def _picture(sample: RunSample, pins: list[list[float]]) -> str:
    """The first page, as it is shown, as an SVG that carries a small JPEG and the numbers of places; "" when there is
    none."""
    try:
        with shown_image(sample.artifact, 1).open("rb") as stored, Image.open(stored) as opened:
            small = opened.convert("RGB")
            small.thumbnail((EDGE, EDGE))
            out = io.BytesIO()
            small.save(out, "JPEG", quality=80)
    except (Http404, OSError):  # no picture, or its file was taken away at this very moment
        return ""
    width, height = small.size
    data = base64.b64encode(out.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{data}"/>'
        f"{''.join(_pin(width * x, height * y, number, max(width, height)) for number, x, y in pins)}</svg>"
    )


def _pin(x: float, y: float, number: float, edge: int) -> str:
    """A dark disc with its number, the same size on every picture."""
    size = edge / 32
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="#0b6660" stroke="#fff" stroke-width="{size / 6:.1f}"/>'
        f'<text x="{x:.1f}" y="{y + size * 0.36:.1f}" font-family="Libertinus Serif" font-weight="bold" '
        f'font-size="{size * 1.1:.1f}" text-anchor="middle" fill="#fff">{number:.0f}</text>'
    )
