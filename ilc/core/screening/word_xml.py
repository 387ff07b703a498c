"""What is particular to Word: fields that act, and where it keeps names. ECMA-376 part 1, 17.16."""

import re
from collections.abc import Set
from xml.sax.xmlreader import AttributesImpl

from ilc.core.screening.office_xml import (
    ANOTHER_FILE,
    COMMENT_AUTHORS,
    CONTROL,
    FETCHED,
    STARTS,
    Program,
    Rewriter,
    attribute,
)

WORD = Program("docx", "Word document")
_DDE = f"{STARTS} (DDE)"
_FIELDS = {
    "DDE": _DDE,
    "DDEAUTO": _DDE,
    "LINK": FETCHED,
    "INCLUDETEXT": FETCHED,
    "INCLUDE": FETCHED,
    "IMPORT": FETCHED,
    "RD": FETCHED,
    "DATABASE": "a query to a database",
    "EMBED": ANOTHER_FILE,
    "CONTROL": CONTROL,
    "HTMLCONTROL": CONTROL,
}
_NO_MACRO = {"nomacro", "acceptallchangesshown"}
"""What templates put behind "click here to type": names of no macro."""
_PERSONAL = {"author", "initials", "userId", "providerId", "lastModifiedBy"}


class WordRewriter(Rewriter):
    """What is struck out goes, as if each change were accepted: whoever takes a name out so means it to be gone."""

    struck_out = frozenset({"delText", "moveFrom"})
    hidden = frozenset(
        {
            "del",
            "delText",
            "delInstrText",
            "moveFrom",
            "moveFromRangeStart",
            "moveFromRangeEnd",
            "attachedTemplate",
            "mailMerge",
            "docVars",
            "rsids",
            "docId",
            "printerSettings",
            "externalData",
            "imgProps",
        }
    )

    def __init__(self, program: Program, gone: Set[str], *, keep_text: int = 0) -> None:
        super().__init__(program, gone, keep_text=keep_text)
        self._fields: list[str] = []

    def see(self, local: str, attrs: AttributesImpl) -> None:
        """Collects each field's instruction, which Word splits over many runs as it likes."""
        if local == "fldSimple":
            self._check_field(attribute(attrs, "instr"))
        if local != "fldChar":
            return
        kind = attribute(attrs, "fldCharType")
        if kind == "begin":
            if self._fields and not re.match(r"\s*\S+\s", self._fields[-1]):
                raise self.program.active("a field whose command is hidden in another field")
            self._fields.append("")
        elif kind == "end" and self._fields:
            self._check_field(self._fields.pop())

    def value(self, local: str, key: str, value: str) -> str:
        prefix, _, name = key.rpartition(":")
        if prefix and name in _PERSONAL and value:
            self.removed.append(COMMENT_AUTHORS)
            return "A" if name == "initials" else "Author"
        if name == "macroName":
            raise self.program.macro()
        return super().value(local, key, value)

    def characters(self, content: str) -> None:
        if not self._skipping and self.inside == "instrText":
            if self._fields:
                self._fields[-1] += content
            else:
                self._fields.append(content)
        super().characters(content)

    def at_end(self) -> None:
        for field in self._fields:
            self._check_field(field)

    def _check_field(self, instruction: str) -> None:
        words = instruction.replace('"', " ").split()
        command = words[0].upper() if words else ""
        if command in _FIELDS:
            raise self.program.active(_FIELDS[command])
        if command == "MACROBUTTON" and words[1:] and words[1].lower() not in _NO_MACRO:
            raise self.program.macro()
        if command == "INCLUDEPICTURE" and re.match(r"\\\\|//|file:", " ".join(words[1:]), re.IGNORECASE):
            raise self.program.active("a picture that is fetched from another computer")


def text_of(rewriters: dict[str, Rewriter]) -> str:
    """The document, then what stands beside it: names may hide in a header or a comment."""
    main = next(part for name, part in rewriters.items() if re.fullmatch(r"word/document\d*\.xml", name))
    pieces = [main.text()]
    for label, pattern in (
        ("Header", r"word/header\d*\.xml"),
        ("Footer", r"word/footer\d*\.xml"),
        ("Footnotes", r"word/(foot|end)notes\d*\.xml"),
        ("Comments", r"word/comments\d*\.xml"),
    ):
        found = [part.text() for name, part in sorted(rewriters.items()) if re.fullmatch(pattern, name)]
        pieces += [f"{label}: {words}" for words in dict.fromkeys(found) if words]
    return "\n\n".join(pieces).strip()
