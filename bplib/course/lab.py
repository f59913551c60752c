"""`bplib lab`: JupyterLab on a lesson, in the server that has the course open or in a new one."""

import os
import sys
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager

from bplib.course.lessons import CourseError, find_lesson, notebook_path
from bplib.course.products import ONE_THREAD

EXTENSION = "bplib.course.display"


class KernelSpecs(KernelSpecManager):
    """The kernels of this machine; Python's own begins a lesson before its first cell has run.

    So a check that is run right after a restart says what to run first.
    """

    def get_kernel_spec(self, kernel_name: str) -> Any:
        """Return how a kernel is started."""
        spec = super().get_kernel_spec(kernel_name)
        if kernel_name == NATIVE_KERNEL_NAME and spec.argv[0] in ("python", sys.executable):
            spec.argv = [*spec.argv, f"--IPKernelApp.extra_extensions={EXTENSION}"]
        return spec


def open_lesson(root: Path, wanted: str, port: int, browser: bool) -> None:
    """Open a lesson in JupyterLab; return when its server has been stopped.

    Where a server has the course open already, the lesson is opened there, and this returns at
    once.

    Parameters
    ----------
    root : Path
        The course's folder.
    wanted : str
        The lesson as a user names it.
    port : int
        The port of a new server.
    browser : bool
        Whether to open a browser; its address is printed anyhow.

    Raises
    ------
    CourseError
        If there is no such lesson.
    """
    notebook = notebook_path(root, "lessons", find_lesson(root, wanted)).relative_to(root)
    if not (root / notebook).is_file():
        raise CourseError(f"{notebook} is not there: run `bplib build {wanted}` first")
    page = f"lab/tree/{quote(notebook.as_posix())}"
    address = running(root)
    if address:
        url, token = address
        link = f"{url}{page}" + (f"?token={token}" if token else "")
        print(f"The course is open already; {notebook.parent.name} is at\n{link}")
        if browser:
            webbrowser.open(link)
        return
    beside = str(Path(sys.executable).parent)
    os.environ["PATH"] = beside + os.pathsep + os.environ.get("PATH", "")
    for name, threads in ONE_THREAD.items():  # as the lessons were built, unless told otherwise
        os.environ.setdefault(name, threads)
    arguments = [
        f"--ServerApp.root_dir={root}",
        f"--LabApp.default_url=/{page}",
        f"--ServerApp.port={port}",
        f"--ServerApp.kernel_spec_manager_class={__name__}.{KernelSpecs.__name__}",
    ]
    if not browser:
        arguments.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--allow-root")
    os.chdir(root)
    from jupyterlab.labapp import LabApp

    LabApp.launch_instance(argv=arguments)


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
