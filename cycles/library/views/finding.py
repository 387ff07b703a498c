"""The library's front page: words, filters, what was found."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cycles.library import queries
from cycles.library.choices import EntryKind
from cycles.library.forms import SearchForm, without
from cycles.library.queries import Wanted
from cycles.library.words import MOST as LOOKED_FOR
from cycles.library.words import is_too_much
from ilc.core.http import Request, signed_in
from participants.access import person_of

PLURAL = {
    EntryKind.STRATEGY: "Strategies",
    EntryKind.RESOURCE: "Resources",
    EntryKind.EXAMPLE: "Examples",
}


@signed_in("library.queries.search")
@require_safe
@never_cache
def find(request: Request) -> HttpResponse:
    """What was found; alone, for a page that is there already."""
    form = SearchForm(request.GET)
    text, wanted = form.asked()
    found = queries.search(request.user, text, wanted, request.GET.get("after", ""))
    shown: dict[str, Any] = {
        "form": form,
        "found": found,
        "cards": found.cards,
        "most": queries.MOST,
        "asked": bool(text or wanted.given()),
        "too_much": is_too_much(text),
        "looked_for": LOOKED_FOR,
        "left_out": form.left_out(),
        "active": [(form.in_words(name), without(request.GET, name)) for name in wanted.given()],
        "chips": _chips(request, wanted.kind),
        "more": f"{without(request.GET)}&after={found.after}" if found.after else "",
        "later": bool(request.GET.get("after")),
        "looser": [] if found.cards else _looser(request, form, text, wanted),
    }
    if request.htmx:
        return render(request, "library/_found.html", shown)
    if not shown["asked"]:
        shown |= {"mine": _mine(request), "hints": queries.hints(shown["cards"])}
    return render(request, "library/find.html", shown)


def _chips(request: Request, kind: str) -> list[tuple[str, str, bool]]:
    chips = [("Everything", without(request.GET, "kind"), not kind)]
    for one, label in PLURAL.items():
        kept = without(request.GET, "kind")
        chips.append((label, f"{kept}{'&' if kept != '?' else ''}kind={one}", one == kind))
    return chips


def _looser(request: Request, form: SearchForm, text: str, wanted: Wanted) -> list[tuple[str, str, int]]:
    """What to leave out so that something is found: in words, the address without it, how many."""
    tries: list[tuple[str, str, queries.Found]] = []
    if text and wanted.given():
        tries.append((f"“{text}”", without(request.GET, "q"), queries.search(request.user, "", wanted)))
    for name in wanted.given():
        found = queries.search(request.user, text, wanted.without(name))
        tries.append((form.in_words(name), without(request.GET, name), found))
    return [(words, address, found.number) for words, address, found in tries if found.number]


def _mine(request: Request) -> list[Any]:
    """What one has in the library oneself, and how many colleagues use it."""
    person = person_of(request.user)
    return queries.own_examples(request.user, person.pk) if person else []
