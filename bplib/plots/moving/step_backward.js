// Lesson 03: backward through a graph, one node at a time; a node lights when all who use it have reported.

const PLACES = { y: [46, 62], x: [46, 236], a: [140, 100], b: [232, 206], c: [306, 100], f: [386, 160] };
const SIGNS = { a: "×", b: "+", c: "×", f: "+" };
const WIRES = [["b", "f"], ["c", "f"], ["a", "c"], ["b", "c"], ["a", "b"], ["x", "b"], ["x", "a"], ["y", "a"]];
const ORDER = ["f", "c", "b", "a"];

export function compute({ x, y, steps }) {
  const a = x * y, b = a + x, c = a * b, f = b + c;
  const values = { x, y, a, b, c, f };
  const local = { bf: 1, cf: 1, ac: b, bc: a, ab: 1, xb: 1, xa: y, ya: x };
  const gradient = { f: 1, c: 0, b: 0, a: 0, x: 0, y: 0 };
  const reports = {};
  ORDER.slice(0, steps).forEach((node) => WIRES.filter(([, to]) => to === node).forEach(([from]) => {
    reports[from + node] = gradient[node] * local[from + node];
    gradient[from] += reports[from + node];
  }));
  const waits = Object.fromEntries(Object.keys(values).map((node) =>
    [node, WIRES.filter(([from, to]) => from === node && !(from + to in reports)).length]));
  return { ...values, values, local, gradient, reports, waits };
}

function graph(state, n) {
  let body = text(4, 16, "blue: value", { colour: "blue", anchor: "start" })
    + text(110, 16, "orange: what was reported back", { colour: "red", anchor: "start", italic: true });
  WIRES.forEach(([from, to]) => {
    const [[x, y], [u, v]] = [PLACES[from], PLACES[to]];
    const size = Math.hypot(u - x, v - y), [p, q] = [(u - x) / size, (v - y) / size];
    const done = from + to in n.reports;
    body += arrow(x + 21 * p, y + 21 * q, u - 21 * p, v - 21 * q, { colour: done ? "red" : "wire", width: done ? 2.5 : 1.5 });
    if (done) {
      const side = q > 0.2 || from === "x" ? 1 : -1;
      body += text((x + u) / 2 + 13 * q * side * -1, (y + v) / 2 + (from + to === "xa" ? 18 : side > 0 ? 17 : -8), num(n.reports[from + to]), { colour: "red", italic: true, size: 13 });
    }
  });
  Object.entries(PLACES).forEach(([node, [x, y]]) => {
    const lit = n.waits[node] === 0, passed = ORDER.indexOf(node) >= 0 && ORDER.indexOf(node) < state.steps;
    body += lit ? box(x - 20, y - 20, 40, 40, { fill: "soft", colour: "red", width: passed ? 1.6 : 4, radius: 20 })
      : box(x - 20, y - 20, 40, 40, { fill: "card", radius: 20 });
    body += text(x, y + 5, SIGNS[node] ? `${node} ${SIGNS[node]}` : node, { bold: true, size: 14 })
      + text(x, y - 26, num(n.values[node]), { colour: "blue" });
    if (lit) body += text(x, y + 37, num(n.gradient[node]), { colour: "red", bold: true, italic: true, size: 15 });
  });
  return { w: 420, h: 290, body };
}

function report(state, n) {
  let body = text(4, 20, "what each node has heard", { anchor: "start", bold: true });
  ["f", "c", "b", "a", "x", "y"].forEach((node, k) => {
    const mine = WIRES.filter(([from]) => from === node);
    const heard = mine.filter(([from, to]) => from + to in n.reports);
    const sum = heard.map(([from, to]) => `${num(n.gradient[to])}·${num(n.local[from + to])}`).join(" + ");
    const y = 52 + 40 * k;
    const colour = n.waits[node] ? "muted" : "red";
    body += text(4, y, `∂f/∂${node}`, { anchor: "start", bold: true, colour: n.waits[node] ? "muted" : "ink" })
      + text(54, y, node === "f" ? "= 1, to begin with" : n.waits[node]
        ? `${sum ? `= ${sum} + … ` : ""}waits for ${n.waits[node]}` : `= ${sum} = ${num(n.gradient[node])}`,
        { anchor: "start", colour, italic: n.waits[node] > 0, size: 14 });
  });
  return { w: 300, h: 290, body };
}

export const figure = {
  title: "Backward, one node at a time: a node lights when all who use it have reported",
  knobs: {
    steps: { label: "nodes done", min: 0, max: 4, step: 1, value: 2 },
    x: { label: "input x", min: -3, max: 3, step: 0.5, value: 2 },
    y: { label: "input y", min: -3, max: 3, step: 0.5, value: 3 },
  },
  panels: (state) => {
    const n = compute(state);
    return [graph(state, n), report(state, n)];
  },
  says: (state) => {
    const n = compute(state);
    const lit = Object.keys(n.waits).filter((node) => n.waits[node] === 0);
    const told = lit.map((node) => `∂f/∂${node} = ${num(n.gradient[node])}`).join(", ");
    const next = ORDER[state.steps];
    const start = state.steps ? `${ORDER.slice(0, state.steps).join(", ")} reported.` : "Nobody has reported yet.";
    return `x = ${num(state.x)}, y = ${num(state.y)}, f = ${num(n.f)}. ${start} Lit: ${told}. `
      + (next ? `Next to speak is ${next}.` : "All is known.");
  },
  buttons: [
    { label: "Back", act: (state) => ({ steps: Math.max(state.steps - 1, 0) }) },
    { label: "Next node", act: (state) => ({ steps: Math.min(state.steps + 1, 4) }) },
  ],
};

export default { render: stage(figure) };
