"""The review page in a real Chromium: by keys alone, backwards, in two tabs, without scripts, and for everybody.

Needs the extra `browser` and Debian's chromium; runs with `pytest -m browser`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.page import CONTRADICTED, DOUBTFUL, LOST, served
from tests.terminal import CLEAN, FAULTY, ROOT, gouji, report, rows, text_of, written

pytestmark = pytest.mark.browser

ORIGINALS = ROOT.parent / "shared" / "seeds"  # reports that may not be published with the project
WIDTHS = {1280: 800, 800: 1000}
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert found, "install chromium, or leave out `-m browser`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The gold set, and the five originals where they are at hand."""
    db = tmp_path_factory.mktemp("read") / "read.db"
    given = [ROOT / "eval" / "gold", *([ORIGINALS] if ORIGINALS.is_dir() else [])]
    assert gouji("extract", *given, "--db", db).exit_code == 0
    return db


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few reports with questions of all kinds."""
    db = tmp_path_factory.mktemp("few") / "few.db"
    assert gouji("extract", *(report(slug) for slug in (CLEAN, FAULTY, CONTRADICTED, DOUBTFUL, LOST)), "--db", db).exit_code == 0
    return db


@pytest.fixture
def review(chromium: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Opens the page of a copy of a database in a browser of its own. Nothing may go wrong in its scripts."""
    monkeypatch.chdir(tmp_path)
    with ExitStack() as stack:

        def enter(db: Path, width: int = 1280, **more: Any) -> Any:
            copy = tmp_path / "x.db"
            shutil.copy(db, copy)
            page = stack.enter_context(served(copy))
            context = chromium.new_context(viewport={"width": width, "height": WIDTHS[width]}, **more)
            stack.callback(context.close)
            tab = context.new_page()
            tab.on("pageerror", lambda error: pytest.fail(str(error)))
            tab.goto(page.address)
            return tab

        yield enter


def settled(tab: Any, key: str) -> None:
    """Presses a key and waits until another page is there."""
    before = tab.url
    tab.keyboard.press(key)
    arrived(tab, before)


def arrived(tab: Any, before: str) -> None:
    """Waits until another page is there."""
    tab.wait_for_function("before => location.href !== before && !document.querySelector('#page[aria-busy]')", arg=before)


def decisions() -> list[str]:
    return [action for (action,) in rows("select action from decisions order by id", "x.db")]


def goto(tab: Any, subject: str) -> None:
    """Opens the question about a subject that begins so."""
    ((item,),) = rows(f"select id from questions where state = 'open' and subject like '{subject}%' limit 1", "x.db")
    tab.goto(f"{tab.url.split('/q/')[0]}/q/{item}")


def test_from_opening_to_an_empty_queue_by_keys_alone(review: Open, read: Path) -> None:
    tab = review(read)
    asked = rows("select count(*) from questions where state = 'open'", "x.db")[0][0]
    assert asked > 20
    for _ in range(3 * asked):
        if tab.locator("main.question").count() == 0:
            break
        settled(tab, "a" if tab.locator('[data-key~="a"]').count() else "n")
    assert "Nothing is left to settle" in tab.inner_text("main")
    assert rows("select count(*) from questions where state = 'open'", "x.db") == [(0,)]
    assert 20 < len(decisions()) < 2 * asked  # an answer may bring up another question
    assert rows("select count(*) from decisions where seconds <= 0 or seconds > 60", "x.db") == [(0,)]
    settled(tab, "u")
    assert tab.locator("main.question").count() == 1


def test_a_typed_figure_is_checked_at_once_and_enter_decides(review: Open, few: Path) -> None:
    tab = review(few)
    goto(tab, "requests/received/")
    tab.keyboard.press("c")
    tab.keyboard.type("3")
    tab.get_by_text("fails").wait_for()
    assert "3 ≠ 4" in tab.inner_text("#sums")
    tab.keyboard.press("Tab")
    tab.keyboard.type("1")
    tab.get_by_text("holds").first.wait_for()
    assert "3 + 1 = 4 = 4" in tab.inner_text("#sums")
    assert decisions() == []
    settled(tab, "Enter")
    ((after,),) = rows("select after from decisions", "x.db")
    assert '"requests/received/natural_person":3,"requests/received/company":1,"requests/received/research":null' in after


def test_what_is_typed_into_a_field_decides_nothing(review: Open, few: Path) -> None:
    tab = review(few)
    goto(tab, "requests/granted/total")
    tab.keyboard.press("c")
    tab.keyboard.type("1 a w n s u j k")
    tab.wait_for_timeout(200)
    assert decisions() == []
    tab.keyboard.press("Escape")
    settled(tab, "w")
    assert decisions() == ["source_wrong"]


def test_an_input_method_decides_nothing_while_it_composes(review: Open, few: Path) -> None:
    tab = review(few)
    goto(tab, "requests/granted/total")
    here = tab.url
    tab.evaluate(
        """() => { for (const more of [{isComposing: true}, {keyCode: 229}])
             document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'a', bubbles: true, ...more})) }"""
    )
    tab.keyboard.press("c")
    device = tab.context.new_cdp_session(tab)
    device.send("Input.imeSetComposition", {"text": "liu", "selectionStart": 3, "selectionEnd": 3})
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229, "nativeVirtualKeyCode": 229}
    device.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": "\r", **enter})
    device.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    tab.wait_for_timeout(300)
    assert tab.url == here
    assert decisions() == []
    device.send("Input.insertText", {"text": "61"})
    settled(tab, "Enter")
    assert decisions() == ["correct"]


