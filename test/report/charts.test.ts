import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';
import type { FaultBand, WaveRecord } from '../../src/recording/record.ts';
import { faultRows } from '../../src/report/charts/faults.ts';
import { CHARTS, drawCharts } from '../../src/report/charts/index.ts';
import { nines } from '../../src/report/charts/latency.ts';
import { loadRenderer } from '../../src/report/charts/render.ts';
import { meanOf, seriesOf, timeUnit } from '../../src/report/charts/series.ts';
import { textWidth } from '../../src/report/charts/text-width.ts';
import { type ChartSpec, FILE_OPTIONS } from '../../src/report/charts/theme.ts';
import { emptyRun, FAULTS, fixture } from './fixture.ts';

function chart(name: string, result = fixture(), options = FILE_OPTIONS): ChartSpec | null {
  return CHARTS.find((entry) => entry.name === name)?.draw(result, options) ?? null;
}

function text(spec: ChartSpec | null): { readonly text: string; readonly subtitle: string } {
  return spec?.title as { readonly text: string; readonly subtitle: string };
}

/** All texts in an SVG, in order. */
async function texts(spec: ChartSpec): Promise<string[]> {
  const svg = await (await loadRenderer()).svg(spec);
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, content]) => content);
}

function withColumns(names: readonly string[]) {
  const { timeline } = fixture().record;
  return fixture({
    record: {
      timeline: {
        ...timeline,
        columns: Object.fromEntries(names.map((name) => [name, timeline.columns[name]])),
      },
    },
  });
}

