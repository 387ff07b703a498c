"""Who leads a series: invited, accepted, declined, left."""

from django.db import transaction

from cycles.planning.actions.checks import must_be_editable, must_stay_whole
from cycles.planning.choices import TeamRole, TeamState
from cycles.planning.models import Series, SeriesLeader
from cycles.planning.queries import team
from ilc.accounts.models import User
from ilc.core import events, outbox, versions
from ilc.core.errors import Refused
from participants.actions import invitations, people
from participants.models import Person
from participants.queries import find_by_email, mail_address


@transaction.atomic
def invite_by_email(
    *, series: Series, email: str, by: User, next_url: str, given_name: str = "", family_name: str = ""
) -> SeriesLeader:
    """Ask the person with this address to co-lead; somebody unknown is written down by name first."""
    must_be_editable(series)
    person = find_by_email(email)
    if person is None:
        if not (given_name.strip() and family_name.strip()):
            raise Refused(
                "Nobody here has this address yet. Add the name, then we invite them.", "name-needed"
            )
        person = people.write_down(given_name=given_name, family_name=family_name, email=email, by=by)
    elif team(series).filter(person__root=person.root_id, state=TeamState.ACCEPTED).exists():
        raise Refused(f"{person.root.name} leads this series already.", "on-team")
    return invite(series=series, person=person, by=by, next_url=next_url)


@transaction.atomic
def invite(*, series: Series, person: Person, by: User, next_url: str) -> SeriesLeader:
    """Ask somebody to co-lead. Asking again while they think about it sends nothing new."""
    must_be_editable(series)
    row = series.team.filter(person__root=person.root_id).first()
    if row is not None and row.state in (TeamState.INVITED, TeamState.ACCEPTED):
        return row
    if row is None:
        row = SeriesLeader(series=series, person=person.root)
    row.role, row.state = TeamRole.CO_LEADER, TeamState.INVITED
    row.save()
    event = events.record("team.invited", series, by=by, person=str(person.root_id))
    if person.root.user_id is None and (address := mail_address(person)):
        invitations.invite(
            email=address,
            by=by,
            person=person.root,
            given_name=person.root.given_name,
            note=f"to co-lead the series “{series.title}”",
            next_url=next_url,
        )
    else:
        outbox.post(
            rule="team.invited", recipient_id=person.root_id, object_id=row.pk, occurrence=str(event.pk)
        )
    return row


@transaction.atomic
def answer(*, leader: SeriesLeader, accept: bool, by: User) -> None:
    """The invited person says yes or no. The same answer twice changes nothing."""
    wanted = TeamState.ACCEPTED if accept else TeamState.DECLINED
    if leader.state == wanted:
        return
    if not SeriesLeader.objects.filter(pk=leader.pk, state=TeamState.INVITED).update(state=wanted):
        raise Refused("This invitation was taken back or answered already.", "answered")
    leader.state = wanted
    events.record(
        "team.accepted" if accept else "team.declined", leader.series, by=by, person=str(leader.person_id)
    )


@transaction.atomic
def remove(*, leader: SeriesLeader, by: User) -> None:
    """Take somebody off the team, or leave it. A series keeps at least one leader."""
    series = leader.series
    must_be_editable(series)
    others = team(series).filter(state=TeamState.ACCEPTED).exclude(pk=leader.pk)
    if not others.exists():
        raise Refused("A series needs a leader. Invite somebody else first, then leave.", "last-leader")
    if SeriesLeader.objects.filter(pk=leader.pk).exclude(state=TeamState.LEFT).update(state=TeamState.LEFT):
        must_stay_whole(series, "team")
        events.record("team.left", series, by=by, person=str(leader.person_id))


@transaction.atomic
def give_reason(*, series: Series, reason: str, by: User, version: int | None = None) -> None:
    """Why one leader is enough; empty takes the reason back."""
    must_be_editable(series)
    before, name = series.single_leader_reason, "single_leader_reason"
    if versions.save(series, version=version, single_leader_reason=reason.strip()):
        must_stay_whole(series, "team")
        told = {name: [before, series.single_leader_reason]}
        events.record("series.edited", series, by=by, fields=[name], changes=told)
