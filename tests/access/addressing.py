"""Every address of the product, and which objects of the world it is asked for."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from cycles.analysis.views.seats import LINK
from participants.links import make_token
from tests.access.world import CODE, EVENT_CODE, World, grant_of

# Where it matters that a series is announced to everybody; it is edited and kept like any other.
PUBLIC_FACE = {
    "roster:event",
    "roster:event-day",
    "planning:series",
    "planning:session",
    "planning:plan",
    "roster:people",
    "roster:register",
    "roster:series-calendar",
    "roster:session-calendar",
    "roster:offer",
    "roster:withdraw",
    "roster:own-answers",
    "followup:exit",
    "evidence:look",
    "tries:plan",
    "api:series-detail",
    "api:session-detail",
}
# Named by a series' public code; `own` has no public page.
BY_JOIN_CODE = {"roster:join", "roster:join-register", "roster:join-qr", "roster:poster"}
# What `pk` names: by namespace, and by address where it differs.
KINDS = {
    "directory": "alliance",
    "districts": "district",
    "participants": "appointment",
    "planning": "series",
    "planning:session": "session",
    "planning:session-edit": "session",
    "planning:session-schedule": "session",
    "planning:session-cancel": "session",
    "planning:strands": "session",
    "planning:answer": "support",
    "planning:kept": "support",
    "planning:agenda": "session",
    "planning:resource": "resource",
    "planning:resource-file": "resource",
    "planning:resource-version": "resource",
    "planning:resource-replace": "resource",
    "planning:resource-remove": "resource",
    "planning:resource-restore": "resource",
    "planning:agenda-shape": "session",
    "planning:agenda-edit": "agenda",
    "planning:agenda-move": "agenda",
    "planning:agenda-remove": "agenda",
    "planning:agenda-restore": "agenda",
    "roster": "session",
    "roster:people": "series",
    "roster:invite": "series",
    "roster:add": "series",
    "roster:register": "series",
    "roster:offer": "series",
    "roster:withdraw": "series",
    "roster:invite-former": "series",
    "roster:invite-school": "series",
    "roster:invite-list": "invite-list",
    "roster:invite-correct": "invite-list",
    "roster:invite-send": "invite-list",
    "roster:invite-drop": "invite-list",
    "roster:invite-progress": "invite-list",
    "roster:questions": "series",
    "roster:question": "series",
    "roster:question-retire": "series",
    "roster:answers": "series",
    "roster:roster-csv": "series",
    "roster:own-answers": "series",
    "roster:share": "series",
    "roster:series-calendar": "series",
    "roster:missing": "series",
    "roster:missing-answer": "missing",
    "roster:remove": "enrollment",
    "roster:let-join": "enrollment",
    "roster:answer": "enrollment",
    "roster:event": "event",
    "roster:event-edit": "event",
    "roster:event-cancel": "event",
    "roster:event-close": "event",
    "roster:event-reopen": "event",
    "roster:event-heads": "event",
    "roster:event-day": "event",
    "roster:event-count": "event",
    "roster:event-qr": "event",
    "roster:event-desk": "event",
    "roster:event-take-off": "event",
    "roster:event-paste": "event",
    "roster:event-checked-in": "event",
    "roster:name-list": "name_list",
    "papers": "paper",
    "papers:certificate": "certificate",
    "papers:revoke": "certificate",
    "papers:again": "certificate",
    "papers:series": "series",
    "papers:pack": "session",
    "roster:claim": "claim",
    "roster:claim-confirm": "claim",
    "roster:claim-take-back": "claim",
    "roster:coaches": "series",
    "roster:claim-for": "series",
    "tries": "try",
    "tries:close": "session",
    "tries:plan": "session",
    "tries:answer": "session",
    "tries:commit": "session",
    "tries:commit-autosave": "session",
    "tries:start": "session",
    "tries:autosave-plan": "session",
    "analysis": "run",
    "analysis:series": "series",
    "analysis:prepare": "series",
    "analysis:protocol": "protocol",
    "analysis:protocol-copy": "protocol",
    "analysis:protocol-remove": "protocol",
    "evidence": "artifact",
    "evidence:takedown-answer": "takedown",
    "evidence:takedown-decide": "takedown",
    "evidence:bring": "try",
    "evidence:receipt": "try",
    "evidence:clear-refused": "try",
    "evidence:of-try": "try",
    "evidence:feedback": "try",
    "evidence:original": "artifact",
    "evidence:upload": "upload",
    "evidence:upload-drop": "upload",
    "evidence:ask": "try",
    "evidence:answer": "feedback",
    "evidence:words": "feedback",
    "evidence:take-back": "feedback",
    "evidence:thank": "feedback",
    "evidence:open": "feedback",
    "evidence:put-away": "feedback",
    "evidence:ask-withdraw": "feedback-request",
    "evidence:helping": "series",
    "evidence:offer": "series",
    "evidence:waiting": "series",
    "evidence:look": "session",
    "evidence:analysed": "session",
    "library": "artifact",
    "library:strategy": "strategy",
    "library:strategy-edit": "strategy",
    "library:use-strategy": "strategy",
    "library:resource": "resource",
    "library:use-resource": "resource",
    "followup": "series",
    "followup:exit": "session",
    "reports": "snapshot",
    "reports:district": "district",
    "reports:alliance": "alliance",
    "reports:series": "series",
    "api:series-detail": "series",
    "api:district-detail": "district",
    "api:school-detail": "school",
    "api:session-detail": "session",
    "api:enrollment-detail": "enrollment",
    "api:try-detail": "try",
}


@cache
def addresses() -> dict[str, set[str]]:
    """Every address of the product by name, with its parameters; an unnamed one is listed by its route."""

    def collect(
        patterns: list[URLPattern | URLResolver], space: str, known: set[str]
    ) -> Iterator[tuple[str, set[str]]]:
        for one in patterns:
            here = known | set(one.pattern.converters) | set(one.pattern.regex.groupindex)
            if isinstance(one, URLResolver):
                yield from collect(
                    one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space, here
                )
            else:
                yield f"{space}{one.name or one.pattern}", here

    return dict(sorted(collect(get_resolver().url_patterns, "", set())))


def urls(world: World, name: str) -> dict[str, str]:
    """Label of an object -> the address that names it. "-" where it names none."""
    if name == "api:figures":  # asked for by query
        places = [(kind, which) for kind in ("district", "alliance", "series") for which in ("own", "other")]
        asked = {f"{kind}-{which}": f"{kind}={world.objects(kind)[which].pk}" for kind, which in places}
        return {
            which: f"{reverse(name)}?{query}" for which, query in {"program": "program=1", **asked}.items()
        }
    found = arguments(world, name)
    return {which: reverse(name, kwargs=values) for which, values in found.items()}


def arguments(world: World, name: str) -> dict[str, dict[str, Any]]:
    """The same as arguments of the address."""
    wanted = addresses()[name]
    if "token" in wanted:
        of_note = {"note": world.notes[world.walker.pk].pk} if "note" in wanted else {}
        return {which: {"token": token, **of_note} for which, token in _tokens(world, name).items()}
    if "code" in wanted and name in BY_JOIN_CODE:
        found = {which: {"code": world.places[which].series.join_code} for which in ("own", "open")}
        return {**found, "other": {"code": "QQQQQQQQ"}}
    if name == "roster:event-check-in":
        return {"own": {"code": EVENT_CODE}, "other": {"code": "QQQQ"}}
    if name == "papers:verify":
        return {"own": {"code": world.certificates["own"].code}, "other": {"code": "Q" * 16}}
    if "code" in wanted:
        codes = ("RVNBK", "RVNBL") if name == "analysis:join-code" else (CODE, "QQQQ")
        return {which: {"code": code} for which, code in zip(("own", "other"), codes, strict=True)}
    if wanted == {"uidb36", "key"}:
        return {"other": {"uidb36": "x", "key": "y"}}
    if "key" in wanted:
        return {"own": {"key": world.calendar.key}, "other": {"key": "nobody-has-this-key"}}
    if not wanted:
        return {"-": {}}
    kind = KINDS.get(name) or KINDS[name.partition(":")[0]]
    rows = world.objects(kind).items()
    return {
        which: _named(world, name, which, one, wanted)
        for which, one in rows
        if which != "open" or name in PUBLIC_FACE
    }


def _named(world: World, name: str, which: str, one: Any, wanted: set[str]) -> dict[str, Any]:
    """Values of an address's parameters, by name; one that nobody thought of fails."""
    values: dict[str, Any] = {"pk": one.pk, "number": 0}
    if {"leader", "item"} & wanted:
        values |= world.places[which].arguments
    if "line" in wanted:
        values["line"] = world.line(name, which).pk
    if "note" in wanted:
        values["note"] = world.notes[world.cast.bob.pk].pk
    if "question" in wanted:
        values["question"] = world.question.pk
    if "grant_pk" in wanted:
        values["grant_pk"] = grant_of(world.cast.alice if which == "own" else world.cast.erin).pk
    if "person" in wanted:
        values["person"] = (world.zoe if which in ("other", "open") else world.cast.bob).pk
    if "membership" in wanted:
        values["membership"] = world.alliances[which].memberships.get().pk
    return {key: values[key] for key in wanted}


def _tokens(world: World, name: str) -> dict[str, str]:
    """A good link as `own`, and a good signature made for another purpose as `other`."""
    bob, first = world.cast.bob.pk, world.cast.first.pk
    joined = make_token(LINK, world.runs["own"].pk, world.walker.pk)
    good = {
        **dict.fromkeys(
            [f"analysis:{one}-link" for one in ("run", "live", "notes", "note", "sort", "change")], joined
        ),
        "analysis:join-link": make_token("check-in", world.cast.series.pk, world.walker.pk),
        "participants:invitation": make_token("invitation", world.invitation.pk),
        "participants:unsubscribe": make_token("unsubscribe", bob, "reminders"),
        "roster:check-in-link": make_token("check-in", world.cast.series.pk, bob),
        "papers:certificate-link": make_token("certificate", world.certificates["own"].pk),
        "tries:commit-link": make_token("commit", first, bob),
        "tries:commit-link-autosave": make_token("commit", first, bob),
        "followup:exit-link": make_token("exit", first, bob),
    }
    return {"own": good[name], "other": make_token("another purpose", first, bob)}
