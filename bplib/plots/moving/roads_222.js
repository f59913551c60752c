// Lesson 07: the 2-2-2 network; choose a weight, and its routes to the loss light with their numbers.

const X1 = [0.05, 0.1], Y = [0.01, 0.99];
const W1 = [[0.15, 0.25], [0.2, 0.3]], B1 = 0.35;
const W2 = [[0.4, 0.5], [0.45, 0.55]], B2 = 0.6;

const names = [1, 2].flatMap((layer) => [0, 1].flatMap((i) => [0, 1].map((j) => [layer, i, j])));
const label = ([layer, i, j]) => `w${"₁₂"[i]}${"₁₂"[j]}${layer === 1 ? "⁽¹⁾" : "⁽²⁾"}`;
const wires = Object.fromEntries(names.map((wire) => [label(wire), wire]));

export function compute({ weight }) {
  const a1 = [0, 1].map((j) => sigmoid(X1[0] * W1[0][j] + X1[1] * W1[1][j] + B1));
  const a2 = [0, 1].map((j) => sigmoid(a1[0] * W2[0][j] + a1[1] * W2[1][j] + B2));
  const delta2 = a2.map((a, k) => (a - Y[k]) * a * (1 - a));
  const back = a1.map((_, j) => W2[j].map((w, k) => w * delta2[k]));
  const delta1 = a1.map((a, j) => (back[j][0] + back[j][1]) * a * (1 - a));
  const [layer, i, j] = wires[weight];
  const roads = layer === 2 ? [{ out: j, links: [delta2[j], a1[i]] }]
    : [0, 1].map((k) => ({ out: k, links: [delta2[k], W2[j][k], a1[j] * (1 - a1[j]), X1[i]] }));
  const amounts = roads.map((road) => road.links.reduce((product, link) => product * link, 1));
  return { a1, a2, delta2, back, delta1, roads, amounts, slope: amounts.reduce((sum, t) => sum + t, 0),
    loss: a2.reduce((sum, a, k) => sum + (a - Y[k]) ** 2 / 2, 0) };
}

const at = (layer, k) => [[42, 168, 300, 392][layer], layer === 3 ? 190 : 96 + 188 * k];

function net(state, n) {
  const [layer, i, j] = wires[state.weight];
  let body = text(4, 16, "a line: its weight", { colour: "blue", anchor: "start" })
    + text(4, 33, "lit: what comes back", { colour: "red", anchor: "start", italic: true });
  names.forEach((wire) => {
    const [l, from, to] = wire;
    const mine = l === layer && from === i && to === j;
    const lit = mine || (layer === 1 && l === 2 && from === j);
    const [[x, y], [u, v]] = [at(l - 1, from), at(l, to)];
    const words = num(l === 1 ? W1[from][to] : W2[from][to]);
    const [mx, my] = from === to ? [(x + u) / 2, y - 7] : [x + (u - x) * 0.34 - 7, y + (v - y) * 0.34 + (from ? -8 : 4)];
    const how = { size: 13, anchor: from === to ? "middle" : "end" };
    body += arrow(x + 22, y + (v - y) * 0.14, u - 22, v - (v - y) * 0.14, { colour: lit ? "red" : "wire", width: mine ? 5 : lit ? 3 : 1.4 })
      + text(mx, my, words, { ...how, colour: "blue", bold: mine });
    if (lit && !mine) body += text(mx, my + (from === to ? 23 : 16), fixed(n.back[from][to]), { ...how, colour: "red", italic: true });
  });
  n.roads.forEach(({ out }) => {
    const [[x, y], [u, v]] = [at(2, out), at(3, 0)];
    body += arrow(x + 20, y + (v - y) * 0.24, u - 15, v - (v - y) * 0.24, { colour: "red", width: 3 });
  });
  [0, 1].filter((k) => n.roads.every(({ out }) => out !== k)).forEach((k) => {
    const [[x, y], [u, v]] = [at(2, k), at(3, 0)];
    body += arrow(x + 20, y + (v - y) * 0.24, u - 15, v - (v - y) * 0.24);
  });
  const node = (l, k, name, value, slope, lit) => {
    const [x, y] = at(l, k);
    return box(x - 21, y - 21, 42, 42, { radius: 21, fill: "card", colour: lit ? "red" : "wire", width: lit ? 3 : 1.4 })
      + text(x, y + 5, name, { bold: true }) + text(x, y - 28, value, { colour: "blue", size: 13 })
      + (slope === undefined ? "" : text(x, k ? y + 36 : y - 44, `δ ${fixed(slope)}`, { colour: "red", italic: true, size: 13 }));
  };
  [0, 1].forEach((k) => {
    const outs = n.roads.some(({ out }) => out === k);
    body += node(0, k, `x${"₁₂"[k]}`, num(X1[k]), undefined, layer === 1 && i === k)
      + node(1, k, `h${"₁₂"[k]}`, fixed(n.a1[k]), n.delta1[k], layer === 1 ? j === k : i === k)
      + node(2, k, `o${"₁₂"[k]}`, fixed(n.a2[k]), n.delta2[k], outs);
  });
  body += box(378, 174, 30, 32, { fill: "soft", colour: "red", width: 2 }) + text(393, 195, "L", { bold: true, size: 15 })
    + text(394, 161, fixed(n.loss, 3), { colour: "blue", size: 13 });
  return { w: 418, h: 330, body };
}

