"""The HTTP API speaks payload format 2.0."""

import base64
import json
from typing import Any

import pytest
import urllib3

from laptop.cloud import Cloud
from laptop.deploy import Route
from laptop.http_api import match_route, to_http

HTTP = urllib3.PoolManager()


def ask(cloud: Cloud, method: str, path: str, **kwargs: Any) -> urllib3.BaseHTTPResponse:
    return HTTP.request(method, cloud.api_url + path, redirect=False, **kwargs)


def test_event_of_a_request(cloud: Cloud) -> None:
    headers = {"X-Some": "Thing", "Cookie": "a=1; b=2", "Content-Type": "application/json", "User-Agent": "test"}
    event = ask(cloud, "POST", "/deep/path%20x?b=2&a=1&a=%E4%BD%A0", body='{"ü":1}'.encode(), headers=headers).json()
    assert event["version"] == "2.0"
    assert event["routeKey"] == event["requestContext"]["routeKey"] == "ANY /{proxy+}"
    assert event["rawPath"] == "/deep/path%20x"
    assert event["rawQueryString"] == "b=2&a=1&a=%E4%BD%A0"
    assert event["queryStringParameters"] == {"a": "1,你", "b": "2"}
    assert event["pathParameters"] == {"proxy": "deep/path x"}
    assert event["headers"]["x-some"] == "Thing"
    assert "cookie" not in event["headers"]
    assert event["cookies"] == ["a=1", "b=2"]
    assert (event["body"], event["isBase64Encoded"]) == ('{"ü":1}', False)
    context = event["requestContext"]
    assert context["http"] == {
        "method": "POST",
        "path": "/deep/path%20x",
        "protocol": "HTTP/1.1",
        "sourceIp": "127.0.0.1",
        "userAgent": "test",
    }
    assert context["stage"] == "$default"
    assert context["timeEpoch"] > 1_700_000_000_000


def test_root_and_the_more_specific_route(cloud: Cloud) -> None:
    root = ask(cloud, "GET", "/").json()
    assert root["routeKey"] == "ANY /"
    assert "pathParameters" not in root
    assert "body" not in root
    one = ask(cloud, "GET", "/things/7").json()
    assert (one["routeKey"], one["pathParameters"]) == ("GET /things/{id}", {"id": "7"})
    assert ask(cloud, "PUT", "/things/7").json()["routeKey"] == "ANY /{proxy+}"


def test_binary_and_forms_arrive_as_base64(cloud: Cloud) -> None:
    body = bytes(range(256))
    event = ask(cloud, "PUT", "/x", body=body, headers={"Content-Type": "application/octet-stream"}).json()
    assert event["isBase64Encoded"]
    assert base64.b64decode(event["body"]) == body
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    event = ask(cloud, "POST", "/x", body="a=1", headers=form).json()
    assert base64.b64decode(event["body"]) == b"a=1"


def test_answers(cloud: Cloud) -> None:
    bare = ask(cloud, "GET", "/bare")
    assert (bare.status, bare.headers["content-type"], bare.json()) == (200, "application/json", {"only": "a value"})
    binary = ask(cloud, "GET", "/binary")
    assert (binary.headers["content-type"], binary.data) == ("image/png", bytes(range(256)))
    cookies = ask(cloud, "GET", "/cookies")
    assert (cookies.status, cookies.headers["location"]) == (302, "/x")
    assert cookies.headers.getlist("set-cookie") == ["a=1; HttpOnly", "b=2"]
    head = ask(cloud, "HEAD", "/binary")
    assert (head.headers["content-length"], head.data) == ("256", b"")


@pytest.mark.parametrize("path", ["/raise", "/wrong", "/large"])
def test_a_failing_function_is_500(cloud: Cloud, path: str) -> None:
    answer = ask(cloud, "GET", path)
    assert (answer.status, answer.json()) == (500, {"message": "Internal Server Error"})


def test_health_and_limit(cloud: Cloud) -> None:
    assert ask(cloud, "GET", "/_cloud/health").status == 200
    for size in (7_000_000, 11_000_000):
        answer = ask(cloud, "POST", "/x", body=b"x" * size, headers={"Content-Type": "text/plain"})
        assert answer.status == 413


def test_a_route_that_does_not_exist() -> None:
    routes = [Route("GET", "/a", "f"), Route("ANY", "/a/{id}", "f"), Route("POST", "/b/{rest+}", "f")]
    assert match_route(routes, "POST", "/a") is None
    assert match_route(routes, "GET", "/a/b/c") is None
    assert match_route(routes, "GET", "/a/") is None
    assert match_route(routes, "POST", "/b") is None
    found = match_route(routes, "POST", "/b/c/d%2Fe")
    assert found and found[1] == {"rest": "c/d/e"}
    default = [*routes, Route("ANY", "$default", "g")]
    found = match_route(default, "DELETE", "/zzz")
    assert found and found[0].function == "g"


def test_malformed_answers_are_refused() -> None:
    for answer in (
        {"statusCode": 99},
        {"statusCode": 200, "headers": {"x": "a\r\nb: c"}},
        {"statusCode": 200, "headers": {"x": "名"}},
    ):
        with pytest.raises((ValueError, TypeError)):
            to_http(json.dumps(answer).encode())
    assert to_http(b'"words"') == (200, [("content-type", "application/json")], b"words")
