"""Leading a run: start, next phase, clock, conclude, close; and each step back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from cycles.analysis import access
from cycles.analysis.actions.versions import bump
from cycles.analysis.choices import RunState
from cycles.analysis.lifecycle import RUN
from cycles.analysis.models import ProtocolRun, RunPhase, RunSample
from cycles.analysis.queries.sheets import has_page
from cycles.tries import actions as tries
from cycles.tries.models import Try
from ilc.accounts.models import User
from ilc.core import events
from ilc.core.errors import Refused

MOST = 60  # minutes that are added at once
STOPPED: dict[str, None] = {"phase_ends_at": None, "paused_seconds": None}


def _ends(phase: RunPhase, now: datetime) -> datetime:
    return now + timedelta(minutes=phase.minutes)


def _enter(phase: RunPhase) -> dict[str, object]:
    """Fields of the run while `phase` is on."""
    now = timezone.now()
    if phase.began_at is None:
        RunPhase.objects.filter(pk=phase.pk).update(began_at=now)
    return {"phase": phase, "phase_ends_at": _ends(phase, now), "paused_seconds": None}


@transaction.atomic
def start(*, run: ProtocolRun, by: User) -> None:
    """The first phase begins now."""
    now = bump(run.pk, frame=True)
    if now.state == RunState.RUNNING:
        return
    first = now.phases.order_by("position").first()
    began = now.started_at or timezone.now()
    RUN.advance(now, "started", started_at=began, **(_enter(first) if first else {}))
    events.record("analysis.started", now, by=by)


def _moved(run: ProtocolRun, seen: str) -> bool:
    """Whether somebody else was faster: the button was pressed for a phase that is no longer on."""
    return bool(seen) and seen != str(run.phase_id)


@transaction.atomic
def go(*, run: ProtocolRun, by: User, back: bool = False, seen: str = "") -> None:
    """To the next phase, or one back. After the last one nothing is left but to conclude. `seen` is the phase that was
    on when the button was shown: a second tap changes nothing."""
    now = bump(run.pk, frame=True)
    if now.state != RunState.RUNNING or _moved(now, seen):
        return
    phases = list(now.phases.order_by("position"))
    index = next((n for n, one in enumerate(phases) if one.pk == now.phase_id), -1)
    wanted = index - 1 if back else index + 1
    if not 0 <= wanted < len(phases):
        raise Refused("This is the first phase." if back else "This is the last phase: conclude.", "end")
    ProtocolRun.objects.filter(pk=now.pk).update(**_enter(phases[wanted]))
    events.record("analysis.phase-begun", now, by=by, phase=phases[wanted].name)


@transaction.atomic
def add_minutes(*, run: ProtocolRun, minutes: int, by: User) -> None:
    """More time, counted from now when the time is up already."""
    if not 1 <= minutes <= MOST:
        raise Refused(f"Add 1 to {MOST} minutes.", "minutes")
    now = bump(run.pk, frame=True)
    if now.state != RunState.RUNNING:
        raise Refused("Time is added while a phase is on.", "wrong-state")
    more = timedelta(minutes=minutes)
    values: dict[str, object]
    if now.paused_seconds is not None:
        values = {"paused_seconds": max(0, now.paused_seconds) + minutes * 60}
    else:
        moment = timezone.now()
        values = {"phase_ends_at": max(now.phase_ends_at or moment, moment) + more}
    ProtocolRun.objects.filter(pk=now.pk).update(**values)
    events.record("analysis.minutes-added", now, by=by, minutes=minutes)


@transaction.atomic
def pause(*, run: ProtocolRun, by: User) -> None:
    now = bump(run.pk, frame=True)
    if now.state != RunState.RUNNING or now.paused_seconds is not None or now.phase_ends_at is None:
        return
    left = int((now.phase_ends_at - timezone.now()).total_seconds())
    ProtocolRun.objects.filter(pk=now.pk).update(paused_seconds=left, phase_ends_at=None)
    events.record("analysis.paused", now, by=by)


@transaction.atomic
def resume(*, run: ProtocolRun, by: User) -> None:
    now = bump(run.pk, frame=True)
    if now.state != RunState.RUNNING or now.paused_seconds is None:
        return
    ends = timezone.now() + timedelta(seconds=now.paused_seconds)
    ProtocolRun.objects.filter(pk=now.pk).update(paused_seconds=None, phase_ends_at=ends)
    events.record("analysis.resumed", now, by=by)


@transaction.atomic
def show_large(*, run: ProtocolRun, sample: RunSample, by: User, page: int = 1) -> None:
    """What the room speaks about stands large on the wall, open at this page. After the end the wall stays as it is."""
    now = bump(run.pk, frame=True)
    if sample.run_id != now.pk:
        raise Refused("This sample is not on the wall.", "sample")
    if now.state not in (RunState.PREPARED, RunState.RUNNING):
        raise Refused("This joint look is over. Its wall stays as it is.", "wrong-state")
    if page != 1 and not has_page(sample.artifact, page):
        raise Refused("This sample has no such page.", "page")
    ProtocolRun.objects.filter(pk=now.pk).update(focus=sample, focus_page=page)
    events.record("analysis.sample-shown", now, by=by, number=sample.position, page=page)


@transaction.atomic
def conclude(*, run: ProtocolRun, by: User) -> int:
    """The joint look is over: every try whose work hung on the wall was looked at together. Returns how many."""
    now = bump(run.pk, frame=True)
    if now.state == RunState.CONCLUDED:
        return 0
    RUN.advance(now, "concluded", concluded_at=timezone.now(), **STOPPED)
    session = access.commit_session(now)
    count = 0
    attempts = Try.objects.filter(artifacts__in=access.on_wall(now).values("artifact")).distinct()
    for attempt in attempts:
        if session is None:
            break
        try:
            tries.look_at(attempt=attempt, session=session, by=by)
            count += 1
        except Refused:  # one that was set aside or skipped meanwhile stays what it is
            continue
    events.record("analysis.concluded", now, by=by, tries=count)
    return count


@transaction.atomic
def resume_after_conclusion(*, run: ProtocolRun, by: User) -> None:
    """Undo of `conclude`: the last phase is on again; what was marked as looked at stays."""
    now = bump(run.pk, frame=True)
    phase = now.phase or now.phases.order_by("-position").first()
    RUN.advance(now, "continued", concluded_at=None, **(_enter(phase) if phase else {}))
    events.record("analysis.continued", now, by=by)


@transaction.atomic
def step(*, run: ProtocolRun, verb: str, by: User) -> None:
    """Close, reopen, cancel, restore, or back to prepared."""
    now = bump(run.pk, frame=True)
    RUN.advance(now, verb, **STOPPED)
    events.record(f"analysis.{verb.replace(' ', '-')}", now, by=by)
