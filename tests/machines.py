"""Machines on one machine: each has a network namespace and a Nix store of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Machine", "connect"]


@dataclass
class Machine:
    """A host: its namespaces live as long as `holder`."""

    folder: Path
    address: str
    #: The program of iproute2.
    ip: str
    environment: dict[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the namespaces, and a home."""
        for name in ("etc", "home", "run", "store"):
            (self.folder / name).mkdir(parents=True)
        self.holder = subprocess.Popen(
            ["unshare", "--net", "--mount", "sh", "-c", "echo ready; exec sleep 3600"],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.holder.stdout is not None
        assert self.holder.stdout.readline() == "ready\n"
        self.do(self.ip, "link", "set", "lo", "up")

    def configure(self, **settings: str) -> None:
        """Write its nix.conf; nothing of the real machine's is seen."""
        text = "".join(f"{name.replace('_', '-')} = {value}\n" for name, value in settings.items())
        # Builds run as root in their sandbox: the group of build users is another machine's.
        fixed = (
            "experimental-features = nix-command flakes\nflake-registry =\nbuild-users-group =\n"
        )
        (self.folder / "etc" / "nix.conf").write_text(fixed + text)

    @property
    def store(self) -> str:
        """Its store's address."""
        return f"local?root={self.folder / 'store'}"

    def variables(self, base: Mapping[str, str]) -> dict[str, str]:
        """What programs on it see."""
        return {
            "PATH": base["PATH"],
            "HOME": str(self.folder / "home"),
            "NIX_REMOTE": self.store,
            "NIX_CONF_DIR": str(self.folder / "etc"),
            # Nix reads nix/nix.conf there, too.
            "XDG_CONFIG_DIRS": str(self.folder / "xdg"),
            **self.environment,
        }

    def _entered(self, command: tuple[str, ...]) -> list[str]:
        return ["nsenter", "-t", str(self.holder.pid), "--net", "--mount", "--", *command]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program to its end."""
        return subprocess.run(
            self._entered(command),
            env=self.variables(os.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def do(self, *command: str) -> str:
        """Run one that has to succeed; what it prints."""
        done = self.run(*command)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a service."""
        process = subprocess.Popen(
            self._entered(command),
            env=self.variables(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        return process

    def serve(self, folder: Path, port: int = 8080) -> str:
        """A plain web server over a folder; its address."""
        arguments = ("--bind", self.address, "--directory", str(folder), str(port))
        server = self.start(sys.executable, "-u", "-m", "http.server", *arguments)
        self.wait_for(port, server)
        return f"http://{self.address}:{port}"

    def wait_for(self, port: int, process: subprocess.Popen[str]) -> None:
        """Until a service answers, or has ended."""
        code = (
            "import socket, sys, time\n"
            "for _ in range(600):\n"
            "    try: socket.create_connection((sys.argv[1], int(sys.argv[2]))).close(); break\n"
            "    except OSError: time.sleep(0.1)\n"
            "else: sys.exit('nothing answers')\n"
        )
        done = self.run(sys.executable, "-c", code, self.address, str(port))
        if done.returncode != 0:
            process.terminate()
            assert process.stderr is not None
            raise AssertionError(f"port {port}: {done.stderr}{process.stderr.read()}")

    def close(self) -> None:
        """End what runs on it, and it."""
        for process in [*self.processes, self.holder]:
            process.kill()
            process.communicate()


def connect(one: Machine, other: Machine) -> None:
    """A cable between two."""
    name = "cable"
    one.do(
        *(one.ip, "link", "add", name, "type", "veth"),
        *("peer", "name", name, "netns", str(other.holder.pid)),
    )
    for machine in (one, other):
        machine.do(machine.ip, "address", "add", f"{machine.address}/24", "dev", name)
        machine.do(machine.ip, "link", "set", name, "up")
