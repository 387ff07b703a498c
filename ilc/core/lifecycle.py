"""A lifecycle is one table: from, verb, to, who, when (domain.md 4)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.utils import timezone

from ilc.core.errors import Refused
from ilc.core.models import Stamped

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Step(Generic[M]):
    """One row: `who` names the permission or role that may, `when` answers why not (or "")."""

    origin: str
    verb: str
    to: str
    who: str
    when: Callable[[M], str] | None = None


@dataclass(frozen=True)
class Lifecycle(Generic[M]):
    """All rows of one thing's life, and the only place that changes its state."""

    name: str
    steps: tuple[Step[M], ...]
    field: str = "state"

    def verbs(self, obj: M) -> list[str]:
        """What may happen next to `obj`, whoever asks."""
        state = getattr(obj, self.field)
        return [step.verb for step in self.steps if step.origin == state]

    def step(self, obj: M, verb: str) -> Step[M] | None:
        state = getattr(obj, self.field)
        return next((one for one in self.steps if one.origin == state and one.verb == verb), None)

    def advance(self, obj: M, verb: str, **also: Any) -> None:
        """Change the state by one conditional UPDATE; refused when it no longer is as the table wants."""
        found = self.step(obj, verb)
        if found is None:
            raise Refused(f"This {self.name} is {self._label(obj)}: it cannot be {verb} now.", "wrong-state")
        if found.when and (why := found.when(obj)):
            raise Refused(why, "not-ready")
        rows = type(obj)._default_manager.filter(pk=obj.pk, **{self.field: found.origin})
        if not rows.update(**{self.field: found.to}, **self._stamp(obj), **also):
            raise Refused(
                f"This {self.name} was changed meanwhile, perhaps by yourself in another window. "
                "Look again, then decide.",
                "stale",
            )
        setattr(obj, self.field, found.to)
        for key, value in also.items():
            setattr(obj, key, value)

    @staticmethod
    def _stamp(obj: M) -> dict[str, Any]:
        """An UPDATE leaves `auto_now` alone."""
        return {"updated_at": timezone.now()} if isinstance(obj, Stamped) else {}

    def _label(self, obj: M) -> str:
        return str(getattr(obj, f"get_{self.field}_display")()).lower()
