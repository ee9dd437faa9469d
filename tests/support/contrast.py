"""WCAG 2.2 AA: 4.5 to 1 between text and its ground, for every colour pair a page uses."""

from __future__ import annotations

from playwright.sync_api import Page

_FAINT = """() => {
          const parse = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
          const lin = (v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
          const lum = ([r, g, b]) => 0.2126 * lin(r) + 0.7152 * lin(g) + 0.0722 * lin(b);
          const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
            if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
          const found = new Set();
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const e = walk.currentNode.parentElement;
            const shown = e.checkVisibility() && !e.closest('svg, script, [aria-hidden=true]');
            if (!walk.currentNode.textContent.trim() || !shown) continue;
            const style = getComputedStyle(e), text = parse(style.color);
            if (text[3] === 0) continue;
            const [a, b] = [lum(text), lum(ground(e))].sort((x, y) => y - x);
            if ((a + 0.05) / (b + 0.05) < 4.5) found.add(`${e.className} ${style.color}`);
          }
          return [...found];
        }"""


def too_faint(page: Page) -> list[str]:
    """Class and colour of each text that does not stand out enough."""
    found: list[str] = page.evaluate(_FAINT)
    return found
