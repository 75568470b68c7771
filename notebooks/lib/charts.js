/** The charts of "Which distribution algorithm?". Colours are told apart by colour-blind readers (Okabe and Ito 2008). */
import * as Plot from '@observablehq/plot';
import { byDistance, byLoad, DISTANCES, MESSAGES, P99, ranking } from './comparisons.js';
import { share, time } from './format.js';

const INK = '#1f2933';
const BLUE = '#0072b2';
const GREY = '#8a94a0';
/** The same algorithm has the same colour in every chart. */
const COLOURS = {
  central_queue: '#1f2933',
  shortest_expected_delay: '#0072b2',
  least_loaded: '#d55e00',
  join_idle_queue: '#cc79a7',
  prequal: '#b8860b',
  power_of_d_choices: '#009e73',
  round_robin: '#56b4e9',
};
const STYLE = { background: 'white', color: INK, fontSize: '12px', fontFamily: 'system-ui, sans-serif' };

/** Mean and interval of each algorithm, one column a load; the best and all that cannot be told apart from it are blue. */
export function intervals(metric, label, loads) {
  const rows = byLoad(metric).filter(({ load }) => loads.includes(load));
  const order = ranking(metric, 0.9).map(({ algorithm }) => algorithm);
  const best = new Map(loads.map((load) => [load, new Set(ranking(metric, load)[0].letters)]));
  const colour = (row) => ([...row.letters].some((letter) => best.get(row.load).has(letter)) ? BLUE : GREY);
  return Plot.plot({
    width: 900,
    height: 30 + 24 * order.length,
    marginLeft: 225,
    marginRight: 20,
    marginBottom: 42,
    style: STYLE,
    x: { type: 'log', label, grid: true, tickFormat: time, ticks: ticksFor(rows, [1, 3]) },
    y: { domain: order, label: null },
    fx: { label: 'load of the agents', tickFormat: share, padding: 0.12 },
    marks: [
      Plot.ruleY(rows, { fx: 'load', y: 'algorithm', x1: 'lower', x2: 'upper', stroke: colour, strokeWidth: 2 }),
      Plot.dot(rows, {
        fx: 'load',
        y: 'algorithm',
        x: 'mean',
        fill: colour,
        r: 4,
        channels: { interval: (row) => `${time(row.lower)} to ${time(row.upper)}` },
        tip: { format: { x: time, fx: share } },
      }),
    ],
  });
}

/** How latency grows with the load: lines end in their names. */
export function growth(metric, label, algorithms) {
  return lines(
    byLoad(metric).filter(({ algorithm }) => algorithms.includes(algorithm)),
    { x: 'load', label, xOptions: { label: 'load of the agents', tickFormat: share, ticks: [0.5, 0.7, 0.8, 0.9, 0.95] } },
  );
}

/** What distance does: one way between coordinator and agents. */
export function distance(metric, label) {
  return lines(byDistance(metric), {
    x: 'latency',
    label,
    xOptions: {
      type: 'log',
      label: 'one-way latency between coordinator and agents',
      tickFormat: time,
      ticks: DISTANCES,
    },
  });
}

function lines(rows, { x, label, xOptions }) {
  const last = Math.max(...rows.map((row) => row[x]));
  const colour = (row) => COLOURS[row.algorithm] ?? GREY;
  return Plot.plot({
    width: 900,
    height: 420,
    marginLeft: 60,
    marginBottom: 42,
    marginRight: 190,
    style: STYLE,
    x: { ...xOptions, grid: false },
    y: { type: 'log', label, grid: true, tickFormat: time, ticks: ticksFor(rows) },
    marks: [
      Plot.areaY(rows, { x, y1: 'lower', y2: 'upper', z: 'algorithm', fill: colour, fillOpacity: 0.15 }),
      Plot.lineY(rows, { x, y: 'mean', z: 'algorithm', stroke: colour, strokeWidth: 2 }),
      Plot.dot(rows, { x, y: 'mean', fill: colour, symbol: 'algorithm', r: 4, tip: true }),
      Plot.text(
        apart(rows.filter((row) => row[x] === last), rows),
        { x, y: 'place', text: 'algorithm', fill: INK, textAnchor: 'start', dx: 10, fontWeight: 600 },
      ),
    ],
  });
}

/** Moves labels of neighbours apart on a logarithmic scale of so many pixels, so that none lies on another. */
function apart(rows, all, pixels = 340) {
  const means = all.map(({ mean }) => mean);
  const step = Math.exp((Math.log(Math.max(...means) / Math.min(...means)) * 15) / pixels);
  let below = 0;
  return [...rows]
    .sort((a, b) => a.mean - b.mean)
    .map((row) => {
      below = Math.max(row.mean, below * step);
      return { ...row, place: below };
    });
}

/** 1, 2 and 5 times the powers of ten within the values. */
function ticksFor(rows, steps = [1, 2, 5]) {
  const values = rows.flatMap(({ lower, upper }) => [lower, upper]);
  const powers = Array.from({ length: 12 }, (_, i) => Number(`1e${i - 6}`));
  const ticks = powers.flatMap((power) => steps.map((step) => step * power));
  return ticks.filter((tick) => tick >= Math.min(...values) * 0.99 && tick <= Math.max(...values) * 1.01);
}

/** What an algorithm pays in messages for its latency. */
export function price(load) {
  const messages = new Map(ranking(MESSAGES, load).map((row) => [row.algorithm, row.mean]));
  const rows = ranking(P99, load).map((row) => ({ ...row, messages: messages.get(row.algorithm) }));
  // Labels stand in each other's way only where points have about as many messages.
  const middle = (Math.min(...messages.values()) + Math.max(...messages.values())) / 2;
  const near = [rows.filter((row) => row.messages < middle)];
  const far = rows.filter((row) => row.messages >= middle).map((row) => [row]);
  return Plot.plot({
    width: 900,
    height: 430,
    marginLeft: 60,
    marginBottom: 42,
    marginRight: 170,
    style: STYLE,
    x: { label: 'messages sent in a run', grid: true, tickFormat: (value) => value.toLocaleString('en-US') },
    y: { type: 'log', label: '↑ 99th percentile of latency', grid: true, tickFormat: time, ticks: ticksFor(rows) },
    marks: [
      Plot.dot(rows, { x: 'messages', y: 'mean', fill: BLUE, r: 5, tip: true }),
      Plot.text([...near, ...far].flatMap((group) => apart(group, rows)), {
        x: 'messages',
        y: 'place',
        text: 'algorithm',
        textAnchor: 'start',
        dx: 9,
      }),
    ],
  });
}
