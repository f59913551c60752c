// A page that is opened as a file may not read other files, so its search shows titles alone.
if (location.protocol === "file:") DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;

// Whatever is wider than the page scrolls, and then the keyboard must reach it.
// The theme sees to some of it too, a third of a second after the width has changed.
const WIDE =
  "mjx-container[display=true], figure, pre, .cell_output .output, table, .pst-scrollable-table-container";

function letKeysScroll() {
  for (const node of document.querySelectorAll(WIDE)) {
    const scrolls = node.scrollWidth > node.clientWidth && getComputedStyle(node).overflowX !== "visible";
    if (scrolls) node.tabIndex = 0;
    else if (node.tabIndex === 0) node.removeAttribute("tabindex");
  }
}

addEventListener("load", async () => {
  await Promise.all([window.MathJax?.startup?.promise, document.fonts.ready]);
  letKeysScroll();
  new ResizeObserver(letKeysScroll).observe(document.body);
  document.addEventListener("toggle", letKeysScroll, true);
});
