import { parseString } from 'fast-csv';
import { describe, expect, it } from 'vitest';
import { scriptSafeJson, summaryJson } from '../../src/report/json.ts';
import { runTables, type Table, toCsv } from '../../src/report/tables.ts';
import { emptyRun, fixture } from './fixture.ts';

function parse(text: string): Promise<string[][]> {
  return new Promise((resolve, reject) => {
    const rows: string[][] = [];
    parseString(text)
      .on('data', (row: string[]) => rows.push(row))
      .on('error', reject)
      .on('end', () => resolve(rows));
  });
}

describe('tables', () => {
  const tables = new Map(runTables(fixture()).map((table) => [table.name, table]));

  it('are those that have rows', () => {
    expect([...tables.keys()]).toEqual(['timeline.csv', 'latency.csv', 'waves.csv', 'faults.csv']);
    expect(runTables(emptyRun())).toEqual([]);
  });

  it('end the timeline with the run', () => {
    const rows = (tables.get('timeline.csv') as Table).rows;
    expect(rows[0].slice(0, 2)).toEqual([0, 2]);
    expect(rows[rows.length - 1].slice(0, 2)).toEqual([1_284, 1_284.5]);
  });

  it('say of waves what their gates decided and by what, and what undoes them, where there are gates', () => {
    const [wave] = fixture().record.waves;
    const waves = [
      { ...wave, gate: 'rolled back' as const, gate_looked: 37, gate_failures: 4 },
      { ...wave, name: 'rest' },
      { ...wave, name: 'rollback of it', undoes: wave.name },
    ];
    const table = runTables(fixture({ record: { waves } })).find(({ name }) => name === 'waves.csv') as Table;
    const place = table.header.indexOf('gate');
    expect(table.header.slice(place, place + 4)).toEqual(['gate', 'gate_looked', 'gate_failures', 'undoes']);
    expect([...table.rows].map((row) => row.slice(place, place + 4))).toEqual([
      ['rolled back', 37, 4, null],
      [null, null, null, null],
      [null, null, null, wave.name],
    ]);
    expect(tables.get('waves.csv')?.header).not.toContain('gate');
  });

  it('have no rounding noise in their times', () => {
    const timeline = {
      interval: 0.1,
      columns: { a: [1, 2, 3, 4] },
      descriptions: { a: { kind: 'gauge' as const, unit: '1' } },
    };
    const [table] = runTables(fixture({ summary: { simulated: 0.4 }, record: { timeline } }));
    expect(table.rows.map((row) => row[1])).toEqual([0.1, 0.2, 0.3, 0.4]);
  });

  it('leave a field empty where nothing was measured', async () => {
    const text = await toCsv({ name: 't', header: ['a', 'b', 'c', 'd'], rows: [[NaN, null, 0, Infinity]] });
    expect(text).toBe('a,b,c,d\n,,0,\n');
  });

  it('keep commas, quotes and line ends in names', async () => {
    const name = 'a "b", c\nd';
    const text = await toCsv({ name: 't', header: ['name', 'x'], rows: [[name, 1.25]] });
    expect(await parse(text)).toEqual([
      ['name', 'x'],
      [name, '1.25'],
    ]);
  });

  it('keep every digit of a number', async () => {
    const text = await toCsv({ name: 't', header: ['x'], rows: [[0.1 + 0.2], [1e-7]] });
    expect((await parse(text)).slice(1).map(([x]) => Number(x))).toEqual([0.1 + 0.2, 1e-7]);
  });
});

describe('summary.json', () => {
  it('has its keys in one order, whatever order it is given', () => {
    const { summary } = fixture();
    const turned = Object.fromEntries(Object.entries(summary).reverse()) as unknown as typeof summary;
    const metrics = Object.fromEntries(Object.entries(summary.metrics).reverse());
    expect(summaryJson({ ...turned, metrics })).toBe(summaryJson(summary));
    expect(Object.keys(JSON.parse(summaryJson(summary)))).toEqual([
      'name',
      'seed',
      'version',
      'fingerprint',
      'simulated',
      'events',
      'metrics',
      'bounds',
      'expectations',
      'claims',
      'notes',
      'scenario',
      'run',
    ]);
  });

  it('says that it is partial', () => {
    const more = {
      partial: true,
      critical_path: { workload: 'w', steps: ['a', 'b'], seconds: 3, makespan: 4 },
      roles: [{ time: 611, leader: 'standby', change: 'taken_over' }],
      warm_up: { cut: 20, settled: true, mean: 12, says: 'Long enough.', doubtful: false },
    } as const;
    expect(JSON.parse(summaryJson(fixture({ summary: more }).summary))).toMatchObject(more);
  });

  it('never holds NaN', () => {
    const text = summaryJson(fixture({ summary: { metrics: { 'my.own': NaN, other: Infinity } } }).summary);
    expect(JSON.parse(text).metrics).toEqual({ 'my.own': null, other: null });
  });

  it('is safe inside a script element', () => {
    const evil = { name: '</script><!-- \u2028\u2029 & "' };
    const text = scriptSafeJson(evil);
    expect(text).not.toMatch(/[<>&\u2028\u2029]/);
    expect(JSON.parse(text)).toEqual(evil);
  });
});
