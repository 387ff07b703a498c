"""How each part of a plan comes along into a copy, and why the rest stays behind."""

from cycles.planning.actions import sessions
from cycles.planning.actions.copying import Copy, comes, sessions_to_copy
from cycles.planning.choices import FileState, ResourceFor, SupportState
from cycles.planning.queries.support import may_be_asked
from districts.permissions import Permission

# Model label -> why none of its rows comes along. A test fails for a model that neither comes nor stands here.
STAYS = {
    "planning.seriesleader": "people are asked anew: who copies leads",
    "planning.sessionmove": "history of the dates of the source",
    "planning.seriespartner": "a partner takes part in one series at a time and is asked anew",
    "planning.contribution": "given to the source",
    "planning.supportview": "what became of a promise made to the source",
    "planning.resourcescreening": "the work of checking is done",
    "roster.enrollment": "people register anew",
    "roster.attendance": "who came to the source",
    "roster.headcount": "who came to the source",
    "roster.strandplace": "rooms people chose in the source",
    "planning.strand_leaders": "people never come along",
    "roster.missinghours": "asked by people of the source",
    "roster.invitelist": "people never come along",
    "roster.agendaclock": "how the day of the source went",
    "roster.calendarfeed": "addresses people keep of the source",
    "roster.indirectreachclaim": "what coaches of the source reached",
    "papers.certificate": "earned in the source",
    "papers.paper": "made anew when asked for",
    "roster.registrationanswer": "what people of the source answered",
    "tries.commitment": "what teachers wrote down in the source",
    "tries.sessionthanks": "messages never come along",
    "tries.plandraft": "what teachers began to write in the source",
    "tries.try": "what teachers tried in the source",
    "tries.tryassignment": "given when a session is closed",
    "evidence.feedbackoffer": "people of the source offered their help",
    "library.libraryentry": "the copy is not in the library until its leaders put it there",
    "library.adoption": "what teachers used in the source",
    "analysis.protocolrun": "what people of the source looked at together",
    "followup.nudge": "messages never come along",
    "followup.response": "answers given about the source",
}
# Field of a series -> why it starts over.
FIELDS_STAY = {
    "id": "its own",
    "created_at": "its own",
    "updated_at": "its own",
    "version": "its own",
    "title": "asked for",
    "host_district": "a host the copier may use",
    "host_alliance": "a host the copier may use",
    "time_zone": "the host's",
    "open_by_link": "decided anew before publishing",
    "join_code": "its own public address",
    "seats_taken": "nobody is registered",
    "single_leader_reason": "about the people of the source",
    "keeps_originals": "decided anew for the people of the copy",
    "classroom_url": "the classroom of the people of the source",
    "is_template": "a copy is no template",
    "copied_from": "points to the source",
    "credit": "names the source",
    "state": "a draft",
    "return_reason": "said of the source",
    "submitted_at": "of the source",
    "published_at": "of the source",
    "completed_at": "of the source",
    "created_by": "the copier",
}


@comes("planning.outcome")
def outcomes(copy: Copy) -> None:
    for row in copy.source.outcomes.all():
        copy.clone(row, series=copy.target)


@comes("planning.aim")
def aims(copy: Copy) -> None:
    for row in copy.source.aims.all():
        copy.clone(row, series=copy.target)


@comes("planning.series_strategies", "planning.series_standards", "planning.series_invited_districts")
def chosen(copy: Copy) -> None:
    """Strategies and standards; further districts only while the host is the same."""
    copy.target.strategies.set(copy.source.strategies.all())
    copy.target.standards.set(copy.source.standards.all())
    if copy.at_home:
        copy.target.invited_districts.set(copy.source.invited_districts.all())


@comes("planning.session", "planning.strand")
def meetings(copy: Copy) -> None:
    """Sessions with their rooms, without people; places only while the host is the same."""
    for row in sessions_to_copy(copy.source):
        starts = copy.moved(row.starts_at)
        ends = starts + (row.ends_at - row.starts_at) if starts and row.starts_at and row.ends_at else None
        made = sessions.add(
            series=copy.target,
            by=copy.by,
            title=row.title,
            purpose=row.purpose,
            place=row.place if copy.at_home else "",
            starts_at=starts,
            ends_at=ends,
        )
        copy.made[row.pk], copy.numbers[row.number] = made, made.number
        for strand in row.strands.all():
            place = strand.place if copy.at_home else ""
            copy.clone(strand, session=made, seats_taken=0, place=place)


@comes("planning.agendaitem")
def agenda(copy: Copy) -> None:
    """Notes for leaders only come along for those who lead the source; whoever led an item does not."""
    for row in sessions_to_copy(copy.source):
        for item in row.agenda.filter(removed_at=None):
            copy.clone(
                item,
                session=copy.made[row.pk],
                strand=copy.made.get(item.strand_id) if item.strand_id else None,
                leader=None,
                led_by="",
                leader_note=item.leader_note if copy.may(Permission.SERIES_EDIT) else "",
            )


@comes("planning.resource", "planning.resourceversion")
def resources(copy: Copy) -> None:
    """What the copier may open, each with its latest version alone. Files are shared, they never change."""
    kinds = [ResourceFor.PUBLIC, ResourceFor.LIBRARY]
    kinds += [ResourceFor.PARTICIPANTS] if copy.may(Permission.SERIES_PLAN_READ) else []
    kinds += [ResourceFor.LEADERS] if copy.may(Permission.SERIES_EDIT) else []
    for row in copy.source.resources.filter(removed_at=None, open_to__in=kinds):
        latest = row.versions.filter(state=FileState.READY).order_by("-number").first()
        if latest is None or (row.session_id and row.session_id not in copy.made):
            continue
        made = copy.clone(
            row,
            series=copy.target,
            session=copy.made[row.session_id] if row.session_id else None,
            strand=copy.made.get(row.strand_id) if row.strand_id else None,
            agenda_item=copy.made.get(row.agenda_item_id) if row.agenda_item_id else None,
            # once in the library is enough; the new leaders may put theirs there as well
            open_to=ResourceFor.PUBLIC if row.open_to == ResourceFor.LIBRARY else row.open_to,
        )
        copy.clone(latest, resource=made, number=1)


@comes("planning.followupitem")
def follow_up(copy: Copy) -> None:
    """Contacts after a cancelled session go to the last one before it that comes along."""
    for row in copy.source.follow_up.all():
        before = [new for old, new in copy.numbers.items() if old <= row.after_session]
        copy.clone(row, series=copy.target, after_session=max(before, default=1))


@comes("planning.supportline")
def support(copy: Copy) -> None:
    """Asked afresh: nobody was told, nothing is answered. Places outside the new host become the host."""
    if not copy.may(Permission.SUPPORT_READ):
        return
    districts = may_be_asked(copy.target)
    for row in copy.source.support.exclude(state=SupportState.WITHDRAWN).select_related("school", "district"):
        inside = (row.school.district if row.school else row.district) in districts
        copy.clone(
            row,
            series=copy.target,
            district=row.district if inside else None,
            school=row.school if inside else None,
            by_when=copy.moved_day(row.by_when),
            state=SupportState.ASKED,
            announced_at=None,
            pledged_quantity=None,
            answer="",
            answered_at=None,
            answered_by=None,
        )


@comes("planning.budgetline")
def budget(copy: Copy) -> None:
    if copy.may(Permission.MONEY_READ):
        for row in copy.source.budget.all():
            copy.clone(row, series=copy.target)
