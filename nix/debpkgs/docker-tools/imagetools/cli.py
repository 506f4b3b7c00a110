"""The commands that derivations and scripts call."""

from __future__ import annotations

import argparse
import dataclasses
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from imagetools import ImageError
from imagetools.archive import load_image, timestamp, write_archive
from imagetools.gzip_blocks import GzipWriter
from imagetools.layer import write_tree
from imagetools.oci import write_layout
from imagetools.plan import write_plan


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; an error is one line."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except ImageError as error:
        print(f"error: image: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        print("error: image: the reader of the archive stopped early", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: image: {error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="imagetools", description=__doc__)
    commands = parser.add_subparsers(required=True)

    plan = commands.add_parser("plan", help="write the description of an image")
    # Here, the builder's directory: NIX_ATTRS_JSON_FILE of Nix 2.8 names the host's path.
    plan.add_argument("attributes", type=Path, nargs="?", default=Path(".attrs.json"))
    plan.set_defaults(run=lambda options: write_plan(options.attributes))

    tree = commands.add_parser("tree", help="archive a directory's content with its modes")
    tree.add_argument("root", type=Path)
    tree.add_argument("target", type=Path)
    tree.add_argument("--mtime", default="1970-01-01T00:00:01Z")
    tree.add_argument("--owners", action="store_true", help="as they are; without it all is root's")
    tree.set_defaults(run=_tree)

    stream = commands.add_parser("stream", help="write a Docker archive to standard output")
    stream.add_argument("description", type=Path)
    stream.add_argument("--gzip", action="store_true", help="compress it")
    stream.add_argument("-t", "--repo_tag", help="name:tag instead of the image's own")
    stream.set_defaults(run=_stream)

    layout = commands.add_parser("oci", help="turn a Docker archive into an OCI layout")
    layout.add_argument("archive", type=Path, help="archive, or program that writes one")
    layout.add_argument("target", type=Path)
    layout.set_defaults(run=_oci)
    return parser


def _tree(options: argparse.Namespace) -> None:
    mtime = int(timestamp("mtime", options.mtime).timestamp())
    with options.target.open("wb") as target:
        write_tree(options.root, target, mtime, options.owners)


def _stream(options: argparse.Namespace) -> None:
    image = load_image(options.description)
    if options.repo_tag:
        image = dataclasses.replace(image, repo_tag=options.repo_tag)
    if sys.stdout.isatty():
        raise ImageError("an archive is not for the screen; redirect it to a file or `docker load`")
    output = sys.stdout.buffer
    if options.gzip:
        packed = GzipWriter(output)
        write_archive(image, packed)
        packed.close()
    else:
        write_archive(image, output)
    output.flush()


def _oci(options: argparse.Namespace) -> None:
    if not os.access(options.archive, os.X_OK):
        with options.archive.open("rb") as archive:
            write_layout(archive, options.target)
        return
    with subprocess.Popen([options.archive.absolute()], stdout=subprocess.PIPE) as program:
        assert program.stdout is not None
        write_layout(program.stdout, options.target)
        program.stdout.read()
    if program.returncode:
        raise ImageError(f"{options.archive}: ended with status {program.returncode}")
