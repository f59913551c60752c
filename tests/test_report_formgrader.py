"""Formgrader's way to the report, in a server with nbgrader's own Formgrader."""

import http.cookiejar
import json
import os
import subprocess
import sys
import time
import types
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import bs4
import pytest
from nbgrader.server_extensions.formgrader import handlers
from report_class import Class, Given, Handed, in_order

from bplib.grading import formgrader
from bplib.grading.judging.scores import Result
from bplib.grading.report.formgrader import Entry

LESSON = "06_one_one_one"
SETTINGS = Path(formgrader.__file__).parent
STUDENT = "ada & co"


class Site:
    """A server, as a browser that has signed in sees it."""

    def __init__(self, address, token):
        self.address = address
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(cookies)
        self.stranger = urllib.request.build_opener()
        self.get(f"formgrader/report?token={token}")

    def get(self, path, data=None, opener=None):
        """Return status, address and text of a page; a form's fields make a POST."""
        form = None if data is None else urllib.parse.urlencode(data).encode()
        try:
            with (opener or self.opener).open(self.address + path, form, timeout=60) as answer:
                return answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.url, error.read().decode()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("class") / "course"
    made = Class(folder, [LESSON])
    first = in_order(LESSON)[0].name
    for student in (STUDENT, "bob"):
        made.hand_in(student, LESSON, Handed({first: Given(Result.REFERENCE)}))
    made.hand_in("new", LESSON, Handed(graded=False))
    made.close()
    return folder


@pytest.fixture(scope="module")
def site(folder, tmp_path_factory):
    home = tmp_path_factory.mktemp("home")
    own = {"HOME": home, "JUPYTER_CONFIG_PATH": SETTINGS, "JUPYTER_RUNTIME_DIR": home / "run"}
    options = {
        "token": "t",
        "open_browser": False,
        "ip": "127.0.0.1",
        "port": 0,
        "allow_root": True,
    }
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyter", "server"),
                *(f"--ServerApp.{name}={value}" for name, value in options.items()),
            ],
            cwd=folder,
            env={**os.environ, **{name: str(value) for name, value in own.items()}},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        found, until = [], time.monotonic() + 120
        while not (found := list((home / "run").glob("jpserver-*.json"))):
            assert server.poll() is None, (home / "log").read_text()
            assert time.monotonic() < until, (home / "log").read_text()
            time.sleep(0.1)
        yield Site(json.loads(found[0].read_text())["url"], "t")
    finally:
        server.terminate()
        server.wait()


def report_forms(site):
    page = bs4.BeautifulSoup(site.get("formgrader/report")[2], "html.parser")
    return page, page.select("form")


@pytest.mark.parametrize(
    "page",
    [
        *("manage_assignments", "gradebook", "manage_students", f"manage_submissions/{LESSON}"),
        *(f"gradebook/{LESSON}", f"gradebook/{LESSON}/{LESSON}", "manage_students/bob"),
    ],
)
def test_every_page_of_formgrader_with_a_menu_links_to_the_report(site, page):
    status, _, text = site.get(f"formgrader/{page}")
    assert status == 200
    menu = bs4.BeautifulSoup(text, "html.parser").select_one("ul.nav")
    entries = menu.find_all("li")
    assert entries[-1].a["href"] == "/formgrader/report"
    assert "active" not in entries[-1].get("class", [])
    assert len(entries) == 4, "nbgrader's own three are still there"


