"""The drawing tags, built into every template. Each draws one component of templates/components/."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from django import forms, template
from django.contrib.messages.storage.base import Message
from django.core.paginator import Page
from django.forms import BoundField
from django.http import QueryDict
from django.template.context import Context
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from ilc.core import buttons, days
from ilc.core.ui import Bar, Extent, Station

register = template.Library()

STATES = {"done", "now", "wait", "bad", "plain"}
_PICKERS: tuple[tuple[type[Any], str, str], ...] = (
    (forms.DateTimeInput, "datetime-local", "%Y-%m-%dT%H:%M"),
    (forms.DateInput, "date", "%Y-%m-%d"),
    (forms.TimeInput, "time", "%H:%M"),
)


@register.simple_tag
@cache
def icon(name: str, size: int = 20) -> str:
    """A decorative line icon; the words beside it carry the meaning. Size in CSS pixels. Drawn once a process."""
    return lucide(name, size=size, aria_hidden="true", focusable="false", **{"class": "icon"})


@register.filter
def day(value: date | None, pattern: str = "l, j F") -> str:
    """A day in words, with its year when that is not this school year's: `{{ one.tried_on|day }}`."""
    return days.in_words(value, pattern) if value else ""


@register.filter
def each_once(found: Iterable[Message] | None) -> list[Message]:
    """Messages to be shown: what was said twice, because its answer got lost and it was sent again, stands once.
    None where a page has no request."""
    return list({(str(one), one.extra_tags): one for one in found or ()}.values())


@register.filter
def undo_address(message: Any) -> str:
    """Where the Undo button of a message posts to, "" without one."""
    return buttons.undo_of(message)


@register.filter
def undo_label(message: Any) -> str:
    """What that button says."""
    return buttons.undo_label(message)


@register.inclusion_tag("components/initials.html")
def initials(name: str) -> dict[str, Any]:
    words = [word for word in str(name).replace("(", " ").split() if word[:1].isalpha()]
    letters = (words[0][0] + (words[-1][0] if len(words) > 1 else "")) if words else "?"
    return {"letters": letters.upper()}


@register.inclusion_tag("components/state.html")
def state(kind: str, text: str) -> dict[str, Any]:
    if kind not in STATES:
        raise ValueError(f"state {kind!r} is not one of {sorted(STATES)}")
    return {"kind": kind, "text": text}


def _native_picker(bound: BoundField) -> None:
    """Date and time fields get the browser's own picker, which wants the value in ISO form.

    What was typed and not understood stays in a plain text field: the picker would drop it.
    """
    widget = bound.field.widget
    for kind, input_type, pattern in _PICKERS:
        if isinstance(widget, kind):
            if bound.errors and bound.form.is_bound and not _shown_by_picker(bound.value(), pattern):
                return
            if widget.input_type == "text":
                widget.input_type = input_type
            widget.format = pattern
            return


def _shown_by_picker(value: Any, pattern: str) -> bool:
    """Whether it is empty or a real day or time in the picker's form, however wrong it is here."""
    try:
        return not value or bool(datetime.strptime(str(value), pattern))  # noqa: DTZ007  only its form counts
    except ValueError:
        return False


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField,
    help: str | None = None,  # noqa: A002  the word templates use
    label: str | None = None,
    autosave: bool = False,
    optional: bool = True,
    **attrs: Any,
) -> dict[str, Any]:
    """Label, help, widget and errors, wired for screen readers. Further names become attributes of the
    widget (`rows=3`, `autocomplete="off"`)."""
    _native_picker(bound)
    widget = bound.field.widget
    help_text = bound.help_text if help is None else help
    group = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
    described = [f"{bound.auto_id}_help"] if help_text else []
    described += [f"{bound.auto_id}_error"] if bound.errors else []
    wired: dict[str, Any] = {name.replace("_", "-"): value for name, value in attrs.items()}
    if described and not group:
        wired["aria-describedby"] = " ".join(described)
    return {
        "bound": bound,
        "label": bound.label if label is None else label,
        "help": help_text,
        "group": group,
        "check": isinstance(widget, forms.CheckboxInput),
        "file": isinstance(widget, forms.FileInput),
        "described": " ".join(described),
        "optional": optional
        and not (bound.field.required or bound.field.disabled or isinstance(widget, forms.CheckboxInput)),
        "autosave": autosave,
        "widget": bound.as_widget(attrs=wired),
    }


