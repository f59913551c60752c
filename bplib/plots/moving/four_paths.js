// Lesson 17: four optimizers in a curved valley, Rosenbrock's; where each is, and what Adam keeps.

const STEPS = 300, START = [-1.2, 1];
const [BETA, BETA1, BETA2, DECAY, EPS] = [0.9, 0.9, 0.999, 0.99, 1e-8];
const RATES = { descent: 0.001, momentum: 0.001, RMSprop: 0.02, Adam: 0.1 };
const COLOUR = { descent: "ink", momentum: "blue", RMSprop: "green", Adam: "red" };
const DASH = { momentum: "7 3", RMSprop: "2 3", Adam: "9 3 2 3" };

const height = ([x, y]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
const slopes = ([x, y]) => [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)];

// What is taken off a coordinate: its slope g, the rate, what is kept of this coordinate, the step's number.
const RULES = {
  descent: (g, lr) => lr * g,
  momentum: (g, lr, kept) => lr * (kept.v = BETA * (kept.v ?? 0) + g),
  RMSprop: (g, lr, kept) => (lr * g) / (Math.sqrt((kept.s = DECAY * (kept.s ?? 0) + (1 - DECAY) * g * g)) + EPS),
  Adam: (g, lr, kept, t) => {
    kept.m = BETA1 * (kept.m ?? 0) + (1 - BETA1) * g;
    kept.v = BETA2 * (kept.v ?? 0) + (1 - BETA2) * g * g;
    kept.m_hat = kept.m / (1 - BETA1 ** t);
    kept.root = Math.sqrt(kept.v / (1 - BETA2 ** t));
    return (lr * kept.m_hat) / (kept.root + EPS);
  },
};

const paths = {}, heights = {}, gauges = [[], []];
Object.entries(RULES).forEach(([name, rule]) => {
  let w = START;
  const kept = [{}, {}];
  paths[name] = [w];
  for (let t = 1; t <= STEPS; t++) {
    const g = slopes(w);
    w = w.map((place, k) => place - rule(g[k], RATES[name], kept[k], t));
    paths[name].push(w);
    if (name === "Adam") kept.forEach(({ m_hat, root }, k) => gauges[k].push({ m_hat, root, step: (-RATES.Adam * m_hat) / (root + EPS) }));
  }
  heights[name] = paths[name].map(height);
});

export function compute({ step, coordinate }) {
  const at = (lists) => Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list[step]]));
  return { places: at(paths), heights: at(heights), gauge: gauges[coordinate === "x" ? 0 : 1][Math.max(step, 1) - 1] };
}

const map = axes({ x: [-1.6, 1.4], y: [-0.5, 1.7], place: [34, 26, 360, 256], xticks: [-1, 0, 1], yticks: [0, 1], xlabel: "x", ylabel: "y" });
// A ring is y = x² ± √(level − (1 − x)²) / 10: small ones by angle, large ones by the x that is seen.
const rings = [0.2, 1, 3, 10, 40, 120, 300].map((level) => {
  const size = Math.sqrt(level);
  const near = range(121, 0, 2 * Math.PI).map((t) => [1 + size * Math.cos(t), size * Math.sin(t)]);
  const far = [1, -1].map((side) => range(91, -1.6, 1.4).map((x) => [x, side * Math.sqrt(level - (1 - x) ** 2)]));
  return (level < 7 ? [near] : far).map((ring) =>
    curve(ring.map(([x, root]) => map.inside(x, x * x + root / 10)), { width: 1 })).join("");
}).join("");

function walks(state) {
  let body = map.body + rings + text(map.X(1), map.Y(1) + 6, "×", { size: 18, bold: true });
  Object.entries(paths).forEach(([name, path]) => {
    const seen = path.slice(0, state.step + 1).map(([x, y]) => map.inside(x, y));
    body += curve(seen, { colour: COLOUR[name], dash: DASH[name], width: 2 });
    const [x, y] = seen.at(-1);
    if (Number.isFinite(x + y)) body += dot(x, y, { colour: COLOUR[name], radius: 6 });
  });
  Object.keys(paths).forEach((name, k) => {
    const [x, y] = [12 + 174 * (k % 2), 314 + 22 * Math.floor(k / 2)];
    body += line(x, y - 4, x + 32, y - 4, { colour: COLOUR[name], dash: DASH[name], width: 2.5 }) + dot(x + 16, y - 4, { colour: COLOUR[name] })
      + text(x + 40, y, `${name}, η = ${RATES[name]}`, { anchor: "start", colour: COLOUR[name] });
  });
  return { w: 370, h: 350, body };
}

function frame(y, yticks, ylabel, top, bottom) {
  return axes({ x: [0, STEPS], y, place: [40, top, 340, bottom], xticks: [0, 100, 200, 300], yticks, xlabel: "", ylabel });
}
const falls = frame([-3, 3], [-2, 0, 2], "height, in powers of ten", 26, 130);
const kept = frame([-3, 3], [-2, 0, 2], "", 190, 290);
const below = (value) => Math.log10(Math.max(value, 1e-9));

function times(state, n) {
  let body = falls.body + kept.body;
  Object.entries(heights).forEach(([name, list]) => {
    const at = list.map((value, t) => falls.inside(t, below(value)));
    body += curve(at, { colour: COLOUR[name], dash: DASH[name], width: 1, opacity: 0.55 })
      + curve(at.slice(0, state.step + 1), { colour: COLOUR[name], dash: DASH[name], width: 2.4 });
  });
  const mine = gauges[state.coordinate === "x" ? 0 : 1];
  const at = (read) => mine.map((gauge, t) => kept.inside(t + 1, below(read(gauge))));
  body += text(10, 181, `Adam along ${state.coordinate}:`, { anchor: "start" }) + text(226, 181, "√v̂", { colour: "purple", bold: true })
    + text(280, 181, "|m̂|", { colour: "blue", bold: true })
    + curve(at((g) => Math.abs(g.m_hat)), { colour: "blue", width: 1.4 }) + curve(at((g) => g.root), { colour: "purple", dash: "7 3", width: 2.2 })
    + line(falls.X(state.step), 26, falls.X(state.step), 130, { dash: "2 4", colour: "ink" }) + line(falls.X(state.step), 190, falls.X(state.step), 290, { dash: "2 4", colour: "ink" })
    + text(10, 336, `m̂ ${num(n.gauge.m_hat, 3)}`, { anchor: "start", colour: "blue" }) + text(118, 336, `√v̂ ${num(n.gauge.root, 3)}`, { anchor: "start", colour: "purple" })
    + text(346, 336, `step −η m̂/√v̂ = ${fixed(n.gauge.step)}`, { anchor: "end", colour: "red" });
  return { w: 350, h: 350, body };
}

export const figure = {
  title: "Four optimizers in a curved valley, step by step",
  knobs: {
    step: { label: "step", min: 0, max: STEPS, step: 1, value: 60 },
    coordinate: { label: "Adam along", options: ["x", "y"], value: "x" },
  },
  panels: (state) => [walks(state), times(state, compute(state))],
  says: (state) => {
    const n = compute(state);
    const told = Object.entries(n.heights).map(([name, value]) => `${name} ${num(value, 3)}`).join(", ");
    return `Step ${state.step}. Heights: ${told}. Adam along ${state.coordinate}: m̂ = ${num(n.gauge.m_hat, 3)}, √v̂ = ${num(n.gauge.root, 3)}, `
      + `its step ${fixed(n.gauge.step)}.`;
  },
  play: { knob: "step", by: 1, every: 60 },
};

export default { render: stage(figure) };
