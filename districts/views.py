"""Search in the state's directory, and alliances of districts."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts.access import require
from districts.actions import alliances
from districts.forms import AllianceForm, MemberForm
from districts.models import Alliance
from districts.permissions import Permission
from districts.queries import search_districts, search_schools
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import signed_in
from ilc.core.ui import Option

RULE = "districts.access.require(DISTRICT_INVITE)"


def _offices(text: str) -> list[Option]:
    rows = search_districts(text, limit=8).select_related("county")
    return [Option(str(one.pk), f"{one.name} (district office)", one.county.name) for one in rows]


@signed_in("any account: the directory is public")
@require_safe
def places_search(request: HttpRequest) -> HttpResponse:
    """Schools and district offices as a list of options."""
    text = request.GET.get("q", "").strip()
    options = []
    if len(text) >= 2:
        for school in search_schools(text, limit=10).select_related("district"):
            note = ", ".join(
                part for part in (school.district.name if school.district else "", school.city) if part
            )
            options.append(Option(str(school.pk), school.name, note))
    if len(text) >= 2:
        options += _offices(text)
    return render(request, "components/options.html", {"options": options})


@signed_in("any account: the directory is public")
@require_safe
def districts_search(request: HttpRequest) -> HttpResponse:
    """District offices as a list of options."""
    text = request.GET.get("q", "").strip()
    return render(request, "components/options.html", {"options": _offices(text) if len(text) >= 2 else []})


@signed_in(RULE)
@require_http_methods(["GET", "HEAD", "POST"])
def alliance_list(request: HttpRequest) -> HttpResponse:
    """All alliances, and the form for a new one."""
    require(request.user, Permission.DISTRICT_INVITE)
    form = AllianceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = alliances.create(
                name=data["name"], about=data["about"], lead=data["found"], by=account(request)
            )
        except Refused as refused:
            form.add_error("name", refused.message)
        else:
            messages.success(request, "Made. Now add the other districts.")
            return redirect("directory:alliance", made.pk)
    rows = Alliance.objects.select_related("lead_district").order_by("name")
    status = 422 if form.errors else 200
    return render(request, "districts/alliances.html", {"form": form, "alliances": rows}, status=status)


@signed_in(RULE)
@require_http_methods(["GET", "HEAD", "POST"])
def alliance(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One alliance: its members, past ones too, and the form for another."""
    require(request.user, Permission.DISTRICT_INVITE)
    found = get_object_or_404(Alliance.objects.select_related("lead_district"), pk=pk)
    form = MemberForm(request.POST or None, initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            alliances.join(alliance=found, district=data["found"], since=data["since"], by=account(request))
        except Refused as refused:
            form.add_error("district", refused.message)
        else:
            messages.success(request, f"{data['found']} is a member.")
            return redirect("directory:alliance", pk)
    members = found.memberships.select_related("district").order_by("to_date", "district__name")
    words = {"alliance": found, "members": members, "form": form}
    return render(request, "districts/alliance.html", words, status=422 if form.errors else 200)


@signed_in(RULE)
@require_POST
def alliance_leave(request: HttpRequest, pk: uuid.UUID, membership: uuid.UUID) -> HttpResponse:
    """End a membership as of today."""
    require(request.user, Permission.DISTRICT_INVITE)
    found = get_object_or_404(Alliance, pk=pk)
    try:
        alliances.leave(alliance=found, membership=membership, by=account(request))
        messages.success(request, "Ended as of today. What it counted before stays.")
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("directory:alliance", pk)
