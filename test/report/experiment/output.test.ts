import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ExperimentResult, FindResult } from '../../../src/lab/experiment/result.ts';
import { loadRenderer } from '../../../src/report/charts/render.ts';
import { FILE_OPTIONS } from '../../../src/report/charts/theme.ts';
import { differencesChart } from '../../../src/report/experiment/charts/differences.ts';
import { findChart } from '../../../src/report/experiment/charts/find.ts';
import { experimentCharts } from '../../../src/report/experiment/charts/index.ts';
import { latencyOverlay } from '../../../src/report/experiment/charts/latency-overlay.ts';
import { meansChart } from '../../../src/report/experiment/charts/means.ts';
import { findSentence } from '../../../src/report/experiment/find-sentence.ts';
import { experimentJson, findJson } from '../../../src/report/experiment/json.ts';
import { experimentPage, findPage } from '../../../src/report/experiment/page.ts';
import { runsTable, writeParquet } from '../../../src/report/experiment/tables.ts';
import { experimentText } from '../../../src/report/experiment/text.ts';
import { isUndecidedSearch } from '../../../src/report/experiment/undecided-search.ts';
import { PAGE_OPTIONS } from '../../../src/report/html/page.ts';
import { scenario } from '../../lab/experiment/stub.ts';
import { comparison, ENVIRONMENT, P99, sweep, UTILIZATION } from './fixture.ts';

const EVIL = `</script><img src=x onerror="document.title='broken'">'"&\u2028`;

const draw = async (result: ExperimentResult) => {
  const renderer = await loadRenderer();
  const drawn = new Map<string, string>();
  for (const { name, spec } of experimentCharts(result, FILE_OPTIONS))
    drawn.set(name, await renderer.svg(spec));
  // What the page draws must compile too.
  for (const { spec } of experimentCharts(result, PAGE_OPTIONS)) await renderer.svg(spec);
  return drawn;
};

const usual = () =>
  comparison({ means: { a: [2, 0.7], b: [3, 0.8], c: [2.001, 0.6] }, metrics: [P99, UTILIZATION] });

describe('charts of a comparison', () => {
  test('are means, differences and replications of each metric, and latency', async () => {
    const drawn = await draw(usual());
    expect([...drawn.keys()]).toEqual([
      ...['means', 'differences', 'replications'].map((kind) => `${kind}-task-latency-p99`),
      ...['means', 'differences', 'replications'].map((kind) => `${kind}-agents-utilization`),
      'latency',
    ]);
    expect(drawn.get('means-task-latency-p99')).toContain('best, or not told apart from it');
    expect(drawn.get('differences-agents-utilization')).toContain('percentage points');
  });

  test('survive names that mean something to a browser, a single alternative, and no spread', async () => {
    const evil = await draw(comparison({ means: { [EVIL]: [2], [`${EVIL} 2`]: [3] } }));
    for (const svg of evil.values()) expect(svg).not.toContain('<img');
    expect((await draw(comparison({ means: { a: [0], b: [0] } }))).size).toBeGreaterThan(1);
    const many = Object.fromEntries(Array.from({ length: 70 }, (_, index) => [`n${index}`, [index + 1]]));
    const cut = await draw(comparison({ means: many, replications: 3 }));
    expect(cut.get('means-task-latency-p99')).toMatch(/The first 30 of 70/);
  });
});

