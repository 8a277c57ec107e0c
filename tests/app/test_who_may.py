"""Who may do what: one table, and a walk over every route with every role and without any."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from accounts.actor import Actor
from accounts.roles import Deed, Role, may
from accounts.tables import Organisation
from accounts.tokens import GRANTED, LIVES, make_token
from accounts.visits import PROGRAMS
from tests.support import builders
from tests.support.browsing import AsRole, browser, sign_in

# The whole register by address. "anybody" is open without signing in; "everybody" to whoever is signed in, whatever the
# role; all else names the deed that the role has to cover (see accounts/roles.py and its test).
TABLE = """
GET   /                                             everybody
GET   /jump                                         read
GET   /static/{name:path}                           anybody
GET   /health                                       anybody
GET   /ready                                        anybody
GET   /metrics                                      anybody

GET   /sign-in                                      anybody
POST  /session                                      anybody
POST  /session/end                                  anybody
GET   /sign-in/code                                 anybody
POST  /sign-in/code                                 anybody
GET   /sign-in/set-up                               anybody
POST  /sign-in/set-up                               anybody
GET   /sign-in/provider                             anybody
GET   /sign-in/provider/callback                    anybody
GET   /sign-in/provider/end                         anybody
GET   /password/forgotten                           anybody
POST  /password/forgotten                           anybody
GET   /password/new                                 anybody
POST  /password/new                                 anybody
GET   /invitation                                   anybody
POST  /invitation                                   anybody
GET   /first-administrator                          anybody
POST  /first-administrator                          anybody
POST  /theme                                        anybody
POST  /language                                     anybody

GET   /profile                                      everybody
POST  /profile                                      everybody
POST  /profile/password                             everybody
POST  /profile/sessions/end                         everybody
POST  /profile/sessions/{number:int}/end            everybody
GET   /profile/second-factor                        everybody
POST  /profile/second-factor                        everybody
POST  /profile/second-factor/confirmation           everybody
POST  /profile/second-factor/codes                  everybody
POST  /profile/second-factor/removal                everybody
GET   /people                                       administer
GET   /people/new                                   administer
POST  /people                                       administer
GET   /people/{person:int}                          administer
POST  /people/{person:int}/roles                    administer
POST  /people/{person:int}/link                     administer
POST  /people/{person:int}/sessions/end             administer
POST  /people/{person:int}/second-factor/removal    administer
POST  /people/{person:int}/deactivation             administer
POST  /people/{person:int}/activation               administer

GET   /profile/tokens                               everybody
POST  /profile/tokens                               everybody
POST  /profile/tokens/{token:int}/revocation        everybody
GET   /audit                                        export
POST  /audit/verification                           administer
GET   /audit.csv                                    export
GET   /audit.jsonl                                  export

GET   /vendors                                      read
GET   /vendors/new                                  edit
POST  /vendors                                      edit
GET   /vendors/{number:int}                         read
GET   /vendors/{number:int}/origin                  read
GET   /vendors/alike                                edit
POST  /vendors/{number:int}/apart                   edit
GET   /vendors/{number:int}/merge                   edit
POST  /vendors/{number:int}/merges                  edit
POST  /merges/{number:int}/undo                     edit
GET   /vendors/{number:int}/subprocessor-list       import
POST  /vendors/{number:int}/subprocessor-list       import
GET   /vendors/{number:int}/notices/new             edit
POST  /vendors/{number:int}/notices                 edit
GET   /notices/{number:int}                         read
POST  /notices/{number:int}/decision                decide
POST  /notices/{number:int}/decision/undo           decide
POST  /notices/{number:int}/days                    edit
GET   /vendors/{number:int}/edit                    edit
POST  /vendors/{number:int}                         edit
POST  /vendors/{number:int}/ending                  edit
POST  /vendors/{number:int}/ending/undo             edit
GET   /vendors/{vendor:int}/engagements/new         edit
POST  /vendors/{vendor:int}/engagements             edit
GET   /engagements/{number:int}/edit                edit
POST  /engagements/{number:int}                     edit
POST  /engagements/{number:int}/ending              edit
GET   /engagements/{engagement:int}/locations/new   edit
POST  /engagements/{engagement:int}/locations       edit
GET   /locations/{number:int}/edit                  edit
POST  /locations/{number:int}                       edit
POST  /locations/{number:int}/removal               edit
GET   /vendors/{vendor:int}/agreements/new          edit
POST  /vendors/{vendor:int}/agreements              edit
GET   /agreements/{number:int}/edit                 edit
POST  /agreements/{number:int}                      edit
POST  /agreements/{number:int}/ending               edit
GET   /documents/{number:int}                       read
GET   /vendors/{vendor:int}/documents/new           edit
POST  /vendors/{vendor:int}/documents               edit
GET   /documents/{number:int}/edit                  edit
POST  /documents/{number:int}                       edit
POST  /documents/{number:int}/removal               edit
POST  /documents/{number:int}/removal/undo          edit

