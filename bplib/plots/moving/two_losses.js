// Lesson 05: one logit, squared error and cross-entropy, and their tangents on one scale.

export function compute({ z, target }) {
  const a = sigmoid(z), error = a - target;
  return { a, squared: (error * error) / 2, entropy: softplus(target ? -z : z),
    squared_slope: error * a * (1 - a), entropy_slope: error };
}

const along = range(121, -6, 6);
const [SQUARED, ENTROPY] = ["purple", "blue"];

export const figure = {
  title: "One logit, two losses, two tangents on one scale",
  knobs: {
    z: { label: "logit z", min: -6, max: 6, step: 0.1, value: 3 },
    target: { label: "target y", options: [0, 1], show: (y) => `y = ${y}`, value: 0 },
  },
  panels: (state) => {
    const n = compute(state);
    const all = along.map((z) => compute({ ...state, z }));
    const frame = (y, yticks, ylabel) => axes({ x: [-6, 6], y, place: [40, 26, 350, 240],
      xticks: [-6, -4, -2, 0, 2, 4, 6], yticks, xlabel: "logit z", ylabel });
    const losses = frame([0, 6], [0, 1, 2, 3, 4, 5, 6], "loss");
    const slopes = frame([-1, 1], [-1, -0.5, 0, 0.5, 1], "slope by z");
    const side = state.target ? [350, "end"] : [48, "start"];
    const names = (y) => text(side[0], y, "cross-entropy", { colour: ENTROPY, anchor: side[1], bold: true })
      + text(side[0], y + 18, "half the squared error", { colour: SQUARED, anchor: side[1], bold: true });
    let one = losses.body + names(44), two = slopes.body + line(40, slopes.Y(0), 350, slopes.Y(0), { dash: "2 4" })
      + text(side[0], 222, "a − y", { colour: ENTROPY, anchor: side[1], bold: true })
      + text(state.target ? 300 : 92, 222, "(a − y) · a · (1 − a)", { colour: SQUARED, anchor: side[1], bold: true });
    [["squared", SQUARED, "6 3"], ["entropy", ENTROPY]].forEach(([name, colour, dash]) => {
      const slope = n[`${name}_slope`];
      one += curve(all.map((m, k) => losses.inside(along[k], m[name])), { colour, width: 2, dash });
      const t = [-1.5, 1.5].map((d) => [losses.X(state.z + d), losses.Y(n[name] + slope * d)]);
      one += line(...t[0], ...t[1], { colour, width: 4, opacity: 0.55 }) + dot(losses.X(state.z), losses.Y(n[name]), { colour });
      two += curve(all.map((m, k) => slopes.inside(along[k], m[`${name}_slope`])), { colour, width: 2, dash })
        + dot(slopes.X(state.z), slopes.Y(slope), { colour });
    });
    return [{ w: 360, h: 280, body: one }, { w: 360, h: 280, body: two }];
  },
  says: (state) => {
    const n = compute(state);
    const times = n.entropy_slope / n.squared_slope;
    return `At z = ${num(state.z)} the answer is a = ${fixed(n.a)}, the target ${state.target}. Cross-entropy is ${fixed(n.entropy)} with `
      + `slope ${fixed(n.entropy_slope)}; half the squared error is ${fixed(n.squared)} with slope ${fixed(n.squared_slope)}: `
      + `${num(times, 3)} times less to learn from.`;
  },
};

export default { render: stage(figure) };
