"""Every function run for real from its built layers, by an interpreter that has nothing else on its path.

    python infra/bench/house.py [BUILT]

takes a sample recording from the portal's API to the report, and a candidate from a partner's API to the deletion
(`bench.hiring`). Each call is a fresh ``python -I -S`` with the function's folder, its merged layers and the standard
library; AWS is moto on the loopback, the endpoint is a few lines here, and so are stand-ins of other systems.
BUILT is a folder of built layers (build/layers/x86_64; what is missing in it is built).
"""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple
from urllib.request import Request, urlopen

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import boto3
from moto.server import ThreadedMotoServer
from pydantic import BaseModel

from bench import books, layers, sizes
from bench.hiring import Hiring, Step
from bench.script import heard
from fakes.webhook import WebhookReceiver

SAMPLES = sizes.ROOT / "infra" / "local" / "samples"
KEY = "an access key for this run"
EXECUTION = "arn:aws:states:us-east-1:123456789012:execution:InterviewMachine:bench"
GIVEN = {
    "TABLE": "bench",
    "UPLOADS": "bench-uploads",
    "ARTEFACTS": "bench-artefacts",
    "SPEECH_ENDPOINT": "bench",
    "RATER_ENDPOINT": "bench",
    "RATER_MODEL": "bench",
    "SIGNING_KEY": "bench-key",
    "PORTAL_URL": "https://portal.example",
    "PORTAL_SIGN_IN": "none",
    "FUNCTIONS": "bookkeep=bookkeep",
}
"""Values of the variables that name what a stack makes."""

_CALL = """
import importlib, json, os, resource, sys, time
given = json.load(sys.stdin)
os.environ.clear()
os.environ.update(given["environment"])
sys.path[:0] = [given["task"], given["opt"] + "/python"]
before = time.process_time()
handler = importlib.import_module("app").handler
imported = time.process_time()
class Context:
    aws_request_id, memory_limit_in_mb, function_name = "bench", given["memory_mb"], given["function"]
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:" + given["function"]
    def get_remaining_time_in_millis(self): return 60000
taken = []
for _ in range(given["times"]):
    wall, cpu = time.perf_counter(), time.process_time()
    answer = handler(given["event"], Context())
    taken.append([time.perf_counter() - wall, time.process_time() - cpu])
home = os.path.dirname(os.__file__)
places = {name: getattr(module, "__file__", None) or home for name, module in sys.modules.items()}
foreign = sorted(name for name, place in places.items() if not place.startswith((given["task"], given["opt"], home)))
print()
json.dump({"answer": answer, "import_s": imported - before, "calls": taken, "foreign": foreign,
           "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}, sys.stdout)
"""


class Call(NamedTuple):
    """One process of a function: what the handler answered, seconds of CPU for the import, wall and CPU seconds of each
    invocation, and the peak of its resident memory in bytes."""

    answer: Any
    import_s: float
    calls: list[tuple[float, float]]
    peak_bytes: int


