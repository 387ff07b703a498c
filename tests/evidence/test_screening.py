"""Every file, literally: accepted or refused, why, and as what; and nothing personal in any byte kept."""

import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import pikepdf
import pytest

from ilc.core.screening import Limits, Outcome, run, screen
from tests.evidence import files, films, giveaways, office_files
from tests.evidence.screening_cases import GENERATED, SHARED, Case, shared_uploads

pytestmark = pytest.mark.slow
UPLOADS = shared_uploads()
MEASURED: list[str] = []
USUAL = Limits(film_bytes=500 * 2**20)


@pytest.fixture(scope="module", autouse=True)
def table() -> Iterator[None]:
    """Prints what each file cost (seen with `pytest -s`)."""
    yield
    print("\n| file | outcome | seconds | memory |\n|---|---|---|---|")
    print("\n".join(MEASURED))


def looked_at(source: Path, name: str, into: Path) -> Outcome:
    found = screen(source, name=name, into=into, limits=USUAL)
    said = f"accepted as {found.kind}" if found.accepted else f"refused: {found.code}"
    memory = f"{found.memory / 2**20:.0f} MB" if found.memory else "-"
    MEASURED.append(f"| {source.name} | {said} | {found.seconds:.2f} | {memory} |")
    return found


def check(found: Outcome, case: Case, into: Path) -> None:
    verdict = ("accepted" if found.accepted else "refused", found.code, found.kind)
    assert verdict == (case.verdict, case.code, case.kind), found.message
    assert bool(found.message) is not found.accepted
    if found.accepted:
        assert giveaways.in_outcome(found) == []
    else:
        assert list(into.iterdir()) == []


@pytest.mark.parametrize("case", SHARED, ids=lambda case: case.name)
def test_real_file(case: Case, tmp_path: Path) -> None:
    if UPLOADS is None:
        pytest.skip("the folder ../shared with real uploads is not here")
    source = UPLOADS / case.name
    check(looked_at(source, source.name, tmp_path), case, tmp_path)


def test_every_real_file_stands_in_the_table() -> None:
    if UPLOADS is None:
        pytest.skip("the folder ../shared with real uploads is not here")
    there = {f"{path.parent.name}/{path.name}" for path in UPLOADS.glob("*/*")}
    assert there == {case.name for case in SHARED}


@pytest.mark.parametrize("case", GENERATED, ids=lambda case: case.name)
def test_generated_file(case: Case, tmp_path: Path) -> None:
    source = tmp_path / case.name
    assert case.make is not None
    source.write_bytes(case.make())
    into = tmp_path / "into"
    found = looked_at(source, case.name, into)
    check(found, case, into)
    assert case.says in found.message
    assert set(case.removed) <= set(found.removed)


@pytest.mark.parametrize("share", [0, 0.05, 0.15, 0.3, 0.5, 0.7, 0.8, 0.9])
def test_a_film_cut_in_its_tables_is_called_damaged(share: float, tmp_path: Path) -> None:
    """Whichever table it ends in: what is left may read as a film without sound, or as one without pictures."""
    source = tmp_path / "cut.mp4"
    source.write_bytes(films.cut(films.film(), b"moov", share))
    found = looked_at(source, source.name, tmp_path / "into")
    assert (found.accepted, found.code) == (False, "broken"), found.message


def test_a_photo_stands_upright_and_has_two_previews(tmp_path: Path) -> None:
    """Orientation 6: the camera was turned, so 60 x 40 becomes 40 x 60."""
    found = _made("turned.jpg", tmp_path)
    assert (found.width, found.height, found.pages) == (40, 60, 1)
    assert [(view.size, view.page) for view in found.previews] == [("page", 1), ("thumb", 1)]
    assert found.cleaned is not None
    assert (found.cleaned.extension, found.cleaned.media_type) == (".jpg", "image/jpeg")
    assert found.cleaned.size == found.cleaned.path.stat().st_size


def test_a_word_file_shows_its_text(tmp_path: Path) -> None:
    said = "Number talk, grade 3 & 4\n\nComments: More time here"
    assert _made("plan.docx", tmp_path).text == said


