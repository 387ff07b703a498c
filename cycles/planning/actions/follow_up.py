"""The follow-up plan: the contacts that will happen between and after the sessions."""

import uuid

from django.db import transaction

from cycles.planning.actions.checks import must_be_editable, must_stay_whole
from cycles.planning.choices import ContactBy, ContactKind, SessionState
from cycles.planning.models import FollowUpItem, Series
from ilc.accounts.models import User
from ilc.core import events, versions
from ilc.core.errors import Refused
from ilc.core.ids import unused

GONE = "This contact was removed meanwhile. Plan it anew if it should happen."


@transaction.atomic
def add(
    *,
    series: Series,
    kind: str,
    after_session: int,
    days_after: int,
    who: str,
    by: User,
    note: str = "",
    pk: uuid.UUID | None = None,
) -> FollowUpItem:
    """Plan one contact. The same `pk` sent twice is one contact."""
    must_be_editable(series)
    if pk and (twice := series.follow_up.filter(pk=pk).first()):
        return twice
    fresh = unused(FollowUpItem, pk)
    item = FollowUpItem.objects.create(
        series=series,
        kind=kind,
        after_session=after_session,
        days_after=days_after,
        by=who,
        note=note,
        **fresh,
    )
    events.record("series.follow-up-planned", series, by=by, kind=kind, item=str(item.pk))
    return item


@transaction.atomic
def change(
    *,
    item: FollowUpItem,
    kind: str,
    after_session: int,
    days_after: int,
    who: str,
    note: str,
    by: User,
    version: int | None = None,
) -> None:
    """Plan it otherwise. A suggested contact becomes one's own by being changed."""
    must_be_editable(item.series)
    if not FollowUpItem.objects.filter(pk=item.pk).exists():
        raise Refused(GONE, "gone")
    wanted = {
        "kind": kind,
        "after_session": after_session,
        "days_after": days_after,
        "by": who,
        "note": note,
    }
    if changed := versions.save(item, version=version, **wanted):
        FollowUpItem.objects.filter(pk=item.pk).update(suggested=False)
        events.record(
            "series.follow-up-changed", item.series, by=by, kind=kind, item=str(item.pk), fields=changed
        )


@transaction.atomic
def remove(*, series: Series, item: uuid.UUID, by: User) -> None:
    """Drop one planned contact; dropping it twice is fine, dropping the last of a published series is not."""
    must_be_editable(series)
    row = series.follow_up.filter(pk=item).first()
    if row is None:
        return
    row.delete()
    must_stay_whole(series, "follow-up")
    events.record("series.follow-up-dropped", series, by=by, kind=row.kind)


def suggestion(sessions: int) -> list[tuple[int, int, str, str]]:
    """A set that begins light and goes deep: session, days after it, kind, by whom.

    A kind question in the week after each session but the last; between the sessions, in turn, a visit and a talk with
    colleagues; after the last one a talk, the students' work, and a last look after a season. For two sessions:
    7 and 21 days after the first; 14, 30 and 90 days after the second."""
    between = [
        (number, days, kind, who)
        for number in range(1, sessions)
        for days, kind, who in (
            (7, ContactKind.CHECK_IN, ContactBy.LEADER),
            (21, ContactKind.VISIT, ContactBy.LEADER)
            if number % 2
            else (21, ContactKind.REFLECTION, ContactBy.COLLEAGUE),
        )
    ]
    return [
        *((number, days, kind.value, who.value) for number, days, kind, who in between),
        (sessions, 14, ContactKind.REFLECTION.value, ContactBy.COLLEAGUE.value),
        (sessions, 30, ContactKind.STUDENT_WORK.value, ContactBy.LEADER.value),
        (sessions, 90, ContactKind.CHECK_IN.value, ContactBy.LEADER.value),
    ]


@transaction.atomic
def suggest(*, series: Series, by: User) -> int:
    """Add the suggested contacts that are not planned yet; how many. Asked twice adds nothing more."""
    must_be_editable(series)
    series.refresh_from_db(from_queryset=Series.objects.select_for_update())
    sessions = max(series.sessions.exclude(state=SessionState.CANCELLED).count(), 2)
    planned = set(series.follow_up.values_list("after_session", "days_after", "kind"))
    fresh = [
        FollowUpItem(series=series, after_session=number, days_after=days, kind=kind, by=who, suggested=True)
        for number, days, kind, who in suggestion(sessions)
        if (number, days, kind) not in planned
    ]
    FollowUpItem.objects.bulk_create(fresh)
    if fresh:
        events.record("series.follow-up-suggested", series, by=by, contacts=len(fresh))
    return len(fresh)


@transaction.atomic
def unsuggest(*, series: Series, by: User) -> None:
    """Undo: take back what was suggested and nobody has changed since."""
    must_be_editable(series)
    gone, _ = series.follow_up.filter(suggested=True).delete()
    if gone:
        must_stay_whole(series, "follow-up")
        events.record("series.suggestion-taken-back", series, by=by, contacts=gone)