GET   /engagements                                  read
GET   /locations                                    read
GET   /agreements                                   read
GET   /findings                                     read
GET   /findings/{finding:int}                       read
GET   /findings/{finding:int}/acceptance            decide
POST  /findings/{finding:int}/acceptance            decide
POST  /findings/{finding:int}/acceptance/undo       decide

GET   /reviews                                      read
GET   /vendors/{vendor:int}/review                  read
GET   /reviews/all                                  read
GET   /reviews/{number:int}                         read
POST  /reviews/{number:int}/conclusion              edit
POST  /reviews/{number:int}/date                    edit
POST  /reviews/{number:int}/owner                   edit
GET   /profile/reminders                            everybody
POST  /profile/reminders                            everybody
POST  /profile/calendars                            everybody
POST  /profile/calendars/{link:int}/revocation      everybody
GET   /calendar/{name:str}                          anybody
GET   /reminders/stop                               anybody
POST  /reminders/stop                               anybody
GET   /administration/reminders                     administer
POST  /administration/reminders/test                administer
POST  /administration/mails/{mail:int}/attempt      administer
POST  /administration/mails/{mail:int}/dismissal    administer
GET   /administration/owners                        administer
POST  /administration/owners                        administer
POST  /administration/owners/{address:int}/removal  administer
POST  /administration/defaults                      administer

GET   /vendors/{vendor:int}/assessments/new         edit
POST  /vendors/{vendor:int}/assessments             edit
GET   /assessments/{number:int}                     read
POST  /assessments/{number:int}                     edit
GET   /assessments/{number:int}/print               read
GET   /assessments/{number:int}/comparison          read
GET   /assessments/{number:int}/assessment.docx     export
GET   /assessments/{number:int}/assessment.xlsx     export
POST  /assessments/{number:int}/answers             answer
POST  /assessments/{number:int}/answers/{question:str}  answer
POST  /assessments/{number:int}/evidence            answer
POST  /assessments/{number:int}/evidence/{evidence:int}/removal  answer
POST  /assessments/{number:int}/evidence/{evidence:int}/acceptance  decide
POST  /assessments/{number:int}/links               edit
POST  /assessments/{number:int}/links/{link:int}/revocation  edit
POST  /assessments/{number:int}/notes               decide
POST  /assessments/{number:int}/correction          decide
POST  /assessments/{number:int}/decision            decide
POST  /assessments/{number:int}/approval            decide
POST  /assessments/{number:int}/approval/refusal    decide
POST  /assessments/{number:int}/reopening           decide
POST  /assessments/{number:int}/cancellation        edit
GET   /conditions/{condition:int}                   read
POST  /conditions/{condition:int}/meeting           edit
POST  /conditions/{condition:int}/meeting/undo      edit
GET   /answer/{token:str}                           anybody
POST  /answer/{token:str}                           anybody
POST  /answer/{token:str}/questions/{question:str}  anybody
POST  /answer/{token:str}/language                  anybody
POST  /answer/{token:str}/evidence                  anybody
POST  /answer/{token:str}/evidence/{evidence:int}/removal  anybody