describe('charts of a sweep', () => {
  test('are a curve, a table of factors and what each does for two axes, and a front', async () => {
    const drawn = await draw(
      sweep(
        ['agents.count=10..50:10', 'scheduler=x,y'],
        ([a, b], metric) => (metric === 0 ? 9 - a + b : 0.9 - a / 10),
        {
          metrics: [P99, UTILIZATION],
          pareto: ['task.latency.p99', 'agents.utilization'],
        },
      ),
    );
    expect([...drawn.keys()]).toEqual([
      ...['response', 'factors', 'effects'].map((kind) => `${kind}-task-latency-p99`),
      ...['response', 'factors', 'effects'].map((kind) => `${kind}-agents-utilization`),
      'pareto',
    ]);
    expect(drawn.get('response-task-latency-p99')).toContain('scheduler x');
  });

  test.each([
    ['names alone', ['scheduler=x,y,z']],
    ['durations', ['network.latency=10ms..50ms:10ms']],
    ['multiplying numbers', ['agents.count=1..1024:*4']],
    ['three axes', ['a=1,2', 'b=1,2', 'c=1,2,3,4,5,6']],
    ['one point', ['a=1']],
  ])('of %s', async (_, vary) => {
    const drawn = await draw(sweep(vary, ([x]) => 5 + x));
    expect([...drawn.keys()][0]).toBe('response-task-latency-p99');
  });

  test('have a logarithmic axis where means differ by orders of magnitude', async () => {
    const response = async (value: (x: number) => number) =>
      (await draw(sweep(['a=1,2,3'], ([x]) => value(x)))).get('response-task-latency-p99');
    const series = await draw(
      sweep(['a=1,2', 'scheduler=random,least_loaded,round_robin', 'b=1s,2s'], ([x]) => x),
    );
    const width = series.get('response-task-latency-p99')?.match(/width="(\d+)"/)?.[1];
    // Six names side by side are wider than the plot: they are put in rows.
    expect(Number(width)).toBeLessThan(1.2 * FILE_OPTIONS.width);
    const wide = await response((x) => [0.002, 0.3, 50][x]);
    expect(wide).toContain('task.latency.p99 (logarithmic)');
    for (const label of ['10 ms', '100 ms', '1 s', '10 s']) expect(wide).toContain(`>${label}<`);
    expect(await response((x) => [0.6, 3, 50][x])).not.toContain('logarithmic');
  });

  test('leave out what was not measured', async () => {
    const result = sweep(['a=1,2,3', 'b=1,2'], ([a]) => (a === 1 ? null : 2 + a));
    expect((await draw(result)).size).toBe(3);
    expect(experimentText(result, { color: false, width: 100 })).toMatch(/a=2 b=1 +–/);
    expect(sweep(['a=1,2'], () => null).unmeasured).toEqual(['task.latency.p99']);
  });
});

test('a legend is as strong as its labels, however pale the marks are', () => {
  const [metric] = usual().metrics;
  for (const chart of [meansChart(metric, FILE_OPTIONS), differencesChart(metric, FILE_OPTIONS)]) {
    const text = JSON.stringify(chart);
    expect(text).toMatch(/"opacity":0\.\d/);
    expect(text).toContain('"symbolOpacity":1');
  }
});

