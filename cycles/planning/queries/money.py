"""What a series costs, who pays, what is given beside it. Sums are made of amounts rounded to the cent."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import QuerySet

from cycles.planning.choices import Fund, GivenState
from cycles.planning.models import BudgetLine, Contribution, Series, SeriesPartner
from districts.models import Partner

NOTHING = Decimal("0.00")


@dataclass(frozen=True)
class Budget:
    """Cost in all and by who pays, and contributions beside it, all in dollars.

    Local share = lines paid by a district or school / all lines, in whole per cent (halves up); None without a
    cost. Contributions are not part of the cost: one that pays for a line is named as its funding source.
    """

    lines: list[BudgetLine]
    total: Decimal
    by_source: list[tuple[str, Decimal]]
    local: Decimal
    local_share: int | None
    promised: Decimal  # value of contributions, delivered or not
    delivered: Decimal


def budget(lines: Iterable[BudgetLine], gifts: Iterable[Contribution]) -> Budget:
    """The sums over these lines; 3 x 33.335 is 100.01, as each line is rounded before it is added."""
    rows, given = list(lines), list(gifts)
    total = sum((one.amount for one in rows), NOTHING)
    local = sum((one.amount for one in rows if one.fund == Fund.LOCAL), NOTHING)
    sums: dict[tuple[str, str], Decimal] = {}
    for one in rows:
        key = (one.fund, one.source.strip())
        sums[key] = sums.get(key, NOTHING) + one.amount
    order = [str(fund) for fund in Fund]
    by_source = [
        (f"{Fund(fund).label}: {source}" if source else Fund(fund).label, amount)
        for (fund, source), amount in sorted(
            sums.items(), key=lambda item: (order.index(item[0][0]), item[0][1])
        )
    ]
    return Budget(
        lines=rows,
        total=total,
        by_source=by_source,
        local=local,
        local_share=int((100 * local / total).quantize(Decimal(1), ROUND_HALF_UP)) if total else None,
        promised=sum((one.value or NOTHING for one in given), NOTHING),
        delivered=sum((one.value or NOTHING for one in given if one.state == GivenState.DELIVERED), NOTHING),
    )


def partners_of(series: Series) -> QuerySet[SeriesPartner]:
    return series.partners.select_related("partner")


def contributions_of(series: Series) -> QuerySet[Contribution]:
    return series.contributions.select_related("partner__partner", "district")


def search_partners(text: str, limit: int = 12) -> QuerySet[Partner]:
    """Known partners with every word in their name."""
    rows = Partner.objects.order_by("name")
    for word in text.split():
        rows = rows.filter(name__icontains=word)
    return rows[:limit] if text.strip() else rows.none()
