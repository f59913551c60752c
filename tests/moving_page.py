"""The moving figures on one page in Chromium, driven through its own protocol."""

import itertools
import json
import re
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

import stills
import websocket

from bplib.plots import moving

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CHROMIUM = CHROMIUM or shutil.which("google-chrome")
PAGE = Path(__file__).with_name("moving_page.html")
SECONDS = 120


def use(folder: Path, rounds: int, width: int = 400) -> dict:
    """Return what a browser sees when every knob of every figure is moved, in one start."""
    page = folder / "page.html"
    figures = "\n".join(getattr(moving, name)().html() for name in stills.NAMES)
    page.write_text(PAGE.read_text("utf-8").replace("FIGURES", figures), "utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
               "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
               "--remote-allow-origins=*", f"--window-size={width},800"]  # fmt: skip
    browser = subprocess.Popen(
        [str(CHROMIUM), *options, f"--user-data-dir={folder / 'profile'}", page.as_uri()],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        return json.loads(_evaluate(folder / "profile", f"use({rounds})"))
    finally:
        browser.terminate()
        browser.wait()


def _evaluate(profile: Path, expression: str) -> str:
    """Return the text that an expression in the page comes to."""

    until = time.monotonic() + SECONDS
    announced = profile / "DevToolsActivePort"
    while not (announced.is_file() and announced.read_text().count("\n")):
        if time.monotonic() > until:
            raise TimeoutError("the browser did not start")
        time.sleep(0.05)
    port = announced.read_text().split()[0]
    while True:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            targets = [t for t in json.load(answer) if t["url"].endswith("page.html")]
        if targets:
            break
        time.sleep(0.05)
    line = websocket.create_connection(targets[0]["webSocketDebuggerUrl"], timeout=SECONDS)
    try:
        for number in itertools.count(1):
            arguments = {"expression": expression, "awaitPromise": True}
            line.send(json.dumps({"id": number, "method": "Runtime.evaluate", "params": arguments}))
            while (answer := json.loads(line.recv())).get("id") != number:
                pass
            result = answer["result"]
            if "exceptionDetails" not in result:
                return str(result["result"]["value"])
            said = json.dumps(result["exceptionDetails"])
            if not re.search("is not defined", said) or time.monotonic() > until:
                raise RuntimeError(said[:800])
            time.sleep(0.1)  # the page is still being read
    finally:
        line.close()
    raise AssertionError("unreachable")
