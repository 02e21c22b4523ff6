"""An application made with stravalib gets tokens through the consent page, as a browser and stravalib see it."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from test_stravalib import client_for

REDIRECT = "https://planner.example/back"


def hidden(page):
    """The hidden fields of a page's form."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: html.unescape(value) for name, value in found}


def browser():
    session = requests.Session()
    session.trust_env = False
    return session


@pytest.fixture
def application(own_server):
    owner = own_server.register("owner")
    answer = owner.post("/applications", json={"name": "Planner", "callback_domain": "planner.example"})
    assert answer.status_code == 201, answer.text
    return answer.json()


def consent(server, application, scopes):
    """Logs in and allows everything; returns the code."""
    person = {"email": "rider@example.com", "password": "correct horse rider", "firstname": "Rider"}
    rider = requests.post(f"{server.url}/api/v3/athletes", json=person, timeout=10).json()["id"]
    page_of = browser()
    address = client_for(server, None).authorization_url(
        client_id=application["client_id"], redirect_uri=REDIRECT, scope=scopes, state="s t")
    parts = urlsplit(address)
    page = page_of.get(f"{server.url}{parts.path}?{parts.query}")
    assert page.status_code == 200, page.text
    form = hidden(page.text) | {"email": person["email"], "password": person["password"]}
    page = page_of.post(f"{server.url}/oauth/authorize", data=form)
    assert page.status_code == 200 and "Allow" in page.text, page.text
    form = list(hidden(page.text).items()) + [("granted", scope) for scope in scopes] + [("decision", "allow")]
    answer = page_of.post(f"{server.url}/oauth/authorize", data=form, allow_redirects=False)
    assert answer.status_code == 302, answer.text
    assert answer.headers["Location"].startswith(REDIRECT + "?")
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert query["state"] == ["s t"]
    assert query["scope"] == [",".join(scopes)]
    return rider, query["code"][0]


def test_stravalib_exchanges_refreshes_and_deauthorizes(own_server, application):
    rider, code = consent(own_server, application, ["read", "activity:read"])
    client = client_for(own_server, None)
    ours = {"client_id": application["client_id"], "client_secret": application["client_secret"]}
    access, athlete = client.exchange_code_for_token(code=code, return_athlete=True, **ours)
    assert athlete.id == rider
    client.access_token = access["access_token"]
    assert client.get_athlete().id == rider

    refreshed = client.refresh_access_token(refresh_token=access["refresh_token"], **ours)
    assert refreshed["refresh_token"] != access["refresh_token"]
    client.access_token = refreshed["access_token"]
    assert client.get_athlete().id == rider

    client.deauthorize()
    with pytest.raises(Exception, match="Unauthorized"):
        client.get_athlete()
