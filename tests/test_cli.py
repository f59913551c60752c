"""The `bplib` command: one sentence for what it cannot do, `lab` and its kernels, `doctor`."""

import http.server
import json
import os
import sys
import threading
import webbrowser
from importlib import metadata
from pathlib import Path

import pytest

from bplib.cli import COMMANDS, main
from bplib.course import doctor, lab

SENTENCES = {
    "": "bplib: no command is given: choose one of lab, build, new, check, grade, report, doctor",
    "chek 05": "bplib: there is no command 'chek': did you mean check?",
    "frobnicate": "bplib: there is no command 'frobnicate': choose one of lab, build, new,",
    "lab 1.5": "bplib lab: no lesson is called '1.5'",
    "lab one": "bplib lab: 'one' fits 06_one_one_one and 07_two_two_one: say which one",
    "lab --port -1": "bplib lab: argument --port: -1 is no port: give a number from 1 to 65535",
    "lab --port 99999": "bplib lab: argument --port: 99999 is no port: give a number from 1 to",
    "lab --port x": "bplib lab: argument --port: x is no port: give a number from 1 to 65535",
    "lab 05 06": "bplib: unrecognized arguments: 06",
    "check nowhere.ipynb": "bplib check: nowhere.ipynb is not there: give a lesson's number or",
    "build --frce": "bplib: unrecognized arguments: --frce; `bplib --help` says more",
    "new a_name": "bplib new: the following arguments are required: --lesson",
}


@pytest.mark.parametrize("typed", SENTENCES)
def test_what_cannot_be_done_gets_one_sentence_and_status_two(root, monkeypatch, capsys, typed):
    monkeypatch.chdir(root)
    monkeypatch.setattr(lab, "running", lambda _: ("http://open/", ""))  # nothing is started here
    monkeypatch.setattr(webbrowser, "open", lambda _: None)
    assert main(typed.split()) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith(SENTENCES[typed])
    assert printed.err.count("\n") == 1
    assert printed.out == ""


