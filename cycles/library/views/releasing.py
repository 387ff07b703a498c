"""What an owner says of a file in the library."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cycles.library import access, actions
from cycles.library.forms import ExampleForm, said
from cycles.library.models import Example
from ilc.accounts.access import account
from ilc.core.errors import Refused
from ilc.core.http import Request, hidden_page


@hidden_page("library.access.get_own_example")
@require_http_methods(["GET", "POST"])
@never_cache
def describe(request: Request, pk: uuid.UUID) -> HttpResponse:
    """Title, what to look for, for whom, and how one is named."""
    found = access.get_own_example(request.user, pk)
    example = Example.objects.select_related("strategy").filter(artifact=found).first()
    attempt = found.attempt
    known = {"grade": attempt.grade, "subject": attempt.subject}
    form = ExampleForm(request.POST or None, initial=said(example, known, found.credit))
    if request.method == "POST" and form.is_valid():
        try:
            actions.describe(artifact=found, by=account(request), **form.cleaned_data)
        except Refused as no:
            form.add_error(None, no.message)
        else:
            messages.success(request, "Saved. Colleagues find it by these words now.")
            return redirect("library:example", found.pk)
    shown = {"form": form, "artifact": found, "example": example}
    return render(request, "library/describe.html", shown, status=422 if form.errors else 200)
