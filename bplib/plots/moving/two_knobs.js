// Lesson 01: a line with two knobs, over the points and over the bowl of its loss.

const W = [-2, 4], B = [-2, 4];
const round = (t) => Number(t.toFixed(2));

export function compute({ x, y, w, b, lr }) {
  const n = x.length;
  const mean = (f) => x.reduce((sum, t, k) => sum + f(t, y[k]), 0) / n;
  const loss_of = (u, v) => mean((t, target) => (u * t + v - target) ** 2);
  const dw = mean((t, target) => 2 * (w * t + b - target) * t);
  const db = mean((t, target) => 2 * (w * t + b - target));
  const [new_w, new_b] = [w - lr * dw, b - lr * db];
  const [mx, my, xx, xy] = [mean((t) => t), mean((t, v) => v), mean((t) => t * t), mean((t, v) => t * v)];
  const best_w = (xy - mx * my) / (xx - mx * mx), best_b = my - best_w * mx;
  return { predictions: x.map((t) => w * t + b), loss: loss_of(w, b), dw, db, new_w, new_b,
    new_loss: loss_of(new_w, new_b), promised: lr * (dw * dw + db * db), best_w, best_b,
    least: loss_of(best_w, best_b), mx, xx };
}

function points(state, n) {
  const [low, high] = [Math.floor(Math.min(...state.y, 0)), Math.ceil(Math.max(...state.y, 1))];
  const [left, right] = [Math.floor(Math.min(...state.x, 0)), Math.ceil(Math.max(...state.x, 1))];
  const whole = (from, to) => range(to - from + 1, from, to);
  const plot = axes({ x: [left, right], y: [low, high], place: [40, 26, 350, 270],
    xticks: whole(left, right), yticks: whole(low, high), xlabel: "x", ylabel: "y" });
  const ends = range(81, left, right);
  const body = plot.body
    + state.x.map((t, k) => line(plot.X(t), plot.Y(state.y[k]), plot.X(t),
      plot.Y(clamp(n.predictions[k], low, high)), { colour: "red", width: 2 })).join("")
    + curve(ends.map((t) => plot.inside(t, state.w * t + state.b)), { colour: "blue", width: 2.5 })
    + state.x.map((t, k) => dot(plot.X(t), plot.Y(state.y[k]))).join("")
    + text(350, 20, `loss ${num(n.loss)}: the mean of the squared red lengths`, { colour: "red", anchor: "end", size: 12.5 });
  return { w: 360, h: 310, body };
}

const bowl = axes({ x: W, y: B, place: [40, 26, 350, 270], xticks: [-2, -1, 0, 1, 2, 3, 4],
  yticks: [-2, -1, 0, 1, 2, 3, 4], xlabel: "weight w", ylabel: "bias b" });

function seen(state, n) {
  let body = bowl.body;
  // Level curves of the loss: least + xx·u² + 2·mx·u·v + v², with u, v the distances from the best.
  [0.05, 0.25, 1, 2.5, 5, 10, 20, 35].forEach((level) => {
    const ring = range(121, 0, 2 * Math.PI).map((angle) => {
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const size = Math.sqrt(level / (n.xx * c * c + 2 * n.mx * c * s + s * s));
      const [u, v] = [n.best_w + size * c, n.best_b + size * s];
      return bowl.inside(u, v);
    });
    body += curve(ring, { width: 1.2, colour: "wire" });
  });
  const [px, py] = [bowl.X(state.w), bowl.Y(state.b)];
  const [qx, qy] = [bowl.X(clamp(n.new_w, ...W)), bowl.Y(clamp(n.new_b, ...B))];
  body += text(bowl.X(n.best_w), bowl.Y(n.best_b) + 5, "×", { size: 17, bold: true })
    + arrow(px, py, qx, qy, { colour: "blue", width: 2.5 }) + dot(px, py, { colour: "red", radius: 6 })
    + text(350, 20, "rings: equal loss; arrow: one step; ×: lowest", { colour: "muted", anchor: "end", size: 12 });
  return { w: 360, h: 310, body, drag: true };
}

export const figure = {
  title: "Two knobs: the line over the points, and where it stands in the bowl of the loss",
  knobs: {
    x: { value: [0.6, -1.2, 0.3, -0.7, 1.5, -0.1, 1.7, 0.6, -1, 1.4] },
    y: { value: [1.9, -0.6, 1.4, 0.2, 2.5, -0.5, 2.8, 2.5, -0.9, 2.5] },
    w: { label: "weight w", min: -2, max: 4, step: 0.05, value: 0 },
    b: { label: "bias b", min: -2, max: 4, step: 0.05, value: 0 },
    lr: { label: "rate η", min: 0.01, max: 0.5, step: 0.01, value: 0.1 },
  },
  panels: (state) => {
    const n = compute(state);
    return [points(state, n), seen(state, n)];
  },
  drag: (state, panel, px, py) => panel === 1 ? {
    w: round(clamp(W[0] + ((px - 40) / 310) * (W[1] - W[0]), ...W)),
    b: round(clamp(B[1] - ((py - 26) / 244) * (B[1] - B[0]), ...B)),
  } : null,
  says: (state) => {
    const n = compute(state);
    return `With w = ${num(state.w, 3)} and b = ${num(state.b, 3)} the loss is ${num(n.loss)}. Its slopes are `
      + `${num(n.dw, 3)} for w and ${num(n.db, 3)} for b. A step with η = ${num(state.lr)} goes to w = `
      + `${num(n.new_w, 3)}, b = ${num(n.new_b, 3)}, where the loss is ${num(n.new_loss)}. The lowest loss is ${num(n.least, 3)}.`;
  },
  buttons: [{ label: "Take the step", act: (state) => {
    const n = compute(state);
    return { w: n.new_w, b: n.new_b };
  } }],
};

export default { render: stage(figure) };
