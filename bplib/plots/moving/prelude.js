// What all moving figures share. Python puts this text in front of each figure's own, so that every
// figure is one module that needs nothing else. Shapes are strings of SVG: the same functions draw
// the picture that moves and, once, the still one.

const FONT = "'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif";
const COLOURS = ["ink", "muted", "wire", "blue", "red", "green", "purple", "amber", "soft", "card"];
const LIGHT = ["#1a1a1a", "#595959", "#8a9098", "#005b8f", "#a84300", "#00704f", "#8a3d72", "#8a6100",
  "#eef0f3", "#ffffff"];
const DARK = ["#ececec", "#b5bac1", "#858c95", "#6cc1f5", "#ff9d66", "#54d6a8", "#ea9fd0", "#e8b93e",
  "#2c3138", "#16181b"];
const variables = (values) => COLOURS.map((name, k) => `--${name}:${values[k]}`).join(";");
const PAINT = COLOURS.map((name) => `.bplib-live .f-${name}{fill:var(--${name})}`
  + `.bplib-live .s-${name}{stroke:var(--${name});fill:none}`).join("");
const PAGE = "var(--jp-layout-color0,var(--vscode-editor-background,var(--pst-color-background,Canvas)))";
const STYLE = `
.bplib-live{${variables(LIGHT)};color-scheme:light dark;--card:${PAGE};background:${PAGE};
color:var(--ink);border:1px solid #8a909880;border-radius:10px;padding:10px 12px;margin:8px 0;
max-width:860px;box-sizing:border-box;font:14px/1.45 ${FONT}}
.bplib-live.dark{${variables(DARK)};--card:${PAGE};color-scheme:dark}
.bplib-live.light{color-scheme:light}
.bplib-live .panels{display:flex;flex-wrap:wrap;gap:8px;justify-content:center}
.bplib-live .panels svg{flex:1 1;min-width:0;height:auto;display:block}
.bplib-live .drag{touch-action:none;cursor:grab}
.bplib-live .knobs{display:grid;grid-template-columns:repeat(auto-fit,minmax(250px,1fr));
gap:2px 18px;margin:8px 0 4px}
.bplib-live label{display:grid;grid-template-columns:auto 1fr minmax(4.4em,max-content);gap:8px;align-items:center}
.bplib-live label span{min-width:5.6em}
.bplib-live input[type=range]{width:100%;min-width:60px;margin:0;accent-color:var(--blue)}
.bplib-live select,.bplib-live button{font:inherit;color:var(--ink);background:var(--soft);
border:1px solid var(--wire);border-radius:6px;padding:3px 10px;cursor:pointer}
.bplib-live :is(input,select,button):focus-visible{outline:3px solid var(--blue);outline-offset:2px}
.bplib-live .buttons{display:flex;flex-wrap:wrap;gap:8px}
.bplib-live output{font-variant-numeric:tabular-nums;text-align:right}
.bplib-live p{margin:8px 0 2px;color:var(--ink)}
.bplib-live p.title{margin:0 0 6px;font-weight:bold}
.bplib-live text{font-family:${FONT}}
${PAINT}`;

// ---- numbers ---------------------------------------------------------------------------------

/** Write a number with at most so many significant digits and a true minus sign. */
export function num(x, digits = 4) {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "not a number" : x > 0 ? "∞" : "−∞";
  const size = Math.abs(x);
  let text;
  if (size === 0 || (size >= 1e-3 && size < 1e5)) {
    text = size < 10 ** digits ? String(+x.toPrecision(digits)) : x.toFixed(0);
  } else {
    const [mantissa, exponent] = x.toExponential(digits - 1).split("e");
    text = `${+mantissa}e${+exponent}`;
  }
  return text.replace(/-/g, "−");
}

/** Write a number with so many digits after the point. */
export function fixed(x, digits = 4) {
  return Number.isFinite(x) ? (x.toFixed(digits) === (-0).toFixed(digits) ? 0 : x)
    .toFixed(digits).replace("-", "−") : num(x);
}

