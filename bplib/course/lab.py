"""`bplib lab`: JupyterLab on a lesson of a workspace, in a server that has it open or a new one."""

import contextlib
import json
import os
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager

from bplib.course.doctor import typed
from bplib.course.lessons import CourseError, find_lesson, lesson_names, notebook_path
from bplib.course.products import ONE_THREAD
from bplib.course.workspace import copies, files, outline, places, renewal, standing
from bplib.course.workspace.ahead import next_task
from bplib.course.workspace.places import Workspace

EXTENSION = "bplib.course.display"
PORT = 8888
STARTING = 30.0  # seconds that a server may take to answer
NEWS = "@jupyterlab/apputils-extension:announcements"  # asks the network, and asks whether it may
LEFT_OUT = (
    NEWS,
    "@jupyter/nbgrader:course-list",
    "@jupyter/nbgrader:create-assignment",
    "@jupyter/nbgrader:formgrader",
)
NOT_SERVED = ("nbgrader.server_extensions.formgrader", "nbgrader.server_extensions.course_list")
# The list of files at the side goes along when another lesson is opened.
SETTINGS = {"@jupyterlab/filebrowser-extension:browser": {"navigateToCurrentDirectory": True}}
NO_BROWSER = "No browser was found here: open the address in one."


class KernelSpecs(KernelSpecManager):
    """The kernels of this machine; Python's own begins a lesson before its first cell has run.

    So a check that is run right after a restart says what to run first.
    """

    def get_kernel_spec(self, kernel_name: str) -> Any:
        """Return how a kernel is started."""
        spec = super().get_kernel_spec(kernel_name)
        if kernel_name == NATIVE_KERNEL_NAME and spec.argv[0] in ("python", sys.executable):
            extension = f"--IPKernelApp.extra_extensions={EXTENSION}"
            spec.argv = [*spec.argv, extension, "--log-level=ERROR"]
        return spec


def meant(words: Sequence[str], course: Path) -> tuple[str, Path]:
    """Return which lesson and which folder the words after `bplib lab` mean.

    A folder is one that exists, or a word with a slash in it; every other word is a lesson.

    Parameters
    ----------
    words : sequence of str
        At most one lesson and one folder, in any order.
    course : Path
        The course's folder.

    Returns
    -------
    str, Path
        The lesson as a user names it, "" where none is named; the folder, `my-lessons` where none
        is.

    Raises
    ------
    CourseError
        If there are two of a kind, or a word is neither.
    """
    folders = [word for word in words if _is_folder(word, course)]
    lessons = [word for word in words if word not in folders]
    for kind, found in (("lessons", lessons), ("folders", folders)):
        if len(found) > 1:
            raise CourseError(f"two {kind} are named, {' and '.join(found[:2])}: name one")
    folder = Path(folders[0]).expanduser().absolute() if folders else places.default()
    return lessons[0] if lessons else "", folder


def _is_folder(word: str, course: Path) -> bool:
    path = Path(word).expanduser()
    if path.suffix == ".ipynb" or path.name in lesson_names(course) or word.isdecimal():
        return False
    return path.is_dir() or "/" in word or os.sep in word


def open_lesson(words: Sequence[str], port: int | None, browser: bool) -> None:
    """Open a lesson in JupyterLab; return when its server has been stopped.

    Where none is named, it is the one in which there is something to do next, the first one where
    nothing has begun. It is opened in a workspace, which is made where there is none; in the
    course's own folder where that is named. Where a server has it open already, the lesson is
    opened there, and this returns at once.

    Parameters
    ----------
    words : sequence of str
        The lesson and the folder, as a user names them.
    port : int or None
        The port of a new server; the first free one from 8888 on where None.
    browser : bool
        Whether to open a browser; its address is printed anyhow.

    Raises
    ------
    CourseError
        If there is no such lesson, the workspace cannot be written to, or the port is taken.
    """
    course = places.course()
    wanted, folder = meant(words, course)
    lesson = find_lesson(course, wanted) if wanted else lesson_names(course)[0]
    if folder.resolve() == course:
        notebook = notebook_path(course, "lessons", lesson)
        with tempfile.TemporaryDirectory(prefix="bplib-lab-") as settings:
            _leave_out(Path(settings), [NEWS])
            _open(course, notebook, course, contextlib.nullcontext(True), port, browser)
        return
    workspace, new = copies.make(folder, course)
    if not wanted:
        lesson = _next(workspace, course) or lesson
    _leave_out(workspace.own / "jupyter", LEFT_OUT, NOT_SERVED, SETTINGS)
    for sentence in _news(workspace, course, new):
        print(sentence, flush=True)
    lock = files.held(workspace.own / "lab.lock")
    _open(workspace.folder, workspace.notebook(lesson), course, lock, port, browser)


def _next(workspace: Workspace, course: Path) -> str:
    """Return the lesson in which there is something to do next; "" where there is none."""
    try:
        lessons = outline.read(course)
    except CourseError:
        return ""
    found = next_task(lessons, standing.read(workspace.folder, outline.lesson_of(lessons)))
    return found[0].name if found else ""


