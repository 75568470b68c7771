import { describe, expect, it } from 'vitest';
import type { SprintRecord } from '../../src/recording/record.ts';
import { loadRenderer } from '../../src/report/charts/render.ts';
import { sprintsChart } from '../../src/report/charts/sprints.ts';
import { FILE_OPTIONS } from '../../src/report/charts/theme.ts';
import { fixture } from './fixture.ts';

function sprint(index: number, change: Partial<SprintRecord> = {}): SprintRecord {
  const figures = { agents: 10, parallelism: 100, capacity: 100, planned: 100, submitted: 95 };
  const results = { tested: 90, shipped: 81, defects: 9, abandoned: 0, unfinished: 10, carried: 5 };
  const impact = { velocity: 0.09, coverage: 0, efficiency: 0.9, learning: 0, rules: '' };
  const place = { workload: 'team', index, start: index * 10, end: index * 10 + 10 };
  return { ...place, ...figures, ...results, ...impact, ...change };
}

const chartOf = (sprints: readonly SprintRecord[]) =>
  sprintsChart(fixture({ record: { sprints } }), FILE_OPTIONS);

interface Row {
  readonly [field: string]: unknown;
}

/** Rows of the bars and of the line. */
function rows(sprints: readonly SprintRecord[]): [Row[], Row[]] {
  const { layer } = chartOf(sprints) as unknown as { layer: { data: { values: Row[] } }[] };
  return [layer[0].data.values, layer[1].data.values];
}

describe('the chart of sprints', () => {
  it('is left out without sprints', () => {
    expect(chartOf([])).toBeNull();
  });

  it('stacks what became of the items, below the capacity', () => {
    const [bars, line] = rows([
      sprint(0),
      sprint(1, { defects: 0, submitted: 100, carried: 0, capacity: 90 }),
    ]);
    expect(bars.map(({ part, low, high, sprint }) => [part, low, high, sprint])).toEqual([
      ['shipped', 0, 81, '1'],
      ['failed their test', 81, 90, '1'],
      ['not ended', 90, 100, '1'],
      ['shipped', 0, 81, '2'],
    ]);
    expect(line.map(({ capacity }) => capacity)).toEqual([100, 90]);
  });

  it('states what was shipped of what could have been', () => {
    const title = chartOf([sprint(0), sprint(1)])?.title as unknown as { subtitle: string };
    expect(title.subtitle).toBe(
      '2 sprints shipped 162 items, 81 % of the capacity (line); 10 % failed their test.',
    );
  });

  it('draws no more bars than can be seen, with means', () => {
    const [bars, line] = rows(Array.from({ length: 500 }, (_, i) => sprint(i, { shipped: i })));
    expect(line).toHaveLength(100);
    expect(bars[0]).toMatchObject({ low: 0, high: 2, sprint: '1 to 5, mean' });
  });

  it('is valid and drawn without a warning, also for two teams', async () => {
    const renderer = await loadRenderer();
    for (const sprints of [[sprint(0)], [sprint(0), sprint(0, { workload: 'others' })]]) {
      const svg = await renderer.svg(chartOf(sprints) as never);
      expect(svg).not.toMatch(/NaN|undefined|Infinity/);
      expect(svg).toContain('shipped');
    }
  });
});
