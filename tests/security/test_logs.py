"""What people keep secret, and whom they know at vendors, is in no line of the log and no event of the trail."""

from __future__ import annotations

import json
import re
from pathlib import Path

import httpx

from tests.app.test_api_fuzzed import program, proof
from tests.register.test_documents import PDF
from tests.support.process import Installation

PASSWORD = "correct horse battery staple"
CONTACT = "contact-of-a-vendor@vendor.example"
CONTENT = b"what-is-in-the-file"


def test_no_secret_and_no_personal_data_of_a_whole_journey_is_in_the_log_or_the_trail(
    installation: Installation, tmp_path: Path
) -> None:
    installation.run("organisation", "add", "Example AB", "--country", "SE")
    with installation.serve() as server:
        headers = program(installation, server.address)
        secrets = [PASSWORD, headers["authorization"].removeprefix("Bearer "), CONTENT.decode(), "wrong-password-7"]
        with httpx.Client(base_url=server.address) as browser:
            secrets += journey(browser)
        with httpx.Client(base_url=f"{server.address}/api/v1", headers=headers) as client:
            client.post("/vendors", content=f'{{"name": "{secrets[2]}"', headers={"content-type": "application/json"})
            client.get("/vendors?q=wrong-password-7")
        client = httpx.Client(base_url=server.address, headers={"authorization": "Bearer art28_wrong-password-7"})
        with client:
            assert client.get("/api/v1/vendors").status_code == 401
            # A line end in an address makes no line of its own.
            client.get("/x%0a%7B%22event%22:%22forged%22%7D")
        server.process.stop()
        lines = [line for line in server.process.said if line.startswith("{")]
    log = "".join(lines)
    assert {json.loads(line)["event"] for line in lines} == {"request"}
    assert len(lines) > 10
    assert "forged" in log
    assert installation.run("audit", "export", tmp_path / "trail.jsonl").returncode == 0
    trail = (tmp_path / "trail.jsonl").read_text(encoding="utf-8")
    assert "sign-in-refused" in trail or "refused" in trail
    assert [secret for secret in secrets if secret in log or secret in trail] == []
    # A contact is part of the change that the trail proves; the log has no business with it.
    assert CONTACT not in log
    assert "a@example.org" not in log


def journey(browser: httpx.Client) -> list[str]:
    """Sign in wrongly and rightly, add a vendor with a contact and a document; return the cookies and proofs met."""
    page = browser.get("/sign-in").text
    form = {"email": "a@example.org", "_csrf": proof(page)}
    assert browser.post("/session", data={**form, "password": "wrong-password-7"}).status_code == 422
    assert browser.post("/session", data={**form, "password": PASSWORD}).status_code == 303
    mine = proof(browser.get("/vendors/new").text)
    vendor = {"name": "Acme", "contact": CONTACT, "_csrf": mine}
    made = browser.post("/vendors", data=vendor)
    assert made.status_code == 303, made.text
    number = re.findall(r"\d+", made.headers["location"])[0]
    browser.post(f"/vendors/{number}", data={"contact": CONTACT + "x", "_csrf": mine})
    file = {"file": ("a.pdf", PDF + CONTENT, "application/pdf")}
    browser.post(f"/vendors/{number}/documents", data={"kind": "dpa", "organisation": "1", "_csrf": mine}, files=file)
    browser.post("/imports", data={"_csrf": mine}, files={"file": ("a.csv", b"Vendor\n" + CONTENT, "text/csv")})
    browser.post("/password/forgotten", data={"email": "a@example.org", "_csrf": mine})
    return [mine, form["_csrf"], *browser.cookies.values()]
