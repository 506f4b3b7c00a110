"""The runtime configuration that an image is started with, and the errors before that."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import run_image
from run_image import RunError, adjust, main, map_ids, read_layout

UMOCI: dict[str, Any] = {
    "process": {
        "args": ["/old"],
        "capabilities": {"bounding": ["CAP_KILL"]},
        "rlimits": [{"type": "RLIMIT_NOFILE"}],
        "terminal": True,
        "user": {"uid": 65534, "gid": 65534},
    },
    "root": {"path": "rootfs"},
    "mounts": [{"destination": "/proc"}, {"destination": "/sys/fs/cgroup"}],
    "linux": {"namespaces": [{"type": "pid"}], "resources": {"devices": []}},
}
IMAGE = {"config": {"Entrypoint": ["/program"], "Cmd": ["default"]}}
RANGE = {"hostID": 100000, "size": 65536}


def config() -> dict[str, Any]:
    """A fresh copy of what umoci writes."""
    return copy.deepcopy(UMOCI)


def test_an_image_is_confined() -> None:
    adjusted = adjust(config(), IMAGE, [])
    assert adjusted["root"] == {"path": "rootfs", "readonly": True}
    process = adjusted["process"]
    assert process["capabilities"] == {}
    assert process["noNewPrivileges"] is True
    assert process["terminal"] is False
    assert process["user"] == {"uid": 65534, "gid": 65534}
    assert "rlimits" not in process
    assert {"type": "network"} in adjusted["linux"]["namespaces"]
    assert "resources" not in adjusted["linux"]
    assert adjusted["mounts"] == [{"destination": "/proc"}]


def test_one_network_namespace_is_enough() -> None:
    given = config()
    given["linux"]["namespaces"].append({"type": "network"})
    kinds = [entry["type"] for entry in adjust(given, IMAGE, [])["linux"]["namespaces"]]
    assert kinds == ["pid", "network"]


def test_arguments_replace_the_command_and_keep_the_entrypoint() -> None:
    assert adjust(config(), IMAGE, [])["process"]["args"] == ["/program", "default"]
    assert adjust(config(), IMAGE, ["a", "b"])["process"]["args"] == ["/program", "a", "b"]
    only_command = {"config": {"Cmd": ["/default"]}}
    assert adjust(config(), only_command, ["/x"])["process"]["args"] == ["/x"]


@pytest.mark.parametrize("image", [{}, {"config": {}}, {"config": {"Cmd": None}}])
def test_an_image_without_a_command_needs_one(image: dict[str, Any]) -> None:
    with pytest.raises(RunError, match="neither Entrypoint nor Cmd; give a command"):
        adjust(config(), image, [])


def test_subordinate_ids_keep_the_images_user() -> None:
    given = config()
    map_ids(given, RANGE, RANGE)
    assert given["process"]["user"] == {"uid": 65534, "gid": 65534}
    assert given["linux"]["uidMappings"][1] == {"containerID": 1, **RANGE}


@pytest.mark.parametrize("ids", [None, {"hostID": 100000, "size": 10}])
def test_without_enough_ids_the_caller_is_the_user(
    ids: dict[str, Any] | None, capsys: pytest.CaptureFixture[str]
) -> None:
    given = config()
    map_ids(given, ids, RANGE)
    assert given["process"]["user"] == {"uid": 0, "gid": 0}
    assert len(given["linux"]["uidMappings"]) == 1
    assert "no range in /etc/subuid holds user 65534" in capsys.readouterr().err


def test_subordinate_ranges_are_read_by_name_or_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: "/usr/bin/newuidmap")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(run_image, "_user_name", lambda: "user")
    file = tmp_path / "subuid"
    assert run_image.subordinate(str(file)) is None
    file.write_text("other:1:2\nuser:bad\nuser:100000:65536\n1000:7:8\n")
    assert run_image.subordinate(str(file)) == RANGE


def test_a_directory_that_is_no_layout_is_named(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no OCI layout with one tagged image"):
        read_layout(tmp_path)
    (tmp_path / "index.json").write_text(json.dumps({"manifests": [{}, {}]}))
    with pytest.raises(RunError, match="no OCI layout with one tagged image"):
        read_layout(tmp_path)


def test_a_kernel_without_user_namespaces_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_flags: int) -> None:
        raise PermissionError

    monkeypatch.setattr("os.unshare", refused)
    with pytest.raises(RunError, match="no user namespace can be made here"):
        run_image.check_namespaces(rootless=True)
    with pytest.raises(RunError, match="no container starts in this one"):
        run_image.check_namespaces(rootless=False)


def test_a_missing_tool_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--umoci", "/absent/umoci", "layout"]) == 125
    assert capsys.readouterr().err == (
        "error: run image: /absent/umoci: not found; install it or give --umoci PATH\n"
    )