def test_a_key_that_is_held_or_hit_twice_decides_once(review: Open, few: Path) -> None:
    tab = review(few)
    before = tab.url
    tab.evaluate(
        """() => { for (const repeat of [false, false, true, true])
             document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'n', repeat, bubbles: true})) }"""
    )
    arrived(tab, before)
    assert decisions() == ["not_countable"]
    tab.keyboard.press("Control+n")
    tab.wait_for_timeout(100)
    assert decisions() == ["not_countable"]


def test_back_reload_and_undo(review: Open, few: Path) -> None:
    tab = review(few)
    first = tab.url
    settled(tab, "n")
    second = tab.url
    tab.reload()
    assert tab.url == second
    assert tab.locator("main.question").count() == 1
    tab.go_back()
    tab.get_by_text("This has been answered").wait_for()
    assert tab.url == first
    tab.keyboard.press("u")
    tab.locator("main.question").wait_for()
    assert tab.url == first
    assert decisions() == ["not_countable", "undo"]
    settled(tab, "ArrowRight")
    settled(tab, "ArrowLeft")
    assert tab.url == first
    assert decisions() == ["not_countable", "undo"]


def test_in_two_tabs_a_question_is_answered_once(review: Open, few: Path) -> None:
    tab = review(few)
    other = tab.context.new_page()
    other.goto(tab.url)
    settled(tab, "n")
    other.keyboard.press("n")
    other.get_by_text("answered already").wait_for()
    assert decisions() == ["not_countable"]
    settled(other, "ArrowRight")
    settled(other, "n")
    assert len(decisions()) == 2


def test_other_evidence_is_brought_into_view(review: Open, few: Path) -> None:
    tab = review(few)
    goto(tab, "requests/received/")
    assert tab.locator("mark.here").get_attribute("id") == "e-1"
    tab.keyboard.press("e")
    assert tab.locator("mark.here").get_attribute("id") == "e-2"
    assert tab.locator("[data-evidence][aria-current]").inner_text() == "②"
    tab.keyboard.press("t")
    tab.get_by_role("heading", name="Cleaned text").wait_for()
    assert tab.locator("mark.here").count() == 1


def test_help_opens_and_closes_by_key_and_nothing_is_decided_behind_it(review: Open, few: Path) -> None:
    tab = review(few)
    assert not tab.locator("#help").is_visible()
    tab.keyboard.press("?")
    assert tab.locator("#help").is_visible()
    tab.keyboard.press("n")
    tab.wait_for_timeout(100)
    assert decisions() == []
    tab.keyboard.press("Escape")
    assert not tab.locator("#help").is_visible()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", WIDTHS)
def test_evidence_cell_and_answers_are_in_view_and_nothing_is_cut_off(review: Open, read: Path, width: int, lang: str) -> None:
    tab = review(read, width)
    tab.goto(f"{tab.url}?lang={lang}")
    kinds = rows("select min(id) from questions where state = 'open' group by kind, cause, length(subject) > 40 limit 12", "x.db")
    for (item,) in kinds:
        tab.goto(f"{tab.url.split('/q/')[0]}/q/{item}")
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), item
        for what in ("mark.here", "#asked", ".answers button"):
            place = tab.locator(what).first
            if place.count():
                box = place.bounding_box()
                assert 0 <= box["x"] <= width, (item, what)
                assert 0 <= box["y"] <= WIDTHS[width] - 10, (item, what, box)


def test_nobody_is_shut_out(review: Open, few: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    tab = review(few)
    base = tab.url.split("/q/")[0]
    items = rows("select min(id) from questions where state = 'open' group by kind, cause, instr(subject, '+') > 0", "x.db")
    paths = [f"/q/{item}?lang={lang}" for (item,) in items for lang in ("zh", "en")]
    for width, height in WIDTHS.items():
        tab.set_viewport_size({"width": width, "height": height})
        for path in (*paths, "/overview", "/?year=1990", "/nowhere", "/q/4711"):
            tab.goto(base + path)
            found = Axe().run(tab)
            assert found.violations_count == 0, f"{path} at {width}: {found.generate_report()}"
    tab.goto(base + paths[0])
    tab.keyboard.press("?")
    assert Axe().run(tab).violations_count == 0


def test_without_scripts_forms_and_links_do_the_same(review: Open, few: Path) -> None:
    tab = review(few, java_script_enabled=False)
    first = tab.url
    tab.get_by_role("button", name="N cannot be told").click()
    assert tab.url != first
    assert decisions() == ["not_countable"]
    tab.get_by_role("button", name="undo").click()
    assert tab.url == first
    tab.get_by_role("link", name="→ next").click()
    assert tab.url != first
    goto(tab, "requests/received/")
    tab.get_by_label("column “Natural persons”").fill("4")
    tab.get_by_role("button", name="Enter correct").click()
    assert decisions() == ["not_countable", "undo", "correct"]


def test_a_script_in_a_report_never_runs(review: Open, tmp_path: Path) -> None:
    attack = "</pre><script>window.hit=1</script><img src=x onerror='window.hit=2'><svg onload='window.hit=3'>"
    source = written("in.txt", text_of(FAULTY).replace("土地、林权", f"{attack}土地、林权").replace("自然资源局2023", f"{attack}局2023"))
    assert gouji("extract", source, "--db", tmp_path / "a.db").exit_code == 0
    tab = review(tmp_path / "a.db")
    for path in ("", "?text=clean"):
        tab.goto(tab.url.split("?")[0] + path)
        assert path or attack in tab.inner_text("pre")
        assert tab.evaluate("window.hit") is None
