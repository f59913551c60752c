// Lesson 02: a curve, its tangent, and what a nudge h promises and does.

const CURVES = {
  "half a square": [(x) => (x * x) / 2, (x) => x],
  sine: [Math.sin, Math.cos],
  sigmoid: [sigmoid, (x) => sigmoid(x) * sigmoid(-x)],
  "absolute value": [Math.abs, Math.sign],
};

export function compute({ curve: name, x, h }) {
  const [f, slope] = CURVES[name];
  const value = f(x), rate = slope(x);
  return { value, slope: rate, promised: rate * h, actual: f(x + h) - value, missing: f(x + h) - value - rate * h };
}

export const figure = {
  title: "A curve, its tangent, and a nudge h",
  knobs: {
    curve: { label: "curve", options: Object.keys(CURVES), value: "half a square" },
    x: { label: "place x", min: -2, max: 2, step: 0.05, value: 1 },
    h: { label: "nudge h", min: -2, max: 2, step: 0.05, value: 0.8 },
  },
  panels: (state) => {
    const n = compute(state), [f] = CURVES[state.curve];
    const { x, h } = state;
    const plot = axes({ size: 13, x: [-4, 4], y: [-2.5, 5], place: [40, 26, 410, 290], xticks: range(9, -4, 4),
      yticks: [-2, -1, 0, 1, 2, 3, 4, 5], xlabel: "x", ylabel: "f(x)" });
    const [X, Y] = [plot.X(x), plot.Y(n.value)];
    const along = range(161, -4, 4);
    const U = plot.X(x + h);
    const up = (v) => plot.Y(clamp(v, -2.5, 5));
    const body = plot.body
      + curve(along.map((t) => plot.inside(t, f(t))), { colour: "blue", width: 2.5 })
      + curve(along.map((t) => plot.inside(t, n.value + n.slope * (t - x))), { colour: "red", dash: "7 4" })
      + line(X, Y, U, Y, { colour: "muted", width: 2 }) + text((X + U) / 2, Y + (n.slope * h < 0 ? -7 : 17), "h", { italic: true })
      + arrow(U, Y, U, up(n.value + n.promised), { colour: "red", width: 2.5 })
      + arrow(U + 6, Y, U + 6, up(n.value + n.actual), { colour: "blue", width: 2.5 })
      + dot(X, Y) + dot(U, up(n.value + n.actual), { colour: "blue" }) + dot(U, up(n.value + n.promised), { colour: "red", ring: true });
    const row = (k, words, value, colour) => text(8, 44 + 40 * k, words, { anchor: "start", colour, size: 14 })
      + text(290, 44 + 40 * k, fixed(value), { anchor: "end", colour, bold: true, size: 16 });
    const table = row(0, "value f(x)", n.value, "ink") + row(1, "slope f′(x)", n.slope, "red")
      + row(2, "promised: f′(x) · h", n.promised, "red") + row(3, "actual: f(x + h) − f(x)", n.actual, "blue")
      + row(4, "actual − promised", n.missing, "ink") + line(8, 218, 290, 218) + text(8, 244, "divided by h", { anchor: "start", colour: "muted", size: 14 })
      + text(290, 244, h ? fixed(n.missing / h) : "–", { anchor: "end", bold: true, size: 16 });
    return [{ w: 420, h: 330, body }, { w: 300, h: 330, body: table }];
  },
  says: (state) => {
    const n = compute(state);
    const kink = state.curve === "absolute value" && state.x === 0
      ? "At the kink there is no slope: 1 on the right, −1 on the left; 0 is drawn. " : "";
    return `${kink}At x = ${num(state.x)} the curve (${state.curve}) is ${fixed(n.value)} and its slope ${fixed(n.slope)}. The nudge h = ${num(state.h)} `
      + `promises a change of ${fixed(n.promised)}; the curve changes by ${fixed(n.actual)}. The promise misses ${fixed(n.missing)}.`;
  },
  buttons: [{ label: "Halve h", act: (state) => ({ h: state.h / 2 }) }],
};

export default { render: stage(figure) };
