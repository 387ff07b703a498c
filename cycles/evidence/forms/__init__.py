"""Bringing files, the de-identification check, the circle, feedback."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.conf import settings

from cycles.evidence.choices import ArtifactKind, ConsentOf, Visibility
from cycles.tries.forms import naming_leaders
from ilc.core.wording import OwnWords

ACCEPT = ".pdf,.docx,.pptx,.odt,.jpg,.jpeg,.png,.heic,.heif,.webp,.mp4,.mov,.m4v,image/*"


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class FilesField(forms.FileField):
    """Any number of files; each is judged on its own when it is received, not here."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:  # noqa: ARG002 - Django's signature
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return list(files)


class BringForm(OwnWords):
    kind = forms.ChoiceField(
        label="What is it?",
        choices=ArtifactKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you bring: a lesson plan or student work."},
    )
    uploads = FilesField(
        label="Photos or files",
        help_text="Photos (JPEG, HEIC, PNG, WebP), PDF, Word, OpenDocument text, PowerPoint slides, a short film "
        "(MP4, MOV). Several at once. Only you see them for now.",
        error_messages={"required": "Choose at least one photo or file."},
    )
    consent = forms.MultipleChoiceField(
        label="For films: who can be seen or heard agreed to it?",
        choices=ConsentOf.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Ask both first. A film is taken only with both ticks; we keep who ticked them, and when. "
        "Nothing to tick for photos and documents.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        most, film = (size // 1024 // 1024 for size in (settings.UPLOAD_MAX_BYTES, settings.VIDEO_MAX_BYTES))
        limits = {"data-max-mb": str(most), "data-max-film-mb": str(film)}
        self.fields["uploads"].widget.attrs.update({"accept": ACCEPT, **limits})


def _point(label: str, left: str) -> forms.BooleanField:
    """`left` asks for what may still be there."""
    missing = f"Not ticked yet. {left} Take it out or cover it, then tick this."
    return forms.BooleanField(label=label, error_messages={"required": missing})


class CheckForm(OwnWords):
    """What the owner looked for. Voices are asked about of films alone: no other kind of file is taken with sound."""

    names = _point("No student's name, first names and initials included", "Is there a name left?")
    faces = _point("No face, and nobody who could be recognised", "Is there a face left?")
    voices = _point("No voice or recording of a student", "Can a student be heard?")
    ids = _point("No student number, e-mail or log-in", "Is there a number or address left?")
    school_marks = _point("No school or class sign that would tell who it is", "Is there a sign left?")

    def __init__(self, *args: Any, film: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.film = film
        if not film:
            del self.fields["voices"]

    def answers(self) -> dict[str, bool]:
        """Every point of the check; without a film there is no voice, which is true by itself."""
        return {"voices": not self.film, **self.cleaned_data}


class ShareForm(OwnWords):
    visibility = forms.ChoiceField(
        label="Open to",
        choices=Visibility.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who may see it. “Only me” is an answer, too."},
        help_text="Administrators never see it, the library excepted. You can take it back at any time.",
    )

    def __init__(self, *args: Any, leaders: Sequence[str] = (), **kwargs: Any) -> None:
        """`leaders` are the full names of those who would see it in the leaders' circle."""
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["visibility"])
        field.choices = naming_leaders(Visibility.choices, leaders)
