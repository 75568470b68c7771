/** Runs of scenarios whose waves have gates: figures, notes and what is open when a run is cut. */
import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../src/lab/result.ts';
import { rolloutNotes } from '../../src/lab/rollout-notes.ts';
import { summaryOf } from './from-text.ts';

const TEXT = (canary: string, more = '') => `
network: { latency: 0s }
coordination: { costs: { submit: 0s, assign: 0s, acknowledge: 0s, result: 0s, heartbeat: 0s } }
health: { detector: none }
agents: 10
retry: { max_attempts: 3, timeout: never, backoff: 0s }
workload:
  name: rollout
  service: 10s
  waves:
    - { name: package, tasks: 2, rollback: { service: 5s } }
    - { name: canary, tasks: 20, agents: 5, ${canary} }
    - { name: full, tasks: 100 }
    - { name: verify, tasks: 10 }
${more}`;
const BAD = TEXT('failure: 100%, gate: 5%, rollback: {}');
const GOOD = TEXT('gate: 5%, rollback: {}');

const METRICS = [
  'waves.completed',
  'waves.promoted',
  'waves.rolled_back',
  'rollback.tasks',
  'rollback.left',
  'rollback.duration',
  'tasks.never_started',
];
const known = ({ metrics, bounds }: RunSummary) =>
  Object.fromEntries(METRICS.map((name) => [name, metrics[name] ?? bounds[name] ?? null]));

describe('a gate that rolls back', () => {
  test('is told in the first lines, with what never started and what was undone', async () => {
    const summary = await summaryOf(BAD);
    expect(known(summary)).toEqual({
      'waves.completed': 1,
      'waves.promoted': 0,
      'waves.rolled_back': 1,
      'rollback.tasks': 2,
      'rollback.left': 0,
      // The last task of the canary was handed in when the first had failed.
      'rollback.duration': 15,
      'tasks.never_started': 20 - 6 + 110,
    });
    expect(summary.notes.slice(0, 3)).toEqual([
      'The gate of wave canary rolled back after 2 of 20 tasks: 2 failures.',
      'rollout was rolled back: 2 tasks that had succeeded were undone within 15 s of the decision.',
      '124 tasks of rollout never started (all of full, verify): it was rolled back before.',
    ]);
    expect(summary.metrics).toMatchObject({ 'tasks.failed': 6, 'tasks.submitted': 10, 'tasks.retried': 0 });
  });

  test('says what could not be undone', async () => {
    const stuck = BAD.replace('service: 5s', 'service: 5s, failure: 100%');
    const { notes, metrics } = await summaryOf(stuck);
    expect(notes).toContain(
      'rollout was rolled back: 2 tasks that had succeeded were undone within 25 s of the decision, but for 2: the tasks that were to undo them failed for good.',
    );
    expect(metrics).toMatchObject({ 'rollback.left': 2, 'tasks.failed': 8 });
  });

  test('with nothing to undo says so', async () => {
    const { notes } = await summaryOf(
      BAD.replace(', rollback: { service: 5s }', '').replace(', rollback: {}', ''),
    );
    expect(notes).toContain('rollout was rolled back, and there was nothing to undo.');
  });

  test('counts attempts that come to no result as nothing, and tries them again', async () => {
    const crash = 'faults: [{ kind: crash, target: all, at: 12s, duration: 1s }]';
    const summary = await summaryOf(TEXT('gate: 0%', crash), ['health.detector=fixed_timeout']);
    expect(summary.metrics).toMatchObject({ 'waves.promoted': 1, 'waves.completed': 4, 'tasks.failed': 0 });
    expect(summary.metrics['tasks.retried']).toBeGreaterThan(0);
  });
});

test('a rollback that somebody ordered says so', () => {
  const rollback = { workload: 'rollout', wave: 'b', byGate: false, start: 1, end: 3, tasks: 1, left: 0 };
  const notes = (more: object) =>
    rolloutNotes({ waves: { records: [], rollbacks: [{ ...rollback, ...more }] } } as never, []);
  expect(notes({})).toEqual([
    'rollout was rolled back: 1 task that had succeeded was undone within 2 s of the decision. Somebody ordered it in the midst of wave b.',
  ]);
  expect(notes({ end: null })).toEqual([
    'rollout was still being rolled back when the run ended. Somebody ordered it in the midst of wave b.',
  ]);
});

