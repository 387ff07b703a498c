"""The pages of a sample, as screens, the record and its paper show them."""

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from cycles.evidence.models import Artifact
from cycles.evidence.models.feedback import page_word


@dataclass(frozen=True)
class Pin:
    """A place on a page, as fractions of its width and height, with the number that its note tells."""

    number: int
    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Sheet:
    """One page of a sample."""

    page: int  # as places name it
    image: int  # number of its picture: the small one where there is no other
    of: int = 1
    word: str = "page"
    pins: list[Pin] = field(default_factory=list)  # in the record; on a screen they come with the notes

    @property
    def name(self) -> str:
        """ "page 2"; "" of a sample that has but one."""
        return f"{self.word} {self.page}" if self.of > 1 else ""

    @property
    def whole_name(self) -> str:
        """ "page 2 of 3"."""
        return f"{self.name} of {self.of}" if self.name else ""


def sheets(artifact: Artifact) -> list[Sheet]:
    """All that have a picture, in their order. No query where `images` are there already."""
    there = {one.number for one in artifact.images.all()}
    pages = sorted(there - {0})
    if not pages:
        return [Sheet(1, 0)] if there else []
    return [Sheet(page, page, len(pages), page_word(artifact).lower()) for page in pages]


def has_page(artifact: Artifact, page: int) -> bool:
    """Work without any picture is one page."""
    return page in ({one.page for one in sheets(artifact)} or {1})


def with_places(all_of_it: list[Sheet], pins: Collection[Pin]) -> list[Sheet]:
    """Those with places on them, and at least the first. A place on a page that is gone is told in its note alone."""
    dressed = [replace(one, pins=[pin for pin in pins if pin.page == one.page]) for one in all_of_it]
    return [one for at, one in enumerate(dressed) if one.pins or not at]


def name_of(artifact: Artifact, page: int | None) -> str:
    """ "page 2" of a place in a sample that has several; else ""."""
    number = len(sheets(artifact))
    return f"{page_word(artifact).lower()} {page}" if page and number > 1 else ""
