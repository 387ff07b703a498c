"""Who can sign in to the demonstration, and with which password."""

import secrets
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from districts.choices import PartnerKind
from districts.models import District, Partner, RoleGrant, School
from districts.permissions import Role
from ilc import env
from ilc.accounts.models import User
from ilc.core import events
from ilc.demo.people import DOMAIN, Actor, Folk, Sketch
from participants.actions import invitations
from participants.choices import AppointmentRole

PROGRAM, PARTNER, STRANGER = (f"{name}@{DOMAIN}" for name in ("program", "partner", "stranger"))
SITES = {
    "madera": "Madera Unified",
    "conejo": "Conejo Valley Unified",
    "eastside": "East Side Alliance",
    "orange": "North Orange County",
}
NAMES = {
    "madera": ("Alma Reyes", "Dennis Kwan", "Rosa Medina", "Marisol Cruz"),
    "conejo": ("Grace Okafor", "Tom Lindqvist", "Hana Sato", "Peter Valdez"),
    "eastside": ("Linh Trần", "Marcus Bell", "Priya Nair", "Elena Duarte"),
    "orange": ("Yesenia Flores", "David Cho", "Nadia Haddad", "Karen Ellis"),
}
PARTS = ("leader", "coleader", "teacher", "admin")
DOES = {
    "leader": "leads the series",
    "coleader": "leads it with them",
    "teacher": "takes part",
    "admin": "administers the district",
}


@dataclass(frozen=True)
class Site:
    """The four people of one site whose accounts can be tried."""

    leader: Actor
    coleader: Actor
    teacher: Actor
    admin: Actor


def table() -> list[tuple[str, str, str]]:
    """Every account to try: address, where, what they do."""
    rows = [(PROGRAM, "The whole program", "program staff")]
    for key, site in SITES.items():
        rows += [(f"{part}.{key}@{DOMAIN}", site, DOES[part]) for part in PARTS]
    rows.append((PARTNER, "CSU Fullerton", "reads published reports"))
    rows.append((STRANGER, "", "no role, no series"))
    return rows


def password() -> str:
    """DEMO_PASSWORD, or one made once and kept where only this user reads it."""
    if given := str(env.get("DEMO_PASSWORD")):
        return given
    path = settings.VAR_DIR / "demo_password"
    if not path.is_file():
        path.touch(mode=0o600)
        path.write_text(f"poppy-{secrets.token_hex(4)}-{secrets.randbelow(900) + 100}")
    return str(path.read_text())


def let_in(secret: str) -> bool:
    """Give every account to try this password; False when they have it already."""
    rows = User.objects.filter(is_demo=True, email__in=[email for email, _, _ in table()])
    if rows.get(email=PROGRAM).check_password(secret):
        return False
    rows.update(password=make_password(secret))
    return True


@transaction.atomic
def program_people(folk: Folk) -> Actor:
    """Program staff, a partner viewer and a stranger. Answers the first, who brings the districts in."""
    program, partner, stranger = folk.make(
        [
            Sketch("Ruth", "Delgado", email="program", role=""),
            Sketch("Simon", "Park", email="partner", role=""),
            Sketch("Casey", "Morgan", email="stranger", role=""),
        ]
    )
    folk.verify([program, partner, stranger])
    university = Partner.objects.create(
        name="California State University, Fullerton",
        kind=PartnerKind.UNIVERSITY,
        website="www.fullerton.edu",
    )
    _grant(program, Role.PROGRAM, by=program)
    _grant(partner, Role.PARTNER, by=program, partner=university)
    return program


def _grant(actor: Actor, role: Role, *, by: Actor, partner: Partner | None = None) -> None:
    made = RoleGrant.objects.create(user=actor.account, role=role, partner=partner, granted_by=by.account)
    events.record("role.granted", made, by=by.account, role=role)


@transaction.atomic
def site_people(
    key: str,
    folk: Folk,
    program: Actor,
    district: District,
    schools: tuple[School, School, School],
    subjects: str = "",
) -> Site:
    """The four accounts of a site. The program invites the administrator, who names the leaders; all accept.

    `schools`: where leader, co-leader and teacher work."""
    sketches = []
    for part, name, school in zip(PARTS, NAMES[key], (*schools, None), strict=True):
        given, _, family = name.partition(" ")
        place = Sketch(given, family, email=f"{part}.{key}", school=school, subjects=subjects)
        if part == "admin":
            place.role, place.office, place.subjects = AppointmentRole.ADMINISTRATOR, district, ""
        sketches.append(place)
    site = Site(*folk.make(sketches))
    folk.verify([site.leader, site.coleader, site.teacher, site.admin])
    _invite(site.admin, Role.DISTRICT_ADMIN, district, by=program)
    for leader in (site.leader, site.coleader):
        where = leader.school.district if leader.school and leader.school.district else district
        _invite(leader, Role.LEADER, where, by=site.admin if where == district else program)
    return site


def _invite(actor: Actor, role: Role, district: District, *, by: Actor) -> None:
    """By the usual invitation, without its mail."""
    invitation = invitations.invite(
        email=actor.account.email, by=by.account, role=role, district=district, mail=False
    )
    invitations.accept(invitation=invitation, user=actor.account)
