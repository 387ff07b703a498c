"""Forms of the plan. They clean, they never write."""

from django import forms
from django.core.validators import URLValidator

from cycles.planning.forms.comparing import Autosaved, Comparing
from ilc.core.ids import uuid7


class Titled(forms.Form):
    """A draft needs nothing but a title."""

    title = forms.CharField(max_length=160)
    focus = forms.CharField(
        required=False,
        max_length=240,
        help_text="In one sentence: what will students do that they do not do now?",
    )
    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)


class AboutForm(Autosaved):
    title = forms.CharField(max_length=160)
    focus = forms.CharField(
        required=False,
        max_length=240,
        help_text="In one sentence: what will students do that they do not do now?",
    )
    description = forms.CharField(required=False, max_length=4000, widget=forms.Textarea)
    classroom_url = forms.URLField(
        label="Classroom elsewhere",
        required=False,
        assume_scheme="https",
        validators=[URLValidator(schemes=["https"], message="A classroom's address begins with https://")],
        help_text="A link to Google Classroom or the like, shown to those who take part.",
    )


class CoLeaderForm(forms.Form):
    email = forms.EmailField(label="E-mail address")
    given_name = forms.CharField(label="First name", required=False, max_length=80)
    family_name = forms.CharField(label="Last name", required=False, max_length=80)


class OneLeaderForm(Comparing):
    reason = forms.CharField(label="Why one leader is enough", required=False, max_length=240)


class ReasonForm(Comparing):
    """A reason others will read; `version` is what the writer was looking at."""

    reason = forms.CharField(max_length=240, widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
