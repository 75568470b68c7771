import { describe, expect, test } from 'vitest';
import type { ExperimentResult } from '../../../src/lab/experiment/result.ts';
import { loadRenderer } from '../../../src/report/charts/render.ts';
import { FILE_OPTIONS } from '../../../src/report/charts/theme.ts';
import { effectsChart } from '../../../src/report/experiment/charts/effects.ts';
import { factorMap } from '../../../src/report/experiment/charts/factor-map.ts';
import { factorSection } from '../../../src/report/experiment/factor-tables.ts';
import { type FactorTable, factorLegend, factorTable } from '../../../src/report/experiment/factors.ts';
import { experimentText } from '../../../src/report/experiment/text.ts';
import { comparison, sweep } from './fixture.ts';

function tableOf(result: ExperimentResult): FactorTable {
  const table = factorTable(result, 'task.latency.p99');
  if (table === null) throw new Error('there is no table');
  return table;
}

/** 3 x 2 x 2 alternatives; the scheduler "late" is best, more agents are better. */
const cube = (replications = 30) =>
  tableOf(
    sweep(
      ['agents.count=30,10,20', 'scheduler=early,late', 'network.latency=1ms,2ms'],
      ([count, scheduler, latency]) => [1, 9, 5][count] + 20 * (1 - scheduler) + 2 * latency,
      { replications },
    ),
  );

describe('tables of factors', () => {
  test('put numbers in ascending order, and names in order of their rank', () => {
    const table = cube();
    expect(table.factors.map(({ path, values }) => [path, values])).toEqual([
      ['agents.count', ['10', '20', '30']],
      ['scheduler', ['late', 'early']],
      ['network.latency', ['1ms', '2ms']],
    ]);
    expect([table.down.path, table.across.path].toSorted()).toEqual(['agents.count', 'scheduler']);
    expect(table.panels.map(({ title }) => title)).toEqual([
      'network.latency = 1ms',
      'network.latency = 2ms',
    ]);
  });

  test('hold every alternative once, with the rank and the marks of the one analysis', () => {
    const table = cube();
    const cells = table.panels.flatMap(({ cells }) => cells.flat());
    expect(cells.map((cell) => cell?.label).toSorted()).toEqual(
      table.cells.map(({ label }) => label).toSorted(),
    );
    for (const { cells } of table.panels)
      for (const [row, value] of table.down.values.entries())
        for (const [column, other] of table.across.values.entries())
          expect(cells[row][column]?.values).toMatchObject({
            [table.down.path]: value,
            [table.across.path]: other,
          });
    const best = cells.filter((cell) => cell?.best);
    expect(best.map((cell) => cell?.label)).toEqual(['agents.count=30 scheduler=late network.latency=1ms']);
    expect(best[0]).toMatchObject({ rank: 0, leads: true });
    expect(Math.max(...table.cells.map(({ rank }) => rank))).toBe(1);
    expect(factorLegend(table)).toEqual(['*: the best']);
  });

  test('mark nothing where there are too few replications to say', () => {
    const table = cube(2);
    expect(table.cells.some(({ best, leads }) => best || leads)).toBe(false);
    expect(factorLegend(table)).toEqual([]);
  });

  test('are none for a list: one thing varied, or values taken one from each', () => {
    expect(
      factorTable(
        sweep(['scheduler=a,b,c'], ([x]) => x + 1),
        'task.latency.p99',
      ),
    ).toBeNull();
    const labels = ['p', 'q', 'r', 's'];
    const zipped = comparison({
      means: Object.fromEntries(labels.map((label, place) => [label, [place + 1]])),
      values: Object.fromEntries(labels.map((label) => [label, { x: label, y: label }])),
    });
    expect(factorTable(zipped, 'task.latency.p99')).toBeNull();
  });

  test('are printed before a short list of the best', () => {
    const result = sweep(['a=1..6', 'b=x,y,z'], ([a, b]) => 1 + a + b);
    const text = experimentText(result, { color: false, width: 100 });
    expect(text).toMatch(/^a \\ b +x +y +z$/m);
    expect(text.split('\n').filter((line) => /^\d {2,}/.test(line)).length).toBe(6);
    expect(text).toContain('6 more points are in the files');
  });

  test('show open values as bounds, and names as text', () => {
    const table = cube();
    const [first] = table.cells;
    const evil = { ...first, text: '≥ 5 min', overloaded: true };
    const hostile = { ...table.across, values: ['<img src=x>', ...table.across.values.slice(1)] };
    const open = { ...table, across: hostile, cells: [evil, ...table.cells.slice(1)] };
    expect(factorLegend(open)).toEqual([
      '*: the best',
      '≥: at least that, as tasks had not ended',
      '!: tasks pile up',
    ]);
    const page = factorSection(open);
    expect(page).not.toContain('<img');
    expect(page.match(/class="s0 best"/g)?.length).toBe(1);
  });

  test('are drawn, with a panel for each thing varied', async () => {
    const renderer = await loadRenderer();
    const map = await renderer.svg(factorMap(cube(), FILE_OPTIONS));
    for (const text of ['network.latency = 1ms', 'late', '*: the best']) expect(map).toContain(text);
    const effects = await renderer.svg(effectsChart(cube(), FILE_OPTIONS));
    for (const text of ['agents.count', 'scheduler', 'network.latency', 'other alternatives'])
      expect(effects).toContain(text);
  });
});
