"""Invented people: names by chance from a fixed seed, addresses nobody can receive mail at."""

import random
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from faker import Faker

from districts.models import District, School
from ilc.accounts.models import User
from participants.choices import AppointmentRole
from participants.models import Appointment, Person, PersonEmail

DOMAIN = "demo.example"  # reserved (RFC 2606): no mail can ever arrive there
LOCALES = ("en_US", "es_MX", "en_US", "es_MX", "vi_VN", "fil_PH", "en_IN")  # about as Californians are named
GRADES = {
    "ELEM": ("K", "1", "2", "3", "4", "5", "6"),
    "INTMIDJR": ("6", "7", "8"),
    "HS": ("9", "10", "11", "12"),
}
EVERY_SUBJECT = "All subjects"


@dataclass
class Actor:
    """One invented person, with the account they act with and the place they teach at."""

    person: Person
    user: User | None
    school: School | None = None
    appointment: Appointment | None = None

    @property
    def account(self) -> User:
        """The account of somebody who acts. Sign-sheet lines have none."""
        if self.user is None:
            raise LookupError(f"{self.person} has no account")
        return self.user

    @property
    def grade(self) -> str:
        return self.appointment.grades[0] if self.appointment and self.appointment.grades else ""

    @property
    def subject(self) -> str:
        return self.appointment.subjects if self.appointment else ""

    @property
    def band(self) -> str:
        """Which strand suits them."""
        return "Elementary" if self.grade in GRADES["ELEM"] else "Secondary"


@dataclass
class Sketch:
    """Somebody to be written down."""

    given: str = ""
    family: str = ""
    email: str = ""  # "-" for none
    school: School | None = None
    office: District | None = None  # a district office instead of a school
    role: str = AppointmentRole.TEACHER  # "" for nobody's employee: no appointment at all
    subjects: str = ""
    account: bool = True


@dataclass
class Folk:
    """Makes people, many at a time. Names and addresses never repeat."""

    seed: int
    since: date
    chance: random.Random = field(init=False)
    _makers: list[Faker] = field(init=False)
    _taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)  # noqa: S311  names and stories, nothing secret
        made = {locale: Faker(locale) for locale in LOCALES}
        for number, maker in enumerate(made.values()):
            maker.seed_instance(self.seed + number)
        self._makers = [made[locale] for locale in LOCALES]

    def make(self, sketches: Sequence[Sketch]) -> list[Actor]:
        """Write them down in a handful of queries."""
        locked = make_password(None)  # nobody signs in with it: the accounts to try are listed in `accounts`
        people, users, emails, appointments = [], [], [], []
        actors = []
        for sketch in sketches:
            given, family = (sketch.given, sketch.family) if sketch.given else self._name()
            person = Person(given_name=given, family_name=family, is_demo=True)
            person.root_id = person.pk
            email = self._email(sketch, given, family)
            user = _account(email, locked) if email and sketch.account else None
            person.user = user
            appointment = self._appointment(person, sketch)
            people.append(person)
            users += [user] if user else []
            emails += [PersonEmail(person=person, email=email, is_primary=True)] if email else []
            appointments += [appointment] if appointment else []
            actors.append(Actor(person, user, sketch.school, appointment))
        User.objects.bulk_create(users)
        Person.objects.bulk_create(people)
        PersonEmail.objects.bulk_create(emails)
        Appointment.objects.bulk_create(appointments)
        return actors

    def teachers(self, schools: Sequence[School], how_many: int, *, subjects: str = "") -> list[Actor]:
        """Teachers spread over the schools, in turn."""
        return self.make(
            [Sketch(school=schools[i % len(schools)], subjects=subjects) for i in range(how_many)]
        )

    def verify(self, actors: Sequence[Actor]) -> None:
        """Their addresses count as verified: they may sign in."""
        EmailAddress.objects.bulk_create(
            EmailAddress(user=one.account, email=one.account.email, verified=True, primary=True)
            for one in actors
        )

    def _name(self) -> tuple[str, str]:
        maker = self.chance.choice(self._makers)
        # Faker knows few Vietnamese given names: families are Vietnamese, given names as in most of them here.
        given = self._makers[0] if "vi_VN" in maker.locales else maker
        return given.first_name(), maker.last_name()

    def _email(self, sketch: Sketch, given: str, family: str) -> str:
        if sketch.email:
            return "" if sketch.email == "-" else f"{sketch.email}@{DOMAIN}"
        plain = unicodedata.normalize("NFKD", f"{given}.{family}".replace("đ", "d").replace("Đ", "D"))
        stem = re.sub(r"[^a-z.]", "", plain.encode("ascii", "ignore").decode().lower()) or "educator"
        local, number = stem, 1
        while local in self._taken:
            number += 1
            local = f"{stem}{number}"
        self._taken.add(local)
        return f"{local}@{DOMAIN}"

    def _appointment(self, person: Person, sketch: Sketch) -> Appointment | None:
        if not sketch.role:
            return None
        school = sketch.school
        level = school.level_code if school and school.level_code in GRADES else "HS"
        taught = GRADES[level] if sketch.role == AppointmentRole.TEACHER else ()
        subjects = sketch.subjects or (EVERY_SUBJECT if level == "ELEM" else self.chance.choice(SUBJECTS))
        return Appointment(
            person=person,
            school=school,
            district=school.district if school else sketch.office,
            role=sketch.role,
            grades=[self.chance.choice(taught)] if taught else [],
            subjects=subjects if taught else sketch.subjects,
            from_date=self.since,
        )


def _account(email: str, locked: str) -> User:
    return User(email=email, password=locked, is_demo=True, date_joined=timezone.now())


SUBJECTS = ("English", "Science", "History", "Mathematics", "English language development", "Spanish")
