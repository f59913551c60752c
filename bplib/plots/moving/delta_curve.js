// Lesson 14: how large the delta and the activation of each layer are, by depth, weights and activation.

const N = 4, WIDTH = 32, DEEPEST = 20;
const F = {
  sigmoid: [sigmoid, (a) => a * (1 - a)],
  tanh: [Math.tanh, (a) => 1 - a * a],
  relu: [(z) => Math.max(z, 0), (a) => (a > 0 ? 1 : 0)],
};
const [X, DA] = [normals(N * WIDTH, 1), normals(N * WIDTH, 2)];
const WEIGHTS = range(DEEPEST).map((l) => normals(WIDTH * WIDTH, 100 + l)); // times the deviation

const rms = (values) => Math.sqrt(values.reduce((sum, t) => sum + t * t, 0) / values.length);
const deviation = (values) => {
  const mean = values.reduce((sum, t) => sum + t, 0) / values.length;
  return rms(values.map((t) => t - mean));
};

/** Multiply (N, WIDTH) by std times W or its transpose. */
function times(A, W, std, transposed) {
  const Z = new Float64Array(N * WIDTH);
  for (let n = 0; n < N; n++) for (let j = 0; j < WIDTH; j++) {
    let sum = 0;
    for (let i = 0; i < WIDTH; i++) sum += A[n * WIDTH + i] * (transposed ? W[j * WIDTH + i] : W[i * WIDTH + j]);
    Z[n * WIDTH + j] = std * sum;
  }
  return Z;
}

export function compute({ depth, std, activation }) {
  const [f, slope] = F[activation];
  const A = [X];
  for (let l = 0; l < depth; l++) A.push(times(A[l], WEIGHTS[l], std).map(f));
  const slopes = A.map((a) => Array.from(a, slope));
  const deltas = [], predicted = [];
  let back = DA;
  for (let l = depth; l >= 1; l--) {
    const delta = slopes[l].map((s, k) => s * back[k]);
    predicted[l] = l === depth ? rms(delta) : predicted[l + 1] * rms(slopes[l]) * std * Math.sqrt(WIDTH);
    deltas[l] = rms(delta);
    back = times(delta, WEIGHTS[l - 1], std, true);
  }
  const factors = range(depth, 1, depth).slice(0, -1).map((l) => deltas[l] / deltas[l + 1]);
  return { deltas: deltas.slice(1), predicted: predicted.slice(1),
    activations: A.slice(1).map((a) => deviation(Array.from(a))),
    slope: rms(slopes.slice(1, -1).flat()),
    factor: depth > 1 ? Math.exp(factors.reduce((sum, t) => sum + Math.log(t), 0) / (depth - 1)) : 1 };
}

function curves(state, n) {
  const log = (value) => clamp(Math.log10(Math.max(value, 1e-300)), -16, 8);
  const plot = axes({ size: 13, x: [1, Math.max(state.depth, 2)], y: [-12, 6], place: [46, 26, 400, 280], yticks: [-12, -9, -6, -3, 0, 3, 6],
    xticks: range(Math.min(state.depth, 5), 1, state.depth).map(Math.round), xlabel: "layer",
    ylabel: "size (rms), in powers of ten", write: (t) => num(t) });
  const at = (values) => values.map((value, k) => plot.inside(k + 1, log(value)));
  const body = plot.body + line(46, plot.Y(0), 400, plot.Y(0), { dash: "2 4" })
    + curve(at(n.activations), { colour: "blue", width: 1.8, dash: "6 3" })
    + curve(at(n.predicted), { colour: "muted", width: 5, opacity: 0.35 })
    + curve(at(n.deltas), { colour: "red", width: 2.5 })
    + at(n.deltas).filter(([, y]) => Number.isFinite(y)).map(([x, y]) => dot(x, y, { colour: "red", radius: 3.5 })).join("")
    + text(398, 44, "∂L/∂Z of the layer", { colour: "red", anchor: "end", bold: true })
    + text(398, 62, "its activations, standard deviation", { colour: "blue", anchor: "end" })
    + text(398, 80, "grey band: ∂L/∂Z as the rule predicts", { colour: "muted", anchor: "end" });
  return { w: 410, h: 320, body };
}

function rule(state, n) {
  const root = Math.sqrt(WIDTH), product = n.slope * state.std * root;
  const row = (y, words, value, colour = "ink", bold) => text(4, y, words, { anchor: "start", colour, bold })
    + text(276, y, value, { anchor: "end", colour, bold, size: bold ? 16 : 14 });
  const body = text(4, 24, "what a delta is multiplied by", { anchor: "start", bold: true })
    + text(4, 42, "on its way down one layer", { anchor: "start", bold: true })
    + row(84, `slope of the ${state.activation}, rms`, fixed(n.slope)) + row(112, "× standard deviation", fixed(state.std))
    + row(140, `× √${WIDTH}`, fixed(root)) + line(4, 152, 276, 152, { colour: "muted" })
    + row(176, "predicted", fixed(product), "muted", true) + row(206, "measured", fixed(n.factor), "red", true)
    + row(252, `from layer ${state.depth} to layer 1`, num(n.deltas[0] / n.deltas[state.depth - 1], 3), "red");
  return { w: 284, h: 320, body };
}

export const figure = {
  title: "How large is the delta, layer by layer?",
  knobs: {
    depth: { label: "layers", min: 2, max: DEEPEST, step: 1, value: 10 },
    std: { label: "deviation σ", min: 0.02, max: 0.5, step: 0.005, value: 0.18,
      show: (std) => `${num(std, 3)} = ${fixed(std * Math.sqrt(WIDTH), 2)}/√${WIDTH}` },
    activation: { label: "activation", options: Object.keys(F), value: "sigmoid" },
  },
  panels: (state) => {
    const n = compute(state);
    return [curves(state, n), rule(state, n)];
  },
  says: (state) => {
    const n = compute(state);
    return `${state.depth} layers of ${WIDTH} ${state.activation} units, weights with a standard deviation of ${num(state.std)}: `
      + `each layer multiplies the delta by ${fixed(n.factor, 3)}; the rule predicts ${fixed(n.slope * state.std * Math.sqrt(WIDTH), 3)}. `
      + `From the last layer to the first that is a factor of ${num(n.deltas[0] / n.deltas[state.depth - 1], 3)}.`;
  },
  buttons: [
    { label: "Xavier: 1/√32", act: () => ({ std: Math.sqrt(1 / WIDTH) }) },
    { label: "He: √(2/32)", act: () => ({ std: Math.sqrt(2 / WIDTH) }) },
  ],
};

export default { render: stage(figure) };
