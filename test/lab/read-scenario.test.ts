import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readPlacedScenario } from '../../src/lab/read-scenario.ts';
import { loadScenario } from '../../src/lab/scenario-file.ts';
import { ScenarioErrors } from '../../src/scenario/errors.ts';

const FOLDER = mkdtempSync(join(tmpdir(), 'read-test-'));
afterAll(() => rmSync(FOLDER, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(FOLDER, name), text);
  return join(FOLDER, name);
};

const ROWS = 100_000;
const trace = (cell: (row: number) => string): string =>
  `t,s\n${Array.from({ length: ROWS }, (_, row) => `${(row / 100).toFixed(2)},${cell(row)}\n`).join('')}`;
const scenario = (csv: string): string =>
  `agents: 5\nworkload: { arrivals: { trace: { file: ${csv}, time: t, service: s, time_unit: s } } }\n`;

describe('a scenario with a large trace', () => {
  test('is read as in this thread, which hears of other things meanwhile', async () => {
    const csv = file(
      'large.csv',
      trace(() => '0.5'),
    );
    const path = file('large.yaml', scenario('large.csv'));
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const reads = new Set<string>();
    const read = await readPlacedScenario({ file: path }, { onRead: (one) => void reads.add(one) });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(10);
    expect(read.scenario).toEqual(loadScenario(path));
    expect([...reads].sort()).toEqual([csv, path].sort());
  });

  test('is refused with the places of what is wrong, and how much more there is', async () => {
    file(
      'wrong.csv',
      trace((row) => (row < 70 ? 'soon' : '0.5')),
    );
    const path = file(
      'wrong.yaml',
      `agents: many\nduration: soon\n${scenario('wrong.csv').replace('agents: 5\n', '')}`,
    );
    const error = await readPlacedScenario({ file: path }).catch((thrown: unknown) => thrown);
    let here: unknown;
    try {
      loadScenario(path);
    } catch (thrown) {
      here = thrown;
    }
    expect(error).toBeInstanceOf(ScenarioErrors);
    expect((error as Error).message).toBe((here as Error).message);
  });
});
