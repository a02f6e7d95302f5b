"""The review page over real sockets: who is let in, what is shown, what an answer does, and what survives."""

from __future__ import annotations

import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest

from extractor.errors import UsageError
from extractor.settings import Settings, load_settings
from extractor.web.serve import serve
from tests.page import CONTRADICTED, DOUBTFUL, LOST, Page, run, served, stored
from tests.terminal import CLEAN, FAULTY, ROOT, gouji, rows, start, text_of, written

# One page that is only looked at


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    folder = tmp_path_factory.mktemp("page")
    with run(stored(folder / "x.db", CLEAN, FAULTY, CONTRADICTED, DOUBTFUL, LOST)) as (running, _):
        yield running


APPLICANTS = ("natural_person", "company", "research", "public_interest", "legal_service", "other")
PATHS = ["/", "/q/1", "/q/1/try", "/overview", "/static/gouji.css", "/nowhere"]


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_shown_without_the_token(page: Page, path: str) -> None:
    got = page.ask("GET", path, cookies=False)
    assert got.status == 401
    assert "the whole address that `gouji review` printed" in got.text


def test_a_wrong_token_is_no_token(page: Page) -> None:
    assert page.ask("GET", "/?token=wrong", cookies=False).status == 401
    assert page.ask("GET", "/", {"cookie": f"gouji-{page.port}=wrong"}, cookies=False).status == 401


def test_the_token_leaves_the_address_and_stays_in_a_cookie_that_scripts_cannot_read(page: Page) -> None:
    token = urlsplit(page.address).query.removeprefix("token=")
    got = page.ask("GET", f"/overview?token={token}&year=2023", cookies=False)
    assert (got.status, got.headers["location"]) == (303, "/overview?year=2023")
    assert got.headers["set-cookie"].endswith("Path=/; HttpOnly; SameSite=Lax")
    assert page.ask("GET", f"//evil.example/?token={token}", cookies=False).headers["location"] == "/evil.example/"


FOREIGN = {
    "another site": {"origin": "https://evil.example"},
    "another port": {"origin": "http://127.0.0.1:1"},
    "nowhere": {"origin": "null"},
    "a page of another site": {"sec-fetch-site": "cross-site"},
    "a page of another port": {"sec-fetch-site": "same-site"},
}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("path", ["/q/1", "/undo", "/who", "/nowhere"])
def test_a_form_of_another_site_is_refused(page: Page, path: str, headers: dict[str, str]) -> None:
    assert page.ask("POST", path, headers, "verdict=accept").status == 403


def test_it_is_refused_before_the_host_and_the_token_are_looked_at(page: Page) -> None:
    headers = {"origin": "http://evil.example", "host": "evil.example"}
    assert page.ask("POST", "/q/1", headers, "verdict=accept", cookies=False).status == 403


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_whatever_is_no_reading_is_guarded_like_a_form(page: Page, method: str) -> None:
    assert page.ask(method, "/q/1", {"origin": "https://evil.example"}).status == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "127.0.0.1.evil.example:{port}", ""])
def test_a_foreign_host_is_refused(page: Page, host: str) -> None:
    got = page.ask("GET", "/", {"host": host.format(port=page.port)})
    assert got.status == 400
    assert f"http://127.0.0.1:{page.port}" in got.text


def test_the_machine_may_be_called_by_its_own_name(page: Page) -> None:
    assert page.ask("GET", "/overview", {"host": f"localhost:{page.port}"}).status == 200


@pytest.mark.parametrize(
    "path",
    ["/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/%2e%2e/cli.py", "/static/....//app.py", "/static//etc/passwd",
     "/static/..%5capp.py", "/../../../../etc/passwd", "/q/../static/../app.py", "/static/", "/q/one", "/q/99999999999999999999"],
)  # fmt: skip
def test_no_path_leads_out_of_the_page(page: Page, path: str) -> None:
    got = page.ask("GET", path)
    assert got.status in (404, 409)
    assert "import" not in got.text
    assert "root:" not in got.text


def test_only_this_machine_can_reach_the_page(page: Page) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", page.port), timeout=5)


@pytest.mark.parametrize("path", ["/", "/overview", "/nowhere"])
def test_every_page_is_under_a_policy_that_runs_no_script_of_its_own(page: Page, path: str) -> None:
    got = page.get(path)
    policy = got.headers["content-security-policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?! src=\"/static/)", got.text)
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["cache-control"] == "no-store"


