"""A price list on this machine, of the shape of AWS's own, and what ``mianshi costs prices`` makes of it."""

import json
import re
import socket
import tracemalloc
from collections.abc import Callable, Iterator
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.request import Request

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laptop.cli import main
from laptop.commands import price_list
from laptop.commands import prices as command
from laptop.commands.price_keys import Unpriced, ladder, rows
from laptop.commands.price_list import Dimension, Entry, address, read_offer
from laptop.trouble import Trouble
from mianshi.contracts.usage import OWN_METERS, Meter
from mianshi.finance.books import bills
from mianshi.finance.prices import PriceBook
from support.listed_prices import FILES, PUBLISHED, REGION, band, offer_file, usage

Answer = tuple[int, dict[str, str], bytes]
TODAY = "2027-01-31"
BOOK = f"{TODAY}.json"


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_today", lambda: TODAY)


@pytest.fixture
def listed() -> Iterator[tuple[str, dict[str, Answer]]]:
    """The list's address and its answers by path; what is not in them is not there."""
    answers: dict[str, Answer] = {
        f"/aws/{code}/current/{REGION}/index.json": (200, {}, body) for code, body in FILES.items()
    }

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, body = answers.get(self.path, (404, {}, b"no such file"))
            self.send_response(status)
            for name, value in ({"Content-Length": str(len(body))} | headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/aws", answers
        server.shutdown()


def read(base: str, out: Path, region: str = REGION, *more: str) -> int:
    return main(["costs", "prices", "--region", region, "--out", str(out), "--list", base, *more])


def lambda_path() -> str:
    return f"/aws/AWSLambda/current/{REGION}/index.json"


def test_a_book_is_read_from_the_list(
    listed: tuple[str, dict[str, Answer]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new" / BOOK
    assert read(listed[0], out, REGION, "--drop") == 0
    data = json.loads(out.read_text())
    book, prices = PriceBook.from_dict(data), data["regions"][REGION]["prices"]
    compute = prices["lambda.compute.x86"]
    assert compute == {
        "price": "0.0000166667",
        "per": 1024000,
        "unit": "MB-ms",
        "known": "price_list",
        "source": f"AWS Price List, AWSLambda of {REGION}, published {PUBLISHED}, SKU AWSLAMBDA0000",
        "read_on": data["as_of"],
        "free": 400_000 * 1024000,
        "tiers": [
            {"start": 6_000_000_000 * 1024000, "price": "0.000015"},
            {"start": 15_000_000_000 * 1024000, "price": "0.0000133334"},
        ],
    }
    assert (prices["dynamodb.storage"]["price"], prices["dynamodb.storage"]["free"]) == ("0.306", 25 << 30)
    assert book.amount_micro(REGION, "dynamodb.ondemand.read_units", 10**9) == 152_500
    assert book.amount_micro(REGION, "sagemaker.async.instance.ml.g5.xlarge", 3_600_000) == 1_760_000
    assert book.amount_micro(REGION, "lambda.requests", 1_000_000) == 200_000
    peer = book.peer(REGION, "transcribe.batch.minutes")
    assert peer is not None and (peer.price, peer.per, peer.unit) == ("0.0001", 1, "second")
    said = capsys.readouterr().out
    for key, why in {
        "dynamodb.ondemand.write_units": "listed in CNY, not in USD",
        "dynamodb.pitr": "not in the list",
        "lambda.compute.arm": "not in the list",
        "sagemaker.async.instance.ml.g5.2xlarge": "not in the list",
        "s3.standard.storage": "AmazonS3 is not offered there",
    }.items():
        assert key not in prices
        assert f"{key}: {why}" in said
        assert f"{key} ({why})" in " ".join(data["notes"])


def shipped_book() -> dict[str, Any]:
    newest: dict[str, Any] = json.loads(max((Path(__file__).parents[2] / "infra/prices").glob("20*.json")).read_text())
    return newest


def test_a_price_that_the_list_has_no_more_stays_and_is_said(
    listed: tuple[str, dict[str, Answer]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, before = tmp_path / BOOK, shipped_book()["regions"][REGION]["prices"]
    assert read(listed[0], out) == 0
    data, said = json.loads(out.read_text()), capsys.readouterr().out
    prices = data["regions"][REGION]["prices"]
    assert before.keys() <= prices.keys()
    for key, why in {
        "s3.standard.storage": "AmazonS3 is not offered there",
        "dynamodb.ondemand.write_units": "listed in CNY, not in USD",
    }.items():
        assert prices[key] == before[key]
        assert f"{key}: stays as it was ({why})" in said and f"{key} ({why})" in " ".join(data["notes"])
    assert prices["dynamodb.ondemand.read_units"]["known"] == "price_list"
    assert f"{len(before.keys() - {key for key in before if prices[key] != before[key]})} stay" in said


def test_this_month_only_what_had_no_price_gets_one(
    listed: tuple[str, dict[str, Answer]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, before = tmp_path / BOOK, shipped_book()["regions"][REGION]["prices"]
    assert read(listed[0], out, REGION, "--from", TODAY[:7]) == 0
    data = json.loads(out.read_text())
    prices = data["regions"][REGION]["prices"]
    assert data["effective_from"] == TODAY[:7]
    assert {key: prices[key] for key in before} == before
    gpu = "sagemaker.async.instance.ml.g5.xlarge"
    assert gpu not in before and prices[gpu]["known"] == "price_list"
    assert "lambda.requests: stays as it was (the month has begun)" in capsys.readouterr().out


def test_a_new_instance_type_is_read_where_it_is_asked_for(
    listed: tuple[str, dict[str, Answer]], tmp_path: Path
) -> None:
    path = f"/aws/AmazonSageMaker/current/{REGION}/index.json"
    new = usage("EUC1-AsyncInf:ml.g9.xlarge")
    listed[1][path] = (200, {}, offer_file("AmazonSageMaker", (new, [band("1.25", "Hrs")])))
    assert read(listed[0], tmp_path / BOOK, REGION, "--instance", "ml.g9.xlarge") == 0
    prices = json.loads((tmp_path / BOOK).read_text())["regions"][REGION]["prices"]
    assert prices["sagemaker.async.instance.ml.g9.xlarge"]["price"] == "1.25"


def test_a_list_in_a_folder_is_read_and_what_is_not_in_it_stays(tmp_path: Path) -> None:
    file = tmp_path / "list" / "AWSLambda" / "current" / REGION / "index.json"
    file.parent.mkdir(parents=True)
    file.write_bytes(FILES["AWSLambda"])
    assert read((tmp_path / "list").as_uri(), tmp_path) == 0
    prices = json.loads((tmp_path / BOOK).read_text())["regions"][REGION]["prices"]
    assert prices["lambda.requests"]["known"] == "price_list"
    assert prices["s3.standard.storage"] == shipped_book()["regions"][REGION]["prices"]["s3.standard.storage"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--list", "notaurl"], "--list is an address of http, https or file"),
        (["--list", "http://[bad"], "--list is an address"),
        (["--list", "file:///nowhere/at/all"], "--list is an address"),
        (["--list", "ftp://prices.example"], "--list is an address"),
        (["--instance", "ml.g5"], "ml.g5 is no instance type, such as ml.g5.xlarge"),
        (["--from", "2026-12"], "--from is this month or a later one, such as 2027-02"),
        (["--from", "soon"], "--from is this month or a later one"),
        (["--out", "elsewhere/book.json"], f"a book read today is named {BOOK}, not book.json"),
    ],
)
def test_wrong_use_is_one_sentence(more: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["costs", "prices", "--region", REGION, "--list", "http://127.0.0.1:9", *more]) == 2
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1


def test_a_day_has_one_book(
    listed: tuple[str, dict[str, Answer]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(command, "_today", lambda: str(shipped_book()["as_of"]))
    assert read(listed[0], tmp_path) == 2
    assert "is there already" in capsys.readouterr().err and not list(tmp_path.iterdir())


def test_regions_that_were_not_read_again_stay_as_they_were(
    listed: tuple[str, dict[str, Answer]], tmp_path: Path
) -> None:
    out = tmp_path / BOOK
    assert read(listed[0], out) == 0
    shipped = shipped_book()
    data = json.loads(out.read_text())
    assert data["regions"]["us-east-1"] == shipped["regions"]["us-east-1"]
    assert data["peers"]["us-east-1"] == shipped["peers"]["us-east-1"]
    assert data["effective_from"] > data["as_of"][:7]


def test_china_is_priced_in_its_own_money(listed: tuple[str, dict[str, Answer]], tmp_path: Path) -> None:
    beijing = usage("CNN1-Request", regionCode="cn-north-1")
    body = offer_file("AWSLambda", (beijing, [band("0.0000013600", "Requests", currency="CNY")]))
    listed[1]["/aws/AWSLambda/current/cn-north-1/index.json"] = (200, {}, body)
    assert read(listed[0], tmp_path / BOOK, "cn-north-1") == 0
    data = json.loads((tmp_path / BOOK).read_text())
    assert PriceBook.from_dict(data).amount_micro("cn-north-1", "lambda.requests", 1_000_000) == 1_360_000
    assert data["regions"]["cn-north-1"]["currency"] == "CNY"
    before = shipped_book()["regions"]["cn-north-1"]["prices"]
    assert set(data["regions"]["cn-north-1"]["prices"]) == {"lambda.requests", *before}


def test_a_published_book_is_not_written_over(
    listed: tuple[str, dict[str, Answer]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / BOOK
    out.write_text("as it was")
    assert read(listed[0], out) == 2
    assert out.read_text() == "as it was"
    assert "never changes" in capsys.readouterr().err


def moved(answers: dict[str, Answer]) -> None:
    answers["/elsewhere"] = answers[lambda_path()]
    answers[lambda_path()] = (302, {"Location": "/elsewhere"}, b"")


def cut_off(answers: dict[str, Answer]) -> None:
    body = FILES["AWSLambda"]
    answers[lambda_path()] = (200, {"Content-Length": str(len(body))}, body[: len(body) // 2])


def a_page(answers: dict[str, Answer]) -> None:
    answers[lambda_path()] = (200, {}, b"<html>Sign in to the hotel's network</html>")


def broken(answers: dict[str, Answer]) -> None:
    answers[lambda_path()] = (500, {}, b"")


def nothing(answers: dict[str, Answer]) -> None:
    answers.clear()


def test_a_redirect_is_followed(listed: tuple[str, dict[str, Answer]], tmp_path: Path) -> None:
    moved(listed[1])
    assert read(listed[0], tmp_path / BOOK) == 0
    assert "lambda.requests" in json.loads((tmp_path / BOOK).read_text())["regions"][REGION]["prices"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (cut_off, "ended in the middle: the download was cut off"),
        (a_page, "no JSON of the expected shape"),
        (broken, "answers 500"),
        (nothing, f"has nothing about {REGION}"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_no_book(
    listed: tuple[str, dict[str, Answer]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[dict[str, Answer]], None],
    sentence: str,
) -> None:
    change(listed[1])
    assert read(listed[0], tmp_path / BOOK) == 1
    said = capsys.readouterr().err
    assert sentence in said and said.count("\n") == 1
    assert not list(tmp_path.iterdir())


def test_nobody_there_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        assert read(f"http://127.0.0.1:{taken.getsockname()[1]}/aws", tmp_path / BOOK) == 1
    said = capsys.readouterr().err
    assert "cannot be reached" in said and said.count("\n") == 1


def test_the_bill_knows_every_usage_type_that_the_list_is_read_for() -> None:
    for row in rows(["ml.g5.xlarge"]):
        forms = {row.usage.replace("s?", "s"), row.usage.replace("s?", ""), row.usage.replace("\\.", ".")}
        if "(?:" in row.usage:
            start, middle = row.usage.split("(?:")
            forms = {start + one for one in middle.rstrip(")").split("|")}
        for usage_type in forms if not row.peer else ():
            if re.fullmatch(row.usage, usage_type):
                found = bills.known(f"{row.offer} EUC1-{usage_type}")
                assert found == (row.key, "eu-central-1", row.ours, row.per), usage_type


def test_a_region_is_a_code(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert read("http://127.0.0.1:9", tmp_path / BOOK, "../../etc") == 2
    assert "no code of a region" in capsys.readouterr().err


def test_an_encrypted_address_never_leads_to_an_open_one() -> None:
    request, nothing, headers = Request("https://pricing.example/a"), BytesIO(), Message()
    redirects = price_list._Redirects()
    assert redirects.redirect_request(request, nothing, 302, "", headers, "https://elsewhere.example/a") is not None
    with pytest.raises(Trouble, match="without encryption"):
        redirects.redirect_request(request, nothing, 302, "", headers, "http://pricing.example/a")


@pytest.mark.parametrize(
    ("region", "start"),
    [
        ("us-east-1", "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonS3/"),
        ("cn-northwest-1", "https://pricing.cn-north-1.amazonaws.com.cn/offers/v1.0/cn/AmazonS3/"),
    ],
)
def test_chinas_list_is_another(region: str, start: str) -> None:
    assert address(region, "AmazonS3") == f"{start}current/{region}/index.json"


class Pieces:
    """A download that comes in pieces of a size."""

    def __init__(self, body: bytes, size: int) -> None:
        self.body, self.size, self.at = body, size, 0

    def read(self, _: int, /) -> bytes:
        piece = self.body[self.at : self.at + self.size]
        self.at += len(piece)
        return piece


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 700))
def test_it_does_not_matter_where_the_pieces_end(size: int) -> None:
    body = FILES["AmazonDynamoDB"]
    whole = read_offer(Pieces(body, len(body)), lambda _: True)
    assert read_offer(Pieces(body, size), lambda _: True) == whole
    assert len(whole.entries) == 6


@settings(deadline=None, max_examples=30)
@given(st.data())
def test_a_download_that_ends_too_soon_is_never_taken_for_a_list(data: st.DataObject) -> None:
    body = FILES["AWSLambda"]
    end = data.draw(st.integers(0, body.index(b'"Reserved"') - 20))
    with pytest.raises(Trouble):
        read_offer(Pieces(body[:end], 64), lambda _: True)


def test_nothing_is_read_after_the_prices_on_demand() -> None:
    body = FILES["AWSLambda"]
    body = body[: body.index(b'"Reserved"')] + b"and then nonsense"
    assert len(read_offer(Pieces(body, 100), lambda _: True).entries) == 4


def test_a_long_list_is_never_held_whole() -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"publicationDate": "2026-11-20T00:00:00Z", "products": {'
        filler = "x" * 1000
        for number in range(12_000):
            attributes = {"usagetype": f"EUC1-BoxUsage:{number}", "text": filler}
            yield (json.dumps(f"SKU{number}") + ":" + json.dumps({"attributes": attributes}) + ",").encode()
        yield b'"LAST": {"attributes": {"usagetype": "EUC1-Request"}}}, "terms": {"OnDemand": {}}}'

    class Stream:
        parts = pieces()

        def read(self, _: int, /) -> bytes:
            return next(self.parts, b"")

    tracemalloc.start()
    try:
        found = read_offer(Stream(), lambda attributes: attributes["usagetype"] == "EUC1-Request")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert found.entries == []
    assert peak < 2 << 20, f"{peak} bytes for a list of 13 MB"


def test_text_without_an_end_is_given_up() -> None:
    class Endless:
        def read(self, amount: int, /) -> bytes:
            return b'{"' + b"a" * amount

    with pytest.raises(Trouble, match="entry by entry"):
        read_offer(Endless(), lambda _: True)


def test_a_peer_is_priced_by_the_second_only() -> None:
    row = next(row for row in rows([]) if row.peer)
    with pytest.raises(Unpriced, match="listed by minute"):
        ladder(row, [Entry("S", usage("TranscribeAudio"), [Dimension("0", "Inf", "minute", {"USD": "0.006"})])], "USD")


ROW = next(row for row in rows([]) if row.key == Meter.S3_STORAGE)


def entry(*bands: tuple[str, str, str], unit: str = "GB-Mo", sku: str = "S") -> Entry:
    attributes = {"usagetype": "EUC1-TimedStorage-ByteHrs", "volumeType": "Standard"}
    return Entry(sku, attributes, [Dimension(begin, end, unit, {"USD": price}) for begin, end, price in bands])


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ([], "not in the list"),
        ([entry(("0", "50", "0.0245"), ("60", "Inf", "0.02"))], "gap"),
        ([entry(("10", "Inf", "0.0245"))], "every quantity"),
        ([entry(("0", "50", "0.0245"))], "every quantity"),
        ([entry(("0", "Inf", "0.0245"), unit="Hrs")], "listed by Hrs, not by GB-Mo"),
        ([entry(("0", "Inf", "0"))], "listed at 0"),
        ([entry(("0", "Inf", "cheap"))], "listed as 'cheap'"),
        ([entry(("0", "Inf", "0.0245")), entry(("0", "Inf", "0.03"), sku="T")], "2 entries of the list fit and differ"),
        ([entry(("0", "1", "0.02"), ("1", "2", "0"), ("2", "Inf", "0.01"))], "free bands"),
    ],
)
def test_a_price_that_is_not_clear_is_no_price(entries: list[Entry], why: str) -> None:
    with pytest.raises(Unpriced, match=why):
        ladder(ROW, entries, "USD")


def test_every_meter_of_the_cloud_is_looked_for_once() -> None:
    keys = [row.key for row in rows(["ml.g5.xlarge"]) if not row.peer]
    assert len(keys) == len(set(keys))
    assert set(keys) == {*set(Meter) - OWN_METERS - {Meter.ENDPOINT_SECONDS}, "sagemaker.async.instance.ml.g5.xlarge"}
