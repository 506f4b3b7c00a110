"""Run the notebook in a kernel of this Python, and look at what its cells show."""

import base64
import io
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from PIL import Image


def text_of(notebook: nbformat.NotebookNode) -> str:
    """What cells printed and returned."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return "\n".join(
        output["text"] if output.output_type == "stream" else output.data.get("text/plain", "")
        for output in outputs
    )


def colours_of(notebook: nbformat.NotebookNode) -> list[int]:
    """For each picture, how many colours it has."""
    counts = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                png = base64.b64decode(output.data["image/png"])
                with Image.open(io.BytesIO(png)) as picture:
                    counts.append(len(picture.convert("RGB").getcolors(1 << 24)))
    return counts


def main(path: Path) -> None:
    """Run it, failing on the first cell that does, and compare."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    text = text_of(notebook)
    expected = (
        "0x2245bd5fbb686f68",  # std::mt19937_64(1)
        "XXH64 of 1: 9f29cb17a2a49995; mean 0.500",
        "from C++ 201703",
    )
    for line in expected:
        assert line in text, f"{path}: no cell shows {line!r}:\n{text}"
    assert "not sorted" not in text, text
    colours = colours_of(notebook)
    # A blank picture has one or two; the map of the hash and the lines of the plot have many.
    assert len(colours) == 2, colours
    assert min(colours) > 50, colours


main(Path(sys.argv[1]))