export const sigmoid = (z) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
export const softplus = (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
export const clamp = (x, low, high) => Math.min(Math.max(x, low), high);
export const range = (n, low = 0, high = n - 1) =>
  Array.from({ length: n }, (_, k) => (n > 1 ? low + ((high - low) * k) / (n - 1) : low));

/** Numbers of N(0, 1) from a linear congruential generator, the same wherever they are drawn. */
export function normals(n, seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return (state + 0.5) / 4294967296;
  };
  return Array.from({ length: n }, () =>
    Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()));
}

// ---- shapes ----------------------------------------------------------------------------------

const r = (x) => Math.round(x * 100) / 100;
const esc = (text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;");

export function text(x, y, words, { size = 13, colour = "ink", anchor = "middle", bold, italic } = {}) {
  return `<text x="${r(x)}" y="${r(y)}" class="f-${colour}" font-size="${size}" text-anchor="${anchor}"`
    + `${bold ? ' font-weight="bold"' : ""}${italic ? ' font-style="italic"' : ""}>${esc(words)}</text>`;
}

const stroke = ({ colour = "wire", width = 1.5, dash, opacity }) => `class="s-${colour}" `
  + `stroke-width="${width}"${dash ? ` stroke-dasharray="${dash}"` : ""}`
  + (opacity === undefined ? "" : ` opacity="${r(opacity)}"`);

export function line(x, y, u, v, how = {}) {
  return `<path d="M${r(x)},${r(y)}L${r(u)},${r(v)}" ${stroke(how)}/>`;
}

/** A polyline; points that are no numbers interrupt it. */
export function curve(points, how = {}) {
  let pen = "M";
  const d = points.map(([x, y]) => {
    const ok = Number.isFinite(x) && Number.isFinite(y);
    const piece = ok ? `${pen}${r(x)},${r(y)}` : "";
    pen = ok ? "L" : "M";
    return piece;
  }).join("");
  return `<path d="${d}" stroke-linejoin="round" ${stroke({ width: 2, ...how })}/>`;
}

export function dot(x, y, { radius = 5, colour = "ink", ring } = {}) {
  return `<circle cx="${r(x)}" cy="${r(y)}" r="${radius}" class="${ring ? "s" : "f"}-${colour}"`
    + `${ring ? ' stroke-width="2.5"' : ""}/>`;
}

export function box(x, y, w, h, { fill = "soft", colour = "wire", width = 1.4, radius = 8, opacity } = {}) {
  const shape = `x="${r(x)}" y="${r(y)}" width="${r(w)}" height="${r(h)}" rx="${radius}"`;
  return `<rect ${shape} class="f-${fill}"${opacity === undefined ? "" : ` opacity="${r(opacity)}"`}/>`
    + (colour ? `<rect ${shape} ${stroke({ colour, width })}/>` : "");
}

export function arrow(x, y, u, v, how = {}) {
  const length = Math.hypot(u - x, v - y);
  if (length < 1) return "";
  const [a, b, size] = [(u - x) / length, (v - y) / length, Math.min(how.head ?? 9, length)];
  const side = (s) => `${r(u - size * a - s * size * 0.5 * b)},${r(v - size * b + s * size * 0.5 * a)}`;
  return line(x, y, u - a * size * 0.8, v - b * size * 0.8, how)
    + `<path d="M${r(u)},${r(v)}L${side(1)}L${side(-1)}Z" class="f-${how.colour ?? "wire"}"/>`;
}

/** A frame with ticks: its SVG and the maps from numbers to places on the page. */
export function axes({ x, y, place, xticks = [], yticks = [], xlabel, ylabel, write = num, size = 12 }) {
  const [left, top, right, bottom] = place;
  const X = (t) => left + ((t - x[0]) / (x[1] - x[0])) * (right - left);
  const Y = (t) => bottom - ((t - y[0]) / (y[1] - y[0])) * (bottom - top);
  const body = xticks.map((t) => line(X(t), bottom, X(t), bottom + 4, { colour: "muted" })
      + text(X(t), bottom + 17, write(t), { size, colour: "muted" })).join("")
    + yticks.map((t) => line(left - 4, Y(t), left, Y(t), { colour: "muted" })
      + text(left - 7, Y(t) + 4, write(t), { size, colour: "muted", anchor: "end" })).join("")
    + line(left, bottom, right, bottom, { colour: "muted" }) + line(left, top, left, bottom, { colour: "muted" })
    + text((left + right) / 2, bottom + 34, xlabel, { size: size + 1 })
    + text(left - 30, top - 9, ylabel, { size: size + 1, anchor: "start" });
  const within = (t, [low, high]) => t >= low - 1e-9 && t <= high + 1e-9;
  const inside = (t, u) => [X(t), within(t, x) && within(u, y) ? Y(u) : NaN];
  return { body, X, Y, inside };
}

// ---- the stage -------------------------------------------------------------------------------

export const defaults = (figure) =>
  Object.fromEntries(Object.entries(figure.knobs).map(([name, knob]) => [name, knob.value]));

/** The figure at its beginning as one drawing on white paper, with what it says as its title. */
export function still(figure) {
  const state = defaults(figure);
  let x = 12;
  const parts = figure.panels(state).map((panel) => {
    const part = `<g transform="translate(${x},12)">${panel.body}</g>`;
    x += panel.w + 12;
    return { part, bottom: panel.h + 24 };
  });
  const height = Math.max(...parts.map((p) => p.bottom));
  return `<svg xmlns="http://www.w3.org/2000/svg" class="bplib-live" width="${x}" height="${height}" `
    + `viewBox="0 0 ${x} ${height}" font-family="${FONT}"><title>${esc(figure.title)}. ${esc(figure.says(state))}</title>`
    + `<style>.bplib-live{${variables(LIGHT)}}${PAINT}</style><rect width="100%" height="100%" fill="#ffffff"/>`
    + `${parts.map((p) => p.part).join("")}</svg>\n`;
}

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
  node.append(...children);
  return node;
}

