"""Every page of the built book, opened in a real browser: wide and narrow, light and dark."""

import functools
import http.server
import os
import shutil
import threading
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import NOTEBOOKS, ROOT, SITE
from playwright.sync_api import Browser, BrowserContext, sync_playwright

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
PROGRAM = next(filter(None, map(shutil.which, BROWSERS)), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
PAGES = sorted(
    path.relative_to(SITE).as_posix()
    for path in SITE.rglob("*.html")
    if "_static" not in path.parts
)
CHAPTERS = [f"{path.relative_to(ROOT / 'book').with_suffix('')}.html" for path in NOTEBOOKS]
SCHEMES, WIDTHS = ("light", "dark"), (1280, 375)
PLAIN_PAGE, PAGE_WITH_MATHEMATICS = 1_000_000, 2_400_000  # bytes

pytestmark = pytest.mark.skipif(
    PROGRAM is None and not os.environ.get("CI"),
    reason="no browser: install Chromium to check the pages",
)
every_page = pytest.mark.parametrize("page", PAGES)
every_view = pytest.mark.parametrize(
    ("scheme", "width"), [(scheme, width) for scheme in SCHEMES for width in WIDTHS]
)

SETTLE = """async () => {
    await window.MathJax?.startup?.promise;
    await document.fonts.ready;
}"""
DESCRIBE = """() => ({
    width: document.documentElement.scrollWidth,
    formulas: document.querySelectorAll(".math").length,
    drawn: document.querySelectorAll(".math mjx-container").length,
    mistakes: document.querySelectorAll("mjx-merror").length,
    pictures: [...document.querySelectorAll("main img")].map(p => [p.alt, p.naturalWidth]),
    links: [...document.querySelectorAll("a[href]")].map(a => a.getAttribute("href")),
    names: [...document.querySelectorAll("[id]")].map(element => element.id),
    background: getComputedStyle(document.body).backgroundColor,
})"""


class Visit(NamedTuple):
    """What one look at a page showed."""

    requests: list[str]
    complaints: list[str]
    size: int
    violations: list[str]
    shown: dict


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A server of files that keeps no log."""

    def log_message(self, *_):
        """Write nothing."""


@pytest.fixture(scope="module")
def host():
    """Serve the built book; return its address."""
    handler = functools.partial(Quiet, directory=SITE)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="module")
def browser():
    """Return a browser."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=PROGRAM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def visit(browser, host):
    """Return a function that looks at a page; a second look remembers the first."""

    @functools.cache
    def look(page: str, scheme: str, width: int) -> Visit:
        return open_page(browser, host + page, scheme, width, axe=True)

    return lambda page, scheme="light", width=1280: look(page, scheme, width)


@functools.cache
def window_of(browser: Browser, scheme: str, width: int) -> BrowserContext:
    """Return a window; the pages opened in it share what it has fetched."""
    return browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)


def open_page(browser: Browser, address: str, scheme: str, width: int, axe: bool) -> Visit:
    """Open a page and note all that it asked for, said and shows."""
    window = window_of(browser, scheme, width)
    page = window.new_page()
    requests, complaints, responses = [], [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("response", lambda response: responses.append(response))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.goto(address)
    page.evaluate(SETTLE)
    size = sum(len(response.body()) for response in responses)
    shown = page.evaluate(DESCRIBE)
    violations = []
    if axe:  # without preload: it would ask for style sheets where there are none
        violations = grave(Axe().run(page, options={"preload": False}).response["violations"])
    page.close()
    return Visit(requests, complaints, size, violations, shown)


def grave(violations: list[dict]) -> list[str]:
    """Return the violations that axe calls serious or critical, one line a place."""
    return [
        f"{violation['id']}: {node['html'][:120]}"
        for violation in violations
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"]
    ]


def test_there_is_a_page_for_every_chapter():
    assert set(CHAPTERS) <= set(PAGES)


@every_view
@every_page
def test_axe_finds_nothing_serious(visit, page, scheme, width):
    assert visit(page, scheme, width).violations == []


@every_view
@every_page
def test_the_page_is_no_wider_than_the_window(visit, page, scheme, width):
    assert visit(page, scheme, width).shown["width"] <= width


@every_view
@every_page
def test_nothing_is_asked_of_another_host(visit, host, page, scheme, width):
    requests = visit(page, scheme, width).requests
    assert [r for r in requests if not r.startswith((host, "data:", "blob:"))] == []


@every_view
@every_page
def test_the_console_shows_no_error(visit, page, scheme, width):
    assert visit(page, scheme, width).complaints == []


@every_page
def test_every_formula_is_drawn(visit, page):
    shown = visit(page).shown
    assert (shown["drawn"], shown["mistakes"]) == (shown["formulas"], 0)


@pytest.mark.parametrize("page", CHAPTERS)
def test_every_chapter_has_formulas(visit, page):
    assert visit(page).shown["formulas"] > 0


@every_page
def test_the_page_is_light(visit, page):
    seen = visit(page)
    assert seen.size <= (PAGE_WITH_MATHEMATICS if seen.shown["formulas"] else PLAIN_PAGE)


@every_page
def test_pictures_are_there_and_say_what_they_show(visit, page):
    assert all(alt and width for alt, width in visit(page).shown["pictures"])


@every_page
def test_links_inside_the_book_lead_somewhere(visit, page):
    broken = []
    for link in visit(page).shown["links"]:
        target = urlsplit(urljoin(f"http://book/{page}", link))
        if target.netloc != "book":
            continue
        path = target.path.lstrip("/")
        names = visit(path).shown["names"] if path in PAGES else []
        fits = not target.fragment or unquote(target.fragment) in names
        if not (SITE / path).is_file() or (path in PAGES and not fits):
            broken.append(link)
    assert broken == []


@every_page
def test_dark_is_dark_and_light_is_light(visit, page):
    light, dark = (visit(page, scheme).shown["background"] for scheme in SCHEMES)
    assert light == "rgb(255, 255, 255)" and dark != light


@every_page
def test_the_page_is_readable_without_a_server(browser, page):
    seen = open_page(browser, (SITE / page).as_uri(), "light", 1280, axe=False)
    assert [r for r in seen.requests if not r.startswith(("file:", "data:", "blob:"))] == []
    assert seen.shown["drawn"] == seen.shown["formulas"]
    assert seen.complaints == []


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_chapter_offers_its_notebook(visit, page):
    links = {urljoin(page, link) for link in visit(page).shown["links"]}
    notebook = f"_sources/{Path(page).with_suffix('.ipynb').as_posix()}"
    assert notebook in {link.lstrip("./") for link in links}
    source = (ROOT / "book" / page).with_suffix(".ipynb")
    assert (SITE / notebook).read_bytes() == source.read_bytes()


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_solution_opens_when_it_is_asked_for(browser, host, page):
    window = browser.new_page()
    window.goto(host + page)
    answer = window.locator(".solution .section-content, .solution pre").first
    assert not answer.is_visible()
    window.locator(".solution button, .solution summary").first.click()
    answer.wait_for(state="visible")
    window.close()


def test_the_search_finds_a_chapter(browser, host):
    window = browser.new_page()
    window.goto(host + "search.html?q=dilation")
    window.locator("#search-results a").first.wait_for()
    found = window.locator("#search-results a").evaluate_all("links => links.map(a => a.href)")
    assert any("cnn/layers.html" in link for link in found)
    window.close()
