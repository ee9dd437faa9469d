"""Small pictures of pages: 64 colours are enough for flat pages, and a fifth of the bytes."""

from __future__ import annotations

import io
from pathlib import Path

import av
import av.filter
from playwright.sync_api import Page


def save(page: Page, target: Path) -> None:
    """What the browser shows now, as a PNG with a palette."""
    page.evaluate("scrollTo(0, 0)")
    taken = page.screenshot(animations="disabled", caret="hide")
    target.parent.mkdir(parents=True, exist_ok=True)
    with av.open(io.BytesIO(taken), mode="r", format="png_pipe") as given:
        frame = next(given.decode(video=0))
    with av.open(str(target), "w", format="image2", options={"update": "1"}) as made:
        stream = made.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = frame.width, frame.height, "pal8"
        stream.options = {"compression_level": "9"}
        made.mux(stream.encode(_few_colours(frame)))
        made.mux(stream.encode(None))


def _few_colours(frame: av.VideoFrame) -> av.VideoFrame:
    graph = av.filter.Graph()
    source = graph.add_buffer(width=frame.width, height=frame.height, format=frame.format, time_base=frame.time_base)
    split, palette = graph.add("split"), graph.add("palettegen", "max_colors=64:stats_mode=single")
    use, sink = graph.add("paletteuse", "dither=none:new=1"), graph.add("buffersink")
    source.link_to(split)
    split.link_to(use, 0, 0)
    split.link_to(palette, 1, 0)
    palette.link_to(use, 0, 1)
    use.link_to(sink)
    graph.configure()
    source.push(frame)
    source.push(None)
    found = sink.pull()
    assert isinstance(found, av.VideoFrame)
    return found