def test_slides_show_their_words_in_the_order_shown_with_notes(tmp_path: Path) -> None:
    assert _made("talk.pptx", tmp_path).text == (
        "Slide 1\nNumber talk, grade 3 & 4\nNotes: Wait ten seconds\nComments: More time here\n\n"
        "Slide 2 (hidden)\nWhich one doesn\u2019t belong?"
    )


def test_an_open_document_shows_its_words(tmp_path: Path) -> None:
    said = "Number talk\ngrade 3 & 4 [Comment: More time here]\n\nUnit 4"
    assert _made("plan.odt", tmp_path).text == said


def test_a_presentation_keeps_what_is_shown(tmp_path: Path) -> None:
    """The parts stay, and no reference leads to one that went."""
    found = _made("chart.pptx", tmp_path)
    assert found.cleaned is not None
    with zipfile.ZipFile(found.cleaned.path) as new, zipfile.ZipFile(tmp_path / "chart.pptx") as old:
        gone = {
            "docProps/core.xml",
            "ppt/tags/tag1.xml",
            "ppt/changesInfos/changesInfo1.xml",
            "ppt/embeddings/book.xlsx",
        }
        assert set(new.namelist()) == set(old.namelist()) - gone
        assert b"externalData" not in new.read("ppt/charts/chart1.xml")
        for name in new.namelist():
            if name.endswith(".rels"):
                assert not any(left.rpartition("/")[2].encode() in new.read(name) for left in gone)


def test_an_open_document_says_first_what_it_is(tmp_path: Path) -> None:
    found = _made("plan.odt", tmp_path)
    assert found.cleaned is not None
    assert found.cleaned.path.read_bytes()[30:77] == b"mimetypeapplication/vnd.oasis.opendocument.text"
    with zipfile.ZipFile(found.cleaned.path) as new:
        assert set(new.namelist()) == {
            "mimetype", "content.xml", "styles.xml", "settings.xml", "META-INF/manifest.xml", "Pictures/one.jpg",
        }  # fmt: skip
        assert b"meta.xml" not in new.read("META-INF/manifest.xml")
        assert b"ZoomFactor" in new.read("settings.xml")


def test_a_pdf_shows_its_pages(tmp_path: Path) -> None:
    found = _made("twelve.pdf", tmp_path)
    assert found.pages == 12
    assert len(found.previews) == 20
    assert max((view.width, view.height) for view in found.previews) == (1600, 1067)


def test_the_same_file_twice_at_once_keeps_apart(tmp_path: Path) -> None:
    first, second = _made("plan.pdf", tmp_path), _made("plan.pdf", tmp_path)
    assert first.folder != second.folder
    assert first.cleaned is not None
    assert second.cleaned is not None
    assert first.cleaned.sha256 == second.cleaned.sha256


@pytest.mark.parametrize(
    ("name", "limits", "code"),
    [
        ("photo.jpg", Limits(max_bytes=100), "too-large"),
        ("photo.jpg", Limits(max_pixels=100), "too-many-pixels"),
        ("twelve.pdf", Limits(max_pages=11), "too-many-pages"),
        ("63_megapixels.jpg", Limits(memory=150 * 2**20), "too-hard"),
        ("endless.pdf", Limits(cpu_seconds=1), "too-hard"),
        ("endless.pdf", Limits(wall_seconds=1), "too-hard"),
    ],
)
def test_limits_end_the_child_and_not_us(name: str, limits: Limits, code: str, tmp_path: Path) -> None:
    found = _made(name, tmp_path, limits)
    assert (found.accepted, found.code) == (False, code)
    assert list((tmp_path / "into").iterdir()) == []


def test_killed_from_outside_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator's kill -9 says nothing about the file; the second child finds it good."""
    monkeypatch.setattr(run, "_wait", _killed_once(run._wait))
    assert _made("photo.jpg", tmp_path).accepted


def test_a_child_that_cannot_work_is_not_the_files_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "CHILD", "ilc.core.screening.missing")
    with pytest.raises(run.ScreeningFailed):
        _made("photo.jpg", tmp_path)


