"""How anybody checks a certificate in the browser: by its code, typed or pasted, or by the PDF itself."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path  # noqa: TC003 - a Struct looks for it
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pikepdf
import pytest
from msgspec import Struct
from playwright.sync_api import expect
from small_course import write_plain_template

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Classroom
    from playwright.sync_api import BrowserContext, Page, Route

UNKNOWN = "1111-2222-3333-4444"
_DROP = """([name, data]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(data), letter => letter.charCodeAt(0))], name));
    for (const type of ["dragover", "drop"]) {
        document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
}"""


class Checked(Struct, frozen=True):
    """A site on which one certificate has been superseded."""

    folder: Path
    code: str
    pdf: bytes
    other: str
    """Code of somebody else's certificate."""
    old_code: str
    old_pdf: bytes


@pytest.fixture(scope="module")
def checked(new_classroom: type[Classroom], tmp_path_factory: pytest.TempPathFactory) -> Checked:
    """Return a site: Ada's certificate was issued twice, Bea's once."""
    room = new_classroom(tmp_path_factory.mktemp("checked") / "course")
    room.write_course()
    write_plain_template(room.root)
    site, found = room.root / "build" / "site", []
    for mark in (9, 10):
        room.write_marks({"Ada Byron": [9] * 9 + [mark], "Bea Lee": [9] * 10})
        room.run_apart("build")
        found.append({path.parent.name: path.read_bytes() for path in site.glob("c/*/certificate.pdf")})
    before, after = found
    (code,), (old_code,), (other,) = after.keys() - before, before.keys() - after, before.keys() & after
    return Checked(site, code, after[code], other, old_code, before[old_code])


@pytest.fixture
def form(checked: Checked, page: Page, published: Callable[[Path], str]) -> Page:
    """Return the page with the form."""
    page.goto(f"{published(checked.folder)}verify/index.html")
    return page


def drop(page: Page, data: bytes, name: str = "certificate.pdf") -> None:
    """Drop a file on a page."""
    page.evaluate(_DROP, [name, base64.b64encode(data).decode()])


def told(page: Page, where: str) -> str:
    """Return what a page says there, as soon as it says something."""
    place = page.locator(where)
    expect(place).not_to_be_empty()
    return place.inner_text().replace("\u2068", "").replace("\u2069", "")


def saved_anew(pdf: bytes) -> bytes:
    """Return a PDF as another program saves it."""
    file = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(file)
    return file.getvalue()


def changed(pdf: bytes) -> bytes:
    """Return a PDF with one bit of one byte changed."""
    middle = len(pdf) // 2
    return pdf[:middle] + bytes([pdf[middle] ^ 1]) + pdf[middle + 1 :]


def test_code_in_any_form(checked: Checked, form: Page) -> None:
    """A code leads to its page in small letters, with o for 0 and l for 1, however it is set apart, in any text around it."""
    code, address = checked.code, form.url
    spaced = code.replace("-", " ").lower()
    for written in (
        f"{code.lower()}.",
        spaced,
        code.replace("-", ""),
        code.replace("0", "o").replace("1", "l"),
        "".join(chr(ord(letter) + 0xFEE0) for letter in code),
        f"Code: {code}.",
        f"The code on this is {spaced}, says Ada",
        f"https://example.org/adv/c/{code}/index.html",
    ):
        form.goto(address)
        form.fill("#code", written)
        form.click("button")
        form.wait_for_url(f"**/c/{code}/index.html")
    assert form.inner_text("h1").startswith("Valid. Issued to Ada Byron")
    assert not form.is_visible("#compared")


def test_code_in_pasted_lines(checked: Checked, form: Page) -> None:
    """A text of several lines keeps its words apart when it is pasted."""
    form.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text", text);
            const options = { clipboardData: data, cancelable: true, bubbles: true };
            document.getElementById("code").dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        f"Certificate\n{checked.code}\nof Ada",
    )
    form.press("#code", "Enter")
    form.wait_for_url(f"**/c/{checked.code}/index.html")


def test_code_that_leads_nowhere(form: Page) -> None:
    """What is wrong is told on the form, without leaving it."""
    address = form.url
    for typed, answer in (
        (UNKNOWN, f"No certificate has the code {UNKNOWN}."),
        ("1A88-907", "This one has 7."),
        ("1A88-907E-U700-CYR4", "No code has the letter U in it."),
        ("I was given a certificate by a school, can you tell me more?", "There is no code in this text."),
    ):
        form.evaluate("document.getElementById('answer').textContent = ''")
        form.fill("#code", typed)
        form.click("button")
        assert answer in told(form, "#answer")
    assert form.url == address


def test_superseded_code(checked: Checked, form: Page) -> None:
    """A code that was replaced leads to the page that says so."""
    form.fill("#code", checked.old_code)
    form.click("button")
    form.wait_for_url(f"**/c/{checked.old_code}/index.html")
    assert form.inner_text("h1").startswith("Superseded on")


def test_genuine_file(checked: Checked, form: Page) -> None:
    """The PDF as it was issued, dropped on the form, leads to its page, which says that it is unchanged."""
    drop(form, checked.pdf)
    form.wait_for_url(f"**/c/{checked.code}/index.html")
    assert told(form, "#compared") == "The file is unchanged: to the last byte it is the one that was issued."
    form.reload()
    assert not form.is_visible("#compared")


