"""A faithful OpenID Connect provider on loopback with RSA keys of its own, which also lies where a test asks it to."""

from __future__ import annotations

import base64
import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from litestar import Litestar, Request, get, post
from litestar.exceptions import HTTPException
from litestar.response import Redirect

CLIENT, SECRET = "art28-register", "the secret of the register"
Json = dict[str, Any]
PERSON: Json = {
    "sub": "17",
    "email": "Privacy@Example.org",
    "email_verified": True,
    "name": "Privacy",
    "roles": ["dpo"],
}


@dataclass
class IdentityProvider:
    """Who signs in (`claims`), what the clock says (`now`), and how the provider lies (`lies` and others)."""

    now: datetime
    port: int = 0
    claims: Json = field(default_factory=dict)
    lies: Json = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first"}))
    signing_key: Any = None
    algorithm: str = "RS256"
    codes: dict[str, Json] = field(default_factory=dict)
    issuer_said: str = ""
    sends_iss: str = ""
    userinfo: Json = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def be_honest(self, now: datetime) -> None:
        """Forget all lies."""
        self.now, self.claims, self.lies, self.userinfo = now, dict(PERSON), {}, {}
        self.signing_key, self.issuer_said, self.sends_iss, self.algorithm = None, "", "", "RS256"
        self.asked.clear()

    @property
    def issuer(self) -> str:
        """Return its address."""
        return f"http://127.0.0.1:{self.port}"

    def authorize(self, address: str) -> str:
        """Do what a browser and a person do at the provider: return the address that it sends the browser back to."""
        query = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        code = hashlib.sha256(address.encode()).hexdigest()
        self.codes[code] = query
        back = {"code": code, "state": query["state"]} | ({"iss": self.sends_iss} if self.sends_iss else {})
        return f"{query['redirect_uri']}?{urlencode(back)}"

    def token(self, asked: Json) -> str:
        """Return the id token for a code."""
        moment = int(self.now.timestamp())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": moment,
            "exp": moment + 300,
            "nonce": asked["nonce"],
            **self.claims,
            **self.lies,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        key = self.signing_key or self.key
        header = {"alg": self.algorithm, "kid": self.key.kid or "first"}
        return jwt.encode(header, claims, key, algorithms=[self.algorithm])

    def app(self) -> Litestar:
        """Return its pages for programs."""

        @get("/.well-known/openid-configuration", sync_to_thread=False)
        def configuration() -> Json:
            self.asked.append("configuration")
            return {
                "issuer": self.issuer_said or self.issuer,
                "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token",
                "jwks_uri": f"{self.issuer}/jwks",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
                "end_session_endpoint": f"{self.issuer}/logout",
                "id_token_signing_alg_values_supported": ["RS256"],
            }

        @get("/jwks", sync_to_thread=False)
        def keys() -> Json:
            self.asked.append("jwks")
            return {"keys": [self.key.as_dict(private=False)]}

        @get("/userinfo", sync_to_thread=False)
        def userinfo(request: Request[Any, Any, Any]) -> Json:
            self.asked.append("userinfo")
            assert request.headers["authorization"] == "Bearer opaque"
            return self.userinfo

        @post("/token", status_code=200)
        async def token(request: Request[Any, Any, Any]) -> Json:
            form = await request.form()
            known = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
            asked = self.codes.pop(form["code"], None)
            challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
            fits = asked is not None and challenge.rstrip("=") == asked["code_challenge"]
            if not fits or request.headers.get("authorization") != f"Basic {known}":
                raise HTTPException("invalid_grant", status_code=400)
            assert form["redirect_uri"] == asked["redirect_uri"]
            return {"access_token": "opaque", "token_type": "Bearer", "id_token": self.token(asked)}

        @get("/authorize", sync_to_thread=False)
        def authorize(request: Request[Any, Any, Any]) -> Redirect:
            return Redirect(self.authorize(str(request.url)))

        return Litestar([configuration, keys, userinfo, token, authorize], openapi_config=None, logging_config=None)


@contextmanager
def identity_provider(now: datetime, **ways: Any) -> Iterator[IdentityProvider]:
    """Run a provider in a thread of its own while the block lasts."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    provider = IdentityProvider(now, port=listening.getsockname()[1], **ways)
    server = uvicorn.Server(uvicorn.Config(provider.app(), log_config=None, lifespan="off"))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined, method-assign]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    last = time.monotonic() + 10
    while not server.started and time.monotonic() < last:
        threading.Event().wait(0.01)
    assert server.started
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()
