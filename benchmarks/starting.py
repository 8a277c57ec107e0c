"""From starting the process to its first page, on an existing database, and the memory that it then holds."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

RUNS = 5
PATIENCE = 30.0


def measure() -> tuple[float, float]:
    """Return the median seconds to the first page, and the resident megabytes after it."""
    seconds, megabytes = [], []
    with tempfile.TemporaryDirectory(prefix="art28-bench-") as folder:
        port = 18_000 + os.getpid() % 10_000
        environment = {**os.environ, "ART28_DATA": folder, "ART28_PORT": str(port), "DATABASE_URL": ""}
        subprocess.run([*command(), "migrate"], env=environment, check=True, capture_output=True)
        for _ in range(RUNS):
            with Path(folder, "log").open("wb") as log:
                began = time.perf_counter()
                process = subprocess.Popen([*command(), "serve"], env=environment, stdout=log, stderr=log)
                try:
                    first_page(process, f"http://127.0.0.1:{port}/sign-in")
                    seconds.append(time.perf_counter() - began)
                    megabytes.append(resident(process.pid))
                finally:
                    process.terminate()
                    process.wait()
    return statistics.median(seconds), statistics.median(megabytes)


def first_page(process: subprocess.Popen[bytes], address: str) -> None:
    """Ask until the page comes."""
    until = time.perf_counter() + PATIENCE
    while process.poll() is None and time.perf_counter() < until:
        try:
            with urllib.request.urlopen(address) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.005)
    raise AssertionError(f"{address} did not answer; start `art28 serve` by hand to see why")


def resident(process: int) -> float:
    """Return the resident memory of a process and its children, in megabytes."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    status = Path(f"/proc/{process}/status").read_text()
    own = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))
    return own / 1024 + sum(resident(int(child)) for child in children)


def command() -> list[str]:
    """Return the words that start `art28`."""
    return [sys.executable, "-m", "app.cli"]
