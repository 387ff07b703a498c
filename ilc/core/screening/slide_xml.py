"""What is particular to PowerPoint: clicks that act, where it keeps names, and the order of the slides.

Actions behind clicks ("ppaction://..."): [MS-OE376] 2.1.1222; comment authors: ECMA-376 part 1, 19.4, and
[MS-PPTX] 2.7 (modern comments).
"""

import re
from collections.abc import Set
from xml.sax.xmlreader import AttributesImpl

from ilc.core.screening.office_xml import (
    ANOTHER_FILE,
    COMMENT_AUTHORS,
    FILE_LINKS,
    FILM,
    STARTS,
    Program,
    Relations,
    Rewriter,
    attribute,
)

SLIDES = Program("pptx", "PowerPoint presentation")
MAIN = "ppt/presentation.xml"
_ACTIONS = {"program": STARTS, "ole": ANOTHER_FILE, "media": FILM}
_AUTHORS = {"name": "Author", "initials": "A", "userId": "Author", "providerId": "None"}


class SlideRewriter(Rewriter):
    hidden = frozenset(
        {"custDataLst", "modifyVerifier", "htmlPubPr", "webPr", "externalData", "imgProps", "smartTags"}
    )

    def __init__(self, program: Program, gone: Set[str], *, keep_text: int = 0) -> None:
        super().__init__(program, gone, keep_text=keep_text)
        self.order: list[str] = []  # relations to the slides, in the order shown
        self.is_shown = True
        self._field = 0  # numbers and dates that PowerPoint fills in are no text

    def see(self, local: str, attrs: AttributesImpl) -> None:
        if local == "sldId":
            self.order += [str(attrs[key]) for key in attrs.getNames() if re.search(r":id$", key)]
        elif local == "sld" and attribute(attrs, "show") in ("0", "false"):
            self.is_shown = False
        elif local == "fld":
            self._field += 1
        elif local == "cmd" and attribute(attrs, "type") == "verb":
            raise self.program.active(ANOTHER_FILE)
        elif local == "audioCd":  # the others lead to a part or an address: their relation is refused
            raise self.program.active(FILM)

    def endElement(self, name: str) -> None:  # noqa: N802
        if not self._skipping and name.rpartition(":")[2] == "fld":
            self._field -= 1
        super().endElement(name)

    def shows(self) -> bool:
        return self.inside in ("t", "text") and not self._field

    def value(self, local: str, key: str, value: str) -> str:
        if key == "action":
            return self._action(value)
        if local in ("cmAuthor", "author") and key in _AUTHORS and value:
            self.removed.append(COMMENT_AUTHORS)
            return _AUTHORS[key]
        return super().value(local, key, value)

    def _action(self, value: str) -> str:
        """Jumps between slides stay; what would start something is refused, what opens a file is dropped."""
        verb = value.strip().lower().removeprefix("ppaction://").partition("?")[0]
        if verb == "macro":
            raise self.program.macro()
        if verb in _ACTIONS:
            raise self.program.active(_ACTIONS[verb])
        if verb in ("hlinkfile", "hlinkpres"):
            self.removed.append(FILE_LINKS)
            return "ppaction://noaction"
        return value


def text_of(rewriters: dict[str, Rewriter], relations: Relations) -> str:
    """Slide by slide as they are shown, each with its drawings' words, its notes and its comments."""
    main = rewriters[MAIN]
    assert isinstance(main, SlideRewriter)  # noqa: S101 - made by the caller
    leads = relations.found.get(MAIN, {})
    slides = [leads[found][1] for found in main.order if found in leads]
    return "\n\n".join(
        _slide(number, name, rewriters, relations)
        for number, name in enumerate(slides, 1)
        if name in rewriters
    )


def _slide(number: int, name: str, rewriters: dict[str, Rewriter], relations: Relations) -> str:
    slide = rewriters[name]
    hidden = "" if not isinstance(slide, SlideRewriter) or slide.is_shown else " (hidden)"
    lines = [f"Slide {number}{hidden}", slide.text()]
    for kind, label in (("diagramData", ""), ("notesSlide", "Notes: "), ("comments", "Comments: ")):
        parts = [rewriters[part].text() for part in relations.led_to(name, kind) if part in rewriters]
        lines += [label + words for words in parts if words]
    return "\n".join(line for line in lines if line)
