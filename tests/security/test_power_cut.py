"""A power cut under many writers: what was answered with success is there afterwards, and the trail holds."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import httpx

from tests.app.test_api_fuzzed import program
from tests.support.process import Installation

WRITERS = 20
ANSWERED = 40


@dataclass
class Told:
    """What the register said is kept: the name of each vendor, and its owner where that was changed later."""

    names: dict[int, str] = field(default_factory=dict)
    owners: dict[int, str] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    enough: threading.Event = field(default_factory=threading.Event)


def write(address: str, headers: dict[str, str], writer: int, told: Told) -> None:
    """Add vendors and change them until the register is gone."""
    with httpx.Client(base_url=f"{address}/api/v1", headers=headers, timeout=60) as client:
        try:
            for number in range(1000):
                name = f"Vendor {number} of writer {writer}"
                made = client.post("/vendors", json={"name": name, "notes": "x" * 500})
                with told.lock:
                    if made.status_code != 201:
                        told.refused.append(made.text)
                        told.enough.set()
                        return
                    told.names[made.json()["id"]] = name
                here, owner = made.headers["location"].removeprefix("/api/v1"), f"Department {writer}"
                changed = client.patch(here, json={"owner": owner}, headers={"if-match": made.headers["etag"]})
                with told.lock:
                    if changed.status_code == 200:
                        told.owners[made.json()["id"]] = owner
                    if len(told.names) >= ANSWERED:
                        told.enough.set()
        except httpx.TransportError:
            return


def test_after_a_power_cut_under_twenty_writers_every_change_that_was_answered_is_there(
    installation: Installation,
) -> None:
    told = Told()
    installation.run("organisation", "add", "Example AB", "--country", "SE")
    with installation.serve() as server:
        headers = program(installation, server.address)
        threads = [
            threading.Thread(target=write, args=(server.address, headers, writer, told)) for writer in range(WRITERS)
        ]
        for thread in threads:
            thread.start()
        assert told.enough.wait(90)
        assert told.refused == []
        server.process.kill()
        for thread in threads:
            thread.join(60)
    with installation.serve() as server, httpx.Client(base_url=f"{server.address}/api/v1", headers=headers) as client:
        kept = {}
        for page in range(1, client.get("/vendors?size=200").json()["pages"] + 1):
            kept |= {one["id"]: one for one in client.get(f"/vendors?size=200&page={page}").json()["items"]}
    assert {number: kept[number]["name"] for number in told.names} == told.names
    assert {number: kept[number]["owner"] for number in told.owners} == told.owners
    # What was cut off while it was written is there whole or not at all: at most one vendor for each writer.
    assert len(told.names) <= len(kept) <= len(told.names) + WRITERS
    verified = installation.run("audit", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
