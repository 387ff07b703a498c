"""Forms about partners, contributions and the budget. They clean, they never write."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone

from cycles.planning.choices import CostKind, Fund, GivenKind, GivenState, Unit
from cycles.planning.forms.comparing import Comparing
from cycles.planning.forms.numbers import NumberField
from cycles.planning.models import Contribution, Series, SeriesPartner
from cycles.planning.queries.money import partners_of
from cycles.planning.queries.support import may_be_asked
from districts.choices import PartnerKind
from districts.models import District, Partner
from ilc.core.days import school_year
from ilc.core.ids import uuid7


class Line(Comparing):
    """A line of one of the lists: `new_id` when it is new, `version` when it is changed."""

    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    details: tuple[str, ...] = ()

    def kept(self) -> dict[str, Any]:
        """What an action takes."""
        return {name: self.cleaned_data[name] for name in self.details}


class PartnerForm(Line):
    name = forms.CharField(label="Partner", max_length=200)
    picked = forms.UUIDField(required=False, widget=forms.HiddenInput)
    role = forms.CharField(
        label="What they do in the series",
        required=False,
        max_length=240,
        help_text="Such as: lend the laboratory, pay the stipends, send two mentors.",
    )
    details = ("partner", "called", "role")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        typed, picked = data.get("name", "").strip(), data.get("picked")
        found = Partner.objects.filter(pk=picked, name__iexact=typed).first() if picked else None
        data["partner"] = found or Partner.objects.filter(name__iexact=typed).first()
        data["called"] = typed
        return data


class PartnerChangeForm(Line):
    role = PartnerForm.base_fields["role"]
    details = ("role",)


class LinkForm(forms.Form):
    """Which known partner is meant; or a new one, then with its kind."""

    name = forms.CharField(label="Partner", max_length=200)
    picked = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="If it is new: what it is",
        required=False,
        choices=[("", "It is known already"), *PartnerKind.choices],
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        typed = data.get("name", "").strip()
        data["found"] = Partner.objects.filter(name__iexact=typed).first()
        if typed and data["found"] is None and not data.get("kind"):
            self.add_error(
                "kind", f"No partner is called {typed}. Choose one from the list, or say what it is."
            )
        return data


class ContributionForm(Line):
    giver = forms.ChoiceField(label="From")
    kind = forms.ChoiceField(label="What", choices=GivenKind.choices)
    quantity = NumberField(label="How much", most=99_999, required=False, min_value=Decimal("0.01"))
    unit = forms.ChoiceField(label="Counted in", required=False, choices=[("", "-"), *Unit.choices])
    value = NumberField(
        label="Worth in dollars",
        most=99_999_999,
        required=False,
        min_value=Decimal(0),
        help_text="Also of what is not money, as far as you know it.",
    )
    source = forms.CharField(
        label="Paid from", required=False, max_length=120, help_text="Such as: LCAP goal 2, Title II."
    )
    school_year = forms.TypedChoiceField(label="School year", coerce=int)
    state = forms.ChoiceField(label="So far", choices=GivenState.choices, widget=forms.RadioSelect)
    details = ("kind", "quantity", "unit", "value", "source", "school_year", "state")

    def __init__(self, *args: Any, series: Series, row: Contribution | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        givers: list[SeriesPartner | District] = [*partners_of(series), *may_be_asked(series)]
        if row and row.district and row.district not in givers:
            givers.append(row.district)
        self.givers = {giver_key(one): one for one in givers}
        field: Any = self.fields["giver"]
        field.choices = [(key, str(one)) for key, one in self.givers.items()]
        this = school_year(timezone.localdate())
        years = sorted({this - 1, this, this + 1, *([row.school_year] if row else [])})
        field = self.fields["school_year"]
        field.choices = [(year, f"{year}-{(year + 1) % 100:02}") for year in years]
        self.initial = {"school_year": this, "state": GivenState.PLEDGED, **self.initial}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        nothing = data.get("quantity") is None and data.get("value") is None
        if nothing and not {"quantity", "value"} & set(self.errors):
            self.add_error("quantity", "Say how much it is, or what it is worth.")
        if data.get("quantity") is not None and not data.get("unit"):
            self.add_error("unit", "Choose what is counted.")
        return data

    def kept(self) -> dict[str, Any]:
        return {**super().kept(), "giver": self.givers[self.cleaned_data["giver"]]}


def giver_key(giver: SeriesPartner | District | None) -> str:
    """How a partner of the series or a district stands in a form."""
    return f"{'district' if isinstance(giver, District) else 'partner'}:{giver.pk}" if giver else ""


class BudgetForm(Line):
    kind = forms.ChoiceField(label="What for", choices=CostKind.choices)
    what = forms.CharField(
        label="In words", required=False, max_length=120, help_text="Such as: teachers on two Saturdays."
    )
    count = NumberField(
        label="How many", most=99_999, min_value=Decimal("0.01"), help_text="People, days or pieces."
    )
    rate = NumberField(label="Dollars for each", most=999_999, min_value=Decimal(0))
    fund = forms.ChoiceField(label="Who pays", choices=Fund.choices)
    source = forms.CharField(
        label="Paid from", required=False, max_length=120, help_text="Such as: LCAP goal 2, Title II."
    )
    details = ("kind", "what", "count", "rate", "fund", "source")