GET   /assessments                                  read
GET   /assessments/overview                         read
GET   /assessments/overview.xlsx                    export
GET   /assessments/tiers                            read
POST  /assessments/tiers                            decide
GET   /assessments/templates                        read
GET   /assessments/templates/new                    edit
POST  /assessments/templates                        edit
GET   /assessments/templates/{template:int}         read
GET   /assessments/templates/{template:int}/versions/{version:int} read
GET   /assessments/templates/{template:int}/versions/{version:int}/questionnaire.xlsx read
GET   /assessments/templates/{template:int}/versions/{version:int}/questionnaire.toml read
POST  /assessments/templates/{template:int}/file    edit
POST  /assessments/templates/{template:int}/retirement edit
POST  /assessments/templates/{template:int}/retirement/undo edit
GET   /assessments/templates/{template:int}/draft   edit
POST  /assessments/templates/{template:int}/draft   edit
POST  /assessments/templates/{template:int}/draft/publication edit
POST  /assessments/templates/{template:int}/draft/removal edit
GET   /assessments/templates/{template:int}/draft/details edit
POST  /assessments/templates/{template:int}/draft/details edit
GET   /assessments/templates/{template:int}/draft/sections/new edit
POST  /assessments/templates/{template:int}/draft/sections edit
GET   /assessments/templates/{template:int}/draft/sections/{section:str} edit
POST  /assessments/templates/{template:int}/draft/sections/{section:str} edit
POST  /assessments/templates/{template:int}/draft/sections/{section:str}/place edit
POST  /assessments/templates/{template:int}/draft/sections/{section:str}/removal edit
GET   /assessments/templates/{template:int}/draft/questions/new edit
POST  /assessments/templates/{template:int}/draft/questions edit
GET   /assessments/templates/{template:int}/draft/questions/{question:str} edit
POST  /assessments/templates/{template:int}/draft/questions/{question:str} edit
POST  /assessments/templates/{template:int}/draft/questions/{question:str}/place edit
POST  /assessments/templates/{template:int}/draft/questions/{question:str}/removal edit

GET   /organisations                                read
GET   /organisations/new                            administer
POST  /organisations                                administer
GET   /organisations/{number:int}/edit              administer
POST  /organisations/{number:int}                   administer

POST  /examples                                     administer
POST  /examples/removal                             administer

GET   /law                                          read
GET   /what-if                                      read
GET   /working/{name:str}                           read
GET   /what-if.xlsx                                 export

GET   /imports                                      read
GET   /imports/new                                  import
POST  /imports                                      import
GET   /imports/{batch:int}                          read
POST  /imports/{batch:int}/answers                  import
GET   /imports/{batch:int}/columns                  import
POST  /imports/{batch:int}/columns                  import
POST  /imports/{batch:int}/commit                   import
POST  /imports/{batch:int}/corrections              import
POST  /imports/{batch:int}/held                     import
POST  /imports/{batch:int}/leave                    import
GET   /imports/{batch:int}/progress                 read
POST  /imports/{batch:int}/stop                     import
POST  /imports/{batch:int}/undo                     import
POST  /imports/{batch:int}/vendors                  import

GET   /api/v1/openapi.json                          anybody
GET   /api/v1/organisations                         read
GET   /api/v1/vendors                               read
POST  /api/v1/vendors                               edit
GET   /api/v1/vendors/{number:int}                  read
PATCH /api/v1/vendors/{number:int}                  edit
GET   /api/v1/engagements                           read
POST  /api/v1/engagements                           edit
GET   /api/v1/engagements/{number:int}              read
PATCH /api/v1/engagements/{number:int}              edit
GET   /api/v1/locations                             read
POST  /api/v1/locations                             edit
GET   /api/v1/locations/{number:int}                read
PATCH /api/v1/locations/{number:int}                edit
DELETE /api/v1/locations/{number:int}               edit
GET   /api/v1/agreements                            read
POST  /api/v1/agreements                            edit
GET   /api/v1/agreements/{number:int}               read
PATCH /api/v1/agreements/{number:int}               edit
GET   /api/v1/findings                              read
GET   /api/v1/findings/{number:int}                 read
POST  /api/v1/findings/{number:int}/acceptance      decide
DELETE /api/v1/findings/{number:int}/acceptance     decide
GET   /api/v1/assessments                           read
GET   /api/v1/assessments/{number:int}              read
GET   /api/v1/reviews                               read
GET   /api/v1/reviews/{number:int}                  read
POST  /api/v1/reviews/{number:int}/conclusion       edit
GET   /api/v1/imports                               read
POST  /api/v1/imports                               import
GET   /api/v1/imports/{batch:int}                   read
GET   /api/v1/imports/{batch:int}/rows              read
POST  /api/v1/imports/{batch:int}/commit            import
POST  /api/v1/imports/{batch:int}/leave             import
POST  /api/v1/imports/{batch:int}/undo              import
GET   /api/v1/exports/register.xlsx                 export
GET   /api/v1/exports/register.csv                  export
GET   /api/v1/exports/register.json                 export

