"""Bringing a district in: its first administrator, its leaders, its rule for approval."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from districts import access
from districts.actions import roles
from districts.models import District, RoleGrant
from districts.permissions import Permission, Role, allowed
from districts.queries import search_districts
from ilc.accounts.access import account
from ilc.core.http import signed_in
from participants.actions import invitations
from participants.forms import DistrictSettingsForm, InviteForm
from participants.models import Invitation, Person

INVITES = {Role.DISTRICT_ADMIN: Permission.ROLES_GRANT, Role.LEADER: Permission.LEADERS_NAME}


@signed_in("districts.access.require(DISTRICT_INVITE)")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Districts of the state, those already in first; found by words or code."""
    access.require(request.user, Permission.DISTRICT_INVITE)
    query = request.GET.get("q", "").strip()
    if query:
        rows = search_districts(query, limit=50).select_related("county")
    else:
        rows = District.objects.exclude(onboarded_at=None).select_related("county").order_by("name")
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return render(request, "districts/list.html", {"page": page, "q": query})


def _people_with_roles(district: District) -> list[dict[str, Any]]:
    rows = RoleGrant.objects.on().filter(district=district).select_related("user")
    grants = list(rows.order_by("role", "created_at"))
    people = Person.objects.filter(user__in=[grant.user_id for grant in grants])
    names = {person.user_id: person for person in people}
    return [{"grant": grant, "name": names.get(grant.user_id) or grant.user.email} for grant in grants]


@signed_in("districts.access.get_district(DISTRICT_SETTINGS)")
@require_safe
def detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    district = access.get_district(request.user, pk, Permission.DISTRICT_SETTINGS)
    return _detail(request, district, InviteForm(), InviteForm(prefix="leader"))


def _detail(
    request: HttpRequest, district: District, admin: InviteForm, leader: InviteForm, status: int = 200
) -> HttpResponse:
    hats = access.district_hats(request.user, district)
    words = {
        "district": district,
        "schools": district.schools.count(),
        "people": _people_with_roles(district),
        "waiting": Invitation.objects.filter(district=district, accepted_at=None, cancelled_at=None),
        "settings_form": DistrictSettingsForm(initial={"requires_approval": district.requires_approval}),
        "admin_form": admin,
        "leader_form": leader,
        "may_invite_admin": allowed(hats, Permission.ROLES_GRANT),
    }
    return render(request, "districts/detail.html", words, status=status)


@signed_in("districts.access.get_district(DISTRICT_SETTINGS)")
@require_POST
def settings(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    district = access.get_district(request.user, pk, Permission.DISTRICT_SETTINGS)
    form = DistrictSettingsForm(request.POST)
    if form.is_valid():
        roles.set_approval(district=district, by=account(request), **form.cleaned_data)
        messages.success(request, "Saved.")
    return redirect("districts:detail", pk)


def _invite(request: HttpRequest, pk: uuid.UUID, role: Role) -> HttpResponse:
    district = access.get_district(request.user, pk, INVITES[role])
    is_leader = role == Role.LEADER
    form = InviteForm(request.POST, prefix="leader" if is_leader else None)
    if not form.is_valid():
        pair = (InviteForm(), form) if is_leader else (form, InviteForm(prefix="leader"))
        return _detail(request, district, *pair, status=422)
    invitations.invite(by=account(request), role=role, district=district, **form.cleaned_data)
    messages.success(request, f"Invitation sent to {form.cleaned_data['email']}.")
    return redirect("districts:detail", pk)


@signed_in("districts.access.get_district(ROLES_GRANT)")
@require_POST
def invite_admin(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _invite(request, pk, Role.DISTRICT_ADMIN)


@signed_in("districts.access.get_district(LEADERS_NAME)")
@require_POST
def name_leader(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    return _invite(request, pk, Role.LEADER)


@signed_in("districts.access.get_district(ROLES_GRANT)")
@require_http_methods(["POST"])
def end_role(request: HttpRequest, pk: uuid.UUID, grant_pk: uuid.UUID) -> HttpResponse:
    district = access.get_district(request.user, pk, Permission.ROLES_GRANT)
    grant = get_object_or_404(RoleGrant, pk=grant_pk, district=district)
    roles.end(grant=grant, by=account(request))
    messages.success(request, "Ended as of today.")
    return redirect("districts:detail", pk)
