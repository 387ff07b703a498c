"""Making the demonstration: once, all of it or nothing."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from cycles.followup import reminders
from cycles.followup.instruments import ensure_instruments
from cycles.followup.models import Instrument, InstrumentVersion, Item
from districts.imports import directory
from districts.models import District
from ilc.accounts.models import User
from ilc.core.choices import MessageState, WorkState
from ilc.core.errors import Refused
from ilc.core.models import OutgoingMessage
from ilc.demo import (
    accounts,
    aims,
    backing,
    conejo,
    eastside,
    hours,
    madera,
    orange,
    shelf,
)
from ilc.demo.clock import Days, acting_at
from ilc.demo.people import Folk
from ilc.demo.places import Places
from ilc.demo.world import World
from participants.models import Person
from reports import actions as reports
from reports.counting import school_year_of

DIRECTORY = Path(settings.BASE_DIR) / "data" / "pubschls_2018-06.tsv.gz"
SEED = 2018
SINCE_DAYS = 4 * 365  # everybody has taught where they teach for so long
KEPT_DUE = timedelta(days=2)  # younger mails to those who can sign in will really go out
STORIES = {"madera": madera.make, "conejo": conejo.make, "eastside": eastside.make, "orange": orange.make}


def is_made() -> bool:
    return User.objects.filter(email=accounts.PROGRAM, is_demo=True).exists()


def load_directory(progress: directory.Progress | None = None) -> bool:
    """The state's directory as it comes with the code, when there is none yet."""
    if District.objects.exists():
        return False
    directory.run(DIRECTORY, progress=progress)
    return True


@transaction.atomic
def make(say: directory.Progress) -> None:
    """Everything in one transaction. Refused where real people are."""
    if User.objects.filter(is_demo=False).exists():
        raise Refused(
            "This database has accounts of real people. Invented ones are only put into an empty one: "
            "give the demonstration a database of its own (DATABASE_URL or VAR_DIR).",
            "real-people",
        )
    ensure_instruments(Instrument, InstrumentVersion, Item)
    aims.load_lists()
    days = Days()
    steps = len(STORIES) + 2
    say("Program staff and partner", 0, steps)
    folk = Folk(SEED, days.at(-SINCE_DAYS, 8).date())
    with acting_at(days.long_ago):
        program = accounts.program_people(folk)
    world = World(days, folk, Places.load(), program)
    for done, (key, story) in enumerate(STORIES.items()):
        say(accounts.SITES[key], done, steps)
        story(world)
    aims.describe_strategies()
    shelf.make(world)
    hours.make(world)
    backing.add(world)
    say("Program reports", steps - 2, steps)
    _report(world)
    say("Mail", steps - 1, steps)
    _quiet_mail()
    say("Four sites", steps, steps)
    # The rows are the truth; a worker looks for them each minute. Thousands of bells would only be noise.
    connection.run_on_commit.clear()


def _report(world: World) -> None:
    """Last school year's program report, published so that partners have one to read; and this year's."""
    by, this_year = world.program.account, school_year_of(world.days.today)
    for year in (this_year - 1, this_year):
        snapshot = reports.request(first_year=year, by=by)
        reports.build(snapshot.pk)
        snapshot.refresh_from_db()
        reports.publish(snapshot=snapshot, by=by, published=True)


def _quiet_mail() -> None:
    """No mail goes out for the past: what would have been sent is done, but for a handful."""
    reminders.derive()
    due = OutgoingMessage.objects.filter(work_state=WorkState.DUE)
    visible = Person.objects.filter(user__email__in=[email for email, _, _ in accounts.table()])
    lately = due.filter(recipient_id__in=visible.values("pk"), created_at__gte=timezone.now() - KEPT_DUE)
    kept = list(lately.values_list("pk", flat=True))
    due.exclude(pk__in=kept).update(
        work_state=WorkState.DONE, done_at=timezone.now(), result=MessageState.POINTLESS, reason="demo data"
    )
