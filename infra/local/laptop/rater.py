"""The rater on this machine without a cloud: what it answered before from the user's cache, the rest from its container
as a process that lives only as long as it is needed."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from laptop.inference_server import InferenceServer, ServerDied, ServerTooSlow
from laptop.processes import Nursery
from laptop.weights import RATER, RATER_NAME, folder_of
from mianshi.contracts.rating import CheckSheet, Ratings
from mianshi.errors import Defect
from mianshi.language.reading import Completions, memory_key, read, remembered, response_of
from models.fetch import cache_dir, read_manifest

SERVE = Path(__file__).resolve().parents[2] / "rater" / "serve.py"
ANSWER_SECONDS = 840.0
"""For all checks of one answer; the container itself gives up then."""
TRIES = 2


class LocalRater:
    """Asks about sheets; nothing is started for what is remembered.

    Args:
        memory: folder of remembered ratings, made when needed.
        server: starts the rater at its first call. Raises ServerDied.
    """

    def __init__(self, memory: Path, server: Callable[[], InferenceServer]) -> None:
        self._memory, self._server = memory, server
        hashes = "".join(sorted(read_manifest()[RATER].files.values()))
        self._model = f"{RATER_NAME}@{hashes}"

    def rate(self, sheet: CheckSheet) -> Ratings | None:
        """The ratings of a sheet; None where the rater cannot be had or answers what cannot be used."""
        file = self._memory / f"{memory_key(self._model, sheet)}.json"
        known = _recall(file, sheet)
        if known is not None:
            return known
        for _ in range(TRIES):
            try:
                ratings = self._ask(sheet)
            except (ServerDied, ServerTooSlow):
                self._server().stop()  # it may still be dying, and looks alive until it has
                continue
            except Defect:
                continue
            _keep(file, ratings)
            return ratings
        return None

    def _ask(self, sheet: CheckSheet) -> Ratings:
        server = self._server()
        server.ensure()
        body = Completions(prompt=sheet.prompts()).model_dump_json().encode()
        headers = {"Content-Type": "application/json"}
        answer = server.invoke(io.BytesIO(body), len(body), headers, ANSWER_SECONDS)
        if answer.status != 200:
            raise Defect("rater_endpoint", f"status {answer.status}")
        return read(sheet, response_of(answer.body))


@contextmanager
def local_rater() -> Iterator[LocalRater]:
    """The rater with the cache of this user; its process ends with the context.

    Raises:
        Trouble: at the first sheet that is not remembered, where the weights were not fetched.
    """
    scratch = Path(tempfile.mkdtemp(prefix="mianshi-rater-"))
    nursery = Nursery()
    made: list[InferenceServer] = []

    def server() -> InferenceServer:
        if not made:
            settings = {"BIND_HOST": "127.0.0.1", "MODEL_NAME": RATER_NAME, "MODEL_PATH": str(folder_of(RATER))}
            nursery.open(scratch)
            made.append(
                InferenceServer([sys.executable, str(SERVE)], settings, nursery, scratch, scratch / "rater.log")
            )
        return made[0]

    try:
        yield LocalRater(cache_dir() / "ratings", server)
    finally:
        for one in made:
            one.stop()
        nursery.close()
        shutil.rmtree(scratch, ignore_errors=True)


def _recall(file: Path, sheet: CheckSheet) -> Ratings | None:
    try:
        return remembered(Ratings.model_validate_json(file.read_bytes()), sheet)
    except (OSError, ValidationError):
        return None


def _keep(file: Path, ratings: Ratings) -> None:
    """Whole or not at all, beside others who may be writing the same."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=file.parent, suffix=".part", delete=False, encoding="utf-8") as part:
        part.write(ratings.model_dump_json())
    Path(part.name).replace(file)
