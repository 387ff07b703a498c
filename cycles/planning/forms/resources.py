"""Forms of resources. They clean, they never write."""

from typing import Any

from django import forms
from django.conf import settings

from cycles.planning.actions.resources import check_link
from cycles.planning.choices import ResourceFor, ResourceKind, ResourceLanguage
from cycles.planning.forms.comparing import Autosaved
from cycles.planning.models import AgendaItem, Resource, Series, Session, Strand
from ilc.core.errors import Refused
from ilc.core.ids import uuid7

ACCEPT = ".pdf,.docx,.pptx,.odt,.jpg,.jpeg,.png,.heic,.heif,.webp"
Place = tuple[Session | None, Strand | None, AgendaItem | None]


def places(series: Series) -> dict[str, tuple[str, Place]]:
    """Where a resource may stand: key, words, and what it is attached to."""
    found: dict[str, tuple[str, Place]] = {"": ("The whole series", (None, None, None))}
    items = AgendaItem.objects.filter(session__series=series, removed_at=None)
    by_session: dict[Any, list[AgendaItem]] = {}
    for item in items.order_by("position", "id"):
        by_session.setdefault(item.session_id, []).append(item)
    for session in series.sessions.prefetch_related("strands").order_by("number"):
        found[f"session:{session.pk}"] = (session.label, (session, None, None))
        for strand in session.strands.all():
            found[f"strand:{strand.pk}"] = (f"{session.label}, {strand.name}", (session, strand, None))
        for item in by_session.get(session.pk, []):
            found[f"item:{item.pk}"] = (f"{session.label}: {item}", (session, None, item))
    return found


def place_of(resource: Resource) -> str:
    """The key of where it stands now."""
    if resource.agenda_item_id:
        return f"item:{resource.agenda_item_id}"
    if resource.strand_id:
        return f"strand:{resource.strand_id}"
    return f"session:{resource.session_id}" if resource.session_id else ""


class HoldForm(forms.Form):
    """A file or a link."""

    upload = forms.FileField(
        label="File", required=False, help_text="PDF, Word, PowerPoint, OpenDocument text or a picture."
    )
    url = forms.CharField(
        label="Or a link",
        required=False,
        max_length=500,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text="To slides, a video or a page that others may open.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most = settings.UPLOAD_MAX_BYTES // 1024 // 1024
        self.fields["upload"].widget.attrs.update({"accept": ACCEPT, "data-max-mb": str(most)})

    def clean_url(self) -> str:
        typed = str(self.cleaned_data["url"]).strip()
        if not typed:
            return ""
        try:
            link = check_link(typed)
            forms.URLField(assume_scheme="https").clean(link)
        except Refused as no:
            raise forms.ValidationError(no.message) from no
        return link

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if "url" in self.errors or "upload" in self.errors:
            return data
        if bool(data.get("upload")) == bool(data.get("url")):
            both = "Choose either the file or the link, not both." if data.get("url") else ""
            self.add_error("upload", both or "Choose a file, or write a link below.")
        return data


class DescribeResource(forms.Form):
    title = forms.CharField(max_length=160, help_text="Such as: Sentence frames for explaining.")
    kind = forms.ChoiceField(label="What is it?", choices=ResourceKind.choices, initial=ResourceKind.HANDOUT)
    place = forms.ChoiceField(label="Where it belongs", required=False)
    grade_band = forms.CharField(label="Grades", required=False, max_length=40, help_text="Such as: K-5.")
    language = forms.ChoiceField(choices=ResourceLanguage.choices, initial=ResourceLanguage.ENGLISH)
    open_to = forms.ChoiceField(
        label="Who may open it?",
        choices=ResourceFor.choices,
        initial=ResourceFor.PARTICIPANTS,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, series: Series, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places(series)
        field: Any = self.fields["place"]
        field.choices = [(key, words) for key, (words, _) in self.places.items()]


class NewResource(HoldForm, DescribeResource):
    new_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)


class ResourceForm(DescribeResource, Autosaved):
    """Two people who change different fields both keep their words."""


def stored(resource: Resource) -> dict[str, Any]:
    """What stands there, by field name, with the version."""
    names = ("title", "kind", "grade_band", "language", "open_to", "version")
    return {**{name: getattr(resource, name) for name in names}, "place": place_of(resource)}


def attached(form: DescribeResource, fields: dict[str, Any]) -> dict[str, Any]:
    """The model's fields for a form's: a place is a session with a strand or an agenda item."""
    found = dict(fields)
    if "place" in found:
        names = ("session", "strand", "agenda_item")
        found |= dict(zip(names, form.places[found.pop("place")][1], strict=True))
    return found