def test_nothing_of_our_environment_reaches_the_child(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SECRET_KEY", "hush")
    assert "hush" not in str(run.environment(tmp_path))


def test_neither_web_nor_worker_loads_what_opens_files() -> None:
    """FFmpeg, PDFium, qpdf and libheif run in the child alone: a crash there ends no page."""
    heavy = {"av", "pikepdf", "pypdfium2", "pillow_heif"}
    program = (
        f"import django; django.setup(); import ilc.urls, ilc.celery, sys; print({heavy} & set(sys.modules))"
    )
    said = subprocess.run(
        [sys.executable, "-c", program],
        cwd=run.ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "ilc.settings"},
        check=True,
        timeout=120,
        capture_output=True,
        text=True,
    )
    assert said.stdout.strip() == "set()"


def test_the_worker_does_not_load_the_parsers_nor_the_child_django() -> None:
    package, heavy = "ilc.core.screening", {"PIL", "pikepdf", "pypdfium2", "puremagic", "av"}
    _python(f"import sys, {package}; assert not {heavy} & set(sys.modules)")
    _python(
        f"import sys; from {package} import child, films, images, odt, office, pdfs;"
        "assert 'django' not in sys.modules"
    )


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux's")
def test_kill_nine_of_the_worker_leaves_no_child(tmp_path: Path) -> None:
    source = tmp_path / "endless.pdf"
    source.write_bytes(_case("endless.pdf"))
    program = (
        "from pathlib import Path; from ilc.core.screening import screen;"
        f"screen(Path({str(source)!r}), name='endless.pdf', into=Path({str(tmp_path)!r}))"
    )
    worker = subprocess.Popen([sys.executable, "-c", program], cwd=run.ROOT)
    child = _wait_for(lambda: Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().strip())
    time.sleep(0.5)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    assert _wait_for(lambda: "" if _alive(child) else "gone") == "gone"


_BY = 'w:id="9" w:author="A" w:date="2024-03-05T10:00:00Z"'
STRUCK_OUT = {
    "plan.docx": (
        "word/document.xml",
        (
            f"<w:p><w:r><w:t>We saw </w:t></w:r><w:del {_BY}><w:r><w:delText>Zebulon</w:delText></w:r></w:del>"
            f"<w:moveFrom {_BY}><w:r><w:t>Quixote</w:t></w:r></w:moveFrom><w:r><w:t>dots</w:t></w:r></w:p>"
        ),
        ("Zebulon", "Quixote"),
    ),
    "plan.odt": (
        "content.xml",
        (
            '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion><office:change-info/>'
            "<text:p>Zebulon</text:p></text:deletion></text:changed-region></text:tracked-changes>"
            '<text:p>We saw <text:change text:change-id="c1"/>dots</text:p>'
        ),
        ("Zebulon", "change-id"),
    ),
}


@pytest.mark.parametrize("name", STRUCK_OUT)
def test_what_is_struck_out_goes(name: str, tmp_path: Path) -> None:
    """Whoever takes a name out with "Track changes" on means it to be gone; Word would show it to everybody."""
    part, body, gone = STRUCK_OUT[name]
    source = tmp_path / name
    source.write_bytes(files.docx(body) if name == "plan.docx" else office_files.odt(body))
    found = screen(source, name=name, into=tmp_path / "into", limits=USUAL)
    assert "We saw dots" in found.text
    assert "words struck out in tracked changes" in found.removed
    assert found.cleaned is not None
    with zipfile.ZipFile(found.cleaned.path) as made:
        served = made.read(part).decode()
    for words in gone:
        assert words not in served


def test_words_of_notes_and_hidden_layers_do_not_stay_in_a_pdf(tmp_path: Path) -> None:
    """Neither is seen on the page that its owner looks through for names."""

    def change(made: pikepdf.Pdf) -> None:
        note = {
            "T": pikepdf.String("A"),
            "Contents": pikepdf.String("Zebulon"),
            "Subj": pikepdf.String("Zebulon"),
        }
        files.on_page(Subtype=pikepdf.Name.Text, **note)(made)
        files.in_root(OCProperties=pikepdf.Dictionary(OCGs=pikepdf.Array([]), D=pikepdf.Dictionary()))(made)

    source = tmp_path / "notes.pdf"
    source.write_bytes(files.pdf(change))
    found = screen(source, name="notes.pdf", into=tmp_path / "into", limits=USUAL)
    assert "words of comments" in found.removed
    assert found.cleaned is not None
    with pikepdf.open(found.cleaned.path) as made:
        assert "/OCProperties" not in made.Root
        note = made.pages[0].Annots[0]
        assert {"/T", "/Contents", "/Subj"}.isdisjoint(note.keys())


