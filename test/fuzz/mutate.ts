/** Malformed and extreme scenarios, made from good ones. The same number gives the same input. */
import { stringify } from 'yaml';
import type { Input } from './check.ts';
import type { Specimen } from './corpus.ts';
import { probes } from './limits.ts';
import { treeOf } from './tree.ts';

/** Uniform numbers below 1 (mulberry32): small, and the same everywhere. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  of<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)];
  }
}

const EXTREMES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -0,
    1,
    -1,
    2,
    3,
    0.5,
    1.5,
    -1.5,
    1e-9,
    1e-300,
    5e-324,
    1e15,
    1e16,
    2 ** 31,
    2 ** 32,
    2 ** 53,
  ],
  ...[1e300, 1.7976931348623157e308, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
  ...[
    '',
    ' ',
    '0',
    '0s',
    '1us',
    '0.1us',
    '1s',
    '100d',
    '36500d',
    '1e9s',
    '-1s',
    '1e309',
    '1e309s',
    '9'.repeat(400),
    '0%',
    '100%',
    '101%',
  ],
  ...[
    '7%',
    '0.0001%',
    '1/s',
    '0/s',
    '1000000/s',
    '1/d',
    '0.000001/s',
    '1B',
    '1TB',
    '1000000TB',
    '1kbit/s',
    'unlimited',
    'never',
    'all',
  ],
  ...[
    'none',
    'all',
    'root',
    'local',
    'constant(value=0s)',
    'exponential(mean=0s)',
    'exponential(mean=100d)',
    'poisson(rate=0/s)',
  ],
  ...[
    'poisson(rate=1000000/s)',
    'poisson(load=100)',
    'poisson(load=0.000001)',
    'uniform(min=1s, max=0s)',
    'pareto(alpha=0.1, min=1s)',
  ],
  ...[
    'pareto(alpha=1, min=1us)',
    'lognormal(mean=1s, cv=1000)',
    'gamma(mean=1s, cv=1000)',
    'weibull(shape=0.05, scale=1s)',
  ],
  ...[
    'zipf(n=1000000, s=0)',
    'zipf(n=1, s=50)',
    'geometric(mean=1000000)',
    'erlang(stages=1000000, mean=1s)',
    'normal(mean=0s, sd=100d)',
    'triangular(min=0s, mode=0s, max=0s)',
  ],
  ...[
    'mmpp(rates=[0/s, 1/s], dwell=[1ms, 100d])',
    'deterministic(interval=1us)',
    'renewal(interval=1us)',
    'renewal(interval=exponential(mean=0s))',
  ],
  ...[
    '* * * * *',
    '0 0 31 2 *',
    '@daily',
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    '\u0000',
    '\u001b[31m',
    '\u202eabc',
    '\ud800',
    '🙂',
  ],
  ...[
    '=1+1',
    '@x',
    '-',
    '+1',
    "a'b",
    'a"b',
    'a\\b',
    '../../etc/passwd',
    '/dev/zero',
    'scenarios/input.yaml',
    'x'.repeat(101),
    'x'.repeat(100_001),
  ],
  ...[[], {}, [[]], [null], [1, 2, 3], { a: 1 }, { constructor: 1 }, [[[[[[[[]]]]]]]]],
];

const JUNK = [
  ...[
    '\t',
    ': ',
    '- ',
    '? ',
    '#',
    '"',
    "'",
    '[',
    ']',
    '{',
    '}',
    ',',
    '&a ',
    '*a',
    '!!binary ',
    '!!set ',
    '!x ',
    '|',
    '>',
    '%YAML 1.1\n',
    '@',
  ],
  ...[
    '\u0000',
    '\ufeff',
    '\u0085',
    '\u2028',
    '\r',
    '\r\n',
    '\n\n',
    '---\n',
    '...\n',
    '<<: *a',
    '<<: { a: 1 }',
    '.inf',
    '.nan',
    '0x7fffffff',
    '0o17',
  ],
  ...['1_000', '2024-01-01', '1e309', '-1e309', '\\', '${x}', 'null', '~', 'extends: input.yaml\n'],
];

const FILES = {
  'scenarios/trace.csv': 't,s\n0,1\n1,2\n',
  'scenarios/huge.csv': 't,s\n1e309,1\n1e308,-1e308\n',
  'scenarios/odd.csv': 't,\u001b[31m,"=1+1"\n1,2\n',
};

type Tree = null | boolean | number | string | Tree[] | { [key: string]: Tree };

/** Every place in a tree: the container, and the key in it. */
function placesOf(
  tree: unknown,
  found: [Record<string, unknown>, string][] = [],
): [Record<string, unknown>, string][] {
  if (typeof tree !== 'object' || tree === null) return found;
  for (const key of Object.keys(tree)) {
    found.push([tree as Record<string, unknown>, key]);
    placesOf((tree as Record<string, unknown>)[key], found);
  }
  return found;
}

