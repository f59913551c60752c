// Lesson 17: four optimizers leave from one place; where each is, step by step, and how the valley lies.

const STEPS = 120, START = [1.6, 0.9], CURVATURES = [1, 20];
const [BETA1, BETA2, DECAY, EPS] = [0.9, 0.999, 0.99, 1e-8];
const RATES = { descent: 0.08, momentum: 0.02, RMSprop: 0.02, Adam: 0.12 };
const COLOUR = { descent: "ink", momentum: "blue", RMSprop: "green", Adam: "red" };
const DASH = { momentum: "7 3", RMSprop: "2 3", Adam: "9 3 2 3" };

const RULES = {
  descent: (g, lr) => lr * g,
  momentum: (g, lr, s) => lr * (s.v = BETA1 * (s.v ?? 0) + g),
  RMSprop: (g, lr, s) => (lr * g) / (Math.sqrt((s.s = DECAY * (s.s ?? 0) + (1 - DECAY) * g * g)) + EPS),
  Adam: (g, lr, s, t) => {
    s.m = BETA1 * (s.m ?? 0) + (1 - BETA1) * g;
    s.v = BETA2 * (s.v ?? 0) + (1 - BETA2) * g * g;
    return (lr * (s.m / (1 - BETA1 ** t))) / (Math.sqrt(s.v / (1 - BETA2 ** t)) + EPS);
  },
};

export function compute({ angle }) {
  const [c, s] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  const [p, q] = CURVATURES;
  const H = [[p * c * c + q * s * s, (p - q) * c * s], [(p - q) * c * s, p * s * s + q * c * c]];
  const loss_of = ([x, y]) => (x * (H[0][0] * x + H[0][1] * y) + y * (H[1][0] * x + H[1][1] * y)) / 2;
  const start = [c * START[0] - s * START[1], s * START[0] + c * START[1]];
  const paths = {}, losses = {};
  Object.entries(RULES).forEach(([name, rule]) => {
    let w = start;
    const memory = [{}, {}];
    paths[name] = [w];
    for (let t = 1; t <= STEPS; t++) {
      const g = H.map((row) => row[0] * w[0] + row[1] * w[1]);
      w = w.map((place, k) => place - rule(g[k], RATES[name], memory[k], t));
      paths[name].push(w);
    }
    losses[name] = paths[name].map(loss_of);
  });
  return { paths, losses, axis: [c, s] };
}

function places(state, n) {
  const plot = axes({ x: [-2.1, 2.1], y: [-2.1, 2.1], place: [34, 26, 350, 342], xticks: [-2, -1, 0, 1, 2], yticks: [-2, -1, 0, 1, 2], xlabel: "w₁", ylabel: "w₂" });
  const [c, s] = n.axis;
  let body = plot.body + [0.05, 0.3, 1, 2.5, 5, 9].map((level) => curve(range(121, 0, 2 * Math.PI).map((t) => {
    const [u, v] = [Math.sqrt(2 * level) * Math.cos(t), Math.sqrt(level / 10) * Math.sin(t)];
    return plot.inside(c * u - s * v, s * u + c * v);
  }), { width: 1 })).join("") + text(plot.X(0), plot.Y(0) + 6, "×", { size: 18, bold: true });
  Object.entries(n.paths).forEach(([name, path]) => {
    const seen = path.slice(0, state.step + 1).map(([x, y]) => plot.inside(x, y));
    body += curve(seen, { colour: COLOUR[name], dash: DASH[name], width: 2 });
    const [x, y] = seen.at(-1);
    if (Number.isFinite(x + y)) body += dot(x, y, { colour: COLOUR[name], radius: 6 });
  });
  return { w: 362, h: 382, body };
}

function fall(state, n) {
  const plot = axes({ x: [0, STEPS], y: [-8, 1.5], place: [40, 26, 340, 240], xticks: [0, 30, 60, 90, 120], yticks: [-8, -6, -4, -2, 0], xlabel: "step", ylabel: "loss, in powers of ten" });
  let body = plot.body + line(plot.X(state.step), 26, plot.X(state.step), 240, { dash: "2 4" });
  Object.entries(n.losses).forEach(([name, losses], k) => {
    const at = losses.map((loss, t) => plot.inside(t, Math.log10(Math.max(loss, 1e-12))));
    body += curve(at, { colour: COLOUR[name], dash: DASH[name], width: 1, opacity: 0.6 })
      + curve(at.slice(0, state.step + 1), { colour: COLOUR[name], dash: DASH[name], width: 2.5 });
    const y = 300 + 22 * k;
    body += line(16, y - 4, 48, y - 4, { colour: COLOUR[name], dash: DASH[name], width: 2.5 }) + dot(32, y - 4, { colour: COLOUR[name] })
      + text(56, y, `${name}, η = ${RATES[name]}`, { anchor: "start", colour: COLOUR[name] })
      + text(336, y, `loss ${num(losses[state.step], 3)}`, { anchor: "end", colour: COLOUR[name], bold: true });
  });
  return { w: 350, h: 382, body };
}

export const figure = {
  title: "Four optimizers in one valley, step by step",
  knobs: {
    step: { label: "step", min: 0, max: STEPS, step: 1, value: 12 },
    angle: { label: "valley turned", min: 0, max: 90, step: 5, value: 0, show: (t) => `${t}°` },
  },
  panels: (state) => {
    const n = compute(state);
    return [places(state, n), fall(state, n)];
  },
  says: (state) => {
    const n = compute(state);
    const told = Object.entries(n.losses).map(([name, losses]) => `${name} ${num(losses[state.step], 3)}`).join(", ");
    return `Valley turned by ${state.angle}°, step ${state.step}. Losses: ${told}.`;
  },
  play: { knob: "step", by: 1, every: 90 },
};

export default { render: stage(figure) };