class House:
    """moto with the stack's table and buckets, an endpoint that takes everything, and the built functions."""

    def __init__(self, built: Path, folder: Path, endpoint: str, speech: str) -> None:
        self._built, self._folder, self._speech = built, folder, speech
        self.endpoint = endpoint
        self.s3 = self.aws("s3")
        self.artefacts = GIVEN["ARTEFACTS"]
        for bucket in (GIVEN["UPLOADS"], GIVEN["ARTEFACTS"]):
            self.s3.create_bucket(Bucket=bucket)
        table = sizes.template("infra/data.yaml")["Resources"]["Table"]["Properties"]
        names = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
        own = {name: table[name] for name in names}
        self._table = self.aws("dynamodb")
        self._table.create_table(TableName=GIVEN["TABLE"], **own)
        self.secrets = self.aws("secretsmanager")
        self.secrets.create_secret(Name=GIVEN["SIGNING_KEY"], SecretString=KEY)

    def aws(self, service: str) -> Any:
        """A client of the house's cloud."""
        place = {"endpoint_url": self.endpoint, "region_name": "us-east-1"}
        return boto3.client(service, **place, aws_access_key_id="bench", aws_secret_access_key="bench")  # noqa: S106

    def put(self, pk: str, sk: str, record: BaseModel) -> None:
        """Put a record into the table under its key."""
        item = {"pk": {"S": pk}, "sk": {"S": sk}, "body": {"S": record.model_dump_json()}}
        self._table.put_item(TableName=GIVEN["TABLE"], Item=item)

    def ask(self, function: str, method: str, path: str, body: str = "", **more: Any) -> dict[str, Any]:
        """What a function answers to a request (`http`).

        Raises:
            RuntimeError: as `call`, and for a status that is a refusal or a failure.
        """
        answer: dict[str, Any] = self.call(function, http(method, path, body, **more)).answer
        if answer["statusCode"] >= 400:
            raise RuntimeError(f"{function}: {method} {path} answered {answer['statusCode']}: {answer['body'][:300]}")
        return answer

    def call(
        self,
        function: str,
        event: dict[str, Any],
        *,
        times: int = 1,
        memory_mb: int | None = None,
        start: Callable[[], None] | None = None,
    ) -> Call:
        """Run a function in a fresh process.

        Args:
            function: its folder's name.
            event: what its handler gets.
            times: how often it is invoked in this process.
            memory_mb: its memory setting as the context says it; the template's by default.
            start: called in the new process before Python starts.

        Raises:
            RuntimeError: with the last lines of its error output where it failed, or where a module came from elsewhere
                than its folder, its layers and the standard library.
        """
        opt = self._folder / function
        if not opt.exists():
            layers.opt(function, self._built, opt)
        given = {
            "function": function,
            "task": str(sizes.ROOT / "functions" / function),
            "opt": str(opt),
            "environment": self._environment(function, opt),
            "memory_mb": memory_mb or layers.functions()[function]["MemorySize"],
            "times": times,
            "event": event,
        }
        done = subprocess.run(
            [layers.interpreter()[0], "-I", "-S", "-B", "-c", _CALL],
            input=json.dumps(given),
            capture_output=True,
            text=True,
            check=False,
            preexec_fn=start,
        )
        if done.returncode:
            raise RuntimeError(f"{function}: {(done.stdout + done.stderr).strip()[-3000:]}")
        said = json.loads(done.stdout.splitlines()[-1])
        if said["foreign"]:
            raise RuntimeError(f"{function}: not from its layers: {', '.join(said['foreign'])}")
        return Call(said["answer"], said["import_s"], [tuple(taken) for taken in said["calls"]], said["peak_bytes"])

    def _environment(self, function: str, opt: Path) -> dict[str, str]:
        parameters = sizes.template()["Parameters"]
        variables = {}
        for name, value in layers.functions()[function]["Environment"]["Variables"].items():
            default = parameters.get(value, {}).get("Default", value) if isinstance(value, str) else value
            variables[name] = GIVEN.get(name) or re.sub("^/opt(?=/|$)", str(opt), str(default))
        return variables | {
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ENDPOINT_URL_SAGEMAKER_RUNTIME": self._speech,
            "AWS_LAMBDA_FUNCTION_NAME": function,
            "LOOPBACK_ALLOWED": "yes",
            "LANG": "en_US.UTF-8",
            "TZ": ":UTC",
        }


class _Endpoint(BaseHTTPRequestHandler):
    """Takes every request for asynchronous inference."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = json.dumps({"InferenceId": self.headers.get("X-Amzn-SageMaker-Inference-Id", "")}).encode()
        self.send_response(202)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Amzn-SageMaker-OutputLocation", "s3://bench/out")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def house(built: Path) -> Iterator[House]:
    """A house with the layers in `built`, for as long as the block runs."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    speech = HTTPServer(("127.0.0.1", 0), _Endpoint)
    threading.Thread(target=speech.serve_forever, daemon=True).start()
    port = server.get_host_and_port()[1]
    urlopen(Request(f"http://127.0.0.1:{port}/moto-api/reset", method="POST")).close()
    try:
        with tempfile.TemporaryDirectory(dir=built.parent) as folder:
            yield House(built, Path(folder), f"http://127.0.0.1:{port}", f"http://127.0.0.1:{speech.server_port}")
    finally:
        speech.shutdown()
        server.stop()


def http(
    method: str,
    path: str,
    body: str = "",
    *,
    query: str = "",
    cookies: tuple[str, ...] = (),
    headers: dict[str, str] | None = None,
) -> dict[str, Any]:
    """An event of the HTTP API (payload format 2.0)."""
    return {
        "version": "2.0",
        "routeKey": "ANY /{proxy+}",
        "rawPath": path,
        "rawQueryString": query,
        "cookies": list(cookies),
        "headers": {"content-type": "application/json", "host": "portal.example", **(headers or {})},
        "requestContext": {"http": {"method": method, "path": path, "sourceIp": "127.0.0.1"}, "stage": "$default"},
        "body": body,
        "isBase64Encoded": False,
    }


