"""Pages behind personal links: the invitation, unsubscribing."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ilc.accounts.models import User
from ilc.core.errors import Refused
from ilc.core.http import by_link
from participants.actions import invitations, people
from participants.choices import Topic
from participants.emails import purpose_of
from participants.links import read_link
from participants.models import Invitation
from participants.queries import by_id


@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Shows who invites to what; signed in, one button accepts. Opening it changes nothing."""
    pk = read_link(token, "invitation", timedelta(days=22))[0]
    found = Invitation.objects.select_related("district", "school", "invited_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    account = request.user if isinstance(request.user, User) else None
    problem = ""
    if request.method == "POST" and account:
        try:
            invitations.accept(invitation=found, user=account)
        except Refused as refused:
            problem = refused.message
        else:
            messages.success(request, "Welcome. You are in.")
            safe = url_has_allowed_host_and_scheme(found.next_url, allowed_hosts=None)
            return redirect(found.next_url if found.next_url and safe else "home")
    words = {"invitation": found, "purpose": purpose_of(found), "problem": problem, "here": request.path}
    return render(request, "participants/invitation.html", words, status=409 if problem else 200)


@csrf_exempt  # one-click unsubscribing posts from the mail program (RFC 8058); the signed link is the key
@by_link
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    pk, topic = read_link(token, "unsubscribe", timedelta(days=400))
    person = by_id(pk)
    if person is None or topic not in Topic.values:
        raise Http404
    if request.method == "POST":
        if request.POST.get("undo"):
            people.unmute(person=person, topic=topic, by=None)
        else:
            people.mute(person=person, topic=topic, by=None)
    muted = person.muted.filter(topic=topic).exists()
    return render(request, "participants/unsubscribe.html", {"topic": Topic(topic).label, "muted": muted})