GET   /bulk                                         edit
POST  /bulk                                         edit
GET   /bulk/{change:int}                            read
POST  /bulk/{change:int}/undo                       edit
POST  /organisation                                 everybody
GET   /views                                        read
GET   /views/new                                    read
POST  /views                                        read
POST  /views/{view:int}/removal                     read
GET   /view.xlsx                                    export
GET   /view.csv                                     export
GET   /export.xlsx                                  export
GET   /export.csv                                   export
GET   /export.json                                  export
"""
WHO = {(line.split()[0], line.split()[1]): line.split()[2] for line in TABLE.splitlines() if line}
REFUSED, UNKNOWN = 403, 401


def routes(app: Litestar) -> Iterator[tuple[str, str]]:
    for route in app.routes:
        assert isinstance(route, HTTPRoute), "a kind of route that this test does not walk"
        for handler in route.route_handlers:
            for method in handler.http_methods - {"OPTIONS", "HEAD"}:
                yield method, route.path


def filled(path: str) -> str:
    """Return an address of the route; the thing it names does not exist, however many were there before this test."""
    return "/".join(
        "999999999" if part.endswith(":int}") else "x" if part.startswith("{") else part for part in path.split("/")
    )


def to_sign_in(response: httpx.Response) -> bool:
    return response.status_code == 303 and response.headers["location"].startswith("/sign-in")


async def ask(client: httpx.AsyncClient, method: str, path: str) -> httpx.Response:
    return await client.request(method, filled(path), data={} if method == "POST" else None)


def test_every_route_stands_in_the_table(app: Litestar) -> None:
    assert set(routes(app)) == set(WHO)


# Changes that need no form of ours, because whoever knows the secret in the address may make them.
PROVEN_BY_ADDRESS = {("POST", "/reminders/stop")}


def test_only_these_changes_need_no_proof_that_the_form_was_ours(app: Litestar) -> None:
    found = {
        (method, route.path)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.opt.get("proven_by_address")
        for method in handler.http_methods - {"OPTIONS"}
    }
    assert found == PROVEN_BY_ADDRESS


def test_every_word_in_the_table_is_known() -> None:
    assert set(WHO.values()) <= {"anybody", "everybody", *Deed}


async def test_without_signing_in_only_what_is_open_to_anybody_answers(client: httpx.AsyncClient) -> None:
    wrong = []
    for (method, path), who in WHO.items():
        response = await ask(client, method, path)
        ends_session = path == "/session/end"
        closed = response.status_code == UNKNOWN if path.startswith(PROGRAMS) else to_sign_in(response)
        if (who != "anybody") != (closed and not ends_session):
            wrong.append((method, path, who, response.status_code))
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_reaches_what_it_covers_and_nothing_else(
    app: Litestar, role: Role, organisation: Organisation, now: datetime
) -> None:
    user = await builders.user(role.value, organisation)
    actor = Actor(user.id, user.email, role, frozenset({int(organisation.id)}))
    wrong = []
    token = await make_token("all that the role covers", GRANTED, LIVES[0], actor, now)
    for (method, path), who in WHO.items():
        async with browser(app) as client:
            if path.startswith(PROGRAMS):
                client.headers["authorization"] = f"Bearer {token}"
            else:
                # A session for each, because some of the addresses end it.
                await sign_in(client, app, user, now)
            response = await ask(client, method, path)
        open_to_role = who in {"anybody", "everybody"} or may(actor, Deed(who))
        refused = response.status_code == REFUSED or (to_sign_in(response) and path != "/session/end")
        if open_to_role == refused or response.status_code >= 500:
            wrong.append((method, path, who, response.status_code))
    assert wrong == []


async def test_a_program_that_is_not_signed_in_is_told_so(client: httpx.AsyncClient) -> None:
    response = await client.get("/vendors", headers={"accept": "application/json"})
    assert response.status_code == 401
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_part_of_a_page_that_a_script_asks_for_leads_to_the_sign_in_as_a_whole(
    client: httpx.AsyncClient,
) -> None:
    response = await client.get("/vendors", headers={"hx-request": "true"})
    assert response.status_code == 401
    assert response.headers["hx-redirect"] == "/sign-in"


async def test_people_of_other_organisations_do_not_exist(as_role: AsRole, organisation: Organisation) -> None:
    outsider: Any = await builders.outsider()
    client = await as_role("administrator", organisation)
    assert (await client.post(f"/people/{outsider.id}/deactivation")).status_code == 404
    assert outsider.email not in (await client.get("/people")).text
