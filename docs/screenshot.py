"""Take the picture in docs/cpp.md: `nix develop .#cpp -c python docs/screenshot.py`.

A copy of the notebook is run first, so that the browser, a Chromium on PATH, only has to show it.
Left out of the copy is what a picture has no room for: the first section, the longest cell's text.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import nbformat
from nbclient import NotebookClient

DOCS = Path(__file__).resolve().parent
NOTEBOOK = DOCS.parent / "envs" / "cpp-lab" / "tour.ipynb"
PICTURE = DOCS / "cpp.png"
FIRST, FOLDED = "cell-04", "cell-10"
SIZE = "1300,2440"
SETTINGS = {
    "apputils-extension/notification": {"fetchNews": "false"},
    # Or cells that are not seen yet have no output.
    "notebook-extension/tracker": {"windowingMode": "none"},
}


def write_settings(folder: Path) -> None:
    """What a person would have chosen in JupyterLab's settings."""
    for name, values in SETTINGS.items():
        file = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True)
        file.write_text(json.dumps(values))


def shown() -> nbformat.NotebookNode:
    """The part of the notebook to show, run."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    names = [cell.id for cell in notebook.cells]
    notebook.cells[names.index(FOLDED)].metadata.jupyter = {"source_hidden": True}
    del notebook.cells[: names.index(FIRST)]
    return notebook


def wait_for(url: str) -> None:
    """Wait until the server answers."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(url):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit(f"docs/screenshot.py: {url} does not answer")


def main() -> None:
    """Run the notebook, start JupyterLab, photograph it."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        sys.exit("docs/screenshot.py: no chromium on PATH: install it, with apt for instance")
    with tempfile.TemporaryDirectory() as home:
        settings = Path(home) / "settings"
        variables = {**os.environ, "HOME": home, "JUPYTERLAB_SETTINGS_DIR": str(settings)}
        write_settings(settings)
        folder = Path(home) / "notebooks"
        folder.mkdir()
        nbformat.write(shown(), folder / NOTEBOOK.name)

        token = secrets.token_hex(16)
        port = 20000 + secrets.randbelow(10000)
        server = subprocess.Popen(
            [
                *("jupyter", "lab", "--no-browser", "--allow-root"),
                *(f"--ServerApp.port={port}", "--ServerApp.port_retries=0"),
                f"--ServerApp.root_dir={folder}",
                f"--IdentityProvider.token={token}",
            ],
            env=variables,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/api?token={token}")
            subprocess.run(
                [
                    *(browser, "--headless=new", "--no-sandbox", "--hide-scrollbars"),
                    *(f"--window-size={SIZE}", f"--screenshot={PICTURE}"),
                    *("--virtual-time-budget=60000", f"--user-data-dir={home}/browser"),
                    f"{address}/lab/tree/{NOTEBOOK.name}?token={token}",
                ],
                env=variables,
                check=True,
            )
        finally:
            server.terminate()
            server.wait()
    print(f"{PICTURE}: {PICTURE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
