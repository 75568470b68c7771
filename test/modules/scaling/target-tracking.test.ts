/**
 * Transcripts of target tracking, worked out by hand from the documented rules of Application Auto Scaling: a scale-in cooldown
 * blocks scale-ins and "stops and doesn't complete" when a scale-out takes place; during a scale-out cooldown the capacity is not
 * increased again "unless either a larger scale out is triggered or the cooldown period ends".
 */
import { describe, expect, test } from 'vitest';
import type { ParameterValues } from '../../../src/modules/registry.ts';
import { SCALING_POLICIES } from '../../../src/modules/scaling/registry.ts';
import { observation, s } from './support.ts';

const AT_ONCE = { utilization_target: 0.5, scale_out_samples: 1, scale_in_samples: 1, max_agents: 100 };

/** Replays the first four columns of a transcript: seconds, agents ready, agents starting, utilization in percent; the fifth is the answer. */
function replay(transcript: string, parameters: ParameterValues = AT_ONCE): string {
  const policy = SCALING_POLICIES.require('target_tracking').create(parameters);
  const lines = transcript.trim().split('\n');
  return lines
    .map((line) => {
      const [seconds, ready, starting, percent] = line.trim().split(/\s+/).map(Number);
      const wanted = policy.decide(
        observation({ now: s(seconds), ready, starting, utilization: percent / 100 }),
      );
      return [seconds, ready, starting, percent, wanted].join(' ');
    })
    .join('\n');
}

const tidy = (transcript: string) =>
  transcript
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).join(' '))
    .join('\n');

describe('cooldowns of target tracking', () => {
  test.each([
    [
      'a scale-in blocks the next scale-in until its cooldown is over',
      `  0 10 0 20  4
        60  4 0 20  4
       240  4 0 20  4
       299  4 0 20  4
       300  4 0 20  2
       360  2 0  5  2
       600  2 0 45  2`,
    ],
    [
      'a scale-out during it takes place at once and ends it, so that the next scale-in does not wait either',
      `  0 10 0 20  4
        60  4 0 90  8
       120  8 0 20  4
       180  4 0 20  4
       419  4 0 20  4
       420  4 0 20  2`,
    ],
    [
      'a scale-in is not blocked by the cooldown of a scale-out',
      `  0 10 0 80 16
        60 16 0 10  4
       120  4 0 90  8
       180  8 0 20  4`,
    ],
    [
      'a scale-out blocks scale-outs no larger than itself until its cooldown is over',
      `  0 10  0  80 16
        60 10  6  80 16
       120 10  6 100 20
       180 10 10 100 20
       419 10 10 100 20
       420 10 10 100 40
       480 10 30 100 40
       540 40  0  50 40`,
    ],
  ])('%s', (_, transcript) => {
    expect(replay(transcript)).toBe(tidy(transcript));
  });

  test('agents that came in time are not asked for again after the cooldown of the scale-out', () => {
    const transcript = `
        0 10 0 80 16
       60 16 0 50 16
      300 16 0 50 16
      360 16 0 60 20`;
    expect(replay(transcript)).toBe(tidy(transcript));
  });

  test('cooldowns of their own length', () => {
    const transcript = `
        0 10 0 80 16
       60 10 6 80 16
      119 10 6 80 16
      120 10 6 80 26
      180 26 0 20 11
      209 11 0 20 11
      210 11 0 20  5`;
    expect(replay(transcript, { ...AT_ONCE, scale_out_cooldown: 120, scale_in_cooldown: 30 })).toBe(
      tidy(transcript),
    );
  });

  test('with no agent ready, what is starting is not multiplied', () => {
    const policy = SCALING_POLICIES.require('target_tracking').create({
      ...AT_ONCE,
      utilization_target: 0,
      waiting_target: 2,
    });
    expect(policy.decide(observation({ now: 0, ready: 0, starting: 10, waiting: 30 }))).toBe(15);
    expect(policy.decide(observation({ now: s(600), ready: 0, starting: 15, waiting: 30 }))).toBe(15);
  });
});
