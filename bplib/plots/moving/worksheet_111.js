// The 1-1-1 network of lesson 06: one sample, two weights, and what a step promises and does.

const [x, y] = [2, 1];

export function compute({ w1, w2, lr }) {
  const forward = (u, v) => {
    const z1 = x * u, a1 = sigmoid(z1), z2 = a1 * v, a2 = sigmoid(z2);
    return { z1, a1, z2, a2, loss: softplus(-z2) };
  };
  const { z1, a1, z2, a2, loss } = forward(w1, w2);
  const delta2 = a2 - y;
  const dw2 = a1 * delta2;
  const delta1 = delta2 * w2 * a1 * (1 - a1);
  const dw1 = x * delta1;
  const [new_w1, new_w2] = [w1 - lr * dw1, w2 - lr * dw2];
  const after = (step) => forward(w1 - step * dw1, w2 - step * dw2).loss;
  const promised = lr * (dw1 * dw1 + dw2 * dw2);
  const new_loss = after(lr);
  return { z1, a1, z2, a2, loss, delta2, dw2, da1: delta2 * w2, delta1, dw1, new_w1, new_w2, promised,
    new_loss, actual: loss - new_loss, dx: delta1 * w1, da2: -1 / a2, after };
}

function worksheet(state, n) {
  const nodes = [["x", x, n.dx], ["z₁", n.z1, n.delta1], ["a₁", n.a1, n.da1], ["z₂", n.z2, n.delta2],
    ["a₂", n.a2, n.da2], ["L", n.loss, 1]];
  const at = (k) => 30 + k * 65;
  const works = ["×", "σ", "×", "σ", "−ln"];
  let body = text(2, 16, "above: value", { size: 12.5, colour: "blue", anchor: "start" })
    + text(2, 33, "below: ∂L/∂ it", { size: 12.5, colour: "red", anchor: "start", italic: true });
  nodes.forEach(([name, value, slope], k) => {
    if (k) body += arrow(at(k - 1) + 19, 160, at(k) - 18, 160) + text((at(k - 1) + at(k)) / 2, 154, works[k - 1], { size: 12.5, colour: "muted" });
    body += box(at(k) - 17, 143, 34, 34) + text(at(k), 165, name, { size: 15, bold: true })
      + text(at(k), 134, fixed(value), { colour: "blue" })
      + text(at(k), 195, fixed(slope), { colour: "red", italic: true });
  });
  [["w₁", state.w1, n.dw1, 0, n.new_w1], ["w₂", state.w2, n.dw2, 2, n.new_w2]].forEach(([name, value, slope, k, next]) => {
    const c = (at(k) + at(k + 1)) / 2;
    body += line(c, 94, c, 141, { colour: "wire" }) + box(c - 17, 62, 34, 32, { fill: "card" })
      + text(c, 83, name, { size: 15, bold: true }) + text(c, 54, fixed(value), { colour: "blue" })
      + text(c + 22, 84, fixed(slope), { colour: "red", anchor: "start", italic: true })
      + text(c, 226, `new ${name}`, { size: 12.5, colour: "muted" }) + text(c, 244, fixed(next), { colour: "blue", bold: true });
  });
  return { w: 386, h: 252, body };
}

function step(state, n) {
  const top = 1.6;
  const plot = axes({ x: [0, 10], y: [0, top], place: [40, 26, 350, 200], xticks: [0, 2, 4, 6, 8, 10],
    yticks: [0, 0.5, 1, 1.5], xlabel: "learning rate η", ylabel: "loss after one step" });
  const slope = -(n.dw1 ** 2 + n.dw2 ** 2);
  const steps = range(101, 0, 10);
  const [px, py] = [plot.X(state.lr), plot.Y(clamp(n.loss - n.promised, 0, top))];
  const [ax, ay] = [plot.X(state.lr), plot.Y(clamp(n.new_loss, 0, top))];
  const start = plot.Y(clamp(n.loss, 0, top));
  const body = plot.body + line(plot.X(0), start, 350, start, { dash: "2 4" })
    + curve(steps.map((s) => plot.inside(s, n.loss + s * slope)), { colour: "red", dash: "7 4" })
    + curve(steps.map((s) => plot.inside(s, n.after(s))), { colour: "blue", width: 2.5 })
    + dot(px, py, { colour: "red", ring: true }) + dot(ax, ay, { colour: "blue" })
    + text(352, 44, `promised fall ${num(n.promised, 3)}`, { colour: "red", anchor: "end", italic: true })
    + text(352, 62, `actual fall ${num(n.actual, 3)}`, { colour: "blue", anchor: "end", bold: true });
  return { w: 360, h: 240, body };
}

export const figure = {
  title: "The 1-1-1 worksheet: choose the weights and the step",
  knobs: {
    w1: { label: "weight w₁", min: -3, max: 3, step: 0.05, value: 0.5 },
    w2: { label: "weight w₂", min: -3, max: 3, step: 0.05, value: 0.8 },
    lr: { label: "rate η", min: 0, max: 10, step: 0.1, value: 0.1 },
  },
  panels: (state) => {
    const n = compute(state);
    return [worksheet(state, n), step(state, n)];
  },
  says: (state) => {
    const n = compute(state);
    return `With w₁ = ${num(state.w1)} and w₂ = ${num(state.w2)} the loss is ${fixed(n.loss)}; its slopes are `
      + `${fixed(n.dw1)} for w₁ and ${fixed(n.dw2)} for w₂. A step with η = ${num(state.lr)} promises a fall of `
      + `${num(n.promised, 3)}; the loss falls by ${num(n.actual, 3)}.`;
  },
  buttons: [{ label: "Take the step", act: (state) => {
    const n = compute(state);
    return { w1: n.new_w1, w2: n.new_w2 };
  } }],
};

export default { render: stage(figure) };