def test_nothing_is_loaded_from_elsewhere(page: Page) -> None:
    for path in ("/", "/overview"):
        assert not re.findall(r"\s(?:src|href|action)=\"(?!/|#)[^\"]*\"", page.get(path).text)


def test_a_question_shows_the_text_the_table_and_a_key_for_each_answer(page: Page) -> None:
    got = page.get("/")
    assert 'id="e-1" class="evidence here"' in got.text
    assert 'id="asked"' in got.text
    assert "法人或其他组织" in page.get("/?lang=zh").text
    for key in ("a", "n", "s", "c", "u", "t", "o", "?", "j ArrowRight", "k ArrowLeft"):
        assert re.search(rf'data-key="(?:\d )?{re.escape(key)}"', got.text), key
    page.get("/?lang=en")


def test_the_sentence_of_a_finding_has_both_sides_of_the_sum(page: Page) -> None:
    got = page.get("/?rule=requests.row-total")
    assert "add up to 67 + 16 + 6 + 1 + 6 + 7 + 23 + 2 + 1 + 5 + 3 + 3 + 1 = 141, the row of totals has 135" in got.words
    assert "All would add up if requests table, row “Granted”, column “Total” were 61." in got.words
    assert "fails 44 + 9 + 2 + 1 + 5 = 61 ≠ 67" in got.words


def test_blank_lost_and_doubtful_cells_are_told_apart_in_words(page: Page) -> None:
    doubtful = page.get(f"/?organization={quote('退役军人')}").text
    assert '<span class="word blank">blank</span>' in doubtful
    assert '<span class="word review">review</span>' in doubtful
    assert 'placeholder="review"' in doubtful


def test_what_a_figure_would_do_is_told_while_it_is_typed(page: Page) -> None:
    row = "requests/received/"

    def typed(**figures: str) -> str:
        fields = {f"cell:{row}{column}": figures.get(column, "") for column in APPLICANTS}
        return page.get(f"{page.about(row)}/try?{urlencode(fields)}").words

    assert "fails 3 ≠ 4 Each row's total" in typed(natural_person="3")
    assert "holds 4 = 4" in typed(natural_person="４")
    assert "holds 3 + 1 = 4 = 4" in typed(natural_person="3", company="1")
    assert re.search(r"this settles \d+ cells", typed(natural_person="4"))
    assert "expected a whole number" in typed(natural_person="x1")
    assert "nothing was typed" in typed()
    assert "no cell of this report" in page.get(f"{page.about(row)}/try?cell:nonsense=1").words


def test_the_language_is_kept_once_it_is_chosen(page: Page) -> None:
    assert "概览" in page.get("/overview?lang=zh").words
    assert "概览" in page.get("/overview").words
    assert "Overview" in page.get("/overview?lang=en").words


def test_the_overview_counts_documents_cells_findings_and_errors_by_agency(page: Page) -> None:
    words = page.get("/overview").words
    assert "5 documents accepted 1 review 4 rejected 0" in words
    assert "1,000 cells" in words
    assert "Each row's total is the sum of the six kinds of applicants 1" in words
    assert "the report's own figures contradict each other 3" in words
    assert "辽浦县自然资源局 2" in words


def test_the_cleaned_text_is_there_on_demand(page: Page) -> None:
    got = page.get(f"{page.first()}?text=clean")
    assert "Cleaned text" in got.words
    assert 'class="evidence here"' in got.text


def test_a_question_that_is_none_is_told_so(page: Page) -> None:
    assert page.get("/q/4711").status == 409
    assert "There is no such page" in page.get("/nowhere").words


def test_an_endless_form_is_not_read_to_its_end(page: Page) -> None:
    assert page.post("/q/1", verdict="x" * 100_000).status == 422


# What an answer does


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    monkeypatch.chdir(tmp_path)
    with served(stored(tmp_path / "x.db", FAULTY, DOUBTFUL)) as running:
        yield running


