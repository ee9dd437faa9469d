"""Read a page back the way a browser would."""

from __future__ import annotations

from html.parser import HTMLParser


class Document(HTMLParser):
    """Tags with their attributes, and the text people see."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._quiet = 0
        self._text: list[str] = []
        self.scripts: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")
        if tag in {"script", "style"}:
            self._quiet += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self._quiet -= 1
        elif tag in {"td", "th", "dt", "dd", "p", "li", "div", "button"}:
            self._text.append(" ")

    def handle_data(self, data: str) -> None:
        if self._quiet:
            if self.scripts:
                self.scripts[-1] += data
        else:
            self._text.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self._text).split())

    def all(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        wanted = attributes.items()
        return [found for name, found in self.tags if name == tag and all(found.get(k) == v for k, v in wanted)]