def _leave_out(
    folder: Path,
    extensions: Iterable[str],
    servers: Iterable[str] = (),
    settings: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Let JupyterLab do without some of its extensions, and of its server's; set others.

    Parameters
    ----------
    folder : Path
        Where to put the settings that say so.
    extensions, servers : iterable of str
        Their names.
    settings : mapping
        What extensions begin with, until the learner sets it otherwise.
    """
    config = {
        "labconfig/default_setting_overrides.json": dict(settings),
        "labconfig/page_config.json": {"disabledExtensions": dict.fromkeys(extensions, True)},
        "jupyter_server_config.d/bplib.json": {
            "ServerApp": {"jpserver_extensions": dict.fromkeys(servers, False)}
        },
    }
    for name, setting in config.items():
        with files.told(folder):
            files.write(folder / name, json.dumps(setting).encode())
    found = os.environ.get("JUPYTER_CONFIG_PATH", "")
    os.environ["JUPYTER_CONFIG_PATH"] = f"{folder}{os.pathsep}{found}".rstrip(os.pathsep)


def _news(workspace: Workspace, course: Path, new: list[str]) -> Iterator[str]:
    """Yield what a learner should know before the course opens."""
    folder = _near(workspace.folder)
    if new:
        yield f"{folder} holds your own copy of {len(new)} lesson{'s' * (len(new) != 1)}."
        if copies.typed_in(course):
            yield (
                f"You have written in the course's own lessons/: `{typed()} update --from lessons` "
                f"copies it into {folder}, and leaves lessons/ as it is."
            )
    if workspace.folder != places.default().resolve():
        yield (
            f"Every other command finds this copy from inside of it, after `cd {folder}`. Typed "
            f"here, it means {_near(places.default())}."
        )
    newer = renewal.newer(workspace, course)
    if newer:
        numbers = ", ".join(name[:2] for name in newer)
        yield (
            f"The course has newer versions of {numbers}: save, then `{typed()} update` brings "
            "them, and what you wrote comes along."
        )


def _near(folder: Path) -> str:
    inside = folder.is_relative_to(Path.cwd())
    return f"{folder.relative_to(Path.cwd()) if inside else folder}{os.sep}"


def _open(
    served: Path,
    notebook: Path,
    course: Path,
    lock: contextlib.AbstractContextManager[bool],
    port: int | None,
    browser: bool,
) -> None:
    """Open a notebook in the server that has a folder open, or in a new one."""
    page = f"lab/tree/{quote(notebook.relative_to(served).as_posix())}"
    with lock as alone:
        address = running(served)
        until = time.monotonic() + STARTING
        while not (alone or address) and time.monotonic() < until:
            time.sleep(0.2)
            address = running(served)
        if address:
            url, token = address
            link = f"{url}{page}" + (f"?token={token}" if token else "")
            print(f"The course is open already; {notebook.parent.name} is at\n{link}")
            if browser and not _open_browser(link):
                print(NO_BROWSER)
            return
        if not alone:
            raise CourseError(
                f"another `{typed()} lab` is starting in {served} and does not answer: stop it, "
                "then try again"
            )
        if not notebook.is_file():
            raise CourseError(f"{notebook} is not there: `{typed()} update` brings what is missing")
        _serve(served, page, course, port, browser)


def _open_browser(link: str) -> bool:
    try:
        return webbrowser.open(link) is not False
    except webbrowser.Error:
        return False


def _serve(served: Path, page: str, course: Path, port: int | None, browser: bool) -> None:
    """Start a server and serve until it is stopped."""
    if port is not None and _is_taken(port):
        raise CourseError(f"port {port} is taken: give another one, or none to take a free one")
    try:
        webbrowser.get()
    except webbrowser.Error:
        print(NO_BROWSER) if browser else None
        browser = False
    beside = str(Path(sys.executable).parent)
    os.environ["PATH"] = beside + os.pathsep + os.environ.get("PATH", "")
    for name, threads in ONE_THREAD.items():  # as the lessons were built, unless told otherwise
        os.environ.setdefault(name, threads)
    arguments = [
        f"--ServerApp.root_dir={served}",
        f"--LabApp.default_url=/{page}",
        f"--ServerApp.port={port or PORT}",
        f"--ServerApp.kernel_spec_manager_class={__name__}.{KernelSpecs.__name__}",
        "--Application.log_level=ERROR",  # and the address, which is told above all levels
        "--ServerApp.answer_yes=True",  # Ctrl+C ends it, and does not ask
    ]
    if not browser:
        arguments.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")
    os.chdir(course)  # where nbgrader looks for its configuration
    print("Starting JupyterLab; Ctrl+C ends it.", flush=True)
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(argv=arguments)


def _is_taken(port: int) -> bool:
    with socket.socket() as trial:
        if os.name != "nt":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False


def running(root: Path) -> tuple[str, str] | None:
    """Return address and token of a server that has the course open and answers, or None."""
    from jupyter_server.serverapp import list_running_servers

    for server in list_running_servers():
        if Path(server.get("root_dir", "")).resolve() != root:
            continue
        try:
            with urllib.request.urlopen(f"{server['url']}api", timeout=3):
                return str(server["url"]), str(server.get("token", ""))
        except (urllib.error.URLError, OSError):
            continue
    return None
