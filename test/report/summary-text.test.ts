import { describe, expect, it } from 'vitest';
import { summaryText } from '../../src/report/summary-text.ts';
import { emptyRun, fixture } from './fixture.ts';

const PLAIN = { color: false, width: 100 };

/** Escape sequences that set colours. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

describe('the summary in words', () => {
  const lines = summaryText(fixture(), PLAIN).split('\n');

  it('says first what ran and what became of it', () => {
    expect(lines[0]).toBe('planetary-swarm seed 42  ✗ 1 of 3 expectations is not met; the claim is refuted');
    expect(lines).toContain('  agents        10,000 agents on 180 nodes in 3 regions');
    expect(lines).toContain('  workload      mission: 9 waves, 208,120 tasks');
    expect(lines).toContain('  faults        rack failure (crash), partition');
    expect(lines).toContain('  simulated     21 min 25 s, 9,412,377 events');
  });

  it('gives the figures of a module their unit', () => {
    const { summary } = fixture();
    const [first] = summary.expectations;
    const own = { ...first, metric: 'mine.walk', text: 'mine.walk < 2min', actual: 75, value: 120 };
    const metrics = [{ name: 'mine.walk', unit: 'seconds' as const, description: 'a walk' }];
    const modules = [
      { name: 'mine.ts', algorithms: [], detectors: [], scalingPolicies: [], metrics, distributions: [] },
    ];
    const shown = summaryText(fixture({ summary: { modules, expectations: [own] } }), PLAIN);
    expect(shown).toMatch(/mine\.walk < 2min +1 min 15 s$/m);
  });

  it('tells when a root and its standby changed roles, a few times', () => {
    const change = (time: number, leader: 'root' | 'standby', change: 'alone' | 'taken_over' | 'paired') => ({
      time,
      leader,
      change,
    });
    const roles = [
      change(71, 'standby', 'taken_over'),
      change(90, 'standby', 'paired'),
      change(120, 'standby', 'alone'),
      change(121.5, 'standby', 'paired'),
      change(200, 'root', 'taken_over'),
    ];
    const text = summaryText(fixture({ summary: { roles } }), { ...PLAIN, width: 200 });
    expect(text).toContain(
      '  roles         1 min 11 s: the standby takes over; 1 min 30 s: the root stands by; ' +
        '2 min: the standby goes on alone; 2 min 2 s: the root stands by; 1 more change',
    );
    expect(summaryText(fixture(), PLAIN)).not.toContain('roles');
  });

  it('sets out times side by side', () => {
    const head = lines.findIndex((line) => line.startsWith('Times'));
    expect(lines[head].trim().split(/\s+/)).toEqual([
      'Times',
      'mean',
      'p50',
      'p90',
      'p95',
      'p99',
      'p99.9',
      'max',
    ]);
    expect(lines[head + 1]).toMatch(
      /^ {2}task latency +58\.3 s +42\.3 s +1 min 45 s +2 min 28 s +4 min 44 s/,
    );
    const ends = lines.slice(head, head + 9).map((line) => line.length);
    expect(new Set(ends).size).toBe(1);
  });

  it('gives expectations with the value measured', () => {
    expect(lines).toContain('  ✓ task.latency.p99 < 5min      4 min 44 s');
    expect(lines).toContain('  ✗ detection.time.max < 10s     11.8 s');
  });

  it('ends with notes and with how to get the same again', () => {
    const text = lines.join('\n');
    expect(text).toContain('! The event log is full at 1,000 lines');
    expect(text).toContain(
      'fingerprint 9f3c1a7be2d04586 version 0.1.0; again with: sim run planetary-swarm.yaml --seed 42',
    );
  });

  it.each([60, 80, 100, 120, 200])('keeps to a width of %i', (width) => {
    const result = fixture({ summary: { expectations: [], notes: [] } });
    const { run } = result.summary;
    const files = ['summary.json', 'charts/a.svg', 'charts/a.png'];
    const text = summaryText(
      { summary: { ...result.summary, run: { ...run, files } } },
      { color: false, width },
    ).split('\n');
    const head = text.findIndex((line) => line.startsWith('fingerprint'));
    for (const line of text.slice(1, head)) expect(line.length).toBeLessThanOrEqual(width);
    expect(text.slice(head).join(' ')).toContain('charts/a.{svg,png}');
  });

  it('is the same in colour but for the colours', () => {
    const coloured = summaryText(fixture(), { color: true, width: 100 });
    expect(coloured).toMatch(COLOUR);
    expect(coloured.replace(COLOUR, '')).toBe(lines.join('\n'));
  });

  it('of an empty run is short and says what is missing', () => {
    const text = summaryText(emptyRun(), PLAIN);
    expect(text).toContain('no expectations were set');
    expect(text).not.toMatch(/NaN|undefined|null|Times/);
  });

  it('says that a run was interrupted, whatever its expectations', () => {
    expect(summaryText(fixture({ summary: { partial: true } }), PLAIN).split('\n')[0]).toBe(
      'planetary-swarm seed 42  ! interrupted: the figures cover a part of the run; 1 of 3 expectations is not met; the claim is refuted',
    );
  });

  it('says that an expected metric was not measured', () => {
    const expectations = [
      {
        text: 'failover.time.max < 30s',
        metric: 'failover.time.max',
        operator: '<',
        expected: 30,
        actual: null,
        verdict: 'undecided' as const,
        met: false,
        reason: 'no task had to be run again',
        remedy: 'add a fault',
      },
    ];
    const text = summaryText(fixture({ summary: { expectations } }), PLAIN);
    expect(text).toContain(
      '  ? failover.time.max < 30s  not measured\n    no task had to be run again: add a fault',
    );
    expect(text.split('\n')[0]).toBe(
      'planetary-swarm seed 42  ? 1 of 1 expectation is undecided; the claim is refuted',
    );
  });

  it('quotes a seed for the shell', () => {
    expect(summaryText(fixture({ summary: { seed: "it's" } }), PLAIN)).toContain(`--seed "it's"`);
  });
});
