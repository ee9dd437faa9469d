"""What a policy profile or the candidate forbids is not computed, not stored and not shown: looked for everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import pytest

from laptop.house import ROOT
from mianshi.contracts.observations import TECHNICAL, FrameReading, ObservationKind
from mianshi.contracts.outcomes import Outcome
from mianshi.contracts.transcript import Delivery, Voice
from mianshi.pages.labels import OBSERVATION_LABELS
from mianshi.pages.texts import TEXTS
from mianshi.privacy.policies import Allowed, allowed, load_policy, shipped_policies
from support.pipeline import Pipeline

pytestmark = pytest.mark.models

TECHNICAL_FIELDS = {"at_ms", "until_ms", "faces", "clarity", "light", "sharpness"}
BEHAVIOUR = (set(FrameReading.model_fields) - TECHNICAL_FIELDS) | {"camera_share", "blinks_per_minute"}
PICTURE = set(FrameReading.model_fields) - {"at_ms", "until_ms"}
DELIVERY = (set(Delivery.model_fields) - {"pauses"}) | {"delivery"}
VOICE = set(Voice.model_fields) | {"voice_measured"}
SEEN = {kind.value for kind in ObservationKind} - {kind.value for kind in TECHNICAL}
DELIVERY_TEXTS = ("measure_rate", "measure_pause_share", "measure_latency", "measure_fillers_heard", "unit_zh_rate")
VOICE_TEXTS = ("measure_pitch", "measure_pitch_range", "measure_loudness_range")

CASES = [(policy, consent) for policy in shipped_policies() for consent in (True, False)]


@pytest.fixture(scope="session")
def footage(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The first seconds of a sample: a face that moves, and a voice."""
    path = tmp_path_factory.mktemp("media") / "face.mp4"
    with (
        av.open(str(ROOT / "infra" / "local" / "samples" / "zh_store_manager.mp4")) as source,
        av.open(str(path), "w") as out,
    ):
        streams = {s.index: out.add_stream_from_template(s) for s in (source.streams.video[0], source.streams.audio[0])}
        for packet in source.demux():
            if packet.dts is not None and float(packet.dts * packet.time_base) < 6.0:
                packet.stream = streams[packet.stream_index]
                out.mux(packet)
    return path


def values(document: Any) -> Iterator[tuple[str, Any]]:
    """Every key with its value, at any depth."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield key, value
            yield from values(value)
    elif isinstance(document, list):
        for item in document:
            yield from values(item)


def filled(document: Any) -> set[str]:
    """Keys that hold something; kinds of observation that are named or counted."""
    found = {key for key, value in values(document) if value not in (None, [], {}, "", False)}
    found |= {value for key, value in values(document) if key == "what"}
    return found


def documents(house: Pipeline, interview_id: str) -> dict[str, Any]:
    """Every JSON document that was stored, and every part the API gives."""
    s3 = house.cloud.client("s3")
    bucket = house.cloud.outputs["ArtefactBucketName"]
    found: dict[str, Any] = {}
    for key in house.keys(interview_id):
        if key.endswith(".json") and "/role/" not in key:
            found[key] = json.loads(s3.get_object(Bucket=bucket, Key=key)["Body"].read())
    for part in ("transcript", "observations", "scorecard"):
        found[part] = house.client.part(interview_id, part)
    found["rows"] = [json.loads(row["body"]["S"]) for row in house.rows(interview_id) if "body" in row]
    return found


def told(house: Pipeline, interview_id: str) -> str:
    """All log lines and the whole history of the interview's runs."""
    lines = [
        line
        for path in house.cloud.logs.glob("*Function.log")
        for line in path.read_text(errors="replace").splitlines()
        if interview_id in line
    ]
    events = [house.history(interview_id, which) for which in range(len(house.executions(interview_id)))]
    return "\n".join(lines) + json.dumps(events, default=str)


def forbidden(may: Allowed) -> tuple[set[str], set[str]]:
    """Keys that may hold nothing, and names that may stand nowhere in logs and states."""
    keys: set[str] = set()
    if may.picture != "behaviour":
        keys |= BEHAVIOUR | SEEN
    if may.picture == "nothing":
        keys |= PICTURE | {kind.value for kind in TECHNICAL}
    if not may.delivery:
        keys |= DELIVERY | {"pauses"}
    if not may.voice:
        keys |= VOICE
    everywhere = BEHAVIOUR | SEEN | DELIVERY | set(Voice.model_fields)
    return keys, {f'"{name}"' for name in everywhere if name not in {"observations", "delivery", "sound", "fillers"}}


@pytest.mark.parametrize(("policy", "consent"), CASES)
def test_what_is_forbidden_is_nowhere(house: Pipeline, footage: Path, policy: str, consent: bool) -> None:
    view = house.run(footage, policy=policy, observations=consent)
    assert view.outcome is Outcome.SCORED, house.explain(view.id)
    may = allowed(load_policy(policy), consent=consent)
    keys, names = forbidden(may)
    kept = documents(house, view.id)
    for key, document in kept.items():
        for entry in document if isinstance(document, list) else [document]:
            if isinstance(entry, dict) and isinstance(entry.get("sound"), dict):
                entry["voice_measured"] = entry["sound"].pop("voice", None)  # `voice` also numbers who speaks
        assert filled(document) & keys == set(), key

    logs = told(house, view.id)
    assert {name for name in names if name in logs} == set()

    clips = [key for key in house.keys(view.id) if key.startswith("work/") and key.endswith(".mkv")]
    looked = [key for key in house.keys(view.id) if "/vision/" in key]
    assert (bool(clips), bool(looked)) == (may.picture != "nothing",) * 2

    page = house.client.report(view.id, "beside").replace(load_policy(policy).explanation.zh, "")
    labels = {OBSERVATION_LABELS[kind].zh for kind in SEEN}
    if may.picture != "behaviour":
        assert {label for label in labels if label in page} == set()
    for texts, shown in ((DELIVERY_TEXTS, may.delivery), (VOICE_TEXTS, may.voice)):
        if not shown:
            assert {name for name in texts if TEXTS[name][0] in page} == set()


def test_where_everything_is_allowed_it_is_really_there(house: Pipeline, footage: Path) -> None:
    """Otherwise the test above could not fail."""
    view = house.run(footage)
    kept = documents(house, view.id)
    readings = next(document for key, document in kept.items() if "/vision/" in key)
    assert {"yaw", "gaze", "smile", "mouth_open", "eyes_open"} <= filled(readings)
    [transcript] = kept["transcript"]
    assert transcript["delivery"]["latency_ms"] is not None
    assert transcript["pauses"]
    assert "voice" in transcript["sound"]
    assert kept["observations"]["computed"]
