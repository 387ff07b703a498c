"""Hours for payroll: of the series somebody leads, or of the people they administer. Hours only."""

from datetime import date
from itertools import chain

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cycles.roster.access.payroll import payroll_choices
from cycles.roster.forms.payroll import PayrollForm
from cycles.roster.hours.payroll import HEADER, WIDTHS, days_of, payroll
from ilc.core.days import JULY, school_year
from ilc.core.http import signed_in
from ilc.core.spreadsheets import csv_lines, xlsx_file

RULE = "roster.access.payroll.payroll_choices"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _page(request: HttpRequest, form: PayrollForm, status: int = 200) -> HttpResponse:
    return render(request, "roster/payroll.html", {"form": form}, status=status)


@signed_in(RULE)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Choose days and whose hours: the days of the series one comes from, else this school year until today."""
    choices = payroll_choices(request.user)
    today = timezone.localdate()
    asked = next((one for one in choices if one.key == request.GET.get("who")), None)
    first, last = (asked and days_of(asked.scope.series)) or (date(school_year(today), JULY, 1), today)
    chosen = {"who": (asked or choices[0]).key, "form": "xlsx", "first": first, "last": last}
    return _page(request, PayrollForm(choices=choices, initial=chosen))


@signed_in(RULE)
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The file, a row at a time; without a row there is none."""
    form = PayrollForm(request.GET, choices=payroll_choices(request.user))
    if not form.is_valid():
        return _page(request, form, 422)
    asked = form.cleaned_data
    rows = payroll(form.chosen().scope, asked["first"], asked["last"])
    begun = next(rows, None)
    if begun is None:
        form.add_error(None, "No hours between these dates. Look at them, and at whose hours you chose.")
        return _page(request, form, 422)
    rows = chain([begun], rows)
    name = f"hours-{asked['first']}-{asked['last']}.{asked['form']}"
    if asked["form"] == "csv":
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        lines = csv_lines(HEADER, rows)
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
    kept = xlsx_file("Hours", HEADER, WIDTHS, rows)
    return FileResponse(kept, as_attachment=True, filename=name, content_type=XLSX)
