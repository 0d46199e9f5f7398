"""How a page is judged: axe, overflow, size of what is touched, visible focus."""

import json

from axe_playwright_python.base import AXE_SCRIPT

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": TAGS, "rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}
SIZES = {"wide": {"width": 1280, "height": 800}, "narrow": {"width": 360, "height": 740}}
#: The narrowest phone: what 400 % zoom makes of a 1280 px window (WCAG 1.4.10).
NARROWEST = {"width": 320, "height": 640}
TOUCH = 44  # px

#: Colours have stopped changing after a change of the colour scheme.
SETTLED = """
() => new Promise(requestAnimationFrame).then(
    () => Promise.allSettled(document.getAnimations().map(animation => animation.finished)))
"""
TOO_SMALL = """
([selector, least]) => [...document.querySelectorAll(selector)]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < least - 0.5)
    .map(e => `${e.outerHTML.slice(0, 80)} is ${Math.round(e.getBoundingClientRect().height)} px high`)
"""
STICKING_OUT = """
() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const out = [...document.querySelectorAll("body *")]
        .filter(e => e.getBoundingClientRect().right > width + 0.5)
        .map(e => e.outerHTML.slice(0, 80));
    return [`scrolls to ${document.documentElement.scrollWidth} px: ` + out.slice(-3).join(" | ")];
}
"""


def violations(page, options=OPTIONS):
    """Each violation of axe as one line, with the first places where it was found."""
    page.evaluate(SETTLED)
    if not page.evaluate("typeof axe === 'object'"):  # the script is half a megabyte: once for each page will do
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate(f"axe.run({json.dumps(options)})")["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']} at "
        + "; ".join(f"{node['target'][0]} {node['html'][:90]}" for node in rule["nodes"][:3])
        for rule in found
    ]


def sticking_out(page):
    return page.evaluate(STICKING_OUT)


def too_small(page, selector=".btn-primary, .btn-lg, summary, .site-nav a, .form-control, .form-select"):
    return page.evaluate(TOO_SMALL, [selector, TOUCH])


def judged(page, options=OPTIONS):
    """All that is wrong with the page as it stands, in four variants and at the narrowest width."""
    wrong = []
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            wrong += [f"{size} {scheme}: {line}" for line in violations(page, options)]
        if size == "narrow":
            wrong += [f"{size}: {line}" for line in sticking_out(page) + too_small(page)]
    page.set_viewport_size(NARROWEST)
    wrong += [f"narrowest: {line}" for line in sticking_out(page)]
    page.set_viewport_size(SIZES["wide"])
    page.emulate_media(color_scheme="light")
    return wrong


def focused(page):
    """What has the focus, as (tag, text, whether it is visibly marked)."""
    return page.evaluate(
        """() => {
            const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
            const marked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2)
                || style.boxShadow !== "none";
            const seen = box.width > 2 && box.height > 2 && box.right > 0 && box.bottom > 0;
            return [e.tagName.toLowerCase(), (e.textContent || e.value || "").trim(), marked && seen];
        }"""
    )
