// Lesson 10: a 2-2-1 network learns XOR; the border between its answers, epoch by epoch.

const POINTS = [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]];
const LAST = 1000, RATE = 0.5;
// Rows of W1, b1, W2 and b2 at the start, drawn from N(0, 1) and rounded.
const STARTS = {
  "finds two borders": [0.13, -0.13, 0.64, 0.1, 0, 0, -0.54, 0.36, 0],
  "hesitates first": [-0.8, 0.24, -1.66, 0.66, 0, 0, 1.14, -0.45, 0],
  "gets stuck": [0, 0.3, -0.27, -0.89, 0, 0, -0.45, -0.99, 0],
};
const films = {};

function answer(p, x, y) {
  const h1 = Math.tanh(x * p[0] + y * p[2] + p[4]), h2 = Math.tanh(x * p[1] + y * p[3] + p[5]);
  return [h1 * p[6] + h2 * p[7] + p[8], h1, h2];
}

function gradient(p) {
  const g = Array(9).fill(0);
  let loss = 0;
  POINTS.forEach(([x, y, target]) => {
    const [z, h1, h2] = answer(p, x, y);
    const d = (sigmoid(z) - target) / 4;
    loss += softplus(target ? -z : z) / 4;
    const [d1, d2] = [d * p[6] * (1 - h1 * h1), d * p[7] * (1 - h2 * h2)];
    [x * d1, x * d2, y * d1, y * d2, d1, d2, d * h1, d * h2, d].forEach((t, k) => { g[k] += t; });
  });
  return [loss, g];
}

function film(start) {
  if (!films[start]) {
    let p = STARTS[start];
    films[start] = range(LAST + 1).map(() => {
      const now = p, [loss, g] = gradient(p);
      p = p.map((t, k) => t - RATE * g[k]);
      return { parameters: now, loss };
    });
  }
  return films[start];
}

export function compute({ start, epoch }) {
  const { parameters, loss } = film(start)[epoch];
  return { parameters, loss, answers: POINTS.map(([x, y]) => sigmoid(answer(parameters, x, y)[0])) };
}

const map = axes({ x: [-0.4, 1.4], y: [-0.4, 1.4], place: [40, 26, 320, 306], xticks: [0, 1], yticks: [0, 1],
  xlabel: "x₁", ylabel: "x₂" });
const FINE = 28;
const shade = (z) => clamp(Math.round(sigmoid(z) * 10), 0, 10);

function plane(n) {
  let body = "";
  const [w, h] = [280 / FINE, 280 / FINE];
  const z = range(FINE).map((row) => range(FINE).map((column) =>
    answer(n.parameters, -0.4 + (1.8 * (column + 0.5)) / FINE, 1.4 - (1.8 * (row + 0.5)) / FINE)[0]));
  const runs = {}; // one path for each shade, of rows' runs that have it
  z.forEach((row, k) => {
    for (let from = 0, to = 1; to <= FINE; to++) {
      if (to < FINE && shade(row[to]) === shade(row[from])) continue;
      const [x, y, length] = [40 + from * w, 26 + k * h, (to - from) * w].map((t) => Number(t.toFixed(1)));
      runs[shade(row[from])] = `${runs[shade(row[from])] ?? ""}M${x},${y}h${length}v${h.toFixed(1)}h${-length}z`;
      from = to;
    }
  });
  Object.entries(runs).forEach(([level, d]) => {
    body += `<path d="${d}" class="f-${level > 5 ? "red" : "blue"}" opacity="${(Math.abs(level - 5) * 0.09).toFixed(2)}"/>`;
  });
  // The border, where the logit is 0: one short line in each cell that it crosses.
  const mid = (k, m) => [40 + (m + 0.5) * w, 26 + (k + 0.5) * h];
  let border = "";
  for (let k = 0; k + 1 < FINE; k++) for (let m = 0; m + 1 < FINE; m++) {
    const corners = [[k, m], [k, m + 1], [k + 1, m + 1], [k + 1, m]];
    const cuts = corners.flatMap((from, side) => {
      const to = corners[(side + 1) % 4], [p, q] = [z[from[0]][from[1]], z[to[0]][to[1]]];
      if (p > 0 === q > 0) return [];
      const [a, b] = [mid(...from), mid(...to)], share = p / (p - q);
      return [[a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share]];
    });
    for (let c = 0; c + 1 < cuts.length; c += 2) border += `M${cuts[c].map((t) => t.toFixed(1))}L${cuts[c + 1].map((t) => t.toFixed(1))}`;
  }
  body += `<path d="${border}" class="s-ink" stroke-width="2.2"/>` + map.body;
  POINTS.forEach(([x, y, target], k) => {
    const [u, v] = [map.X(x), map.Y(y)];
    body += (target ? dot(u, v, { radius: 9, colour: "red" }) : box(u - 8, v - 8, 16, 16, { fill: "blue", radius: 2, colour: null }))
      + text(u, v - 14, fixed(n.answers[k], 2), { bold: true });
  });
  return { w: 332, h: 344, body };
}

function losses(state, n) {
  const plot = axes({ x: [0, LAST], y: [0, 1], place: [40, 26, 330, 306], xticks: [0, 250, 500, 750, 1000],
    yticks: [0, 0.25, 0.5, 0.75, 1], xlabel: "epoch", ylabel: "loss" });
  const all = film(state.start);
  const body = plot.body + line(40, plot.Y(Math.LN2), 330, plot.Y(Math.LN2), { dash: "2 4" })
    + text(328, plot.Y(Math.LN2) - 6, "ln 2: knows nothing", { size: 12, colour: "muted", anchor: "end" })
    + curve(range(251, 0, LAST).map((t) => plot.inside(t, all[Math.round(t)].loss)), { colour: "wire" })
    + curve(range(251, 0, state.epoch).map((t) => plot.inside(t, all[Math.round(t)].loss)), { colour: "blue", width: 3 })
    + dot(plot.X(state.epoch), plot.Y(n.loss), { colour: "red", radius: 6 });
  return { w: 344, h: 344, body };
}

export const figure = {
  title: "The border moves: a 2-2-1 network learns XOR",
  knobs: {
    epoch: { label: "epoch", min: 0, max: LAST, step: 5, value: 300 },
    start: { label: "start", options: Object.keys(STARTS), value: "finds two borders" },
  },
  panels: (state) => {
    const n = compute(state);
    return [plane(n), losses(state, n)];
  },
  says: (state) => {
    const n = compute(state);
    const right = POINTS.filter(([, , target], k) => n.answers[k] > 0.5 === target > 0.5).length;
    return `The start that ${state.start}, epoch ${state.epoch}: loss ${fixed(n.loss)}; ${right} of the 4 points are right. `
      + `The answers at (0, 0), (0, 1), (1, 0), (1, 1) are ${n.answers.map((a) => fixed(a, 2)).join(", ")}.`;
  },
  play: { knob: "epoch", by: 5, every: 40 },
};

export default { render: stage(figure) };
