"""Certificates follow from hours: issued when the rule is met and the sessions are closed, replaced when hours
are corrected, withdrawn when they no longer reach. The clock looks; a leader may withdraw one by hand."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cycles.papers.choices import CertificateState
from cycles.papers.exports.certificate import figures
from cycles.papers.lifecycle import CERTIFICATE
from cycles.papers.models import Certificate, Sweep
from cycles.papers.queries import changed_since, leading, not_closed
from cycles.papers.words import counts, hours_words
from cycles.planning.choices import LIVE_STATES
from cycles.planning.models import Series, Session
from cycles.roster.hours import Standing, standings
from cycles.roster.hours.rule import standing_sessions
from ilc.accounts.models import User
from ilc.core import events, queue
from ilc.core.errors import Refused
from participants.models import Person

SET = "papers.set_certificate"
OVERLAP = timedelta(minutes=5)  # a change is stamped before it is committed


def look() -> int:
    """Every series whose hours changed since the last look. Safe to run twice at once; returns what changed."""
    begun = timezone.now()
    last = Sweep.objects.filter(name="certificates").first()
    changed = sum(renew(series=pk) for pk in changed_since(last.until - OVERLAP if last else None))
    Sweep.objects.update_or_create(name="certificates", defaults={"until": begun})
    return changed


@dataclass
class _Work:
    """One series while its certificates are looked at."""

    series: Series
    sessions: list[Session]
    current: dict[uuid.UUID, list[Certificate]]  # by remaining person
    by_hand: set[uuid.UUID]  # withdrawn by a leader: not issued again by itself
    changed: int = 0


@transaction.atomic
def renew(*, series: uuid.UUID) -> int:
    """Bring the certificates of one series up to date; the series is held meanwhile, so that two looks agree."""
    held = Series.objects.select_for_update().filter(pk=series, state__in=LIVE_STATES).first()
    if held is None:
        return 0
    work = _Work(held, standing_sessions(held), {}, set())
    for one in Certificate.objects.filter(series=held).select_related("person").order_by("issued_at"):
        root = one.person.root_id
        if one.is_valid:
            work.current.setdefault(root, []).append(one)
        (work.by_hand.add if one.revoked_by_id else work.by_hand.discard)(root)
    came, leaders = standings(held), leading(held)
    ready = bool(work.sessions) and not not_closed(work.sessions)
    people = Person.objects.in_bulk([*came, *work.current])
    for root, person in people.items():
        if root not in leaders:
            _one(work, person, came[root], ready)
    return work.changed


def _one(work: _Work, person: Person, standing: Standing, ready: bool) -> None:
    """One person: issue, replace, withdraw, or leave as it is."""
    valid = work.current.get(person.pk, [])
    enough = standing.meets(work.series, len(work.sessions))
    told = figures(work.series, work.sessions, person, standing)
    same = [one for one in valid if counts(one.figures) == counts(told)]
    if not valid:
        if enough and ready and person.pk not in work.by_hand:
            _issue(work, person, told, None)
    elif same:  # merged records may both have one: the latest stays
        for double in valid:
            if double is not same[-1]:
                _end(work, double, "superseded", "The record was merged with another one of the same person.")
    elif enough:
        before = valid[-1]
        for one in valid:
            old, new = hours_words(one.figures["minutes"]), hours_words(told["minutes"])
            _end(work, one, "superseded", f"Hours were corrected: {new} instead of {old}.")
        _issue(work, person, told, before)
    else:
        for one in valid:
            _end(work, one, "revoked", "Hours were corrected: they no longer reach what the series asks for.")


def _issue(work: _Work, person: Person, told: dict[str, object], before: Certificate | None) -> None:
    made = Certificate.objects.create(series=work.series, person=person, figures=told, supersedes=before)
    events.record("certificate.issued", made, by=None, on_behalf_of=person.pk)
    queue.ring(SET, made.pk)
    work.changed += 1


def _end(work: _Work, one: Certificate, verb: str, reason: str) -> None:
    CERTIFICATE.advance(one, verb, ended_at=timezone.now(), reason=reason)
    events.record(f"certificate.{verb}", one, by=None, on_behalf_of=one.person_id, reason=reason)
    work.changed += 1


@transaction.atomic
def revoke(*, certificate: Certificate, reason: str, by: User) -> None:
    """A leader withdraws it; its page says so from now on. Twice changes nothing."""
    if certificate.state == CertificateState.REVOKED:
        return
    if not reason.strip():
        raise Refused("Say why: whoever checks the certificate is told that it was withdrawn.", "reason")
    now = timezone.now()
    CERTIFICATE.advance(certificate, "revoked", ended_at=now, reason=reason.strip()[:240], revoked_by=by)
    events.record(
        "certificate.revoked", certificate, by=by, on_behalf_of=certificate.person_id, reason=reason
    )


@transaction.atomic
def issue_again(*, certificate: Certificate, by: User) -> None:
    """After it was withdrawn by hand: the clock may issue a new one."""
    if certificate.state != CertificateState.REVOKED:
        raise Refused("This certificate is not withdrawn.", "wrong-state")
    if Certificate.objects.filter(pk=certificate.pk, revoked_by__isnull=False).update(revoked_by=None):
        events.record("certificate.reopened", certificate, by=by, on_behalf_of=certificate.person_id)
        renew(series=certificate.series_id)