def test_an_answer_is_stored_leads_to_the_next_question_and_is_undone(own: Page) -> None:
    path = own.first()
    got = own.answer(path, "accept:0")
    assert got.status == 303
    assert got.headers["location"] not in (path, "/")
    assert [row[0] for row in rows("select action from decisions", "x.db")] == ["accept"]
    again = own.get(path)
    assert "This has been answered" in again.words
    assert "anna" in again.words
    assert own.post(path, verdict="accept:1").status == 409
    assert own.post("/undo").headers["location"] == path
    assert 'name="seen"' in own.get(path).text
    assert [row[0] for row in rows("select action from decisions", "x.db")] == ["accept", "undo"]


def test_a_typed_figure_is_stored_as_what_is_printed_and_the_time_is_taken(own: Page) -> None:
    path = own.about("requests/granted/total")
    shown = re.search(r'name="shown" value="([\d.]+)"', own.get(path).text)
    assert shown
    got = own.answer(path, "correct", address="requests/granted/total", value="６１", shown=str(float(shown[1]) - 2))
    assert got.status == 303
    ((action, after, seconds),) = rows("select action, after, seconds from decisions", "x.db")
    assert (action, after) == ("correct", '{"requests/granted/total":61}')
    assert 2 <= seconds < 30


def test_a_figure_that_the_cell_cannot_hold_is_refused_and_nothing_is_stored(own: Page) -> None:
    path = own.about("requests/granted/total")
    for value in ("-1", "x", "1.5", " "):
        assert own.answer(path, "correct", address="requests/granted/total", value=value).status == 422
    assert own.answer(path, "nonsense").status == 422
    assert rows("select count(*) from decisions", "x.db") == [(0,)]


def test_next_and_previous_go_through_the_queue_and_decide_nothing(own: Page) -> None:
    first = path = own.first()
    seen = [path]
    for _ in range(20):
        path = own.ask("GET", f"{path}/next").headers["location"]
        if path == first:
            break
        seen.append(path)
    assert len(seen) == len(set(seen)) == rows("select count(*) from questions where state = 'open'", "x.db")[0][0]
    assert own.ask("GET", f"{first}/previous").headers["location"] == seen[-1]
    assert rows("select count(*) from decisions", "x.db") == [(0,)]


def test_the_queue_can_be_answered_to_its_end_and_says_so(own: Page) -> None:
    for _ in range(40):
        path = own.ask("GET", "/").headers.get("location")
        if path is None:
            break
        assert own.answer(path, "not_countable").status == 303
    assert "Nothing is left to settle" in own.get("/").words
    assert "Nothing is left to settle in this selection" in own.get("/?year=1990").words
    assert "have nothing left to ask" in own.get("/overview").words


def test_two_people_never_hold_the_same_question(own: Page) -> None:
    path = own.first()
    other = own.another()
    other.keep(other.post("/who", who="王伟"))
    assert other.first() != path
    got = other.get(path)
    assert got.status == 409
    assert "anna is looking at this question" in got.words
    assert other.post(path, verdict="accept:0").status == 409
    other.answer(other.first(), "not_countable")
    assert rows("select who from decisions", "x.db") == [("王伟",)]


def test_a_second_opinion_is_asked_as_if_there_were_no_first(own: Page) -> None:
    path = own.about("requests/granted/total")
    own.answer(path, "accept")
    other = own.another()
    other.keep(other.post("/who", who="王伟"))
    again = other.ask("GET", "/?second=1").headers["location"]
    assert again == f"{path}?second=1"
    assert "This has been answered" not in other.get(again).words
    assert other.answer(again, "source_wrong").headers["location"] == "/?second=1"
    assert "Nothing is left to settle in this selection" in other.get("/?second=1").words
    assert "Two people agreed 0/1, κ 0.00" in own.get("/overview").words


def test_markup_in_a_report_is_shown_as_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    attack = "</pre><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}"
    text = text_of(FAULTY).replace("土地、林权", f"{attack}土地、林权").replace("自然资源局2023", "<b onclick=x()>自然资源局2023")
    assert attack in text
    gouji("extract", written("attack.txt", text), "--db", "x.db")
    with served(tmp_path / "x.db") as page:
        got = page.get("/")
        assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;{{7*7}}" in got.text
        for shown in (got, page.get("/overview"), page.get(f"{page.first()}?text=clean")):
            assert not re.search(r"<script>|<img|<b on", shown.text)


