// Lesson 16: momentum in a valley, and the two roots that say how each direction converges.

const CURVATURES = [1, 100], STEPS = 80;

/** The roots of r² − (1 + β − ηλ) r + β as [real, imaginary] pairs, the larger first. */
function roots(lr, beta, curvature) {
  const half = (1 + beta - lr * curvature) / 2, inside = half * half - beta;
  if (inside < 0) return [1, -1].map((sign) => [half, sign * Math.sqrt(-inside)]);
  const far = half + (half < 0 ? -1 : 1) * Math.sqrt(inside);
  return [[far, 0], [far ? beta / far : 0, 0]];
}

export function compute({ lr, beta }) {
  let w = [1, 1], v = [0, 0];
  const path = [w];
  for (let t = 0; t < STEPS; t++) {
    v = v.map((speed, k) => beta * speed + CURVATURES[k] * w[k]);
    w = w.map((place, k) => place - lr * v[k]);
    path.push(w);
  }
  const all = CURVATURES.map((curvature) => roots(lr, beta, curvature));
  const sizes = all.map((pair) => Math.max(...pair.map(([a, b]) => Math.hypot(a, b))));
  return { path, roots: all, sizes, rate: Math.max(...sizes), limit: (2 + 2 * beta) / CURVATURES[1] };
}

/** What of a polyline lies within ±edge in both directions, each piece cut off at the frame. */
function cut(points, edge) {
  return range(points.length - 1).flatMap((k) => {
    const [[x, y], [u, v]] = [points[k], points[k + 1]];
    let [from, to] = [0, 1];
    for (const [place, way] of [[x, u - x], [-x, x - u], [y, v - y], [-y, y - v]]) {
      if (way > 0) to = Math.min(to, (edge - place) / way);
      else if (way < 0) from = Math.max(from, (edge - place) / way);
      else if (place > edge) to = -1;
    }
    const at = (t) => [x + t * (u - x), y + t * (v - y)];
    return from < to ? [at(from), at(to), [NaN, NaN]] : [];
  });
}

function map(n) {
  const edge = 1.2;
  const plot = axes({ x: [-edge, edge], y: [-edge, edge], place: [34, 26, 280, 252], xticks: [-1, 0, 1], yticks: [-1, 0, 1],
    xlabel: "flat direction, λ = 1", ylabel: "steep direction, λ = 100" });
  const drawn = (points, how) => curve(cut(points, edge).map(([x, y]) => [plot.X(x), plot.Y(y)]), how);
  const body = plot.body + [0.02, 0.1, 0.4, 1.2, 4, 14, 40].map((level) => drawn(range(361, 0, 2 * Math.PI)
      .map((t) => [Math.sqrt(2 * level) * Math.cos(t), Math.sqrt(level / 50) * Math.sin(t)]), { width: 1 })).join("")
    + drawn(n.path, { colour: "red", width: 1.5 })
    + n.path.map(([x, y]) => plot.inside(x, y)).filter(([x, y]) => Number.isFinite(x + y))
      .map(([x, y]) => dot(x, y, { colour: "red", radius: 2.5 })).join("")
    + text(plot.X(0), plot.Y(0) + 5, "×", { size: 17, bold: true }) + dot(plot.X(1), plot.Y(1), { radius: 5 });
  return { w: 290, h: 290, body };
}

function circle(state, n) {
  const plot = axes({ x: [-1.4, 1.4], y: [-1.2, 1.2], place: [10, 32, 270, 255], xlabel: "", ylabel: "" });
  const ring = (size) => range(91, 0, 2 * Math.PI).map((t) => [plot.X(size * Math.cos(t)), plot.Y(size * Math.sin(t))]);
  const mark = ([a, b], k) => {
    const [x, y] = [plot.X(clamp(a, -1.38, 1.38)), plot.Y(clamp(b, -1.18, 1.18))];
    return k ? box(x - 5, y - 5, 10, 10, { fill: "red", colour: null, radius: 1 }) : dot(x, y, { colour: "blue", radius: 5.5 });
  };
  const body = line(10, plot.Y(0), 270, plot.Y(0)) + line(plot.X(0), 32, plot.X(0), 255)
    + curve(ring(1), { colour: "ink", width: 1.6 }) + curve(ring(Math.sqrt(state.beta)), { colour: "muted", dash: "3 4", width: 1.4 })
    + n.roots.map((pair, k) => pair.map((root) => mark(root, k)).join("")).join("")
    + text(4, 18, "the two roots of each direction", { anchor: "start", size: 13 })
    + dot(12, 276, { colour: "blue" }) + text(22, 280, `flat ${fixed(n.sizes[0], 3)}`, { anchor: "start", colour: "blue" })
    + box(104, 271, 10, 10, { fill: "red", colour: null, radius: 1 }) + text(120, 280, `steep ${fixed(n.sizes[1], 3)}`, { anchor: "start", colour: "red" })
    + text(276, 280, "dashed: √β", { anchor: "end", colour: "muted", size: 12 });
  return { w: 280, h: 290, body };
}

function distances(n) {
  const plot = axes({ x: [0, STEPS], y: [-6, 1], place: [46, 26, 290, 252], xticks: [0, 20, 40, 60, 80], yticks: [-6, -4, -2, 0],
    xlabel: "step", ylabel: "distance that is left", write: (t) => num(t) });
  const write = [-6, -4, -2, 0].map((t) => t);
  const along = (k) => n.path.map((w, t) => plot.inside(t, clamp(Math.log10(Math.max(Math.abs(w[k]), 1e-300)), -6, 9)));
  const body = plot.body + text(288, 40, "in powers of ten", { anchor: "end", size: 12, colour: "muted" })
    + line(46, plot.Y(write[3]), 290, plot.Y(0), { dash: "2 4" })
    + curve(along(1), { colour: "red", width: 1.6, dash: "6 3" }) + curve(along(0), { colour: "blue", width: 2 });
  return { w: 300, h: 290, body };
}

export const figure = {
  title: "Momentum in a valley: the path, the roots, and what is left",
  knobs: {
    lr: { label: "rate η", min: 0.001, max: 0.042, step: 0.0005, value: 0.019 },
    beta: { label: "memory β", min: 0, max: 0.98, step: 0.01, value: 0 },
  },
  panels: (state) => {
    const n = compute(state);
    return [map(n), circle(state, n), distances(n)];
  },
  says: (state) => {
    const n = compute(state);
    const verdict = state.lr >= n.limit ? "it explodes" : `${num(Math.ceil(Math.log(1e-6) / Math.log(n.rate)))} steps or so to a millionth`;
    const kind = ["flat", "steep"].map((name, k) => `${name} ${n.roots[k][0][1] ? "a pair, it swings" : "two real roots"}`).join("; ");
    return `η = ${num(state.lr)}, β = ${num(state.beta)}; the limit for η is ${num(n.limit, 3)}. A step leaves ${fixed(n.sizes[0], 3)} of the flat `
      + `direction and ${fixed(n.sizes[1], 3)} of the steep one: ${verdict}. Roots: ${kind}.`;
  },
  buttons: [
    { label: "Best without memory", act: () => ({ lr: 2 / 101, beta: 0 }) },
    { label: "Best pair", act: () => ({ lr: (2 / 11) ** 2, beta: (9 / 11) ** 2 }) },
  ],
};

export default { render: stage(figure) };