/** One knob: a labelled range or choice; returns its label and a function that shows a value. */
function control(name, knob, set) {
  const shown = element("output");
  const show = knob.show ?? ((value) => num(value));
  let input;
  if (knob.options) {
    input = element("select", {}, ...knob.options.map((o) => new Option(knob.show ? show(o) : o, o)));
    input.addEventListener("change", () => set({ [name]: knob.options[input.selectedIndex] }));
  } else {
    input = element("input", { type: "range", min: knob.min, max: knob.max, step: knob.step });
    input.addEventListener("input", () => set({ [name]: Number(input.value) }));
  }
  input.name = name;
  const label = element("label", {}, element("span", {}, knob.label), input, shown);
  return [label, (value) => {
    if (String(input.value) !== String(value)) input.value = value;
    if (knob.options) return;
    shown.textContent = show(value);
    input.setAttribute("aria-valuetext", show(value));
  }];
}

/** Keep up with the theme of whatever page this stands on; returns how to stop. */
function followTheme(root) {
  const look = () => {
    if (!root.isConnected) return;
    root.classList.remove("dark", "light");
    const [red, green, blue, alpha = 1] = getComputedStyle(root).backgroundColor.match(/[\d.]+/g).map(Number);
    root.classList.add(alpha > 0 && 0.3 * red + 0.6 * green + 0.1 * blue < 110 ? "dark" : "light");
  };
  const watch = new MutationObserver(look);
  const system = matchMedia("(prefers-color-scheme: dark)");
  [document.documentElement, document.body].forEach((node) => watch.observe(node, { attributes: true }));
  // JupyterLab renders a cell that is out of sight before it is on the page.
  const shown = new ResizeObserver(look);
  shown.observe(root);
  system.addEventListener("change", look);
  look();
  requestAnimationFrame(look);
  return () => (watch.disconnect(), shown.disconnect(), system.removeEventListener("change", look));
}

const KEYS = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "PageUp",
  "PageDown", " ", "Enter"]);

