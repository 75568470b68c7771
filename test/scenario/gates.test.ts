/** Gates of waves and how waves are undone, as a scenario says it. */
import { describe, expect, test } from 'vitest';
import type { WavesWorkloadSpec } from '../../src/world/spec/spec.ts';
import { load, problemsOf } from './support.ts';

const waves = (list: string, more = '') =>
  `agents: 5\n${more}workload: { service: 1m, payload: 2KB, failure: 3%, waves: [${list}] }\n`;
const read = (list: string) => (load(waves(list)).workloads[0] as WavesWorkloadSpec).waves;
const problems = (list: string, more = '') => problemsOf(waves(list, more)).join('\n');
const gateOf = (gate: string) => read(`{ name: before, tasks: 9 }, { tasks: 9, gate: ${gate} }`)[1].gate;

describe('a gate', () => {
  test.each([
    ['5%', { kind: 'fixed', limit: 0.05, when: 'above' }],
    ['{ limit: 1%, when: reached }', { kind: 'fixed', limit: 0.01, when: 'reached' }],
    ['{ kind: fixed, limit: 0.02 }', { kind: 'fixed', limit: 0.02, when: 'above' }],
    [
      '{ kind: sequential, acceptable: 1%, unacceptable: 5% }',
      {
        kind: 'sequential',
        ...{ acceptable: 0.01, unacceptable: 0.05, false_rollback: 0.05, false_promote: 0.1 },
        ...{ most: 242, undecided: 'rollback' },
      },
    ],
    [
      '{ kind: sequential, acceptable: 1%, unacceptable: 5%, false_rollback: 1%, false_promote: 2%, most: 70, undecided: promote }',
      {
        kind: 'sequential',
        ...{ acceptable: 0.01, unacceptable: 0.05, false_rollback: 0.01, false_promote: 0.02 },
        ...{ most: 70, undecided: 'promote' },
      },
    ],
    [
      '{ kind: difference, control: before, limit: 5% }',
      { kind: 'difference', control: 'before', limit: 0.05 },
    ],
    [
      '{ kind: two_proportions, control: before }',
      { kind: 'two_proportions', control: 'before', false_rollback: 0.05 },
    ],
  ])('is %s', (written, gate) => {
    expect(gateOf(written)).toEqual(gate);
  });

  test('that is not there is none', () => {
    expect(read('{ tasks: 1 }')[0]).not.toHaveProperty('gate');
    expect(read('{ tasks: 1 }')[0]).not.toHaveProperty('rollback');
  });

  test.each([
    [
      '{ kind: sequentiel, limit: 5% }',
      'workload.waves[0].gate.kind: expected fixed, sequential, difference or two_proportions, found "sequentiel", did you mean "sequential"?',
    ],
    [
      '{ acceptable: 1% }',
      'gate: a gate without a limit needs its kind: one of sequential, difference, two_pro',
    ],
    ['{ kind: fixed }', 'gate.limit: missing'],
    ['{ limit: 5%, limits: 3% }', 'unknown key'],
    ['120%', 'gate: expected a ratio from 0% to 100%'],
    [
      '{ limit: 0%, when: reached }',
      'gate.limit: no share of failures is below 0%: give a limit, or when: above',
    ],
    [
      '{ kind: sequential, acceptable: 5%, unacceptable: 5% }',
      'gate.unacceptable: expected more than acceptable: there is nothing to tell apart',
    ],
    [
      '{ kind: sequential, acceptable: 1%, unacceptable: 5%, false_rollback: 50%, false_promote: 50% }',
      'gate.false_promote: expected less than 100% together',
    ],
    ['{ kind: sequential, acceptable: 0%, unacceptable: 5% }', 'gate.acceptable: expected'],
    ['{ kind: sequential, acceptable: 1%, unacceptable: 100% }', 'gate.unacceptable: expected'],
    ['{ kind: two_proportions, control: wave-1 }', 'gate.control: there is no earlier wave "wave-1"'],
  ])('is refused: %s', (written, message) => {
    expect(problems(`{ tasks: 9, gate: ${written} }`)).toContain(message);
  });

  test('names an earlier wave, not a later one', () => {
    const both = '{ name: befor, tasks: 1 }, { tasks: 9, gate: { kind: two_proportions, control: before } }';
    expect(problems(both)).toContain('there is no earlier wave "before", did you mean "befor"?');
  });

  test('decides alone', () => {
    expect(problems('{ tasks: 9, gate: 5%, required_success: 95% }')).toContain(
      'workload.waves[0].required_success: the gate decides whether the next wave starts: leave out either of the two',
    );
    expect(problems('{ tasks: 9, gate: 5% }', 'spawning: { per_wave: pool }\n')).toContain(
      'spawning.per_wave: a gate may start a wave beside the rest of the one before',
    );
  });
});

describe('a rollback', () => {
  test('has the values of its wave where it gives no others, but for failure', () => {
    const [first, second] = read(
      '{ tasks: 1, service: 2m, rollback: {} }, { tasks: 1, gate: 5%, rollback: { agents: 3, payload: 1KB, failure: 1%, task: { service: 30s } } }',
    );
    expect(first.rollback).toMatchObject({
      agents: null,
      task: {
        service: { kind: 'constant', value: 120 },
        payload: { value: 2000 },
        failure: { probability: 0 },
      },
    });
    expect(second.rollback).toMatchObject({
      agents: 3,
      task: {
        service: { kind: 'constant', value: 30 },
        payload: { value: 1000 },
        failure: { probability: 0.01 },
      },
    });
  });

  test('needs something that rolls back', () => {
    expect(problems('{ tasks: 1, gate: 5% }, { tasks: 1, rollback: {} }')).toContain(
      'workload.waves[1].rollback: nothing rolls the wave back: neither it nor a later one has a gate',
    );
    expect(problems('{ tasks: 1, gate: 5%, rollback: { regions: {} } }')).toContain('unknown key');
    expect(problems('{ tasks: 1, gate: 5%, rollback: { failure: { regions: { mars: 1% } } } }')).toContain(
      'waves[0].rollback.failure.regions.mars: there is no region "mars"',
    );
  });
});
