"""Whether a page is for everybody: what axe finds wrong with it, without looking twice."""

import functools

from axe_playwright_python.base import AXE_SCRIPT
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

# axe would fetch style sheets again, and those that they import from the wrong place.
OPTIONS = {"resultTypes": ["violations"], "preload": False}
AS_BEFORE = "data-looks-as-before"
ONCE_A_LOOK = f"""
axe.configure({{rules: [{{id: "color-contrast", selector: "*:not([{AS_BEFORE}])"}}]}});
"""
# Contrasts are most of axe's work. Texts have the same contrast whose colours, sizes and weights
# are the same, and those of what lies behind them: three of a look are enough.
MARK_LOOKS = """(mark) => {
  const MOST = 3;
  const PLAIN = "rgba(0, 0, 0, 0),none,1,none,normal,static,visible,auto,none,false,false,false";
  const behind = new Map([[null, ""]]);
  const groundOf = (element) => {
    if (!behind.has(element)) {
      const is = getComputedStyle(element);
      const own = [
        is.backgroundColor, is.backgroundImage, is.opacity, is.filter, is.mixBlendMode,
        is.position, is.visibility, is.clip, is.clipPath, element.inert, element.hidden,
        element.matches(":disabled, [aria-disabled='true']"),
      ].join();
      const above = groundOf(element.parentElement);
      behind.set(element, own === PLAIN ? above : `${above} < ${own}`);
    }
    return behind.get(element);
  };
  const times = new Map();
  for (const element of document.body.querySelectorAll("*")) {
    const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const letters = texts.map((node) => node.data.trim()).join("").length;
    if (!letters) continue;
    const is = getComputedStyle(element);
    const seen = element.checkVisibility({opacityProperty: true, visibilityProperty: true});
    const look = [
      groundOf(element), is.color, is.fontSize, is.fontWeight, is.textShadow,
      letters > 1, seen, element.closest("label") !== null,
    ].join();
    const before = times.get(look) ?? 0;
    times.set(look, before + 1);
    element.toggleAttribute(mark, before >= MOST);
  }
}"""
# Tokens of code, and what formulas in a line are made of, are most of a lesson's elements. What has
# the same classes up to the page's root is the same to every rule: the first of each stays.
SIMPLIFY = """() => {
  const classes = (from, to) => {
    const found = [];
    for (let at = from; at !== to; at = at.parentElement) found.push(at.className);
    return found.join(" < ");
  };
  const seen = new Set();
  for (const code of document.querySelectorAll("pre")) {
    const copy = code.cloneNode(true);
    const above = classes(code, null);
    for (const token of copy.querySelectorAll("span:not(:has(*))")) {
      const look = `${classes(token, copy)} < ${above}`;
      if (seen.has(look)) token.replaceWith(...token.childNodes);
      seen.add(look);
    }
    copy.normalize();
    code.replaceWith(copy);
  }
  for (const formula of document.querySelectorAll("mjx-container:not([display])")) {
    const above = classes(formula, null);
    const parts = [...formula.querySelectorAll("*")].map(
      (part) => `${part.localName} ${classes(part, formula)} < ${above}`
    );
    if (parts.every((part) => seen.has(part))) formula.replaceChildren("formula");
    for (const part of parts) seen.add(part);
  }
}"""
PALE = "<style>.pale { color: #ddd } .dark { background: #222 }</style>"
FORMULA = '<mjx-container class="MathJax"><mjx-mi class="mjx-i">abc</mjx-mi></mjx-container>'
# What a page shows, and the rules that it breaks: once for each of a few.
FAULTS = {
    f"<p>{FORMULA} ab</p>" * 9: [],
    '<img src="data:,">': ["image-alt"],
    f"<pre>{'<span>dark</span> <span class=pale>pale</span> ' * 5}</pre>": ["color-contrast"] * 3,
    "<p>dark</p>" * 9 + "<section class=dark><p>dark</p></section>": ["color-contrast"],
    "<p>dark</p>" * 9 + "<p style='opacity: 0.2'>dark</p>": ["color-contrast"],
    "<p class=pale hidden>pale</p>" * 9 + "<p class=pale>pale</p>": ["color-contrast"],
    "<button class=pale aria-disabled=true>pale</button>" * 9
    + "<button class=pale>pale</button>": ["color-contrast"],
    "<p>dark</p>" * 9 + "<p class=pale>pale</p>": ["color-contrast"],
    f"<p>{FORMULA}</p>" * 9 + f"<p class=pale>{FORMULA}</p>": ["color-contrast"],
}


@functools.cache
def _axe() -> Axe:
    return Axe(AXE_SCRIPT + ONCE_A_LOOK)


def violations(page: Page, *places: str) -> list[str]:
    """Return what axe finds wrong on a page, or in some places of it: a rule and where."""
    page.evaluate(MARK_LOOKS, AS_BEFORE)
    context = {"include": [[place] for place in places]} if places else None
    found = _axe().run(page, context, OPTIONS)
    assert found.response["passes"], "axe has looked at nothing"
    return [
        f"{broken['id']}: {' '.join(map(str, node['target']))}"
        for broken in found.response["violations"]
        for node in broken["nodes"]
    ]


def simplify(page: Page) -> None:
    """Leave axe one of each token and formula of a page that is only looked at from now on."""
    page.evaluate(SIMPLIFY)


def prove(browser: Browser) -> None:
    """Assert that axe sees what is wrong, also where it looks at a few of many."""
    page = browser.new_page()
    for body, wrong in FAULTS.items():
        page.set_content(f'<html lang="en"><title>x</title><main><h1>x</h1>{PALE}{body}</main>')
        said = page.locator("main").inner_text()
        assert [fault.split(":")[0] for fault in violations(page)] == wrong, body
        simplify(page)
        assert [fault.split(":")[0] for fault in violations(page)] == wrong[:1], body
        assert "pre" not in body or page.locator("main").inner_text() == said
    page.close()
