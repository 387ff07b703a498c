"""The walk is worth something: take out one access call, and it turns red. Shown for eight different calls."""

import uuid
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from cycles.evidence.models import Artifact
from cycles.evidence.views import artifacts
from cycles.followup.views import ready
from cycles.planning.models import Series, Session
from cycles.planning.views import plan
from cycles.roster.access import Roster, Sees
from cycles.roster.models import Enrollment
from cycles.roster.views import people
from cycles.tries.models import Try
from cycles.tries.views import doing
from districts.models import District
from ilc.api import views as api
from participants.views import districts
from reports.counting import Scope
from reports.views import dashboards
from tests.access.test_walk import expected, walk
from tests.access.world import ROLES, World


def any_of(model: Any) -> Callable[..., Any]:
    """Fetches by id for whoever asks."""
    return lambda user, pk, *rest, **more: model.objects.get(pk=pk)


def any_roster(user: Any, pk: uuid.UUID) -> Roster:
    series = Series.objects.get(pk=pk)
    return Roster(series, Sees.ALL, False, Enrollment.objects.filter(series=series))


def any_district(user: Any, pk: uuid.UUID) -> tuple[District, Scope]:
    district = District.objects.get(pk=pk)
    return district, Scope.of_district(district)


class Without:
    """A view's access module in which one call no longer authorises."""

    def __init__(self, module: ModuleType, **calls: Any) -> None:
        self.module = module
        self.__dict__.update(calls)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.module, name)


# address, view module, what it calls, the same without authorising, one role that must not get in, whose object
TAKEN_OUT: list[tuple[str, ModuleType, str, Any, str, str]] = [
    ("planning:plan", plan, "access.get_series", any_of(Series), "stranger", "own"),
    ("roster:people", people, "access.get_roster", any_roster, "other-admin", "own"),
    ("evidence:file", artifacts, "access.get_artifact", any_of(Artifact), "own-admin", "own"),
    ("evidence:image", artifacts, "access.get_artifact", any_of(Artifact), "anonymous", "shared"),
    ("reports:district", dashboards, "access.district_scope", any_district, "leader", "other"),
    ("districts:detail", districts, "access.get_district", any_of(District), "other-admin", "own"),
    ("tries:detail", doing, "access.get_own_try", any_of(Try), "leader", "own"),
    ("followup:readiness", ready, "get_led_series", any_of(Series), "program", "own"),
    (
        "api:session-detail",
        api.SessionViewSet,  # type: ignore[list-item]
        "get_queryset",
        lambda self: Session.objects.all(),
        "partner",
        "own",
    ),
]


@pytest.mark.parametrize(("name", "module", "call", "open_call", "role", "which"), TAKEN_OUT)
def test_taking_out_one_access_call_turns_the_walk_red(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    module: ModuleType,
    call: str,
    open_call: Any,
    role: str,
    which: str,
) -> None:
    space, _, function = call.rpartition(".")
    if space:
        monkeypatch.setattr(module, space, Without(getattr(module, space), **{function: open_call}))
    else:
        monkeypatch.setattr(module, function, open_call)
    literal = {key: statuses for key, statuses in expected().items() if key[0] == name}
    found = walk(world, name)
    assert found != literal
    place = ROLES.index(role)
    assert literal[name, "GET", which][place] in ("403", "404")
    assert found[name, "GET", which][place] == "200", "somebody gets in who must not"