def test_a_report_is_made_by_a_button_and_its_links_lead_to_submissions(site, folder):
    page, forms = report_forms(site)
    assert "not yet" in page.get_text()
    assert page.select_one("ul.nav li.active").get_text().strip() == "Report"
    fields = {field["name"]: field["value"] for field in forms[0].select("input")}
    status, address, text = site.get("formgrader/report", fields)
    assert (status, urllib.parse.urlparse(address).path) == (200, "/formgrader/report/index.html")
    report = bs4.BeautifulSoup(text, "html.parser")
    graded, waiting = [
        next(a for a in report.select("main a") if a.get_text().strip() == name)
        for name in (STUDENT, "new")
    ]
    assert "ada%20%26%20co" in graded["href"]
    led = urllib.parse.urljoin(address, graded["href"]).removeprefix(site.address)
    assert "/formgrader/submissions/" in site.get(led)[1]
    led = urllib.parse.urljoin(address, waiting["href"]).removeprefix(site.address)
    status, there, _ = site.get(led)
    assert (status, there) == (200, f"{site.address}formgrader/manage_submissions/{LESSON}")
    page, _ = report_forms(site)
    for link in page.select("tbody a"):
        status, _, text = site.get(link["href"].lstrip("/"))
        assert status == 200
        assert STUDENT.replace("&", "&amp;") in text or STUDENT in text


def test_an_anonymous_report_leads_to_submissions_by_their_numbers(site):
    _, forms = report_forms(site)
    fields = {field["name"]: field["value"] for field in forms[1].select("input")}
    status, address, text = site.get("formgrader/report", {**fields, "anonymous": "yes"})
    assert address.endswith(f"/formgrader/report/{LESSON}-anonymous.html")
    link = bs4.BeautifulSoup(text, "html.parser").select("main a")[0]["href"]
    led = urllib.parse.urljoin(address, link).removeprefix(site.address)
    status, there, text = site.get(led)
    assert status in (200, 500), "the page of a notebook on paper need not be whole"
    assert there == f"{site.address}{led}"


def test_a_report_that_cannot_be_made_says_why_as_text(site):
    _, forms = report_forms(site)
    fields = {field["name"]: field["value"] for field in forms[0].select("input")}
    status, _, text = site.get("formgrader/report", {**fields, "lesson": "<script>x</script>"})
    assert status == 200
    alert = bs4.BeautifulSoup(text, "html.parser").select_one(".alert")
    assert "no lesson is called '<script>x</script>'" in alert.get_text()
    assert not alert.select("script")


def test_a_form_of_another_site_makes_nothing(site):
    assert site.get("formgrader/report", {"lesson": ""})[0] == 403


def test_strangers_see_nothing(site):
    for path in ("report", "report/index.html", f"autograded/bob/{LESSON}/{LESSON}.ipynb"):
        _, address, text = site.get(f"formgrader/{path}", opener=site.stranger)
        assert "/login" in address, path
        assert STUDENT not in text


@pytest.mark.parametrize(
    "path",
    [
        *("report/nothing.html", "report/..%2fgradebook.db", "report/..%2f.report_key"),
        *("report/index.txt", f"autograded/nobody/{LESSON}/{LESSON}.ipynb", "elsewhere"),
    ],
)
def test_nothing_but_reports_is_sent(site, path):
    assert site.get(f"formgrader/{path}")[0] == 404


def test_only_the_menu_is_changed_and_only_where_it_is():
    entry = Entry.__new__(Entry)
    source = Path(handlers.template_path, "base.tpl").read_text("utf-8")
    changed = entry.preprocess(source, "base.tpl")
    assert changed.count("<li") == source.count("<li") + 1
    assert changed.index("formgrader/report") < changed.index("</ul>")
    assert entry.preprocess(source, "manage_students.tpl") == source
    assert entry.preprocess("no menu", "base.tpl") == "no menu"


def test_without_formgrader_nothing_is_loaded():
    server = types.SimpleNamespace(jpserver_extensions={formgrader.FORMGRADER: False})
    formgrader._load_jupyter_server_extension(server)  # it would ask for `web_app`
    (point,) = formgrader._jupyter_server_extension_points()
    (name,) = json.loads((SETTINGS / "jupyter_server_config.d" / "bplib.json").read_text())[
        "ServerApp"
    ]["jpserver_extensions"]
    assert point["module"] == name == formgrader.__name__
    assert name < formgrader.FORMGRADER, "handlers are asked in the order of these names"