describe('the page', () => {
  test('holds nothing of what a user named but escaped, and names no other place', async () => {
    const result = comparison({ means: { [EVIL]: [2], b: [3] }, missed: [EVIL] });
    const run = { ...ENVIRONMENT, command: ['sim', EVIL], host: { ...ENVIRONMENT.host, cpu: EVIL } };
    const page = await experimentPage(result, run, { charts: true });
    expect(page).not.toContain(EVIL);
    expect(page).not.toContain('<img');
    expect(page.match(/<script/g)?.length).toBe(3);
    expect(page).not.toMatch(/(src|href)\s*=\s*["']?(https?:)?\/\//);
  });

  test('is small without charts, and complete', async () => {
    const page = await experimentPage(usual(), ENVIRONMENT, { charts: false });
    expect(page.length).toBeLessThan(60_000);
    for (const part of [
      'Answer',
      'pair by pair',
      'Alternatives',
      'Where this comes from',
      '&quot;a b.yaml&quot;',
    ])
      expect(page).toContain(part);
    // b is a second above a: differences carry their sign, as their intervals do.
    expect(page).toMatch(/>b − a<\/td>\s*<td[^>]*>\+(1|9\d\d|1\.0\d)\u00A0m?s</);
  });
});

describe('an interrupted experiment with failures', () => {
  const result = comparison({
    means: { a: [2], b: [3] },
    outcome: {
      partial: true,
      failures: [{ alternative: 1, replication: 4, label: 'b', attempts: 3, reason: 'out of memory' }],
    },
  });
  test('says so everywhere', async () => {
    expect(experimentText(result, { color: false, width: 100 })).toContain(
      'FAILED: b, replication 4, after 3 attempts: out of memory.',
    );
    const json = JSON.parse(experimentJson(result, ENVIRONMENT)) as Record<string, unknown>;
    expect(json).toMatchObject({
      partial: true,
      failures: [{ label: 'b', replication: 4, attempts: 3, reason: 'out of memory' }],
    });
    expect(await experimentPage(result, ENVIRONMENT, { charts: false })).toContain('interrupted');
  });
});

const KNOWN = { bounds: null, open: 0, overloaded: 0, constant: false };

test('JSON has everything of the answer, and no number that JSON lacks', () => {
  const json = JSON.parse(experimentJson(usual(), ENVIRONMENT)) as Record<string, unknown>;
  expect(Object.keys(json)).toEqual([
    ...['kind', 'name', 'seed', 'version', 'fingerprint', 'answers', 'baseline', 'all_pairs', 'metrics'],
    ...['unmeasured', 'notes', 'design', 'alternatives', 'failures', 'run'],
  ]);
  const known = JSON.stringify(json.metrics).replaceAll(/"(bounds|too_few)":null/g, '');
  expect(known).not.toContain('null');
});

test('all runs are a table, also for Parquet', async () => {
  const table = runsTable(usual());
  expect(table.header).toEqual([
    ...['alternative', 'file', 'set.scheduler', 'replication', 'fingerprint', 'simulated', 'events'],
    ...['load', 'unfinished', 'agents.utilization', 'task.latency.p99'],
  ]);
  expect(table.rows.length).toBe(36);
  const folder = mkdtempSync(join(tmpdir(), 'sim-parquet-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await writeParquet(table, join(folder, 'runs.parquet'));
  const parquet = readFileSync(join(folder, 'runs.parquet'));
  expect(parquet.subarray(0, 4).toString()).toBe('PAR1');
  expect(parquet.subarray(-4).toString()).toBe('PAR1');
});

test("a metric of one's own is shown in its unit and said to be what it is", async () => {
  const own = { metric: 'disk_read', better: 'lower' } as const;
  const made = comparison({ means: { a: [47_419_387], b: [99e6] }, metrics: [own] });
  const description = { name: 'disk_read', unit: 'bytes', description: 'bytes read from disk' } as const;
  const result = { ...made, plan: { ...made.plan, own_metrics: [description] } };
  expect(experimentText(result, { color: false, width: 100 })).toMatch(/47\.\d MB/);
  expect(await experimentPage(result, ENVIRONMENT, { charts: false })).toContain(
    'bytes read from disk; lower is better',
  );
});

describe('a search', () => {
  const found = (answer: FindResult['answer'], operator: '<' | '<=' | '>' | '>=' = '<'): FindResult => ({
    plan: {
      kind: 'find',
      name: 'example',
      seed: '1',
      file: 'a.yaml',
      key: 'k',
      question: {
        kind: 'crossing',
        path: 'agents.count',
        metric: 'task.latency.p99',
        operator,
        target: 2,
        text: 'agents.count such that task.latency.p99 < 2s',
      },
      range: { lower: 10, upper: 500, tolerance: 1, integer: true, suffix: '', unit: 'number', factor: 1 },
      budget: 500,
      scenario: scenario(2),
    },
    version: '0',
    fingerprint: '0',
    partial: false,
    failures: [],
    expectations: { unmet: [], undecided: [] },
    notes: [],
    survivors: [],
    answer,
    points: [
      { x: 10, value: '10', replications: 5, mean: 9, lower: 8, upper: 10, ...KNOWN },
      { x: 145, value: '145', replications: 1, mean: 2, lower: 2, upper: 2, ...KNOWN },
    ],
    runs: [],
    keys: [],
  });
  const crossing = (over: object, response: 'decreasing' | 'increasing' = 'decreasing') =>
    ({
      kind: 'crossing',
      response,
      result: {
        ...{ lower: 141, upper: 148, estimate: 144.4, confidence: 0.95, outcome: 'found', evaluations: 90 },
        ...{ lower_confirmed: true, upper_confirmed: true, ...over },
      },
      between: null,
    }) as FindResult['answer'];

  test.each([
    [crossing({}), '<', 'task.latency.p99 < 2 s holds from agents.count = 145 on, 95 % interval 142 to 148'],
    [crossing({ lower: 144, upper: 145 }), '<', 'holds from agents.count = 145 on, with 95 % confidence'],
    [crossing({}), '>', 'task.latency.p99 > 2 s holds up to agents.count = 144, 95 % interval 141 to 147'],
    [crossing({}, 'increasing'), '<', 'holds up to agents.count = 144'],
    [crossing({ outcome: 'below' }), '<', 'holds everywhere for agents.count from 10 to 500'],
    [crossing({ outcome: 'above' }), '<', 'holds nowhere for agents.count from 10 to 500'],
    [
      crossing({ outcome: 'budget' }),
      '<',
      'the budget was spent before the interval was as narrow as wanted',
    ],
    [
      crossing({ outcome: 'budget', upper_confirmed: false, upper: 500 }),
      '<=',
      'task.latency.p99 <= 2 s does not hold up to agents.count = 141, with 95 % confidence; it is not settled from 142 to 500',
    ],
    [
      crossing({ outcome: 'budget', upper_confirmed: false, upper: 500 }),
      '>',
      'task.latency.p99 > 2 s holds up to agents.count = 141, with 95 % confidence; it is not settled from 142 to 500',
    ],
    [
      crossing({ outcome: 'budget', lower_confirmed: false, lower: 10 }),
      '<',
      'task.latency.p99 < 2 s holds from agents.count = 148 on, with 95 % confidence; it is not settled from 10 to 147',
    ],
    [
      crossing({ outcome: 'budget' }),
      '<=',
      'does not hold up to agents.count = 141 and holds from 148 on, with 95 % confidence; where between it changes is not settled',
    ],
    [
      crossing({ outcome: 'budget' }),
      '>',
      'holds up to agents.count = 141 and does not from 148 on, with 95 % confidence',
    ],
    [
      crossing({ outcome: 'budget', lower_confirmed: false, upper_confirmed: false }),
      '<',
      'was seen at none of the 2 values tried for agents.count from 10 to 500, which does not settle it',
    ],
    [
      crossing({ outcome: 'budget', lower_confirmed: false, upper_confirmed: false }),
      '>=',
      'was seen at all of the 2 values tried',
    ],
    [
      crossing({ outcome: 'budget', lower_confirmed: false, upper_confirmed: false }),
      '<=',
      'was seen at 1 of the 2 values tried for agents.count from 10 to 500, which does not settle it',
    ],
    [null, '<', 'interrupted before there was anything to say'],
  ] as const)('answers in a sentence (%#)', (answer, operator, text) => {
    expect(findSentence(found(answer, operator))).toContain(text);
  });

  test('an end of the range is a place of its own', () => {
    const ends = { outcome: 'budget', lower: 10, upper: 500 };
    const said = (over: object) => findSentence(found(crossing({ ...ends, ...over })));
    expect(said({ upper_confirmed: false })).toContain(
      'task.latency.p99 < 2 s does not hold at agents.count = 10, with',
    );
    expect(said({ lower_confirmed: false })).toContain(
      'task.latency.p99 < 2 s holds at agents.count = 500, with',
    );
    expect(said({})).toContain('does not hold at agents.count = 10 and holds at 500, with');
  });

  test('claims nothing of a mean that values without variation do not tell', () => {
    const answer = crossing({ lower: 144, upper: 145 });
    const points = found(answer).points.map((point) => ({ ...point, constant: true }));
    expect(findSentence({ ...found(answer), points })).toContain(
      'with 95 % confidence, for most runs, and for their mean only if none differs from those seen (',
    );
    const open = crossing({ outcome: 'budget', lower_confirmed: false, upper_confirmed: false });
    expect(findSentence({ ...found(open), points })).not.toContain('for most runs');
  });

  test('says that more runs would not settle what tasks that had not ended leave open, and what would', () => {
    const answer = crossing({ outcome: 'budget', lower: 10, upper: 500, upper_confirmed: false });
    const [first, second] = found(answer).points;
    const cut = { ...second, mean: null, bounds: { lower: 1.5, upper: null }, open: 5, replications: 6 };
    const said = (point: typeof cut & { readonly remedy?: string }) =>
      findSentence({ ...found(answer), points: [first, point] });
    expect(said({ ...cut, remedy: 'raise duration, and more' })).toContain(
      '(0 runs; more runs would not settle it, as tasks had not ended when they did: raise duration, and more).',
    );
    // What lies beyond the target whatever becomes of those tasks is a matter of runs, and so is an overload.
    for (const settled of [
      { ...cut, bounds: { lower: 3, upper: null } },
      { ...cut, open: 5, overloaded: 5 },
    ])
      expect(said(settled)).toContain('the budget was spent before it was settled');
  });

  test('draws a band where it was shown that the answer may lie, and says no more of it', () => {
    const drawn = (over: object) =>
      JSON.stringify(findChart(found(crossing({ outcome: 'budget', ...over })), FILE_OPTIONS));
    expect(drawn({})).toContain('the band is where the answer lies');
    expect(drawn({ upper_confirmed: false })).toContain('the band is where the answer may lie');
    const none = drawn({ lower_confirmed: false, upper_confirmed: false });
    expect(none).not.toContain('band');
    expect(none).not.toContain('"rect"');
  });

  test('says so where what it is about completes less often at some places', () => {
    const survivors = [
      {
        metrics: ['task.latency.p99'],
        of: 'completed tasks alone',
        are: 'which are',
        warning: '',
        shares: [
          { label: 'agents.count = 10', share: 0.55, text: 'at most 55 %' },
          { label: 'agents.count = 145', share: 1, text: '100 %' },
        ],
      },
    ];
    expect(findSentence({ ...found(crossing({})), survivors })).toMatch(
      /; of completed tasks alone, which are at most 55 % with agents\.count = 10, 100 % with agents\.count = 145\.$/,
    );
  });

  test.each([
    [crossing({}), false],
    [crossing({ outcome: 'below' }), false],
    [crossing({ outcome: 'budget' }), false],
    [crossing({ outcome: 'budget', upper_confirmed: false, upper: 500 }), true],
    [crossing({ outcome: 'budget', lower_confirmed: false, upper_confirmed: false }), true],
    [{ ...crossing({ outcome: 'below' }), between: { places: [100], other: null } }, false],
    [{ ...crossing({ outcome: 'below' }), between: { places: [100], other: 100 } }, true],
    [{ kind: 'optimum', result: { lower: 10, upper: 500, outcome: 'budget' } }, true],
    [{ kind: 'optimum', result: { lower: 10, upper: 400, outcome: 'budget' } }, false],
    [{ kind: 'optimum', result: { lower: 10, upper: 500, outcome: 'flat' } }, false],
    [null, true],
  ])('knows whether it has come to an answer (%#)', (answer, open) => {
    expect(isUndecidedSearch(found(answer as FindResult['answer']))).toBe(open);
  });

  test('shows what it has seen, as chart, page and JSON', async () => {
    const result = found(crossing({}));
    const renderer = await loadRenderer();
    expect(await renderer.svg(findChart(result, FILE_OPTIONS)!)).toContain('agents.count');
    expect(await findPage(result, ENVIRONMENT, { charts: true })).toContain('chart-find');
    const beyond = found(crossing({ outcome: 'below', lower: Number.NEGATIVE_INFINITY, upper: 10 }));
    expect(JSON.parse(findJson(beyond, ENVIRONMENT))).toMatchObject({
      kind: 'find',
      answer: { lower: null, upper: 10 },
    });
    await renderer.svg(findChart(beyond, FILE_OPTIONS)!);
  });

  test('draws what is open as a hollow dot, and says so', () => {
    const result = found(crossing({}));
    const [first, ...rest] = result.points;
    const open = { ...first, mean: null, bounds: { lower: 3, upper: null }, open: 2 };
    const known = JSON.stringify(findChart(result, FILE_OPTIONS));
    expect(known).not.toContain('Hollow');
    expect(known).not.toContain('"open":true');
    const drawn = JSON.stringify(findChart({ ...result, points: [open, ...rest] }, FILE_OPTIONS));
    expect(drawn).toContain('Hollow: at least that, as tasks had not ended.');
    expect(drawn.match(/"open":true/g)).toHaveLength(1);
  });
});

test('curves that are not drawn are the last in order of the metric, whether worse or equal', () => {
  const labels = ['none', ...Array.from({ length: 9 }, (_, index) => `n${index}`)];
  const means = (first: number) =>
    Object.fromEntries(labels.map((label) => [label, [2]]).with(0, ['none', [first]]));
  const subtitle = (result: ReturnType<typeof comparison>) =>
    latencyOverlay(result, PAGE_OPTIONS)?.title as { readonly subtitle: string };
  expect(subtitle(comparison({ means: means(2) })).subtitle).toMatch(
    / The last 3 alternatives in order of task\.latency\.p99 are not drawn\.$/,
  );
  // What the metric was not measured of comes after what it ranks.
  const result = comparison({ means: means(Number.NaN) });
  const [band] = result.latency;
  const more = latencyOverlay(
    { ...result, latency: [{ ...band, label: 'none' }, ...result.latency] },
    PAGE_OPTIONS,
  );
  expect(JSON.stringify(more)).not.toContain('"none"');
});

test('the answer as JSON names who was dropped from a selection, and why there is no share', () => {
  const selection = {
    best: 1,
    guaranteed: true,
    indifference: 0.02,
    confidence: 0.95,
    replications: [2, 4, 4],
    runs: 10,
    saved: 0,
    dropped: [0],
  };
  const result = comparison({ means: { a: [1], b: [2], c: [3] }, replications: 4, outcome: { selection } });
  expect(JSON.parse(experimentJson(result, ENVIRONMENT))).toMatchObject({
    unmeasured: ['task.latency.p99 of a'],
    design: { outcome: { best: 'b', dropped: ['a'] } },
    metrics: [
      { baseline: 'b', unmeasured: ['a'], alternatives: [{ probability_best: null }, { regret: null }] },
    ],
  });
});

test('a page speaks of Holm only where there are several pairs', async () => {
  const page = (means: Readonly<Record<string, readonly number[]>>) =>
    experimentPage(comparison({ means }), ENVIRONMENT, { charts: false });
  expect(await page({ a: [2], b: [3] })).not.toContain('Holm');
  expect(await page({ a: [2], b: [3], c: [4] })).toContain('p (Holm)');
});
