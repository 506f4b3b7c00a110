"""The registration of a closure, in the form that `nix-store --load-db` reads.

A builder: .attrs.json in its directory has the closure, as exportReferencesGraph writes it.
"""

import json
from pathlib import Path

attributes = json.loads(Path(".attrs.json").read_text())
records = [
    "\n".join(
        [
            entry["path"],
            entry["narHash"],
            str(entry["narSize"]),
            "",
            str(len(entry["references"])),
            *sorted(entry["references"]),
        ]
    )
    for entry in sorted(attributes["graph"], key=lambda entry: str(entry["path"]))
    if entry["path"] != attributes["excluded"]
]
Path(attributes["outputs"]["out"]).write_text("\n".join([*records, ""]))