function sum(state, n) {
  const [layer, i, j] = wires[state.weight];
  const s = "₁₂";
  let body = text(4, 20, `∂L/∂${state.weight}: ${n.roads.length} route${n.roads.length > 1 ? "s" : ""}`, { anchor: "start", bold: true, size: 15 });
  n.roads.forEach(({ out, links }, k) => {
    const words = layer === 2 ? [`δ of o${s[out]}`, `h${s[i]}`]
      : [`δ of o${s[out]}`, `w${s[j]}${s[out]}⁽²⁾`, `slope of h${s[j]}`, `x${s[i]}`];
    const left = 4 + 152 * k;
    body += text(left, 48, `through o${s[out]}`, { anchor: "start", colour: "muted" });
    links.forEach((link, m) => {
      body += text(left, 72 + 24 * m, words[m], { anchor: "start" })
        + text(left + 136, 72 + 24 * m, `${m ? "× " : ""}${fixed(link)}`, { anchor: "end", colour: m ? "blue" : "red" });
    });
    body += line(left, 82 + 24 * (links.length - 1), left + 136, 82 + 24 * (links.length - 1), { colour: "muted" })
      + text(left + 136, 102 + 24 * (links.length - 1), fixed(n.amounts[k], 6), { anchor: "end", colour: "red", bold: true });
  });
  const y = 228;
  body += n.roads.length > 1
    ? text(4, y - 18, "the routes are added:", { anchor: "start", colour: "muted" })
      + text(4, y + 4, `${fixed(n.amounts[0], 6)} + (${fixed(n.amounts[1], 6)})`, { anchor: "start", size: 15 })
      + text(4, y + 28, `= ${fixed(n.slope, 6)}`, { anchor: "start", colour: "red", bold: true, size: 17 })
    : text(4, y, `= ${fixed(n.slope, 6)}`, { anchor: "start", colour: "red", bold: true, size: 17 });
  return { w: 310, h: 330, body };
}

export const figure = {
  title: "Choose a weight of the 2-2-2 network: its routes to the loss light",
  knobs: { weight: { label: "weight", options: Object.keys(wires), value: "w₁₁⁽¹⁾" } },
  panels: (state) => {
    const n = compute(state);
    return [net(state, n), sum(state, n)];
  },
  says: (state) => {
    const n = compute(state);
    const roads = n.roads.map(({ out }, k) => `${fixed(n.amounts[k], 6)} through o${"₁₂"[out]}`).join(", and ");
    return `${state.weight} reaches the loss on ${n.roads.length > 1 ? "two routes" : "one route"}: ${roads}. `
      + `${n.roads.length > 1 ? "Together" : "So"} ∂L/∂${state.weight} = ${fixed(n.slope, 6)}.`;
  },
  buttons: [
    { label: "Previous weight", by: 7 }, { label: "Next weight", by: 1 },
  ].map(({ label: words, by }) => ({ label: words, act: (state) => {
    const all = Object.keys(wires);
    return { weight: all[(all.indexOf(state.weight) + by) % 8] };
  } })),
};

export default { render: stage(figure) };