/** Return the `render` of a figure: knobs, buttons, panels, and a sentence on what is seen. */
export function stage(figure) {
  return ({ model, el }) => {
    const names = Object.keys(figure.knobs);
    const state = Object.fromEntries(names.map((name) => [name, model.get(name)]));
    const begun = { ...state };
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let frame = 0, speaking = 0, playing = 0;

    const svgs = figure.panels(state).map((panel) => {
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.setAttribute("viewBox", `0 0 ${panel.w} ${panel.h}`);
      svg.style.cssText = `flex-basis:${Math.round(panel.w * 0.83)}px;max-width:${Math.round(panel.w * 1.3)}px`;
      if (panel.drag) svg.setAttribute("class", "drag");
      return svg;
    });
    const picture = element("div", { class: "panels", role: "img", "aria-label": figure.title }, ...svgs);
    const says = element("p", { class: "says", "aria-live": "polite", "aria-atomic": "true" });

    const draw = () => {
      frame = 0;
      figure.panels(state).forEach((panel, k) => { svgs[k].innerHTML = panel.body; });
      shows.forEach(([name, show]) => show(state[name]));
      speaking ||= setTimeout(() => { speaking = 0; says.textContent = figure.says(state); }, 120);
    };
    const redraw = () => { frame ||= requestAnimationFrame(draw); };
    const set = (changes) => {
      Object.assign(state, changes);
      Object.entries(changes).forEach(([name, value]) => model.set(name, value));
      model.save_changes();
      redraw();
    };
    const controls = names.filter((name) => figure.knobs[name].label)
      .map((name) => [name, ...control(name, figure.knobs[name], (changes) => (pause(), set(changes)))]);
    const shows = controls.map(([name, , show]) => [name, show]);

    const button = (words, act) => {
      const made = element("button", { type: "button" }, words);
      made.addEventListener("click", act);
      return made;
    };
    const play = button("Play", () => (playing ? pause() : start()));
    const pause = () => { clearInterval(playing); playing = 0; play.textContent = "Play"; };
    const start = () => {
      const { knob, by = 1, every = 60 } = figure.play;
      const { min, max } = figure.knobs[knob];
      if (state[knob] >= max) set({ [knob]: min });
      playing = setInterval(() => {
        set({ [knob]: Math.min(state[knob] + by, max) });
        if (state[knob] >= max) pause();
      }, every);
      play.textContent = "Pause";
    };
    const buttons = element("div", { class: "buttons" }, ...(figure.play && !calm ? [play] : []),
      ...(figure.buttons ?? []).map(({ label, act }) => button(label, () => (pause(), set(act(state))))),
      button("Start again", () => (pause(), set(begun))));
    const root = element("section", { class: "bplib-live", "aria-label": figure.title },
      element("style", {}, STYLE), element("p", { class: "title" }, figure.title), picture,
      element("div", { class: "knobs" }, ...controls.map(([, label]) => label)), buttons, says);

    if (figure.drag) {
      svgs.forEach((svg, k) => {
        const move = (event) => {
          const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
          const changes = figure.drag(state, k, at.x, at.y);
          if (changes) set(changes);
        };
        svg.addEventListener("pointerdown", (event) => (svg.setPointerCapture(event.pointerId), pause(), move(event)));
        svg.addEventListener("pointermove", (event) => svg.hasPointerCapture(event.pointerId) && move(event));
      });
    }
    // JupyterLab listens before anything on the page and would take the arrow keys away.
    const keep = (event) => {
      if (KEYS.has(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey
        && event.composedPath().includes(root)) event.stopPropagation();
    };
    window.addEventListener("keydown", keep, true);
    names.forEach((name) => model.on(`change:${name}`, () => {
      if (JSON.stringify(state[name]) === JSON.stringify(model.get(name))) return;
      state[name] = model.get(name);
      redraw();
    }));
    el.append(root);
    const unfollow = followTheme(root);
    draw();
    root.redraw = draw;
    return () => { pause(); window.removeEventListener("keydown", keep, true); unfollow(); };
  };
}

/** Let every still picture of a figure on this page move, without a kernel. */
export function mount(name, render) {
  for (const host of document.querySelectorAll(`figure[data-moving="${name}"]:not([data-on])`)) {
    host.dataset.on = "";
    const image = host.querySelector("img");
    const state = JSON.parse(host.dataset.state);
    const model = { get: (key) => state[key], set: (key, value) => { state[key] = value; },
      save_changes() {}, on() {} };
    new IntersectionObserver((seen, observer) => {
      if (!seen.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      render({ model, el: host });
      host.style.cssText = "margin:8px 0";
      image.remove();
    }).observe(host);
  }
}