class Interview:
    """One interview through the functions of a house, step by step as the workflow would take it."""

    def __init__(self, home: House, sample: Path) -> None:
        self.home, self._sample = home, sample
        self.said = json.loads(sample.with_suffix(".json").read_text(encoding="utf-8"))
        wish = {
            "role": self.said["role"],
            "language": self.said["language"],
            "policy": "cn",
            "consent": {"recording": True, "analysis": True, "observations": True},
            "files": [{"name": "a.mp4", "size": sample.stat().st_size, "type": "video/mp4", "question": None}],
        }
        made = json.loads(home.ask("portal", "POST", "/api/interviews", json.dumps(wish))["body"])
        self.id, self.key = made["interview_id"], made["uploads"][0]["fields"]["key"]
        home.s3.upload_file(str(sample), GIVEN["UPLOADS"], self.key)
        self.receipt: dict[str, Any] = {}

    def ingest(self, **how: Any) -> Call:
        call = self.home.call("ingest", self._task(upload=self._upload()), **how)
        self.receipt = call.answer
        return call

    def transcribe(self, **how: Any) -> Call:
        """Hands in the first piece."""
        return self.home.call("transcribe", self._run(answer=0, piece=0, token=KEY), **how)

    def resume(self, **how: Any) -> Call:
        """The endpoint says it is done with the first piece; what it heard lies where Transcribe asked for it."""
        output = f"work/{self.id}/heard.json"
        self.home.s3.put_object(Bucket=GIVEN["ARTEFACTS"], Key=output, Body=json.dumps(heard(self.said)).encode())
        message = {
            "invocationStatus": "Completed",
            "inferenceId": f"{self.id}:transcribe:1:0:0:0",
            "responseParameters": {"outputLocation": f"s3://{GIVEN['ARTEFACTS']}/{output}"},
        }
        return self.home.call("resume", {"Records": [{"Sns": {"Message": json.dumps(message)}}]}, **how)

    def language(self, **how: Any) -> Call:
        return self.home.call("language", self._run(answer=0), **how)

    def rate(self, **how: Any) -> Call:
        """Puts the checks of the first answer to the rater's endpoint."""
        return self.home.call("rate", self._run(answer=0, token=KEY), **how)

    def vision(self, segment: int, **how: Any) -> Call:
        return self.home.call("vision", self._run(segment=segment), **how)

    def score(self, **how: Any) -> Call:
        return self.home.call("score", self._run(), **how)

    def follow_up(self, **how: Any) -> Call:
        """Puts one follow-up question, as the rules of a job would have it."""
        table, key = self.home.aws("dynamodb"), {"pk": {"S": f"IV#{self.id}"}, "sk": {"S": "META"}}
        row = table.get_item(TableName=GIVEN["TABLE"], Key=key)["Item"]
        row["body"]["S"] = json.dumps(json.loads(row["body"]["S"]) | {"follow_ups": 1})
        table.put_item(TableName=GIVEN["TABLE"], Item=row)
        return self.home.call("follow_up", self._run(token=KEY), **how)

    def close(self, **how: Any) -> Call:
        return self.home.call("close_run", self._task(upload=self._upload(), outcome="scored"), **how)

    def page(self, path: str = "") -> str:
        """A page of the portal about this interview."""
        return str(self.home.ask("portal", "GET", f"/interviews/{self.id}{path}")["body"])

    def _upload(self) -> dict[str, str]:
        return {"bucket": GIVEN["UPLOADS"], "key": self.key}

    def _task(self, **more: Any) -> dict[str, Any]:
        return {"execution": EXECUTION, "retry": 0, **more}

    def _run(self, **more: Any) -> dict[str, Any]:
        return self._task(interview_id=self.id, attempt=1, **more)


def prove(built: Path, sample: Path) -> dict[str, str]:
    """Take a sample from upload to report and a candidate from invitation to deletion; by function what it answered.

    Raises:
        RuntimeError: where a function fails, or did not do its work.
    """
    with house(built) as home, WebhookReceiver() as hook:
        steps = _interviewed(Interview(home, sample)) | Hiring(home, hook).steps() | {"bookkeep": books.kept(home)}
    idle = {name: answer for name, (answer, well) in steps.items() if not well}
    if idle:
        raise RuntimeError(f"no work was done by: {idle}")
    return {name: json.dumps(answer, ensure_ascii=False) for name, (answer, _) in steps.items()}


def _interviewed(interview: Interview) -> dict[str, Step]:
    ingest, transcribe = interview.ingest().answer, interview.transcribe().answer
    [resume], language = interview.resume().answer, interview.language().answer
    rate, vision = interview.rate().answer, interview.vision(0).answer
    score, asked = interview.score().answer, interview.follow_up().answer
    closed = interview.close().answer
    report = interview.page("/report")
    return {
        "ingest": (ingest, ingest["claim"] == "accepted" and len(ingest["segments"]) > 0),
        "transcribe": (transcribe, transcribe["interview_id"] == interview.id),
        "resume": (resume, resume["interview_id"] == interview.id),
        "language": (language, language["sentences"] > 0),
        "rate": (rate, rate["checks"] >= 0),
        "vision": (vision, vision["frames"] > 0),
        "score": (score, score["outcome"] in {"scored", "insufficient_evidence"}),
        "follow_up": (asked, asked["asked"] == 1),
        "close_run": (closed, closed["lines"] > 0),
        "portal": (f"a report of {len(report):,} characters", "<html" in report and interview.id in report),
    }


def main() -> int:
    """Prove every function and print what each did."""
    built = Path(sys.argv[1]) if len(sys.argv) > 1 else layers.BUILT / "x86_64"
    layers.complete(built)
    print(f"python{layers.interpreter()[1]} -I -S, layers from {built}")
    for name, said in prove(built, SAMPLES / "en_software_engineer.mp4").items():
        print(f"  {name:<12}{said}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
