"""The permission matrix of domain.md 5, as one table. Nothing else in the code names a role's rights.

Participant and leader are not granted: they come from enrollments and series teams. The other roles are
grants with a scope. `Permission.EVIDENCE_*` is also denied by `evidence.access` to anybody whose grant as
administrator covers the owner (deny wins).
"""

from enum import StrEnum

from django.db import models


class Role(models.TextChoices):
    """What an account may be granted, stored by its short name."""

    PROGRAM = "program", "Program staff"
    DISTRICT_ADMIN = "district-admin", "District administrator"
    SCHOOL_ADMIN = "school-admin", "School administrator"
    LEADER = "leader", "Teacher leader named by the district"
    PARTNER = "partner", "Partner viewer"


class Hat(StrEnum):
    """In what capacity somebody stands before one series, session, district or person."""

    OWNER = "owner"
    PARTICIPANT = "participant"
    SERIES_LEADER = "series-leader"
    NAMED_LEADER = "named-leader"
    DISTRICT_ADMIN = "district-admin"
    SCHOOL_ADMIN = "school-admin"
    PROGRAM = "program"
    PARTNER = "partner"


class Permission(StrEnum):
    """One right. Verbs are the ones of domain.md 5."""

    SERIES_DRAFT = "series.draft"
    SERIES_SEE = "series.see"  # the public face: title, focus, dates, leaders
    SERIES_PLAN_READ = "series.plan.read"  # sessions in detail, follow-up plan
    SERIES_EDIT = "series.edit"
    SERIES_APPROVE = "series.approve"  # for the host district; an alliance's lead district
    SERIES_PUBLISH = "series.publish"
    SERIES_TEMPLATE = "series.template"  # offer a series to everybody who begins one
    SUPPORT_READ = "support.read"  # what is asked of administrators, and their answers
    SUPPORT_ANSWER = "support.answer"  # for the district or school that is asked
    MONEY_READ = "money.read"  # contributions and budget; of administrators only the host district's
    HISTORY_READ = "history.read"  # who changed what; of administrators only the host district's
    PARTNERS_ADD = "partners.add"
    ROSTER_READ = "roster.read"
    ROSTER_OWN_PEOPLE = "roster.own-people"  # only people appointed in the reader's scope
    ROSTER_EDIT = "roster.edit"
    TRY_NAMES = "try.names"  # who planned, tried, brought - not what they wrote
    TRY_COUNTS = "try.counts"
    EVIDENCE_SHARED = "evidence.shared"  # what its owner shared with leaders or the series
    EVIDENCE_RULES = "evidence.rules"  # how long files are kept, what is taken down; without seeing any
    FIGURES_SERIES = "figures.series"
    FIGURES_SCOPE = "figures.scope"  # the district, school or alliance of the grant
    FIGURES_ALL = "figures.all"
    FIGURES_PUBLISHED = "figures.published"
    EVENT_KEEP = "event.keep"  # plan a conference, name who came, count heads, close it
    EVENT_FIGURES = "event.figures"  # how many were there; no names
    CLAIM_CONFIRM = "claim.confirm"  # believe what a trained coach claims
    SERIES_KIND = "series.kind"  # call a series a leader institute
    LEADERS_NAME = "leaders.name"
    DISTRICT_SETTINGS = "district.settings"
    DISTRICT_INVITE = "district.invite"  # bring a district in by its first administrator
    ROLES_GRANT = "roles.grant"
    IMPORTS_RUN = "imports.run"
    PEOPLE_MERGE = "people.merge"
    LIBRARY_EDIT = "library.edit"  # say what a strategy looks like, grade band by grade band


P = Permission
MATRIX: dict[Hat, frozenset[Permission]] = {
    Hat.OWNER: frozenset(),
    Hat.PARTICIPANT: frozenset({P.SERIES_SEE, P.SERIES_PLAN_READ, P.EVIDENCE_SHARED}),
    Hat.NAMED_LEADER: frozenset({P.SERIES_DRAFT, P.EVENT_KEEP, P.EVENT_FIGURES, P.LIBRARY_EDIT}),
    Hat.SERIES_LEADER: frozenset(
        {
            P.SERIES_SEE,
            P.SERIES_PLAN_READ,
            P.SERIES_EDIT,
            P.SUPPORT_READ,
            P.MONEY_READ,
            P.HISTORY_READ,
            P.ROSTER_READ,
            P.ROSTER_EDIT,
            P.TRY_NAMES,
            P.TRY_COUNTS,
            P.EVIDENCE_SHARED,
            P.FIGURES_SERIES,
            P.CLAIM_CONFIRM,
        }
    ),
    Hat.SCHOOL_ADMIN: frozenset(
        {
            P.SERIES_SEE,
            P.SERIES_PLAN_READ,
            P.SUPPORT_READ,
            P.SUPPORT_ANSWER,
            P.ROSTER_OWN_PEOPLE,
            P.TRY_COUNTS,
            P.FIGURES_SCOPE,
            P.EVENT_FIGURES,
        }
    ),
    Hat.DISTRICT_ADMIN: frozenset(
        {
            P.SERIES_SEE,
            P.SERIES_PLAN_READ,
            P.SERIES_APPROVE,
            P.SUPPORT_READ,
            P.SUPPORT_ANSWER,
            P.MONEY_READ,
            P.HISTORY_READ,
            P.ROSTER_OWN_PEOPLE,
            P.TRY_COUNTS,
            P.FIGURES_SERIES,
            P.FIGURES_SCOPE,
            P.EVENT_KEEP,
            P.EVENT_FIGURES,
            P.LEADERS_NAME,
            P.DISTRICT_SETTINGS,
            P.ROLES_GRANT,
        }
    ),
    Hat.PROGRAM: frozenset(
        {
            P.SERIES_DRAFT,
            P.SERIES_SEE,
            P.SERIES_PLAN_READ,
            P.SERIES_APPROVE,
            P.SERIES_PUBLISH,
            P.SERIES_TEMPLATE,
            P.SUPPORT_READ,
            P.MONEY_READ,
            P.HISTORY_READ,
            P.PARTNERS_ADD,
            P.ROSTER_READ,
            P.TRY_COUNTS,
            P.FIGURES_SERIES,
            P.FIGURES_SCOPE,
            P.FIGURES_ALL,
            P.FIGURES_PUBLISHED,
            P.EVENT_KEEP,
            P.EVENT_FIGURES,
            P.CLAIM_CONFIRM,
            P.SERIES_KIND,
            P.LEADERS_NAME,
            P.DISTRICT_SETTINGS,
            P.DISTRICT_INVITE,
            P.ROLES_GRANT,
            P.EVIDENCE_RULES,
            P.IMPORTS_RUN,
            P.PEOPLE_MERGE,
            P.LIBRARY_EDIT,
        }
    ),
    Hat.PARTNER: frozenset({P.SERIES_SEE, P.FIGURES_PUBLISHED, P.EVENT_FIGURES}),
}


def allowed(hats: set[Hat], permission: Permission) -> bool:
    """Whether any of the hats carries the right."""
    return any(permission in MATRIX[hat] for hat in hats)