@pytest.mark.parametrize("alter", [changed, saved_anew])
def test_altered_file(checked: Checked, form: Page, alter: Callable[[bytes], bytes]) -> None:
    """A PDF with one bit changed, or saved by another program, finds its page, which says that it is not what was issued."""
    drop(form, alter(checked.pdf))
    form.wait_for_url(f"**/c/{checked.code}/index.html")
    assert told(form, "#compared").startswith("The file is not the one that was issued")


def test_superseded_file(checked: Checked, form: Page) -> None:
    """The PDF of a certificate that was replaced is unchanged, and no longer valid."""
    drop(form, checked.old_pdf)
    form.wait_for_url(f"**/c/{checked.old_code}/index.html")
    answer = told(form, "#compared")
    assert "the one that was issued, unchanged, but the certificate is no longer valid. Superseded on" in answer


def test_other_files(checked: Checked, form: Page) -> None:
    """What is no PDF, a PDF without a code, and one with an unknown code are told in words on the form."""
    drop(form, b"Dear Sir or Madam", "letter <b>.txt")
    assert told(form, "#answer") == "letter <b>.txt is not a PDF."
    drop(form, checked.pdf.replace(checked.code.encode(), b"x" * 19))
    expect(form.locator("#answer")).to_contain_text("No code can be found in \u2068certificate.pdf")
    drop(form, checked.pdf.replace(checked.code.encode(), UNKNOWN.encode()))
    expect(form.locator("#answer")).to_contain_text(f"No certificate has the code \u2068{UNKNOWN}")
    assert form.url.endswith("verify/index.html")


def test_file_chosen_by_keyboard(checked: Checked, form: Page, tmp_path: Path) -> None:
    """Who does not drop a file chooses it in a field that the tab key reaches."""
    form.focus("button")
    form.keyboard.press("Tab")
    assert form.evaluate("document.activeElement.id") == "file"
    (tmp_path / "certificate.pdf").write_bytes(checked.pdf)
    form.set_input_files("#file", tmp_path / "certificate.pdf")
    form.wait_for_url(f"**/c/{checked.code}/index.html")
    assert "unchanged" in told(form, "#compared")


def test_file_on_the_certificates_own_page(checked: Checked, page: Page, published: Callable[[Path], str]) -> None:
    """A certificate's page compares what is dropped on it, and says where it is another certificate's or no PDF."""
    page.goto(f"{published(checked.folder)}c/{checked.code}/index.html")
    for data, answer in (
        (checked.pdf, "The file is unchanged"),
        (changed(checked.pdf), "The file is not the one"),
        (checked.old_pdf, f"The file belongs to another certificate: its code is {checked.old_code}."),
        (b"text", "certificate.pdf is not a PDF."),
    ):
        page.evaluate("document.getElementById('compared').textContent = ''")
        drop(page, data)
        assert told(page, "#compared").startswith(answer)


def test_address_praises_no_file(checked: Checked, page: Page, published: Callable[[Path], str]) -> None:
    """A link from elsewhere cannot make a page say that a file was compared; nor can a file dropped for another page."""
    root = published(checked.folder)
    page.goto(f"{root}c/{checked.code}/index.html#sha256={page.url}")
    assert not page.is_visible("#compared")
    page.evaluate("code => sessionStorage.setItem('certbuild-compared', code + ' 00')", checked.other)
    page.reload()
    assert not page.is_visible("#compared")


def test_without_scripts(checked: Checked, new_context: Callable[..., BrowserContext], published: Callable[[Path], str]) -> None:
    """Without scripts nothing is offered that would not work, and a sentence says how to find the page by hand."""
    page = new_context(java_script_enabled=False).new_page()
    root = published(checked.folder)
    page.goto(f"{root}verify/index.html")
    assert not page.is_visible("input >> nth=0")
    assert page.is_visible("text=To check a code without scripts")
    page.goto(f"{root}c/{checked.code}/index.html")
    assert not page.is_visible("input")
    assert page.is_visible("#sha256")


def test_insecure_host(checked: Checked, page: Page, disturbances: list[str]) -> None:
    """From a host without https, where browsers compute no SHA-256, codes lead on, and pages say why no file is compared."""
    host = "http://certificates.test/"

    def answer(route: Route, *_: Any) -> None:  # noqa: ANN401 - what Playwright adds
        file = checked.folder / urlsplit(route.request.url).path[1:]
        found = file.is_file()
        route.fulfill(path=file if found else checked.folder / "404.html", status=200 if found else 404)

    page.route(f"{host}**", answer)
    page.goto(f"{host}verify/index.html")
    assert not page.evaluate("isSecureContext")
    drop(page, checked.pdf)
    page.wait_for_url(f"**/c/{checked.code}/index.html")
    assert told(page, "#compared").startswith("The file cannot be compared here")
    page.goto(f"{host}verify/index.html")
    page.fill("#code", UNKNOWN)
    page.click("button")
    page.wait_for_url(f"**/c/{UNKNOWN}/index.html")
    assert page.inner_text("h1") == "There is no such page here"
    assert [message for message in disturbances if not message.startswith((host, "Failed to load resource"))] == []
    disturbances.clear()


def test_codes_cannot_be_read_off(checked: Checked) -> None:
    """What the form knows of codes holds none of them, and is eight letters for each."""
    script = (checked.folder / "verify" / "codes.js").read_text()
    assert not [code for code in (checked.code, checked.other, checked.old_code) if code in script]
    assert len(script) == len('var certificateCodes = { digits: 8, digests: "" };\n') + 3 * 8