describe('the charts of a run', () => {
  it('are all there when there is data for all', () => {
    expect(drawCharts(fixture(), FILE_OPTIONS).map((entry) => entry.name)).toEqual([
      'agents',
      'throughput',
      'latency',
      'waves',
      'messages',
    ]);
  });

  it('are left out without data, not drawn empty', () => {
    expect(drawCharts(emptyRun(), FILE_OPTIONS)).toEqual([]);
    expect(drawCharts(withColumns(['agents.busy']), FILE_OPTIONS).map((entry) => entry.name)).toEqual([
      'agents',
      'latency',
      'waves',
    ]);
  });

  it('of a run with a warm-up show what it leaves out, and what MSER-5 would', () => {
    const { scenario } = fixture().summary;
    const judgement = (cut: number, settled: boolean) =>
      fixture({
        summary: {
          scenario: { ...scenario, warmup: 60 },
          warm_up: { cut, settled, mean: 12, says: 'What the notes say.', doubtful: false },
        },
      });
    expect(chart('warm-up')).toBeNull();
    const spec = chart('warm-up', judgement(20, true));
    expect(JSON.stringify(spec?.datasets)).toContain('left out: warmup of 1 min');
    expect(text(spec).subtitle).toBe(
      'What the notes say. From there on 12 tasks are in the system on average.',
    );
    expect(text(chart('warm-up', judgement(600, false))).subtitle).toBe('What the notes say.');
  });

  it('state what is seen', () => {
    expect(text(chart('agents')).subtitle).toBe(
      '10,000 agents; busy 47.5 % of the time; up to 640 failed on average over 10 s, after 3 min 40 s.',
    );
    const { summary } = fixture();
    const warm = fixture({ summary: { scenario: { ...summary.scenario, warmup: 60 } } });
    for (const name of ['agents', 'throughput'])
      expect([text(chart(name, warm)).subtitle].flat().join(' ')).toBe(
        `${text(chart(name)).subtitle} The warm-up of 1 min is included.`,
      );
    expect(text(chart('waves')).subtitle).toBe(
      '9 of 9 waves ended; the longest, “analyse”, took 4 min 57 s.',
    );
    expect(text(chart('latency')).subtitle).toMatch(
      /^Half of all tasks have a latency of at most 42\.3 s, 99 % at most/,
    );
  });

  it.each([260, 760, 1_400])('are valid and drawn without a warning at a width of %i', async (width) => {
    const renderer = await loadRenderer();
    for (const { name, spec } of drawCharts(fixture(), { ...FILE_OPTIONS, width })) {
      const svg = await renderer.svg(spec);
      expect(svg, name).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it('have the same bytes again, also when several are drawn at once', async () => {
    const renderer = await loadRenderer();
    const [agents, messages] = [chart('agents') as ChartSpec, chart('messages') as ChartSpec];
    const alone = await renderer.svg(agents);
    const [, together] = await Promise.all([
      renderer.svg(messages),
      renderer.svg(agents),
      renderer.svg(messages),
    ]);
    expect(together).toBe(alone);
    expect(Buffer.compare(await renderer.png(alone), await renderer.png(together))).toBe(0);
  });

  it('have a title of units on every axis, and thousands separators', async () => {
    const agents = await texts(chart('agents') as ChartSpec);
    expect(agents).toEqual(
      expect.arrayContaining(['Agents', '10,000', 'Time since start (min)', 'suspected']),
    );
    const throughput = await texts(chart('throughput') as ChartSpec);
    expect(throughput).toEqual(
      expect.arrayContaining(['Tasks per second', 'Tasks not running (mean)', '60,000', 'failed for good']),
    );
    const latency = await texts(chart('latency') as ChartSpec);
    expect(latency).toEqual(
      expect.arrayContaining(['50', '90', '99', '99.9', '99.99', '1 min', '100 ms', 'Percentile of tasks']),
    );
  });

  it('name the faults over the time axis', async () => {
    expect(await texts(chart('agents') as ChartSpec)).toEqual(
      expect.arrayContaining([
        'rack failure · 640 processes',
        'eu–us partition',
        'random crashes · 3 times, up to 15 processes',
      ]),
    );
  });

  it.each([0, 1.5])('of a constant %f show it as a line, with labelled axes', async (constant) => {
    const { latency } = fixture().record;
    const series = Object.fromEntries(
      Object.entries(latency.series).map(([name, values]) => [name, values.map(() => constant)]),
    );
    const spec = chart('latency', fixture({ record: { latency: { ...latency, series } } })) as ChartSpec;
    const svg = await (await loadRenderer()).svg(spec);
    expect(await texts(spec)).toEqual(expect.arrayContaining(['0', '50', '90', '99']));
    // Each line runs from the left to the right at one height.
    const lines = [
      ...svg.matchAll(/stroke-linejoin="round"[^>]*d="M([^"]*)"|d="M([^"]*)"[^>]*stroke-linejoin="round"/g),
    ];
    expect(lines.length).toBeGreaterThan(0);
    for (const [, first, second] of lines) {
      const points = (first ?? second).split('L').map((point) => point.split(',').map(Number));
      expect(points.length).toBeGreaterThan(10);
      expect(new Set(points.map(([, y]) => y)).size).toBe(1);
    }
  });

  it('take names as text, never as expressions or fields', async () => {
    const evil = `'] + alert(1) + datum["x"] \\ </text><script>\u2028`;
    const result = fixture({
      record: {
        waves: fixture().record.waves.map((wave) => ({ ...wave, name: evil })),
        faults: [{ ...FAULTS[0], name: evil }],
      },
    });
    for (const { name, spec } of drawCharts(result, FILE_OPTIONS)) {
      const svg = await (await loadRenderer()).svg(spec);
      expect(svg, name).not.toContain('<script>');
    }
    const names = await texts(chart('waves', result, { ...FILE_OPTIONS, width: 760 }) as ChartSpec);
    expect(
      names.filter((found) => found.startsWith("'] + alert(1)")).length,
      'nine waves and the fault behind them',
    ).toBe(10);
  });
});

describe('pictures', () => {
  it('use no font but the one that comes with them', async () => {
    const renderer = await loadRenderer();
    const svg = await renderer.svg(chart('messages') as ChartSpec);
    const png = await renderer.png(svg);
    const foreign = await renderer.png(svg.replaceAll('DejaVu Sans', 'No Such Font'));
    expect([...png.subarray(1, 4)].map((code) => String.fromCharCode(code)).join('')).toBe('PNG');
    expect(Buffer.compare(png, foreign)).toBe(0);
  });

  it('are twice as large as the drawing', async () => {
    const renderer = await loadRenderer();
    const svg = await renderer.svg(chart('messages') as ChartSpec);
    const png = Buffer.from(await renderer.png(svg));
    const width = Number(svg.match(/width="(\d+)"/)?.[1]);
    expect(png.readUInt32BE(16)).toBe(2 * width);
  });

  it('measure text as the font does', () => {
    expect(textWidth('iiii', 10)).toBeCloseTo((4 * 569 * 10) / 2048);
    expect(textWidth('WW', 20, true)).toBeGreaterThan(textWidth('WW', 20));
    expect(textWidth('–', 10)).toBe(10);
  });
});

describe('series', () => {
  it('merge to the number of points, keeping means and totals', () => {
    const result = fixture();
    const names = ['agents.busy', 'tasks.completed'];
    const fine = seriesOf(result, names, 10_000);
    const total = result.record.timeline.columns['tasks.completed'].reduce((sum, count) => sum + count, 0);
    for (const points of [1, 2, 7, 100, 300, 643]) {
      const coarse = seriesOf(result, names, points);
      expect(coarse.start.length).toBeLessThanOrEqual(points);
      expect(coarse.start[0]).toBe(0);
      expect(coarse.end[coarse.end.length - 1]).toBe(1_284.5);
      expect(coarse.start.slice(1)).toEqual(coarse.end.slice(0, -1));
      expect(meanOf(coarse, 'agents.busy')).toBeCloseTo(meanOf(fine, 'agents.busy'), 6);
      expect(meanOf(coarse, 'tasks.completed') * 1_284.5).toBeCloseTo(total, 4);
    }
  });

  it('join a sliver at the end to the interval before', () => {
    const timeline = {
      interval: 1,
      columns: { n: [10, 10, 1] },
      descriptions: { n: { kind: 'counter' as const, unit: '1' } },
    };
    const series = seriesOf(fixture({ summary: { simulated: 2.001 }, record: { timeline } }), ['n'], 100);
    expect(series.end).toEqual([1, 2.001]);
    expect(series.columns.n[1]).toBeCloseTo(11 / 1.001);
  });

  it.each([
    [0.2, 'ms'],
    [90, 's'],
    [1_284, 'min'],
    [86_400, 'h'],
    [1e6, 'd'],
  ])('of %s s have a time axis in %s', (seconds, unit) => {
    expect(timeUnit(seconds).name).toBe(unit);
  });
});

describe('fault bands', () => {
  const band = fc
    .record({
      name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
      start: fc.double({ min: 0, max: 1_000, noNaN: true }),
      length: fc.option(fc.double({ min: 0, max: 200, noNaN: true }), { nil: null }),
    })
    .map(
      ({ name, start, length }): FaultBand => ({
        name,
        kind: 'crash',
        start,
        end: length === null ? null : start + length,
        processes: 3,
      }),
    );

  test.prop([fc.array(band, { maxLength: 400 })])(
    'cover what was hit, in few lanes, each labelled once',
    (bands) => {
      const rows = faultRows(bands, 1_000);
      const lanes = new Set(rows.map((row) => row.lane));
      expect(lanes.size).toBe(Math.min(5, new Set(bands.map((entry) => entry.name)).size));
      for (const lane of lanes) {
        const own = rows.filter((row) => row.lane === lane);
        expect(own.filter((row) => row.label !== null).length).toBe(1);
        for (let place = 1; place < own.length; place++)
          expect(own[place].start).toBeGreaterThan(own[place - 1].end);
      }
      expect(rows.reduce((sum, row) => sum + row.stretches, 0)).toBe(bands.length);
      for (const { start, end } of bands)
        expect(rows.some((row) => row.start <= start && row.end >= Math.min(end ?? 1_000, 1_000))).toBe(true);
    },
  );

  it('of thousands of crashes stay drawable', () => {
    const many = Array.from({ length: 20_000 }, (_, place): FaultBand => {
      const start = (place * 7_919) % 1_000;
      return { name: 'mtbf', kind: 'crash', start, end: start + 0.01, processes: 1 };
    });
    expect(faultRows(many, 1_000).length).toBeLessThanOrEqual(250);
  });
});

describe('single charts', () => {
  it('place percentiles by their nines', () => {
    expect(nines(0)).toBe(0);
    expect(nines(90)).toBeCloseTo(1);
    expect(nines(99.9)).toBeCloseTo(3);
  });

  it('draw the latency curve up to the percentile above which there is one task', () => {
    const latency = { percentiles: [0, 50, 90, 99, 99.9, 100], series: { latency: [1, 2, 3, 4, 4, 4] } };
    const spec = chart('latency', fixture({ record: { latency } })) as ChartSpec;
    const points = (spec.data as { readonly values: readonly { readonly p: number }[] }).values;
    expect(points.map((point) => point.p)).toEqual([0, 50, 90, 99, 99.9]);
  });

  it('draw latencies of zero on a logarithmic axis', async () => {
    const latency = {
      percentiles: [0, 50, 90, 100],
      series: { wait: [0, 0, 10, 20], latency: [1, 2, 30, 300] },
    };
    const spec = chart('latency', fixture({ record: { latency } })) as ChartSpec;
    expect(await (await loadRenderer()).svg(spec)).not.toMatch(/NaN|Infinity/);
  });

  it('draw a single value and a curve of zeros', async () => {
    for (const series of [{ latency: [5] }, { latency: [0] }]) {
      const spec = chart(
        'latency',
        fixture({ record: { latency: { percentiles: [50], series } } }),
      ) as ChartSpec;
      expect(await (await loadRenderer()).svg(spec)).not.toMatch(/NaN|Infinity/);
    }
  });

  it('show waves that did not start or end, and cut a long list', async () => {
    const wave: WaveRecord = fixture().record.waves[0];
    const waves = [
      { ...wave, end: null, completed: 30 },
      ...Array.from({ length: 59 }, (_, index) => ({ ...wave, name: `w${index}`, start: null, end: null })),
    ];
    const spec = chart('waves', fixture({ record: { waves } })) as ChartSpec;
    expect(text(spec).subtitle).toBe('0 of 60 waves ended. The first 40 are shown.');
    expect(await texts(spec)).toEqual(
      expect.arrayContaining(['30 of 1,200 tasks · 21 min 21 s', '1,200 tasks, not started', 'not ended']),
    );
    expect(chart('waves', fixture({ record: { waves: waves.slice(1) } }))).toBeNull();
  });

  it('say what gates decided, and count what undoes waves beside them', async () => {
    const wave: WaveRecord = fixture().record.waves[0];
    const waves = [
      { ...wave, gate: 'promoted' as const },
      { ...wave, name: 'full', gate: 'rolled back' as const, completed: 40, failed: 3 },
      { ...wave, name: 'rest', gate: 'open' as const, start: null, end: null },
      { ...wave, name: 'rollback of full', undoes: 'full' },
    ];
    const spec = chart('waves', fixture({ record: { waves } })) as ChartSpec;
    expect(text(spec).subtitle).toMatch(/^2 of 3 waves ended; the longest/);
    const shown = (await texts(spec)).join('\n');
    expect(shown).toContain('1,200 tasks · promoted');
    expect(shown).toContain('43 of 1,200 tasks · rolled back · 3 failed');
    expect(shown).toContain('rollback of full');
  });

  it('give slow rates per minute or hour', async () => {
    const timeline = {
      interval: 60,
      columns: { 'tasks.completed': [1, 2, 1, 0, 3] },
      descriptions: { 'tasks.completed': { kind: 'counter' as const, unit: 'tasks' } },
    };
    const spec = chart('throughput', fixture({ summary: { simulated: 300 }, record: { timeline } }));
    expect(await texts(spec as ChartSpec)).toContain('Tasks per minute');
    expect(text(spec).text).toBe('Throughput');
  });

  it('show agents that sleep, and the memory of those that are spawned, where there are any', async () => {
    const gauge = { kind: 'gauge' as const, unit: 'agents' };
    const columns = {
      'agents.idle': [2, 1, 1],
      'agents.busy': [2, 1, 0],
      'agents.hibernated': [0, 2, 3],
      'agents.memory': [2e9, 1.1e9, 0.6e9],
    };
    const descriptions = Object.fromEntries(Object.keys(columns).map((name) => [name, gauge]));
    const timeline = { interval: 60, columns, descriptions };
    const spec = chart('agents', fixture({ summary: { simulated: 180 }, record: { timeline } }));
    const shown = await texts(spec as ChartSpec);
    expect(shown).toContain('hibernated');
    expect(shown).toContain('Memory (GB)');
    expect(JSON.stringify(spec)).toContain('"v0":1.1');
    const without = await texts(chart('agents') as ChartSpec);
    expect(without.filter((label) => /hibernated|Memory/.test(label))).toEqual([]);
  });
});