def test_the_version_is_the_installed_one(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out.split(",")[0] == f"bplib {metadata.version('bplib')}"


def test_every_command_is_known_and_explained(capsys):
    for command in COMMANDS:
        with pytest.raises(SystemExit) as end:
            main([command, "--help"])
        assert end.value.code == 0
        assert f"usage: bplib {command}" in capsys.readouterr().out


# ---- lab -----------------------------------------------------------------------------------------


@pytest.fixture
def launched(root, tmp_path, monkeypatch):
    """What a new server would have been started with; no other one runs."""
    from jupyterlab import labapp

    found = {}

    def launch(argv):
        found.update(arguments=argv, threads=os.environ["OPENBLAS_NUM_THREADS"])

    monkeypatch.setattr(labapp.LabApp, "launch_instance", launch)
    monkeypatch.setattr(webbrowser, "open", lambda link: found.update(link=link))
    monkeypatch.chdir(root)
    monkeypatch.setenv("PATH", os.environ["PATH"])
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    return found


@pytest.mark.parametrize("chosen", [None, "2"])
def test_lab_opens_a_lesson_with_one_thread_unless_told_otherwise(launched, monkeypatch, chosen):
    if chosen:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", chosen)
    assert main(["lab", "06", "--no-browser", "--port", "9000"]) == 0
    assert launched["threads"] == (chosen or "1")
    assert "--ServerApp.port=9000" in launched["arguments"]
    assert any("06_one_one_one" in argument for argument in launched["arguments"])


class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/base/api" else 404)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    """The address of a server that answers as Jupyter's does."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers) as running:
        threading.Thread(target=running.serve_forever).start()
        yield f"http://127.0.0.1:{running.server_port}/base/"
        running.shutdown()


def announce(folder, root_dir, url):
    info = {"root_dir": str(root_dir), "url": url, "token": "abc", "pid": os.getpid()}
    (Path(folder) / "jpserver-1.json").write_text(json.dumps(info))


@pytest.mark.parametrize("browser", [[], ["--no-browser"]])
def test_lab_opens_a_lesson_in_the_server_that_has_the_course(
    root, tmp_path, launched, server, capsys, browser
):
    announce(tmp_path, root, server)
    assert main(["lab", "6", *browser]) == 0
    link = f"{server}lab/tree/lessons/06_one_one_one/06_one_one_one.ipynb?token=abc"
    assert launched == ({} if browser else {"link": link})
    assert link in capsys.readouterr().out


def test_a_server_of_another_folder_or_one_that_is_silent_is_not_used(
    root, tmp_path, launched, server
):
    announce(tmp_path, tmp_path, server)
    assert lab.running(root) is None
    announce(tmp_path, root, server.replace("/base/", "/gone/"))
    assert lab.running(root) is None
    announce(tmp_path, root, server)
    assert lab.running(root) == (server, "abc")


def test_lab_starts_kernels_in_which_a_check_after_a_restart_says_what_to_run(launched):
    from jupyter_client.manager import KernelManager

    assert main(["lab", "06"]) == 0
    option = "--ServerApp.kernel_spec_manager_class="
    named = [a.removeprefix(option) for a in launched["arguments"] if a.startswith(option)]
    assert named == [f"{lab.KernelSpecs.__module__}.KernelSpecs"]
    manager = KernelManager(kernel_name="python3", kernel_spec_manager=lab.KernelSpecs())
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    said = []
    try:
        client.wait_for_ready(timeout=60)
        for cell in (
            '# Checks.\ncheck("double", double)',
            "slope = w1 * 2",
            "from bplib.course import begin, check\nbegin()",
            "slope = w1 * 2",
            '# Checks.\ncheck("double", double)',
        ):
            reply = client.execute_interactive(cell, timeout=60, output_hook=lambda _: None)
            said.append("".join(reply["content"].get("traceback", [])))
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    first = "run its first code cell, with the imports, and the cells above this one"
    assert said[0].startswith("'check' is not defined: nothing of this lesson is in memory yet")
    assert first in said[0]
    assert first in said[1]
    assert "w1" in said[3]
    assert first not in said[3]
    assert said[4].startswith("'double' is not defined yet: run the cell that defines it")


def test_kernels_of_other_pythons_are_started_as_they_are(tmp_path, monkeypatch):
    for name, python in (("other", sys.executable), ("python3", "/another/python")):
        folder = tmp_path / "kernels" / name
        folder.mkdir(parents=True)
        spec = {"argv": [python, "-m", "k"], "display_name": name, "language": "python"}
        (folder / "kernel.json").write_text(json.dumps(spec))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    for name in ("other", "python3"):
        assert lab.KernelSpecs().get_kernel_spec(name).argv[1:] == ["-m", "k"]


# ---- doctor --------------------------------------------------------------------------------------


def test_doctor_finds_all_well_and_says_what_would_mend_it(capsys, monkeypatch):
    assert main(["doctor"]) == 0
    monkeypatch.setattr(doctor, "PACKAGES", ("numpy", "no-such-package"))
    assert main(["doctor"]) == 1
    assert "--   no-such-package\n       to mend it: run `make setup`" in capsys.readouterr().out


def test_doctor_says_how_to_call_bplib_from_here(tmp_path, monkeypatch):
    beside = tmp_path / ".venv" / "bin"
    beside.mkdir(parents=True)
    (beside / "python").touch()
    monkeypatch.setattr(sys, "executable", str(beside / "python"))
    assert doctor.calling() == f"call it as `{beside / 'python'} -m bplib`"
    (beside / "bplib").write_text("#!/bin/sh\n")
    (beside / "bplib").chmod(0o755)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.chdir(tmp_path)
    assert doctor.calling() == "`bplib` alone is not found here: call it as `.venv/bin/bplib`"
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert doctor.calling().endswith(f"call it as `{beside / 'bplib'}`")
    monkeypatch.setenv("PATH", str(beside))
    assert doctor.calling() == "call it as `bplib`"
