// Lesson 09: the step h of a measured slope, the secant seen through a lens, and the V of its error.

const x = 1.2, exact = 3 * 1.44;
const f = (t) => t * t * t;
const LOW = -16;

/** 10 to a quarter of a whole number, read from its digits, so that every language means the same. */
function decimal(power) {
  const whole = Math.floor(power);
  return Number(`${[1, 1.8, 3.2, 5.6][Math.round((power - whole) * 4) % 4]}e${whole}`);
}

export function compute({ log10_h, method }) {
  const h = decimal(log10_h);
  const one_sided = (f(x + h) - f(x)) / h, central = (f(x + h) - f(x - h)) / (2 * h);
  const slope = method === "central" ? central : one_sided;
  return { h, one_sided, central, slope, error: Math.abs(slope - exact) / exact };
}

const powers = range(65, LOW, 0);

function lens(state, n) {
  const plot = axes({ x: [-2, 2], y: [-9, 9], place: [44, 26, 350, 250], xticks: [-2, -1, 0, 1, 2],
    yticks: [-8, -4, 0, 4, 8], xlabel: `(t − x) / h,  x = ${x},  h = ${n.h}`, ylabel: "(f(t) − f(x)) / h" });
  const back = state.method === "central" ? -1 : 0;
  const height = (t) => (f(x + t * n.h) - f(x)) / n.h;
  const secant = (t) => height(back) + n.slope * (t - back);
  const body = plot.body
    + curve([-2, 2].map((t) => plot.inside(t, exact * t)), { colour: "muted", dash: "2 4" })
    + curve(range(401, -2, 2).map((t) => plot.inside(t, height(t))), { colour: "blue", width: 2.5 })
    + curve(range(81, -2, 2).map((t) => plot.inside(t, secant(t))), { colour: "red", dash: "7 4" })
    + [back, 1].map((t) => (Math.abs(height(t)) <= 9 ? dot(plot.X(t), plot.Y(height(t)), { colour: "red" }) : "")).join("")
    + ["f(t) = t³ as computed,", "dotted: its true tangent"].map((words, k) =>
      text(346, plot.Y(-6.6 - 1.6 * k), words, { size: 12, colour: "muted", anchor: "end" })).join("");
  return { w: 360, h: 292, body };
}

function v(state, n) {
  const log = (error) => Math.max(Math.log10(Math.max(error, 1e-17)), LOW);
  const plot = axes({ x: [LOW, 0], y: [LOW, 1], place: [50, 26, 350, 250], xticks: [-16, -12, -8, -4, 0],
    yticks: [-16, -12, -8, -4, 0], xlabel: "step h", ylabel: "relative error", write: (k) => (k ? `1e${num(k)}` : "1") });
  const all = (method) => powers.map((p) => plot.inside(p, log(compute({ log10_h: p, method }).error)));
  const how = (method, colour) => ({ colour, width: state.method === method ? 2.5 : 1.2, dash: method === "central" ? undefined : "6 3" });
  const body = plot.body + curve(all("one-sided"), how("one-sided", "purple")) + curve(all("central"), how("central", "blue"))
    + text(340, 190, "central", { colour: "blue", anchor: "end", bold: true }) + text(230, 84, "one-sided", { colour: "purple", anchor: "end", bold: true })
    + dot(plot.X(state.log10_h), plot.Y(log(n.error)), { colour: "red", radius: 6 });
  return { w: 360, h: 292, body };
}

export const figure = {
  title: "The step h: the secant through a lens, and the point on the V",
  knobs: {
    log10_h: { label: "step h", min: LOW, max: 0, step: 0.25, value: -0.5, show: (p) => String(decimal(p)).replace("-", "−") },
    method: { label: "quotient", options: ["central", "one-sided"], value: "one-sided" },
  },
  panels: (state) => {
    const n = compute(state);
    return [lens(state, n), v(state, n)];
  },
  says: (state) => {
    const n = compute(state);
    return `With h = ${num(n.h)} the ${state.method} quotient is ${String(n.slope).replace("-", "−")}; the slope is 4.32. `
      + `The relative error is ${num(n.error, 2)}.`;
  },
  play: { knob: "log10_h", by: 0.25, every: 250 },
};

export default { render: stage(figure) };
