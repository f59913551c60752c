// Lesson 17: what Adam keeps of a noisy gradient, and the step that comes of it.

const STEPS = 150, EPS = 1e-8;
const NOISE = normals(STEPS, 7);

export function compute({ signal, noise, beta1, beta2, log10_scale }) {
  const scale = Number(`1e${log10_scale}`);
  const gradient = NOISE.map((t) => scale * (signal + noise * t));
  let m = 0, v = 0;
  const m_hat = [], root = [], step = [];
  gradient.forEach((g, k) => {
    m = beta1 * m + (1 - beta1) * g;
    v = beta2 * v + (1 - beta2) * g * g;
    m_hat.push(m / (1 - beta1 ** (k + 1)));
    root.push(Math.sqrt(v / (1 - beta2 ** (k + 1))));
    step.push(m_hat[k] / (root[k] + EPS));
  });
  return { gradient, m_hat, root, step };
}

function kept(state, n) {
  const scale = Number(`1e${state.log10_scale}`), top = 6;
  const plot = axes({ size: 13, x: [0, STEPS], y: [-top, top], place: [44, 26, 400, 260], xticks: [0, 50, 100, 150], yticks: [-6, -3, 0, 3, 6], xlabel: "step",
    ylabel: `gradient${state.log10_scale ? ` / 1e${num(state.log10_scale)}` : ""}` });
  const at = (values) => values.map((value, k) => plot.inside(k + 1, value / scale));
  const body = plot.body + line(44, plot.Y(0), 400, plot.Y(0), { dash: "2 4" })
    + at(n.gradient).filter(([, y]) => Number.isFinite(y)).map(([x, y]) => dot(x, y, { colour: "wire", radius: 2.2 })).join("")
    + curve(at(n.root), { colour: "purple", dash: "7 3" }) + curve(at(n.m_hat), { colour: "blue", width: 2.5 })
    + text(398, 44, "√v̂, how large it is", { colour: "purple", anchor: "end", bold: true })
    + text(398, 248, "m̂, where it points", { colour: "blue", anchor: "end", bold: true }) + text(250, 248, "dots: g", { colour: "muted", anchor: "end" });
  return { w: 410, h: 300, body };
}

function steps(n) {
  const plot = axes({ x: [0, STEPS], y: [-1.5, 1.5], place: [44, 26, 330, 260], xticks: [0, 50, 100, 150], yticks: [-1, 0, 1], xlabel: "step", ylabel: "Adam's step, in units of η" });
  const body = plot.body + [-1, 0, 1].map((t) => line(44, plot.Y(t), 330, plot.Y(t), { dash: "2 4" })).join("")
    + curve(n.step.map((value, k) => plot.inside(k + 1, clamp(value, -1.5, 1.5))), { colour: "red", width: 2 });
  return { w: 340, h: 300, body };
}

export const figure = {
  title: "Adam's two gauges and its step, for a noisy gradient",
  knobs: {
    signal: { label: "mean of g", min: -2, max: 2, step: 0.1, value: 0.5 },
    noise: { label: "noise of g", min: 0, max: 3, step: 0.1, value: 1 },
    beta1: { label: "β₁", min: 0, max: 0.99, step: 0.01, value: 0.9 },
    beta2: { label: "β₂", min: 0.5, max: 0.999, step: 0.001, value: 0.999 },
    log10_scale: { label: "all of g times", min: -12, max: 3, step: 1, value: 0, show: (k) => (k ? `1e${num(k)}` : "1") },
  },
  panels: (state) => {
    const n = compute(state);
    return [kept(state, n), steps(n)];
  },
  says: (state) => {
    const n = compute(state);
    const late = n.step.slice(50), mean = late.reduce((sum, t) => sum + t, 0) / late.length;
    return `The gradient is ${num(state.signal)} ± ${num(state.noise)}, times ${state.log10_scale ? `1e${num(state.log10_scale)}` : 1}. `
      + `With β₁ = ${num(state.beta1)} and β₂ = ${num(state.beta2)} the last step is ${fixed(n.step.at(-1), 3)} η, the first ${fixed(n.step[0], 3)} η; `
      + `from step 51 on they are ${fixed(mean, 3)} η on average.`;
  },
};

export default { render: stage(figure) };