def test_a_word_file_keeps_its_words_and_prefixes(tmp_path: Path) -> None:
    """Word refers to namespace prefixes by name (mc:Ignorable): renaming them would break the file."""
    found = _made("page_number.docx", tmp_path)
    assert found.cleaned is not None
    with zipfile.ZipFile(found.cleaned.path) as new, zipfile.ZipFile(tmp_path / "page_number.docx") as old:
        before = old.read("word/document.xml").decode().replace("Invented Author", "Author")
        assert canonicalize(new.read("word/document.xml").decode()) == canonicalize(before)
        gone = {"docProps/core.xml", "word/people.xml"}
        assert set(new.namelist()) == set(old.namelist()) - gone
        assert "core" not in (new.read("_rels/.rels") + new.read("[Content_Types].xml")).decode()


def test_second_tool_finds_what_we_say_we_remove(tmp_path: Path) -> None:
    """The search for giveaways is worth something only if it finds them in the originals."""
    for name in ("photo.jpg", "photo.png", "photo.webp", "plan.pdf", "plan.docx", "talk.pptx", "plan.odt"):
        path = tmp_path / name
        path.write_bytes(_case(name))
        assert giveaways.in_file(path), name


def _case(name: str) -> bytes:
    make = next(case.make for case in GENERATED if case.name == name)
    assert make is not None
    return make()


def _made(name: str, folder: Path, limits: Limits | None = None) -> Outcome:
    source = folder / name
    source.write_bytes(_case(name))
    return screen(source, name=name, into=folder / "into", limits=limits or USUAL)


def _killed_once(wait: Callable[..., int]) -> Callable[..., int]:
    turns: list[int] = []

    def once(child: subprocess.Popen[bytes], job: bytes, limits: Limits) -> int:
        turns.append(1)
        if len(turns) == 1:
            child.kill()
            child.communicate()
            return -signal.SIGKILL
        return wait(child, job, limits)

    return once


def _python(program: str) -> None:
    subprocess.run([sys.executable, "-c", program], cwd=run.ROOT, check=True, timeout=60)


def _alive(pid: str) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


def _wait_for(look: Callable[[], str]) -> str:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        found = look()
        if found:
            return found
        time.sleep(0.05)
    return ""


def test_exiftool_is_used_where_it_is_installed() -> None:
    if shutil.which("exiftool") is None:
        pytest.skip("exiftool is not installed: exifread and pikepdf looked alone")
    assert giveaways.EXIFTOOL


def test_the_page_of_outcomes_agrees() -> None:
    """docs/uploads.md lists every file with its outcome, as the tables do."""
    lines = (run.ROOT / "docs" / "uploads.md").read_text().splitlines()
    written = [tuple(cell.strip() for cell in line.split("|")[1:3]) for line in lines if line.count("|") == 5]
    said = {
        (Path(case.name).name, f"refused: {case.code}" if case.code else f"accepted as {case.kind}")
        for case in SHARED + GENERATED
    }
    assert said <= set(written)
    assert len(written) == len(said) + 4  # two table heads, two rules


def test_the_page_of_limits_agrees() -> None:
    page = (run.ROOT / "docs" / "uploads.md").read_text()
    usual = Limits()
    for number in (
        usual.max_bytes // 2**20,
        usual.max_pages,
        usual.zip_entries,
        usual.max_edge,
        usual.page_edge,
    ):
        assert f"{number:,}" in page


@pytest.mark.parametrize("head", [b"\xff\xd8\xff\xe0", b"\0\0\0\x18ftypisom"])
def test_two_gigabytes_are_refused_unread(head: bytes, tmp_path: Path) -> None:
    """A file with a hole in it, so that it costs this test nothing either."""
    source = tmp_path / "big.jpg"
    with source.open("wb") as file:
        file.write(head)
        file.truncate(2 * 2**30)
    found = screen(source, name=source.name, into=tmp_path / "into", limits=USUAL)
    assert (found.accepted, found.code, found.memory) == (False, "too-large", 0)
    assert "2,147.5 MB" in found.message
    assert found.seconds < 1
