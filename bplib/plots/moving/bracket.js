// Lesson 11: a row and three Jacobians; where the brackets stand, and how many multiplications that costs.

const NAMES = ["g", "C", "B", "A"];
// Each order: its name, and the pairs of neighbours that are multiplied, one after another.
const ORDERS = [
  ["((g·C)·B)·A", [[0, 1], [0, 2], [0, 3]]],
  ["(g·(C·B))·A", [[1, 2], [0, 2], [0, 3]]],
  ["(g·C)·(B·A)", [[0, 1], [2, 3], [0, 3]]],
  ["g·((C·B)·A)", [[1, 2], [1, 3], [0, 3]]],
  ["g·(C·(B·A))", [[2, 3], [1, 3], [0, 3]]],
];

/** The products of an order: each joins what spans [from, middle] and [middle + 1, to]. */
function products(sizes, order) {
  const made = [];
  return ORDERS[order][1].map(([from, to]) => {
    const left = made.filter(([f, t]) => f === from && t < to).sort((p, q) => q[1] - p[1])[0];
    const right = made.filter(([f, t]) => t === to && f > from).sort((p, q) => p[0] - q[0])[0];
    const middle = left ? left[1] : right ? right[0] - 1 : from;
    made.push([from, to]);
    const shape = [sizes[from], sizes[middle + 1], sizes[to + 1]];
    const word = (f, t) => NAMES.slice(f, t + 1).join("");
    return { left: word(from, middle), right: word(middle + 1, to), shape, cost: shape[0] * shape[1] * shape[2] };
  });
}

export function compute({ order, rows, c, b, a, inputs }) {
  const sizes = [rows, c, b, a, inputs];
  const total = (k) => products(sizes, k).reduce((sum, p) => sum + p.cost, 0);
  const costs = ORDERS.map((_, k) => total(k));
  return { sizes, costs, cost: costs[order], least: Math.min(...costs), products: products(sizes, order) };
}

const count = (n) => Math.round(n).toString().replace(/\B(?=(\d{3})+$)/g, ",");

function chain(state, n) {
  const scale = 72 / Math.max(...n.sizes);
  const side = (t) => Math.max(t * scale, 4);
  const gap = 16, width = n.sizes.slice(1).reduce((sum, t) => sum + side(t) + gap, -gap);
  let x = (400 - width) / 2, body = text(200, 20, ORDERS[state.order][0], { bold: true, size: 19 });
  NAMES.forEach((name, k) => {
    const [h, w] = [side(n.sizes[k]), side(n.sizes[k + 1])];
    body += box(x, 78 - h / 2, w, h, { radius: 2, fill: "soft", colour: k ? "blue" : "red", width: 2 })
      + text(x + w / 2, 133, name, { bold: true }) + text(x + w / 2, 149, `${n.sizes[k]}×${n.sizes[k + 1]}`, { size: 12.5, colour: "muted" });
    x += w + gap;
  });
  n.products.forEach((p, k) => {
    const y = 180 + 24 * k;
    body += text(20, y, `${k + 1}.  ${p.left} · ${p.right}`, { anchor: "start", bold: true })
      + text(276, y, p.shape.join(" · "), { anchor: "end", colour: "muted" }) + text(380, y, `= ${count(p.cost)}`, { anchor: "end", colour: "blue" });
  });
  body += line(20, 238, 380, 238, { colour: "muted" }) + text(20, 258, "multiplications", { anchor: "start" })
    + text(380, 258, count(n.cost), { anchor: "end", bold: true, colour: "red", size: 16 });
  return { w: 400, h: 272, body };
}

function bars(state, n) {
  const most = Math.max(...n.costs);
  let body = text(8, 20, "all five orders", { anchor: "start", bold: true });
  ORDERS.forEach(([name], k) => {
    const y = 38 + 44 * k, mine = k === state.order;
    body += text(8, y + 12, name, { anchor: "start", bold: mine })
      + text(340, y + 12, `${count(n.costs[k])}${n.costs[k] === n.least ? "  least" : ""}`, { anchor: "end", colour: mine ? "red" : "muted", bold: mine })
      + box(8, y + 18, Math.max((332 * n.costs[k]) / most, 1.5), 11, { radius: 2, fill: mine ? "red" : "wire", colour: null });
  });
  return { w: 350, h: 272, body };
}

const size = (label, value) => ({ label, min: 1, max: 64, step: 1, value });

export const figure = {
  title: "Slide the bracket through g·C·B·A and count the multiplications",
  knobs: {
    order: { label: "bracket", min: 0, max: 4, step: 1, value: 0, show: (k) => ORDERS[k][0] },
    rows: size("rows of g", 1),
    c: size("g to C", 30),
    b: size("C to B", 30),
    a: size("B to A", 30),
    inputs: size("inputs", 30),
  },
  panels: (state) => {
    const n = compute(state);
    return [chain(state, n), bars(state, n)];
  },
  says: (state) => {
    const n = compute(state);
    const times = n.cost / n.least;
    return `Sizes ${n.sizes.join(", ")}: ${ORDERS[state.order][0]} takes ${count(n.cost)} multiplications, `
      + (times > 1 ? `${num(times, 3)} times the least, ${count(n.least)}.` : "the least of all five orders.");
  },
};

export default { render: stage(figure) };
