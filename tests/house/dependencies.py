"""Ask the vulnerability service about every locked dependency: run by `make audit`, and by continuous integration.

Fails where a dependency has a known vulnerability. Where the service cannot be reached it says so, and nothing fails:
whoever works without a network has not made the dependencies any worse.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
LOCKS = ("requirements.lock", "requirements-dev.lock")
SECONDS = 300


def main() -> int:
    """Print what is known of the locked dependencies; return 1 where one has a vulnerability."""
    status = 0
    for lock in LOCKS:
        command = [
            sys.executable,
            "-m",
            "pip_audit",
            "--disable-pip",
            "--require-hashes",
            "--format",
            "json",
            "-r",
            lock,
        ]
        try:
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False)
            found = json.loads(done.stdout)["dependencies"]
        except subprocess.TimeoutExpired:
            print(f"{lock}: not audited, because the service did not answer within {SECONDS} seconds.")
            continue
        except (ValueError, KeyError):
            print(f"{lock}: not audited, because the service could not be asked: {last_line(done.stderr)}")
            continue
        weak = [one for one in found if one.get("vulns")]
        for one in weak:
            names = ", ".join(sorted(known["id"] for known in one["vulns"]))
            print(f"{lock}: {one['name']} {one['version']} has known vulnerabilities: {names}")
        if not weak:
            print(f"{lock}: {len(found)} dependencies, no known vulnerability.")
        status = status or int(bool(weak))
    return status


def last_line(text: str) -> str:
    """Return the last line that says something."""
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no reason given"


if __name__ == "__main__":
    sys.exit(main())
