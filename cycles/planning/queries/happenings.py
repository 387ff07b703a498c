"""The history of a plan in plain words: which verbs of domain events it tells, and how."""

from typing import Any

# Verb -> words. Names in {} come from the event's data; `{when}` and `{before}` are local dates, `{person}` a name.
WORDS: dict[str, str] = {
    "series.drafted": "Began the draft",
    "series.copied": "Began as a copy of {credit}",
    "series.edited": "Changed the plan",
    "series.hosted": "Chose the host: {name}",
    "series.outcomes-stated": "Stated the outcomes and strategies",
    "series.aims-stated": "Planned backwards: answered a question of the aims",
    "series.suggestion-taken-back": "Took the suggested follow-up plan back",
    "series.standard-chosen": "Chose the standard {code}",
    "series.standard-dropped": "Took off the standard {code}",
    "series.kind-set": "Said what kind of series it is",
    "series.district-invited": "Opened it to {name}, too",
    "series.district-uninvited": "No longer open to {name}",
    "series.rule-set": "Set what completing the series takes",
    "series.originals-set": "Said whether originals of files are kept",
    "series.follow-up-planned": "Planned a follow-up contact: {kind}",
    "series.follow-up-changed": "Changed a follow-up contact: {kind}",
    "series.follow-up-dropped": "Took out of the follow-up plan: {kind}",
    "series.follow-up-suggested": "Took over the suggested follow-up plan",
    "series.offered-as-template": "Offered it as a template",
    "series.no-template": "No longer a template",
    "series.submitted": "Sent it for approval",
    "series.returned": "Returned it with a request",
    "series.published": "Published the series",
    "series.started": "The series began",
    "series.completed": "Completed the series",
    "series.archived": "Archived the series",
    "series.cancelled": "Cancelled the series",
    "team.invited": "Asked {person} to co-lead",
    "team.accepted": "{person} joined the team",
    "team.declined": "{person} declined to co-lead",
    "team.left": "{person} is no longer on the team",
    "session.added": "Added the session",
    "session.edited": "Changed the session",
    "session.scheduled": "Set the date: {when}",
    "session.moved": "Moved it from {before} to {when}",
    "session.put-off": "Put it off; it was on {before}",
    "session.cancelled": "Cancelled the session",
    "session.started": "The session began",
    "session.held": "The session took place",
    "session.closed": "Closed the session",
    "session.strands-set": "Set the strands: {strands}",
    "session.agenda-added": "Added to the agenda",
    "session.agenda-edited": "Changed an item of the agenda",
    "session.agenda-moved": "Moved an item of the agenda",
    "session.agenda-removed": "Took an item out of the agenda",
    "session.agenda-restored": "Put an item back into the agenda",
    "session.head-counted": "Counted heads: {people}",
    "resource.added": "Added a resource",
    "resource.edited": "Changed a resource",
    "resource.removed": "Took a resource off",
    "resource.restored": "Put a resource back",
    "resource.version-added": "Added version {number} of a resource",
    "resource.screened": "A file was checked and accepted",
    "resource.refused": "A file could not be accepted",
    "support.asked": "Asks for support: {what}",
    "support.changed": "Asks for {what} instead of {before}",
    "support.withdrawn": "No longer asks for {what}",
    "support.accepted": "Took the part that was offered: {promised}",
    "support.pledged": "Promised: {what}",
    "support.pledged-in-part": "Promised a part: {promised}",
    "support.declined": "Declined: {what}",
    "support.kept": "{side}: kept, {what}",
    "support.not-kept": "{side}: not kept, {what}",
    "partner.joined": "Added the partner {name}",
    "partner.changed": "Changed what {name} does",
    "partner.linked": "Linked “{called}” to {name}",
    "partner.left": "Took off the partner {name}",
    "contribution.added": "Wrote down a contribution: {what}",
    "contribution.changed": "Changed a contribution: {what}",
    "contribution.delivered": "Delivered: {what}",
    "contribution.removed": "Took off a contribution: {what}",
    "budget.line-added": "Added to the budget: {what}, ${amount}",
    "budget.line-changed": "Changed the budget: {what}",
    "budget.line-removed": "Took out of the budget: {what}, ${amount}",
}
# Of these areas also verbs without words are told, readable: what takes part in a plan, and nobody's private matters.
AREAS = (
    "series",
    "team",
    "session",
    "strand",
    "agenda",
    "resource",
    "support",
    "partner",
    "contribution",
    "budget",
)
QUIET = ("session.clock",)  # presses on the day, not changes of the plan
LABELS = {
    "focus": "In one sentence",
    "audience": "Who it is for",
    "capacity": "Places",
    "open_to_all": "Open to everybody",
    "open_by_link": "Open by its link",
    "classroom_url": "Classroom elsewhere",
    "single_leader_reason": "Why one leader is enough",
    "purpose": "What happens",
}


class _Known(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "…"


def told(verb: str) -> bool:
    return verb.partition(".")[0] in AREAS


def in_words(verb: str, data: dict[str, Any]) -> str:
    """What happened, in a sentence; a verb without words of its own is made readable."""
    if verb in WORDS:
        return WORDS[verb].format_map(_Known(data))
    return " ".join(verb.partition(".")[::2]).replace("-", " ").replace("_", " ").capitalize()


def label(name: str) -> str:
    return LABELS.get(name, name.replace("_", " ").capitalize())


def value(what: Any) -> str:
    """One side of a change, as people say it."""
    if isinstance(what, bool):
        return "yes" if what else "no"
    if isinstance(what, list):
        return ", ".join(str(one) for one in what) or "nothing"
    return str(what) if what not in (None, "") else "nothing"