test('a gate that promotes lets all waves come', async () => {
  const summary = await summaryOf(GOOD);
  expect(known(summary)).toEqual({
    'waves.completed': 4,
    'waves.promoted': 1,
    'waves.rolled_back': 0,
    'rollback.tasks': 0,
    'rollback.left': 0,
    'rollback.duration': null,
    'tasks.never_started': 0,
  });
  expect(summary.notes).toEqual(['The gate promoted canary after 19 of 20 tasks (no failure).']);
  const none = await summaryOf('agents: 1\nworkload: { service: 1s, waves: [{ tasks: 1 }] }');
  expect(known(none)).toMatchObject({
    'waves.promoted': null,
    'rollback.tasks': null,
    'rollback.duration': null,
  });
});

describe('a gate that cannot decide', () => {
  const gate = (more: string) =>
    TEXT(`gate: { kind: sequential, acceptable: 1%, unacceptable: 5%${more} }, rollback: {}`);

  test('follows its policy, and a gate with too few results is told before', async () => {
    const summary = await summaryOf(gate(''));
    expect(summary.notes[0]).toBe(
      'The gate of wave canary could not decide by 20 results, 0 failures among them: it rolled back because undecided says so.',
    );
    expect(known(summary)).toMatchObject({
      'waves.rolled_back': 1,
      'rollback.tasks': 22,
    });
    expect(summary.notes.find((note) => note.includes('which are few'))).toBe(
      'The gate of wave canary looks at 20 results at most, which are few to tell 1 % from 5 %: it leaves 99.6 % of what fails at 1 % undecided, and 88.9 % of what fails at 5 %. It needs about 81.',
    );
    // Nothing fails, and all may be stopped nevertheless.
    expect(known(await summaryOf(gate(''), ['duration=15s']))).toMatchObject({
      'waves.rolled_back': { lower: 0, upper: 1 },
      'tasks.never_started': { lower: 0, upper: 125 },
    });
    const promoted = await summaryOf(gate(', undecided: promote'));
    expect(promoted.notes[0]).toContain('it promoted because undecided says so.');
    expect(known(promoted)).toMatchObject({ 'waves.promoted': 1, 'waves.completed': 4 });
  });
});

describe('a run that is cut', () => {
  test('leaves open what a gate may still decide', async () => {
    // The package is there; five of the canary are under way.
    expect(known(await summaryOf(BAD, ['duration=15s']))).toEqual({
      'waves.completed': { lower: 1, upper: 4 },
      'waves.promoted': { lower: 0, upper: 1 },
      'waves.rolled_back': { lower: 0, upper: 1 },
      'rollback.tasks': { lower: 0, upper: 22 },
      'rollback.left': { lower: 0, upper: 22 },
      'rollback.duration': { lower: 0, upper: null, or_none: true },
      'tasks.never_started': { lower: 0, upper: 125 },
    });
  });

  test('in the midst of a rollback knows what will not start, and not how long it takes', async () => {
    const { notes, ...summary } = await summaryOf(BAD, ['duration=33s']);
    expect(known(summary as RunSummary)).toEqual({
      'waves.completed': 1,
      'waves.promoted': 0,
      'waves.rolled_back': 1,
      'rollback.tasks': 2,
      'rollback.left': { lower: 0, upper: 2 },
      'rollback.duration': { lower: 13, upper: null },
      'tasks.never_started': 124,
    });
    expect(notes).toContain('rollout was still being rolled back when the run ended.');
  });

  test('after the last gate knows that nothing is rolled back', async () => {
    expect(known(await summaryOf(GOOD, ['duration=60s']))).toMatchObject({
      'waves.promoted': 1,
      'waves.rolled_back': 0,
      'rollback.tasks': 0,
      'rollback.duration': null,
      'tasks.never_started': 0,
    });
  });
});

test('a wave of which nothing succeeds, and that keeps nothing from going on, is named', async () => {
  const notes = async (more: string) =>
    (
      await summaryOf(`agents: 4
retry: { max_attempts: 1 }
workload: { waves: [{ name: canary, tasks: 3, service: 1s, failure: 100% ${more}}, { name: all, tasks: 4, service: 1s }] }
`)
    ).notes.filter((note) => note.includes('began all the same'));
  expect(await notes('')).toEqual([
    'All tasks of wave canary failed, and the next wave began all the same: required_success of the wave, or a gate, keeps it from that.',
  ]);
  expect(await notes(', required_success: 50% ')).toEqual([]);
});
