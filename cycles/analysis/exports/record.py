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
from cycles.analysis.queries.sheets import Sheet
from cycles.evidence.access import shown_image
from ilc.core.pins import spread

TEMPLATE = Path(__file__).with_name("record.typ")
EDGE = 900  # pixels of a sample's longer side on paper
ROOM = 2.75  # for one number, in radii of its disc: as on the screens


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
        "lost": "",  # whoever sets it says there what no font could write
    }


def _line(one: Line) -> str:
    told = ", ".join(part for part in (one.where, one.name, "late" if one.late else "") if part)
    return f"{one.text} ({told})" if told else one.text


def _sample(found: Record, one: RunSample) -> dict[str, Any]:
    closed = one.pk in found.closed
    return {
        "number": found.numbers[one.pk],
        "id": "" if closed else str(one.artifact_id),
        "kind": "Not for you" if closed else one.artifact.get_kind_display(),
        "grade": "" if closed else one.artifact.attempt.grade,
        "changed": "" if closed else str(one.artifact.updated_at.timestamp()),
        "pages": [_page(sheet) for sheet in found.sheets.get(one.pk) or [Sheet(1, 0)]],
    }


def _page(sheet: Sheet) -> dict[str, Any]:
    pins = [[pin.number, pin.x, pin.y] for pin in sheet.pins]
    return {"image": sheet.image, "name": sheet.whole_name, "pins": pins, "picture": ""}


def digest(told: dict[str, Any]) -> str:
    """Of everything that would stand in it; the same while nothing changed and nothing was withdrawn."""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def with_pictures(told: dict[str, Any], found: Record) -> dict[str, Any]:
    """The document as it is set: each open sample with the pages of its record, small."""
    by_number = {found.numbers[one.pk]: one for one in found.samples if one.pk not in found.closed}

    def with_picture(sample: RunSample | None, page: dict[str, Any]) -> dict[str, Any]:
        return {**page, "picture": _picture(sample, page["image"], page["pins"])} if sample else page

    samples = [
        {**one, "pages": [with_picture(by_number.get(one["number"]), page) for page in one["pages"]]}
        for one in told["samples"]
    ]
    return {**told, "samples": samples}


def _picture(sample: RunSample, number: int, pins: list[list[float]]) -> str:
    """A page, as it is shown, as an SVG that carries a small JPEG and the numbers of places; "" when there is none."""
    try:
        with shown_image(sample.artifact, number).open("rb") as stored, Image.open(stored) as opened:
            small = opened.convert("RGB")
            small.thumbnail((EDGE, EDGE))
            out = io.BytesIO()
            small.save(out, "JPEG", quality=80)
    except (Http404, OSError):  # no picture, or its file was taken away at this very moment
        return ""
    width, height = small.size
    data = base64.b64encode(out.getvalue()).decode()
    room = round(max(width, height) / 28) if pins else 0  # for numbers at the very edge
    wide, high = width + 2 * room, height + 2 * room
    box = f"{-room} {-room} {wide} {high}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{high}" viewBox="{box}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{data}"/>'
        f"{_pins(sorted(pins), width, height)}</svg>"
    )


def _pins(pins: list[list[float]], width: int, height: int) -> str:
    """Each number on its place, or beside it with a line to it: lines below, the first numbers above all."""
    size = max(width, height) / 32
    unit = size * ROOM
    lines, discs = "", ""
    for (number, x, y), (right, down) in zip(pins, spread([(x, y) for _, x, y in pins]), strict=True):
        at = (width * x, height * y)
        aside = (at[0] + right * unit, at[1] + down * unit)
        if aside != at:
            lines += (
                f'<line x1="{aside[0]:.1f}" y1="{aside[1]:.1f}" x2="{at[0]:.1f}" y2="{at[1]:.1f}" '
                f'stroke="#0b6660" stroke-width="{size / 5:.1f}"/>'
            )
        discs = _pin(*aside, number, size) + discs
    return lines + discs


def _pin(x: float, y: float, number: float, size: float) -> str:
    """A dark disc with its number, the same size on every picture."""
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size:.1f}" fill="#0b6660" stroke="#fff" stroke-width="{size / 6:.1f}"/>'
        f'<text x="{x:.1f}" y="{y + size * 0.36:.1f}" font-family="Libertinus Serif" font-weight="bold" '
        f'font-size="{size * 1.1:.1f}" text-anchor="middle" fill="#fff">{number:.0f}</text>'
    )