function changeTree(dice: Dice, tree: Record<string, unknown>, others: readonly Specimen[]): void {
  const [container, key] = dice.of(placesOf(tree));
  switch (dice.below(9)) {
    case 0:
      if (Array.isArray(container)) container.splice(Number(key), 1);
      else delete container[key];
      return;
    case 1: {
      // What stands somewhere else in it.
      const [from, there] = dice.of(placesOf(tree));
      container[key] = structuredClone(from[there]);
      return;
    }
    case 2: {
      const other = treeOf(dice.of(others).text);
      const [from, there] = dice.of(placesOf(other));
      container[key] = from[there];
      return;
    }
    case 3:
      container[`${key.slice(0, -1)}x`] = container[key];
      return;
    case 4:
      if (Array.isArray(container)) container.push(...(structuredClone(container) as unknown[]));
      else
        container[dice.of(['name', 'kind', 'count', 'duration', 'at', 'parameters', 'constructor'])] =
          dice.of(EXTREMES);
      return;
    case 5:
      if (typeof container[key] === 'number')
        container[key] = (container[key] as number) * dice.of([-1, 0, 1e-6, 0.5, 1e3, 1e6, 1e12]);
      else container[key] = dice.of(EXTREMES);
      return;
    default:
      container[key] = dice.of(EXTREMES);
  }
}

function changeText(dice: Dice, text: string): string {
  const at = dice.below(text.length + 1);
  const lines = text.split('\n');
  const line = dice.below(lines.length);
  switch (dice.below(7)) {
    case 0:
      return text.slice(0, at);
    case 1:
      return text.slice(0, at) + dice.of(JUNK) + text.slice(at + dice.below(3));
    case 2:
      return lines.toSpliced(line, 1).join('\n');
    case 3:
      return lines.toSpliced(line, 0, lines[line], dice.of(lines)).join('\n');
    case 4:
      return lines.with(line, `${' '.repeat(dice.below(5))}${lines[line]}`).join('\n');
    case 5:
      return lines
        .with(line, lines[line].replace(/:.*/, `: ${JSON.stringify(dice.of(EXTREMES)) ?? ''}`))
        .join('\n');
    default:
      return text.slice(0, at) + String.fromCharCode(dice.below(0x2100)) + text.slice(at);
  }
}

/** Whole inputs that are none of the above. */
const MONSTERS: readonly ((dice: Dice) => string | Uint8Array)[] = [
  (dice) => '['.repeat(dice.below(20_000)),
  (dice) => '{a: '.repeat(dice.below(20_000)),
  (dice) => Array.from({ length: dice.below(2000) }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n'),
  (dice) =>
    `a0: &a0 [x]\n${Array.from({ length: dice.below(40) }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}, *a${i}]`).join('\n')}`,
  () => 'a: &a { b: *a }\n',
  () => 'workload: &w { backlog: 5, service: 1s, task: *w }\n',
  (dice) => `workload: { backlog: 5, service: 1s }\nname: ${'n'.repeat(dice.below(2_000_000))}\n`,
  (dice) => `workload: { backlog: 5, service: ${'f('.repeat(dice.below(5000))} }\n`,
  (dice) => `workload: { backlog: 5, service: "${'mixture(1: '.repeat(dice.below(300))}1s" }\n`,
  (dice) =>
    `workload:\n${Array.from({ length: dice.below(3000) }, (_, i) => `  - { name: w${i}, backlog: 1, service: 1s }`).join('\n')}\n`,
  (dice) =>
    `workload: { dag: [${Array.from({ length: dice.below(3000) }, (_, i) => `{ name: s${i}, after: [s${i + 1}] }`).join(', ')}], service: 1s }\n`,
  (dice) => Uint8Array.from({ length: dice.below(500) }, () => dice.below(256)),
  (dice) =>
    new Uint8Array(new TextEncoder().encode('workload: { backlog: 5 }\n')).map((byte) =>
      dice.below(9) === 0 ? dice.below(256) : byte,
    ),
  (dice) =>
    `extends: ${dice.of(['input.yaml', 'missing.yaml', 'trace.csv', '[input.yaml, input.yaml]', '../..', '"\\0"'])}\n`,
  (dice) =>
    `workload: { arrivals: { trace: { file: ${dice.of(['trace.csv', 'huge.csv', 'odd.csv'])}, time: ${dice.of(['t', 's', 'x'])}, time_unit: ${dice.of(['s', 'h', 'ms', 'iso'])}, speedup: ${dice.of(['1', '1e-300', '1e300', '0'])} } }, service: 1s }\n`,
  (dice) =>
    `faults: [{ kind: crash, target: all, trace: { file: ${dice.of(['trace.csv', 'huge.csv', 'odd.csv'])}, time: t, duration: s } }]\nworkload: { backlog: 5, service: 1s }\n`,
];

/** @param specimens good scenarios */
export function mutation(number: number, specimens: readonly Specimen[]): Input {
  const dice = new Dice(number * 7919 + 13);
  const kind = dice.below(20);
  if (kind === 0) return { text: dice.of(MONSTERS)(dice), files: FILES };
  const { text, leaves } = dice.of(specimens);
  if (kind < 4) {
    let changed = text;
    for (let times = 1 + dice.below(3); times > 0; times--) changed = changeText(dice, changed);
    return { text: changed, files: FILES };
  }
  if (kind < 14) {
    // Mostly what the limits allow, so that it is run.
    const set = Array.from({ length: 1 + dice.below(3) }, () => {
      const { path, limits } = dice.of(leaves);
      const allowed = probes(limits).filter((probe) => probe.allowed);
      return `${path}=${dice.below(10) === 0 ? written(dice.of(EXTREMES)) : dice.of(allowed).text}`;
    });
    return { text, files: FILES, set };
  }
  const tree = treeOf(text);
  for (let times = 1 + dice.below(2); times > 0; times--) changeTree(dice, tree, specimens);
  return { text: stringify(tree as Tree), files: FILES };
}

function written(value: unknown): string {
  if (typeof value === 'number')
    return Number.isNaN(value) ? '.nan' : String(value).replace('Infinity', '.inf');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
