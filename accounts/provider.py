"""Signing in through an identity provider: OpenID Connect, the code flow with PKCE, state and nonce."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from ssl import SSLContext
from typing import Any
from urllib.parse import urlencode, urlsplit

from accounts.errors import DomainError
from accounts.events import N_
from accounts.keys import new_token
from accounts.policy import ProviderSettings

SECONDS = 10
# What a provider says of itself, and its keys, hold for an hour; an unknown key is asked for at once.
FRESH = timedelta(hours=1)
LEEWAY = 60
# Whoever holds the register's own secret could forge a token that is signed with it, so only key pairs count.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
UNREACHABLE = N_("The identity provider cannot be reached at the moment. Try again in a minute.")
NOT_BELIEVED = N_("The identity provider's answer did not hold, so nobody was signed in. Try again from here.")


class NotIdentified(DomainError):
    """The provider said of nobody that it is them; `why` is for the trail and names no token."""

    def __init__(self, message: str, why: str) -> None:
        super().__init__(message)
        self.why = why


@dataclass(frozen=True, slots=True)
class Begun:
    """A sign-in that has begun: where the browser goes, and what has to come back with it."""

    url: str
    state: str
    nonce: str
    verifier: str


class Provider:
    """The one provider of an installation, with what it said of itself."""

    def __init__(self, settings: ProviderSettings) -> None:
        self.settings = settings
        self._metadata: dict[str, Any] = {}
        self._keys: dict[str, Any] = {}
        self._asked: datetime | None = None

    async def begin(self, now: datetime) -> Begun:
        """Return where the browser is sent to."""
        metadata = await self.metadata(now)
        state, nonce, verifier = new_token(), new_token(), new_token()
        async with self._client(metadata) as client:
            url, _ = client.create_authorization_url(
                metadata["authorization_endpoint"], state=state, nonce=nonce, code_verifier=verifier
            )
        return Begun(url, state, nonce, verifier)

    async def identify(self, code: str, nonce: str, verifier: str, now: datetime) -> dict[str, Any]:
        """Exchange the code and return the claims of its token, once all of them hold; raise `NotIdentified`."""
        import httpx
        from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]

        metadata = await self.metadata(now)
        try:
            async with self._client(metadata) as client:
                token = await client.fetch_token(metadata["token_endpoint"], code=code, code_verifier=verifier)
        except (AuthlibBaseError, ValueError) as error:
            raise NotIdentified(NOT_BELIEVED, "the code was refused") from error
        except httpx.HTTPError as error:
            raise NotIdentified(UNREACHABLE, "the provider could not be reached") from error
        claims = await self._checked(token, nonce, now)
        return {**await self._more(metadata, token, claims), **claims}

    async def end_address(self, now: datetime, back: str) -> str:
        """Return the address at which the provider signs people out, or "" where it has none."""
        endpoint = (await self.metadata(now)).get("end_session_endpoint", "")
        if not endpoint:
            return ""
        query = urlencode({"client_id": self.settings.client_id, "post_logout_redirect_uri": back})
        return f"{endpoint}{'&' if '?' in endpoint else '?'}{query}"

    async def metadata(self, now: datetime) -> dict[str, Any]:
        """Return what the provider says of itself (OpenID Connect Discovery 1.0), asked for once an hour."""
        if self._asked is not None and self._asked <= now < self._asked + FRESH:
            return self._metadata
        said = await self._get(f"{self.settings.issuer.rstrip('/')}/.well-known/openid-configuration")
        if str(said.get("issuer", "")).rstrip("/") != self.settings.issuer.rstrip("/"):
            raise NotIdentified(NOT_BELIEVED, "the provider calls itself something else")
        needed = [said.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
        if not all(isinstance(address, str) and self._safe(address) for address in needed):
            raise NotIdentified(NOT_BELIEVED, "the provider's addresses are missing or not safe")
        keys = await self._get(said["jwks_uri"])
        self._metadata, self._keys, self._asked = said, keys, now
        return said

    async def _checked(self, token: Mapping[str, Any], nonce: str, now: datetime) -> dict[str, Any]:
        """Return the claims of an id token whose signature, issuer, audience, times and nonce hold."""
        from authlib.common.errors import AuthlibBaseError
        from authlib.oidc.core import CodeIDToken  # type: ignore[import-untyped]
        from joserfc.errors import JoseError

        metadata = self._metadata
        try:
            read = await self._read(str(token.get("id_token", "")))
            wanted = {
                "iss": {"essential": True, "value": metadata["issuer"]},
                "aud": {"essential": True, "value": self.settings.client_id},
            }
            known = {"nonce": nonce, "client_id": self.settings.client_id, "access_token": token.get("access_token")}
            claims = CodeIDToken(read.claims, read.header, wanted, known)
            claims.validate(now=int(now.timestamp()), leeway=LEEWAY)
        except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError) as error:
            raise NotIdentified(NOT_BELIEVED, f"the token did not hold: {type(error).__name__}") from error
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise NotIdentified(NOT_BELIEVED, "the token names nobody")
        return dict(claims)

    async def _read(self, id_token: str) -> Any:
        from joserfc import jwt
        from joserfc.errors import InvalidKeyIdError
        from joserfc.jwk import KeySet

        offered = self._metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
        algorithms = [name for name in ALGORITHMS if name in offered]
        try:
            return jwt.decode(id_token, KeySet.import_key_set(self._keys), algorithms=algorithms)  # type: ignore[arg-type]
        except InvalidKeyIdError:
            # The provider has changed its keys.
            self._keys = await self._get(self._metadata["jwks_uri"])
            return jwt.decode(id_token, KeySet.import_key_set(self._keys), algorithms=algorithms)  # type: ignore[arg-type]

    async def _more(self, metadata: Mapping[str, Any], token: Mapping[str, Any], claims: Mapping[str, Any]) -> Any:
        """Return what the provider tells of the person at its user endpoint, where the token itself says too little."""
        endpoint = metadata.get("userinfo_endpoint", "")
        if claims.get("email") and values_of(claims, self.settings.claim):
            return {}
        if not endpoint or not token.get("access_token") or not self._safe(endpoint):
            return {}
        told = await self._get(endpoint, {"authorization": f"Bearer {token['access_token']}"})
        if told.get("sub") != claims["sub"]:
            raise NotIdentified(NOT_BELIEVED, "the provider speaks of two people")
        return told

    async def _get(self, address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        import httpx  # as slow to import as it is seldom needed

        try:
            async with httpx.AsyncClient(timeout=SECONDS, verify=_trusted()) as client:
                answer = await client.get(address, headers=dict(headers or {}))
                answer.raise_for_status()
                said = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotIdentified(UNREACHABLE, "the provider could not be reached") from error
        except ValueError as error:
            raise NotIdentified(NOT_BELIEVED, "the provider's answer cannot be read") from error
        if not isinstance(said, dict):
            raise NotIdentified(NOT_BELIEVED, "the provider's answer cannot be read")
        return said

    def _client(self, metadata: Mapping[str, Any]) -> Any:
        with warnings.catch_warnings():
            # It would rather have a successor of httpx that is not in this register's lock, and says so always.
            import authlib.deprecate  # type: ignore[import-untyped]  # noqa: F401 - sets the filter that follows aside

            warnings.simplefilter("ignore")
            from authlib.integrations.httpx_client import AsyncOAuth2Client  # type: ignore[import-untyped]

        settings = self.settings
        offered = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        way = "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"
        return AsyncOAuth2Client(
            settings.client_id,
            settings.client_secret or None,
            scope=settings.scope,
            redirect_uri=settings.callback,
            code_challenge_method="S256",
            token_endpoint_auth_method=way if settings.client_secret else "none",
            timeout=SECONDS,
            verify=_trusted(),
        )

    def _safe(self, address: str) -> bool:
        """Return whether an address keeps to TLS; only a provider that is itself on this machine may do without."""
        return address.startswith("https://") or urlsplit(self.settings.issuer).scheme == "http"


@cache
def _trusted() -> SSLContext:
    """Return the authorities that are believed, read once: that takes longer than asking the provider."""
    import httpx

    return httpx.create_ssl_context()


def values_of(claims: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """Return the values of a claim, under its whole name or down its dots."""
    found: Any = claims.get(name)
    if found is None:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return (found,)
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()
