"""The steps of a plan, for the pages that show one of them."""

from decimal import Decimal

from django import template

from cycles.planning.models import Series
from cycles.planning.pages import Guide, guide

register = template.Library()


@register.simple_tag
def plan_guide(series: Series, step: str = "") -> Guide:
    """All steps with where each stands; `step` is the one shown (none: the overview)."""
    return guide(series, step)


@register.filter
def money(amount: Decimal) -> str:
    """1,250.50: dollars and cents."""
    return f"{amount:,.2f}"