def test_a_blindly_audited_cell_looks_like_one_in_doubt(tmp_path: Path) -> None:
    db = stored(tmp_path / "x.db", CLEAN)
    with run(db, "--audit", "2%") as (page, _):
        got = page.get("/")
    assert "What does the source print in this cell?" in got.words
    assert re.search(r'<td[^>]*id="asked"[^>]*><input [^>]*placeholder="review"', got.text)
    assert "template reader ①" in got.words


def test_an_answered_decision_survives_the_end_of_the_program(tmp_path: Path) -> None:
    db, answered = stored(tmp_path / "x.db", DOUBTFUL), 0
    with run(db) as (page, process):
        for _ in range(3):
            answered += page.answer(page.first(), "not_countable").status == 303
        process.kill()
        process.wait()
    assert rows("select count(*) from decisions", str(db)) == [(answered,)] == [(3,)]
    with served(db) as again:
        assert again.first()


def test_a_database_that_is_locked_is_waited_for_then_spoken_of(tmp_path: Path) -> None:
    db = stored(tmp_path / "x.db", DOUBTFUL)
    with served(db) as page, sqlite3.connect(db, isolation_level=None, check_same_thread=False) as extracting:
        path = page.first()
        seen = re.search(r'name="seen" value="([^"]+)"', page.get(path).text)
        assert seen
        extracting.execute("begin immediate")
        release = threading.Timer(0.7, lambda: extracting.execute("rollback"))
        release.start()
        assert page.post(path, verdict="not_countable", seen=seen[1]).status == 303
        release.join()
        extracting.execute("begin immediate")
        got = page.get("/")
        extracting.execute("rollback")
        assert got.status == 503
        assert "locked by another program" in got.words
        assert page.get("/").status == 200


# How it is started


def settings(db: Path) -> Settings:
    return load_settings({"db": db, "lang": "en"}, {}, db.parent)


def test_others_are_let_in_only_with_a_token_of_their_own(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="others could reach the page"):
        serve(settings(tmp_path / "x.db"), "anna", host="0.0.0.0", open_browser=False)
    with pytest.raises(UsageError, match="16 or more"):
        serve(settings(tmp_path / "x.db"), "anna", token="short", open_browser=False)


def test_with_a_host_and_a_token_any_address_of_the_machine_will_do_and_no_foreign_name(tmp_path: Path) -> None:
    db = stored(tmp_path / "x.db", DOUBTFUL)
    with served(db, host="0.0.0.0", asked_at="127.0.0.2") as page:
        assert page.get("/overview").status == 200
        assert page.post("/undo").status == 303
        assert page.ask("GET", "/overview", {"host": f"{socket.gethostname()}:{page.port}"}).status == 200
        assert page.ask("GET", "/overview", {"host": f"evil.example:{page.port}"}).status == 400


def test_a_port_that_is_taken_is_exchanged_for_a_free_one(tmp_path: Path) -> None:
    db = stored(tmp_path / "x.db", CLEAN)
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        process = start("review", "--db", db, "--no-open", "--port", taken, "--lang", "en")
        assert process.stdout is not None
        port = urlsplit(process.stdout.readline().strip()).port
        page = Page("127.0.0.1", port or 0, "")
        assert page.ask("GET", "/").status == 401
        process.terminate()
        words = process.communicate()[1]
    assert port != taken
    assert f"port {taken} is taken: {port} is used instead" in words


def test_without_a_database_the_way_to_one_is_told() -> None:
    result = gouji("review", "--no-open", "--db", "/nonexistent/x.db")
    assert (result.exit_code, result.stdout) == (6, "")
    assert "gouji extract" in result.stderr


def test_ctrl_c_ends_it_well(tmp_path: Path) -> None:
    with run(stored(tmp_path / "x.db", CLEAN)) as (_, process):
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
        assert process.stderr is not None
        assert process.stderr.read().strip() == "Ctrl-C ends it"


def test_without_the_packages_of_the_page_a_hint_says_which() -> None:
    code = (
        "import sys; sys.modules.update(fastapi=None, uvicorn=None, jinja2=None)\n"
        "from extractor.cli import app; sys.argv = ['gouji', 'review', '--no-open']; app()"
    )
    found = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert found.returncode == 2
    assert "fastapi, jinja2, uvicorn" in found.stderr
    assert "pip install 'gouji[review]'" in found.stderr
