"""A school in a form: picked from the suggestions, or typed well enough; several of one name are shown to choose
from, which needs no JavaScript."""

from typing import Any

from django import forms

from districts.models import School
from districts.queries import search_schools


class SchoolChoice:
    """What `place`, `picked` and `choice` of a form mean together; without JavaScript, too."""

    SHOWN = 8

    def __init__(self, form: forms.Form) -> None:
        self.form = form
        field: Any = form.fields["choice"]
        # What was shown is not remembered: any school's id may come back, and is looked up.
        field.valid_value = lambda value: True  # noqa: ARG005

    @property
    def asks(self) -> bool:
        """Whether schools are shown to choose from."""
        field: Any = self.form.fields["choice"]
        return bool(field.choices)

    def resolve(self, data: dict[str, Any]) -> None:
        """Sets `school`, or asks which."""
        schools = School.objects.select_related("district")
        typed = (data.get("place") or "").strip()
        data["school"] = schools.filter(pk=data["picked"]).first() if data.get("picked") else None
        if data["school"] is not None or not typed:
            return
        fitting = list(search_schools(" ".join(typed.replace(",", " ").split()), limit=self.SHOWN + 1))
        if len(fitting) == 1:
            data["school"] = fitting[0]
            return
        if not fitting:
            self.form.add_error("place", "No school is called so. Try a part of its name.")
            return
        wanted = data.get("choice") or ""
        data["school"] = next((one for one in fitting if str(one.pk) == wanted), None)
        if data["school"] is None:
            self._ask(fitting)

    def _ask(self, fitting: list[School]) -> None:
        field: Any = self.form.fields["choice"]
        field.choices = [(str(one.pk), _in_full(one)) for one in fitting[: self.SHOWN]]
        more = " Is it not here? Add its city or district." if len(fitting) > self.SHOWN else ""
        self.form.add_error("choice", f"Several schools fit. Choose one.{more}")


def _in_full(school: School) -> str:
    district = school.district.name if school.district else school.lea_name
    return ", ".join(filter(None, (school.name, school.city, district)))
