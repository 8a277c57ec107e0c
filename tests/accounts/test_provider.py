"""What an identity provider says is believed only where all of it holds."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import OctKey, RSAKey

from accounts.policy import ProviderSettings, read_mapping
from accounts.provider import FRESH, NotIdentified, Provider, values_of
from accounts.roles import Role
from app.settings import SettingsError, read_settings
from tests.support.clock import START
from tests.support.identity_provider import CLIENT, PERSON, SECRET, IdentityProvider, identity_provider


@pytest.fixture(scope="module")
def running() -> Iterator[IdentityProvider]:
    with identity_provider(START) as provider:
        yield provider


@pytest.fixture
def provider(running: IdentityProvider, now: datetime) -> IdentityProvider:
    running.be_honest(now)
    return running


@pytest.fixture
def known(provider: IdentityProvider) -> Provider:
    return Provider(settings_for(provider))


def settings_for(provider: IdentityProvider) -> ProviderSettings:
    callback = "http://testserver/sign-in/provider/callback"
    return ProviderSettings(provider.issuer, CLIENT, SECRET, "Example", "openid", "roles", (), False, callback)


async def ask(known: Provider, provider: IdentityProvider, now: datetime, **other: str) -> dict[str, Any]:
    begun = await known.begin(now)
    code = parse_qs(urlsplit(provider.authorize(begun.url)).query)["code"][0]
    given = {"code": code, "nonce": begun.nonce, "verifier": begun.verifier, **other}
    return await known.identify(**given, now=now)


async def test_claims_that_hold_are_believed(known: Provider, provider: IdentityProvider, now: datetime) -> None:
    claims = await ask(known, provider, now)
    assert (claims["sub"], claims["email"], claims["roles"]) == ("17", "Privacy@Example.org", ["dpo"])


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ({"aud": "another-client"}, "InvalidClaimError"),
        ({"aud": [CLIENT, "another-client"]}, "MissingClaimError"),
        ({"aud": [CLIENT, "another-client"], "azp": "another-client"}, "InvalidClaimError"),
        ({"iss": "https://elsewhere.example"}, "InvalidClaimError"),
        ({"nonce": "another"}, "InvalidClaimError"),
        ({"nonce": None}, "MissingClaimError"),
        ({"exp": 1_600_000_000}, "ExpiredTokenError"),
        ({"exp": None}, "MissingClaimError"),
        ({"iat": 4_000_000_000}, "InvalidClaimError"),
        ({"sub": None}, "MissingClaimError"),
        ({"sub": ""}, ""),
        ({"at_hash": "of another token"}, "InvalidClaimError"),
    ],
)
async def test_a_token_with_a_wrong_claim_names_nobody(
    known: Provider, provider: IdentityProvider, now: datetime, lie: dict[str, Any], reason: str
) -> None:
    provider.lies = lie
    with pytest.raises(NotIdentified) as refused:
        await ask(known, provider, now)
    assert reason in refused.value.why


async def test_a_token_that_somebody_else_signed_names_nobody(
    known: Provider, provider: IdentityProvider, now: datetime
) -> None:
    provider.signing_key = RSAKey.generate_key(2048, {"kid": provider.key.kid or ""})
    with pytest.raises(NotIdentified) as refused:
        await ask(known, provider, now)
    assert "BadSignatureError" in refused.value.why


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
async def test_a_token_signed_with_a_shared_secret_or_not_at_all_names_nobody(
    known: Provider, provider: IdentityProvider, now: datetime, algorithm: str
) -> None:
    provider.algorithm, provider.signing_key = algorithm, OctKey.import_key(SECRET)
    with pytest.raises(NotIdentified):
        await ask(known, provider, now)


async def test_a_code_is_exchanged_only_with_the_verifier_of_its_sign_in(
    known: Provider, provider: IdentityProvider, now: datetime
) -> None:
    with pytest.raises(NotIdentified, match="did not hold"):
        await ask(known, provider, now, verifier="x" * 43)
    with pytest.raises(NotIdentified):
        await ask(known, provider, now, code="made up")


async def test_keys_that_the_provider_has_changed_are_fetched_at_once_and_all_else_hourly(
    known: Provider, provider: IdentityProvider, now: datetime
) -> None:
    await ask(known, provider, now)
    before, provider.key = provider.key, RSAKey.generate_key(2048, {"kid": "second"})
    try:
        await ask(known, provider, now)
    finally:
        provider.key = before
    assert provider.asked == ["configuration", "jwks", "jwks"]
    await known.metadata(now + FRESH - timedelta(seconds=1))
    assert len(provider.asked) == 3
    await known.metadata(now + FRESH)
    assert provider.asked[3:] == ["configuration", "jwks"]


async def test_a_provider_that_calls_itself_something_else_is_not_believed(
    known: Provider, provider: IdentityProvider, now: datetime
) -> None:
    provider.issuer_said = "https://elsewhere.example"
    with pytest.raises(NotIdentified, match="did not hold"):
        await known.begin(now)


async def test_what_the_token_leaves_out_is_asked_of_the_user_endpoint(
    known: Provider, provider: IdentityProvider, now: datetime
) -> None:
    provider.claims = {"sub": "17"}
    provider.userinfo = {"sub": "somebody else", "email": "x@example.org", "roles": ["dpo"]}
    with pytest.raises(NotIdentified):
        await ask(known, provider, now)
    provider.userinfo["sub"] = "17"
    assert (await ask(known, provider, now))["email"] == "x@example.org"


async def test_a_provider_that_is_down_is_told(provider: IdentityProvider, now: datetime) -> None:
    away = Provider(replace(settings_for(provider), issuer="http://127.0.0.1:9"))
    with pytest.raises(NotIdentified, match="cannot be reached"):
        await away.begin(now)


async def test_the_sign_out_of_the_provider_leads_back_here(
    known: Provider, provider: IdentityProvider, now: datetime
) -> None:
    address = await known.end_address(now, "https://register.example/sign-in")
    assert address.startswith(f"{provider.issuer}/logout?client_id={CLIENT}")
    assert "post_logout_redirect_uri=https%3A%2F%2Fregister.example%2Fsign-in" in address


@pytest.mark.parametrize(
    ("claims", "name", "values"),
    [
        ({"roles": ["a", "b"]}, "roles", ("a", "b")),
        ({"roles": "a"}, "roles", ("a",)),
        ({"realm_access": {"roles": ["a", 7]}}, "realm_access.roles", ("a",)),
        ({"https://example.org/roles": ["a"]}, "https://example.org/roles", ("a",)),
        ({"roles": 7}, "roles", ()),
        ({"roles": "a"}, "roles.deeper", ()),
        ({}, "roles", ()),
    ],
)
def test_the_values_of_a_claim_stand_under_its_name_or_down_its_dots(
    claims: dict[str, Any], name: str, values: tuple[str, ...]
) -> None:
    assert values_of(claims, name) == values


def test_a_mapping_names_values_roles_and_organisations() -> None:
    assert read_mapping(" dpo=privacy; ou=buyers=procurement@Example AB;") == (
        ("dpo", Role.PRIVACY, ""),
        ("ou=buyers", Role.PROCUREMENT, "Example AB"),
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ART28_OIDC_ROLES", "dpo=king"),
        ("ART28_OIDC_ROLES", "privacy"),
        ("ART28_OIDC_ISSUER", "http://login.example.org"),
        ("ART28_OIDC_ISSUER", "login.example.org"),
        # Without a client id nobody could sign in by it.
        ("ART28_OIDC_ISSUER", "https://login.example.org"),
        ("ART28_URL", "register.example.org"),
        ("ART28_URL", "ftp://register.example.org"),
        ("ART28_URL", "https://name:hidden@register.example.org"),
        ("ART28_URL", "https://register.example.org/below"),
        ("ART28_URL", "https://register.example.org:99999"),
        ("ART28_SECOND_FACTOR", "administrator, king"),
        ("ART28_SECRET_KEY", "short"),
        ("ART28_SECRET_KEY_FILE", "/nowhere/at/all"),
    ],
)
def test_a_setting_that_cannot_hold_stops_the_start(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings({name: value})


def test_a_secret_may_come_from_a_file_and_is_never_shown(tmp_path: Any) -> None:
    file = tmp_path / "secret"
    file.write_text("a secret that is long enough for it\n")
    provider = {"ART28_OIDC_ISSUER": "https://login.example.org", "ART28_OIDC_CLIENT_ID": "art28"}
    settings = read_settings({"ART28_SECRET_KEY_FILE": str(file), **provider})
    assert settings.policy.key == "a secret that is long enough for it"
    assert settings.provider is not None
    assert settings.provider.name == "login.example.org"
    assert "long enough" not in repr((settings, settings.policy, settings.provider))
    file.write_text("short")
    with pytest.raises(SettingsError) as refused:
        read_settings({"ART28_SECRET_KEY_FILE": str(file)})
    assert "'short'" not in str(refused.value)


def test_the_person_of_these_tests_has_a_verified_address() -> None:
    assert PERSON["email_verified"] is True
