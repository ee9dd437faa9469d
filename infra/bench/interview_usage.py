"""What interviews of several lengths use, for the estimate of costs: the ledger's lines, added up by stage.

    python infra/bench/interview_usage.py OUT.json [NAME ...]

Makes recordings of 1280x720, 24 pictures a second and 1.26 Mb/s, as our recording page does, out of the samples, sends
them through the real state machine of the laptop cloud, one process per function at a time, and writes one entry per
run in the form of tests/finance/estimates/measured_runs.json. A stub stands in for the rater: its work is no
function's. Run it
while nothing else does, and fit `mianshi/finance/estimates/measured.json` on the milliseconds; counts must agree to
the last one.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import av

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "infra" / "local"), str(ROOT / "infra")]

from fakes.dingtalk import DingTalk  # noqa: E402 - the path above finds it
from fakes.webhook import WebhookReceiver  # noqa: E402
from laptop.cloud import Cloud, Container  # noqa: E402
from laptop.commands.client import Client, describe  # noqa: E402
from laptop.house import SAMPLES, connect, open_house  # noqa: E402
from mianshi.contracts.events import Consent  # noqa: E402
from mianshi.pages.views import CreateInterview  # noqa: E402

STUB = ROOT / "tests" / "support" / "rater_stub.py"
COMPUTE = ("lambda.compute.x86", "lambda.compute.arm")
NOT_COUNTED = ("sagemaker", "lambda.ephemeral_storage")
SETTLE_SECONDS = 20.0


class Case(NamedTuple):
    """One run: so many files of so many seconds out of a sample."""

    sample: str
    seconds: int
    files: int
    observations: bool = True


CASES = {
    "z1x1": Case("zh_store_manager", 60, 1),
    "z3x1": Case("zh_store_manager", 180, 1),
    "z2x2": Case("zh_store_manager", 60, 2),
    "e1x1": Case("en_software_engineer", 60, 1),
    "z3x1n": Case("zh_store_manager", 180, 1, observations=False),
    "z6x1": Case("zh_store_manager", 360, 1),
    "z5x5": Case("zh_store_manager", 60, 5),
    "z20x5": Case("zh_store_manager", 240, 5),
}
ROLES = {"zh_store_manager": "retail_store_manager", "en_software_engineer": "software_engineer"}


def enlarge(sample: Path, out: Path) -> Path:
    """The sample as our recording page would have recorded it."""
    with av.open(str(sample)) as source, av.open(str(out), "w") as target:
        picture = target.add_stream("libx264", rate=24)
        picture.width, picture.height, picture.pix_fmt, picture.bit_rate = 1280, 720, "yuv420p", 1_200_000
        rate = {"minrate": "1200k", "maxrate": "1200k", "bufsize": "2400k", "nal-hrd": "cbr"}
        picture.options = {"preset": "veryfast", "g": "72", **rate}
        sound = target.add_stream("aac", rate=24_000)
        sound.bit_rate = 64_000
        shown = 0
        for frame in source.decode(video=0):
            while shown / 24 <= (frame.time or 0.0) + 1 / 15:
                copy = frame.reformat(1280, 720, "yuv420p")
                copy.pts, copy.time_base, copy.pict_type = shown, Fraction(1, 24), 0
                target.mux(picture.encode(copy))
                shown += 1
        target.mux(picture.encode(None))
        source.seek(0)
        for heard in source.decode(audio=0):
            heard.pts = None
            target.mux(sound.encode(heard))
        target.mux(sound.encode(None))
    return out


def of_length(recording: Path, seconds: int, out: Path) -> Path:
    """The recording, again and again, cut at so many seconds without coding anything anew."""
    start = 0.0
    with av.open(str(out), "w") as target:
        streams: dict[int, Any] = {}
        while start < seconds:
            with av.open(str(recording)) as source:
                if not streams:
                    streams = {each.index: target.add_stream_from_template(each) for each in source.streams}
                for packet in source.demux():
                    base = packet.time_base
                    if packet.pts is None or packet.dts is None or base is None or start + packet.pts * base >= seconds:
                        continue
                    packet.pts += round(start / base)
                    packet.dts += round(start / base)
                    packet.stream = streams[packet.stream.index]
                    target.mux(packet)
                start += (source.duration or 0) / av.time_base
    return out


def run(name: str, case: Case, files: Sequence[Path], stub: Path) -> dict[str, Any]:
    """One interview through a cloud of its own, and what its ledger says."""
    cloud = open_house(concurrency=1)
    cloud._containers = {
        **cloud._containers,
        "rater": Container([sys.executable, "-P", str(STUB)], {"STUB": str(stub)}),
    }
    wish = CreateInterview(
        role=ROLES[case.sample],
        role_definition=None,
        language="zh" if case.sample.startswith("zh") else "en",
        policy="cn",
        consent=Consent(recording=True, analysis=True, observations=case.observations),
        files=describe(files, []),
    )
    with DingTalk() as dingtalk, WebhookReceiver() as webhook, cloud:
        connect(cloud, dingtalk, webhook)
        client = Client(cloud)
        created = client.create(wish)
        client.upload(created, files)
        client.follow(created.interview_id, lambda _: None)
        client.settle_deliveries(created.interview_id, SETTLE_SECONDS)
        lines = client.part(created.interview_id, "costs")["lines"]
        kept = stored(cloud)
    return {
        "name": name,
        "minutes": str(Fraction(case.seconds * case.files, 60)),
        "answers": case.files,
        "observations": int(case.observations),
        "language": wish.language,
        **sums(lines),
        "result_bytes": kept["interviews"],
        "work_bytes": kept["work"],
        "upload_bytes": kept["uploads"],
    }


def sums(lines: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Milliseconds by stage, and everything else by stage and price key."""
    found: dict[str, Counter[str]] = {}
    memory = {str(name): own["memory_mb"] for name, own in _measured()["stages"].items()}
    for line in lines:
        found.setdefault(line["stage"], Counter())[line["price_key"]] += line["quantity"]
    ms = {stage: keys.pop(key) // memory[stage] for stage, keys in found.items() for key in COMPUTE if key in keys}
    counts = {
        stage: {key: quantity for key, quantity in sorted(keys.items()) if not key.startswith(NOT_COUNTED)}
        for stage, keys in sorted(found.items())
    }
    return {"ms": ms, "counts": counts}


def stored(cloud: Cloud) -> Counter[str]:
    """Bytes in both buckets, by the first part of the keys."""
    s3, sizes = cloud.client("s3"), Counter[str]()
    for bucket in (cloud.outputs["UploadBucketName"], cloud.outputs["ArtefactBucketName"]):
        for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for each in page.get("Contents", []):
                sizes[each["Key"].partition("/")[0]] += each["Size"]
    return sizes


def _measured() -> dict[str, Any]:
    from mianshi.finance.estimates.work import measured  # noqa: PLC0415 - after the path is set

    return measured()


def main() -> int:
    """Run the cases named, or all of them."""
    out, names = Path(sys.argv[1]), sys.argv[2:] or list(CASES)
    with tempfile.TemporaryDirectory() as folder:
        home, found = Path(folder), []
        for name in names:
            case = CASES[name]
            large = home / f"{case.sample}.mp4"
            if not large.exists():
                enlarge(SAMPLES / f"{case.sample}.mp4", large)
            first = of_length(large, case.seconds, home / f"{name}-0.mp4")
            files = [first, *((home / f"{name}-{i}.mp4") for i in range(1, case.files))]
            for copy in files[1:]:
                copy.write_bytes(first.read_bytes())
            found.append(run(name, case, files, home))
            out.write_text(json.dumps({"runs": found}, indent=1) + "\n", encoding="utf-8")
            print(name, found[-1]["ms"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
