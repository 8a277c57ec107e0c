"""The real browser of the journeys: Chromium of the system's packages."""

from __future__ import annotations

import os
import shutil

# The one without windows shows pages alike and needs a third less of the processor.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
# No sandbox, because continuous integration runs as root; nothing but loopback is visited.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]


class NoChromium(Exception):
    """There is no Chromium that the journeys could use."""


def find() -> str:
    """Return the path of ART28_TEST_CHROMIUM or of the first known browser; raise `NoChromium` for none."""
    for name in (os.environ.get("ART28_TEST_CHROMIUM", ""), *NAMES):
        if name and (path := shutil.which(name)):
            return path
    raise NoChromium("Chromium is not installed; on Debian or Ubuntu: apt-get install chromium.")