@register.inclusion_tag("components/picker.html")
def picker(
    bound: BoundField,
    query: BoundField,
    src: str,
    help: str = "",  # noqa: A002  the word templates use
    *,
    optional: bool = True,
) -> dict[str, Any]:
    """Search as you type. `query` is the typed text (works alone, without JavaScript), `bound` the hidden id
    of what was picked, `src` answers ?q= with `components/options.html`."""
    errors = [*bound.errors, *query.errors]
    described = ([f"{query.auto_id}_help"] if help else []) + ([f"{query.auto_id}_error"] if errors else [])
    wired: dict[str, str | bool] = {"autocomplete": "off"}
    if described:
        wired["aria-describedby"] = " ".join(described)
    return {
        "bound": bound,
        "query": query,
        "src": src,
        "help": help,
        "errors": errors,
        "hidden": bound.as_hidden(),
        "optional": optional and not (query.field.required or bound.field.required),
        "widget": query.as_widget(attrs=wired),
    }


@register.inclusion_tag("components/form_errors.html")
def form_errors(form: forms.BaseForm, rows: Iterable[forms.BaseForm] = (), row: str = "") -> dict[str, Any]:
    """What has to change before this can be saved, each with a link to its field. `rows` are further forms of the same
    page, such as a formset; `row` is what one of them is called ("Phase" makes "Phase 2, minutes")."""
    items = _problems(form)
    for number, one in enumerate(rows, start=1):
        items += _problems(one, f"{row} {number}")
    return {"items": items}


def _problems(form: forms.BaseForm, of: str = "") -> list[tuple[str, str, str]]:
    """Id of the field, its name, what is wrong with it."""
    items = [("", of, str(text)) for text in form.non_field_errors()]
    for bound in form:
        group = isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)
        target = "" if bound.is_hidden else f"{bound.auto_id}_0" if group else bound.auto_id
        label = f"{of}, {str(bound.label).lower()}" if of else str(bound.label)
        items += [(target, label, str(text)) for text in bound.errors]
    return items


@register.inclusion_tag("components/cycle_line.html")
def cycle_line(stations: Iterable[Station], label: str = "The cycle") -> dict[str, Any]:
    return {"stations": list(stations), "label": label}


@register.inclusion_tag("components/ladder.html")
def ladder(bars: Iterable[Bar], caption: str) -> dict[str, Any]:
    return {"bars": list(bars), "caption": caption}


@register.inclusion_tag("components/extent_table.html")
def extent_table(rows: Iterable[Extent], caption: str) -> dict[str, Any]:
    return {"rows": list(rows), "caption": caption}


@register.inclusion_tag("components/figure.html")
def figure(label: str, value: Any, note: str = "", lead: bool = False, href: str = "") -> dict[str, Any]:
    """A number, what it counts and what it rests on. Stands inside `<dl class="grid">`."""
    return {"label": label, "value": value, "note": note, "lead": lead, "href": href}


@register.inclusion_tag("components/empty.html")
def empty(title: str, text: str = "", href: str = "", label: str = "") -> dict[str, Any]:
    return {"title": title, "text": text, "href": href, "label": label}


@register.inclusion_tag("components/progress.html")
def progress(value: int, max: int, label: str) -> dict[str, Any]:  # noqa: A002  as the element's attribute
    return {"value": value, "max": max or 1, "label": label}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: "Page[Any]") -> dict[str, Any]:
    """Earlier and later; keeps the filters that stand in the address."""
    request = context.get("request")
    kept = request.GET.copy() if request else QueryDict(mutable=True)
    kept.pop("page", None)
    return {"page": page, "kept": kept.urlencode()}


@register.inclusion_tag("components/crumbs.html")
def crumbs(*pairs: str) -> dict[str, Any]:
    """Alternating label and address; an empty address is plain text."""
    return {"items": list(zip(pairs[::2], pairs[1::2], strict=True))}


@register.inclusion_tag("components/lineage.html")
def lineage(rounds: Iterable[Any], label: str = "Its rounds, and what changed") -> dict[str, Any]:
    """Rounds as `cycles.tries.queries.rounds` works them out: for the owner, or for whoever they are shared with."""
    return {"rounds": list(rounds), "label": label}


@register.inclusion_tag("components/timeline.html")
def timeline(moments: Iterable[Any], label: str = "What happened") -> dict[str, Any]:
    return {"moments": list(moments), "label": label}


@register.inclusion_tag("components/chart.html")
def chart(drawn: Any) -> dict[str, Any]:
    return {"chart": drawn}


@register.simple_tag
def mark() -> SafeString:
    """The sign of the house: a cycle with a station and the way on."""
    return mark_safe(
        '<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">'
        '<circle class="mark__ring" cx="16" cy="16" r="12.5"/>'
        '<path class="mark__way" d="M16 3.5a12.5 12.5 0 0 1 11.8 8.4"/>'
        '<circle class="mark__from" cx="16" cy="3.6" r="3.1"/>'
        '<circle class="mark__now" cx="27.7" cy="12" r="3.4"/></svg>'
    )
