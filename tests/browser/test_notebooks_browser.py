"""Every notebook in one JupyterLab, in a real browser: run from a stripped copy, judged from the file it saves."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.conftest import Watch

NOTEBOOKS = sorted(path.name for path in Path("notebooks").glob("[0-9][0-9]-*.ipynb"))
START_TIMEOUT_S, RUN_TIMEOUT_S, STOP_TIMEOUT_S = 120, 900, 60
TOKEN = "only-this-test"  # noqa: S105 - a server on this machine, for these tests only
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}
FOLDERS = (
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "IPYTHONDIR",
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """Return a copy of what the notebooks need, without their outputs."""
    root = tmp_path_factory.mktemp("checkout")
    shutil.copytree("seeds", root / "seeds")
    shutil.copytree("tests/labelled/gold", root / "tests" / "labelled" / "gold")
    (root / "notebooks").mkdir()
    (root / "figures").mkdir()
    for name in NOTEBOOKS:
        notebook = nbformat.read(Path("notebooks") / name, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, root / "notebooks" / name)
    return root


@pytest.fixture(scope="module")
def server(checkout, tmp_path_factory) -> Iterator[str]:
    """Start JupyterLab with folders of its own, and return its address."""
    own = tmp_path_factory.mktemp("jupyter")
    for name, settings in SETTINGS.items():
        path = own / "JUPYTERLAB_SETTINGS_DIR" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(settings), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={TOKEN}"]
    options += ["--LabApp.expose_app_in_browser=True"]  # so that a notebook can be opened without loading it all anew
    options += ["--ServerApp.port_retries=0", f"--ServerApp.root_dir={checkout}"]  # no other port than the one asked
    command = [sys.executable, "-m", "jupyter", "lab", *options]
    environment = {**os.environ, **{name: str(own / name) for name in FOLDERS}}
    with (own / "log").open("w") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=checkout)
        try:
            _wait_for(f"http://127.0.0.1:{port}/api?token={TOKEN}", process=process, log=own / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            try:
                process.wait(timeout=STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(address: str, *, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < end:
        assert process.poll() is None, f"JupyterLab ended at its start: {log.read_text(encoding='utf-8')[-2000:]}"
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310 - the server just started
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    raise AssertionError(f"JupyterLab did not answer: {log.read_text(encoding='utf-8')[-2000:]}")


@pytest.fixture(scope="module")
def watch() -> Watch:
    """Return what happened on the one page of all notebooks."""
    return Watch()


@pytest.fixture(scope="module")
def lab(browser: Browser, server, watch) -> Iterator[Page]:
    """Open JupyterLab once for all notebooks."""
    page = watch.over(browser.new_page(viewport={"width": 1400, "height": 1000}))
    page.goto(f"{server}/lab?token={TOKEN}&reset")
    page.wait_for_function("window.jupyterapp?.restored")
    yield page
    page.close()


def _open(lab: Page, name: str) -> Locator:
    """Open a notebook and return its panel when its kernel is ready."""
    lab.evaluate("path => jupyterapp.commands.execute('docmanager:open', { path })", f"notebooks/{name}")
    panel = lab.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
    panel.locator(".jp-Cell").first.wait_for()
    lab.get_by_text("| Idle").wait_for(timeout=START_TIMEOUT_S * 1000)
    return panel


def _close(lab: Page) -> None:
    """Close what is open, and end its kernel."""
    lab.evaluate("() => jupyterapp.serviceManager.sessions.shutdownAll()")
    lab.evaluate("() => jupyterapp.commands.execute('application:close-all')")
    lab.locator(".jp-NotebookPanel").wait_for(state="detached")


def _run_all(lab: Page, panel: Locator, path: Path) -> nbformat.NotebookNode:
    """Run all cells and return the notebook as it was saved when none was running any more."""
    lab.locator("li.lm-MenuBar-item", has_text="Run").first.click()
    lab.locator("li.lm-Menu-item[data-command='runmenu:run-all']").click()
    end = time.monotonic() + RUN_TIMEOUT_S
    while time.monotonic() < end:
        lab.wait_for_timeout(500)
        waiting = panel.locator(".jp-InputPrompt", has_text="[*]").count()
        if waiting or not lab.get_by_text("| Idle").count():
            continue
        lab.evaluate("() => jupyterapp.commands.execute('docmanager:save')")
        saved = nbformat.read(path, as_version=4)
        if any(cell.cell_type == "code" and cell.execution_count for cell in saved.cells):
            return saved
    raise AssertionError(f"{path.name} did not come to an end")


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_opens_and_runs_from_top_to_bottom(name, lab, checkout, watch):
    panel = _open(lab, name)
    saved = _run_all(lab, panel, checkout / "notebooks" / name)
    code = [cell for cell in saved.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert [output for output in outputs if output.output_type in {"error", "stream"}] == []
    assert watch.left == []
    drawn = sum("image/png" in output.get("data", {}) for output in outputs)
    assert drawn > 0
    assert panel.locator(".jp-RenderedImage img").count() == drawn
    _close(lab)
