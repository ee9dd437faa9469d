"""Vision: measure what is seen in one time segment."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from mianshi.contracts.events import VisionReceipt
from mianshi.contracts.media import MediaPlan
from mianshi.contracts.tasks import SegmentTask
from mianshi.platform import objects
from mianshi.platform.settings import settings
from mianshi.stage import stage
from mianshi.vision.models import VisionModels, load_models
from mianshi.vision.segments import read_segment


@cache
def models() -> VisionModels:
    """The models of this process, loaded once."""
    return load_models(settings().require("vision_models"))


@stage("vision", SegmentTask)
def handler(task: SegmentTask) -> VisionReceipt:
    """One clip in; readings of its sampled frames out."""
    plan = objects.get_record(objects.artefact(task.interview_id, "ingest", task.attempt, "plan.json"), MediaPlan)
    segment = plan.segments[task.segment]
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "clip.mkv"
        objects.download(segment.clip, clip)
        readings = read_segment(clip, segment, models(), behaviour=plan.behaviour)
    name = f"segment-{task.segment:04d}.json"
    objects.put_record(objects.artefact(task.interview_id, "vision", task.attempt, name), readings)
    return VisionReceipt(interview_id=task.interview_id, segment=task.segment, frames=len(readings.frames))
