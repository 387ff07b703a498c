"""A pasted list of the people at an event: kept, reviewed, added."""

import uuid
from collections.abc import Iterable
from dataclasses import replace

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from cycles.planning.views.answering import attempt
from cycles.roster.access import events as access
from cycles.roster.actions import name_lists as actions
from cycles.roster.choices import LineState
from cycles.roster.forms.name_lists import PasteForm
from cycles.roster.imports.matching import at_the_same_place, full_name, matched
from cycles.roster.imports.names import read, read_line
from cycles.roster.models import ListedName, NameList
from cycles.roster.queries import name_lists as queries
from cycles.roster.queries.events import counted
from districts.models import School
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import signed_in
from participants.models import Person

FORM = ["GET", "HEAD", "POST"]
SHOWN = 100  # lines of a kind on one page


@signed_in("roster.access.events.get_kept_event(EVENT_KEEP)")
@require_http_methods(FORM)
def paste(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Nothing is written down yet: the list is read, and shown for review."""
    event = access.get_kept_event(request.user, pk)
    form = PasteForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        head, lines = read(form.cleaned_data["text"])
        new_id = form.cleaned_data["new_id"]
        known = access.known_at_event(request.user, event)

        def act() -> None:
            rows = matched(lines, event, known)
            actions.keep(event=event, pk=new_id, head=head, lines=rows, by=account(request))

        if not lines:
            form.add_error("names", "There is a line of headings, and nobody below it.")
        elif attempt(form, act):
            return redirect("roster:name-list", new_id)
    words = {"event": event, "form": form, "waiting": queries.waiting(event)}
    return render(request, "roster/event_paste.html", words, status=422 if form.errors else 200)


def _get_list(request: HttpRequest, pk: uuid.UUID) -> NameList:
    found = NameList.objects.filter(pk=pk).first()
    if found is None:
        raise Http404
    found.event = access.get_kept_event(request.user, found.event_id)
    return found


@signed_in("roster.access.events.get_kept_event(EVENT_KEEP)")
@require_http_methods(FORM)
def review(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Lines to mend, lines to answer, lines that are ready. What is mended is kept, whichever button."""
    name_list = _get_list(request, pk)
    known = access.known_at_event(request.user, name_list.event)
    if request.method == "POST":
        try:
            _revise(request, name_list, known)
            if "add" in request.POST:
                return _add(request, name_list)
            messages.success(request, "Looked at again.")
        except Refused as no:
            messages.error(request, no.message)
        return redirect("roster:name-list", pk)
    return _review(request, name_list, known)


def _revise(request: HttpRequest, name_list: NameList, known: QuerySet[Person]) -> None:
    """Lines written anew, answers to "is it one of these?", lines left out."""
    rows = {row.number: row for row in name_list.lines.filter(state__in=[LineState.BAD, LineState.ASKED])}
    dropped = [number for number in rows if f"drop-{number}" in request.POST]
    texts = {n: request.POST.get(f"text-{n}", "").strip() for n in rows if n not in dropped}
    anew = [
        read_line(number, text, name_list.head)
        for number, text in texts.items()
        if text and text != rows[number].text
    ]
    asked = [row for row in rows.values() if row.number in texts and f"mean-{row.number}" in request.POST]
    for number, school in _meant(asked, name_list).items():
        if request.POST[f"mean-{number}"] == str(school.pk) and texts[number] in ("", rows[number].text):
            line = read_line(number, rows[number].text, name_list.head)
            where = school.district.name if school.district else ""
            anew.append(replace(line, place=school.name, district=where))
    if anew:
        made = matched(anew, name_list.event, known)
        actions.mend(name_list=name_list, lines={row.number: row for row in made})
    actions.answer(name_list=name_list, answers=_answers(request, list(rows.values()), known))
    if dropped:
        actions.drop(name_list=name_list, numbers=dropped)


def _meant(rows: Iterable[ListedName], name_list: NameList) -> dict[int, School]:
    """Which school a line that names none in full may mean."""
    lines = [read_line(row.number, row.text, name_list.head) for row in rows if row.state == LineState.BAD]
    lost = {one.number: (one.place, one.district) for one in lines if one.place and not one.problem}
    return queries.meant(lost, name_list.event)


def _answers(
    request: HttpRequest, rows: list[ListedName], known: QuerySet[Person]
) -> dict[int, Person | None]:
    """Only people who were asked about can be the answer."""
    chosen = {row.number: request.POST.get(f"same-{row.number}", "") for row in rows}
    alike = queries.by_name((full_name(row) for row in rows if chosen[row.number]), known)
    answers: dict[int, Person | None] = {}
    for row in rows:
        if chosen[row.number] == "new":
            answers[row.number] = None
        for one in alike.get(full_name(row), []):
            if str(one.pk) == chosen[row.number]:
                answers[row.number] = one
    return answers


def _add(request: HttpRequest, name_list: NameList) -> HttpResponse:
    added = actions.add_good(name_list=name_list, by=account(request))
    left = queries.counts(name_list)
    waits = left.get(LineState.BAD, 0) + left.get(LineState.ASKED, 0)
    said = f"{added} {'is' if added == 1 else 'are'} on the list now."
    if waits:
        messages.success(request, f"{said} {waits} {'line waits' if waits == 1 else 'lines wait'} for you.")
        return redirect("roster:name-list", name_list.pk)
    messages.success(request, said)
    return redirect("roster:event", name_list.event_id)


def _review(request: HttpRequest, name_list: NameList, known: QuerySet[Person]) -> HttpResponse:
    rows = name_list.lines.select_related("school", "district", "person__root")
    asked = list(rows.filter(state=LineState.ASKED)[:SHOWN])
    alike = queries.by_name((full_name(row) for row in asked), known)
    good = list(rows.filter(state=LineState.GOOD)[:SHOWN])
    bad = list(rows.filter(state=LineState.BAD)[:SHOWN])
    meant = _meant(bad, name_list)
    met = set(
        known.filter(pk__in=[row.person.root_id for row in good if row.person]).values_list("pk", flat=True)
    )
    words = {
        "event": name_list.event,
        "name_list": name_list,
        "counts": {str(state): number for state, number in queries.counts(name_list).items()},
        "bad": [(row, meant.get(row.number)) for row in bad],
        "asked": [
            (row, found, at_the_same_place(row, found))
            for row, found in ((row, alike.get(full_name(row), [])) for row in asked)
        ],
        "good": [(row, bool(row.person and row.person.root_id in met)) for row in good],
        "dropped": rows.filter(state=LineState.DROPPED)[:SHOWN],
        "shown": SHOWN,
        "counted": counted(name_list.event),
    }
    return render(request, "roster/name_list.html", words)
