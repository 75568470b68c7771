/** What holds for every goal. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { Plan } from '../../src/planning/types.ts';
import { attempt, plan } from './support.ts';

const VERBS = [
  'deploy to',
  'rename',
  'restart',
  'translate',
  'call the API for',
  'refactor',
  'download',
  'back up',
  'test',
  'delete',
];
const UNITS = [
  'servers',
  'files',
  'services',
  'customers',
  'modules',
  'databases',
  'temporary files',
  'user records',
  'items',
];
const ENDINGS = [
  '',
  ', 3 minutes each',
  ', 5 seconds each',
  ', one after the other',
  ' across 3 regions',
  ' with health checks',
  ' in batches of 7',
  ', then switch over production',
];

const count = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 2_000_000 }));
const goal = fc
  .record({
    verb: fc.constantFrom(...VERBS),
    count,
    unit: fc.constantFrom(...UNITS),
    ending: fc.constantFrom(...ENDINGS),
  })
  .map(({ verb, count: n, unit, ending }) => ({ text: `${verb} ${n} ${unit}${ending}`, subtasks: n }));

function checkSums(result: Plan): void {
  const { waves, understood, sizing } = result;
  expect(waves.reduce((sum, wave) => sum + wave.covers, 0)).toBe(understood.subtasks);
  for (const wave of waves) {
    expect(wave.agents).toBeGreaterThanOrEqual(1);
    expect(wave.agents).toBeLessThanOrEqual(Math.min(sizing.agents, wave.tasks));
    expect(wave.covers).toBeLessThanOrEqual(wave.tasks);
    expect(wave.dependsOn.every((index) => index < wave.index)).toBe(true);
    if (wave.groups.length === 0) {
      const rounds = Math.ceil(wave.tasks / wave.agents);
      expect(wave.durationMinutes).toBeCloseTo(rounds * wave.minutesPerTask, 6);
    } else expect(wave.groups.reduce((sum, group) => sum + group.tasks, 0)).toBe(wave.tasks);
  }
  checkTimes(result);
}

/** Starts, ends and the peak, the slow way. */
function checkTimes({ waves, estimateMinutes, peakAgents, poolSize, sizing, reuse }: Plan): void {
  const end = (index: number): number => waves[index].startMinutes + waves[index].durationMinutes;
  for (const wave of waves) {
    expect(wave.startMinutes).toBeCloseTo(Math.max(0, ...wave.dependsOn.map(end)), 6);
  }
  expect(estimateMinutes).toBeCloseTo(Math.max(...waves.map((_wave, i) => end(i))), 6);
  const middles = waves.map((wave) => wave.startMinutes + wave.durationMinutes / 2);
  const atWork = middles.map((at) =>
    waves
      .filter((wave) => wave.startMinutes <= at && at <= wave.startMinutes + wave.durationMinutes)
      .reduce((sum, wave) => sum + wave.agents, 0),
  );
  expect(peakAgents).toBe(Math.max(...atWork));
  expect(poolSize).toBe(peakAgents);
  expect(peakAgents).toBeLessThanOrEqual(sizing.agents);
  const slots = waves.reduce((sum, wave) => sum + wave.agents, 0);
  expect(reuse.slots).toBeCloseTo((slots - poolSize) / slots, 12);
  expect(reuse.waves).toBeGreaterThanOrEqual(0);
  expect(reuse.waves).toBeLessThan(1);
}

/** Subtasks that start in a minute, on average, wherever some do: waves side by side and groups of one round are taken together. */
function pacesOf({ waves }: Plan): number[] {
  const ofGoal = waves.filter(({ purpose, covers }) => purpose === 'canary' || covers > 0);
  const starts = [...new Set(ofGoal.map(({ startMinutes }) => startMinutes))];
  return starts.flatMap((start) => {
    const beside = ofGoal.filter(
      (wave) => wave.startMinutes <= start && start + 1e-6 < wave.startMinutes + wave.durationMinutes,
    );
    const crews = beside.flatMap(({ groups, ...wave }) =>
      groups.length > 0 ? groups : [{ ...wave, round: 0 }],
    );
    return [...new Set(crews.map(({ round }) => round))].map((round) =>
      crews
        .filter((crew) => crew.round === round)
        .reduce((sum, { agents, minutesPerTask }) => sum + agents / minutesPerTask, 0),
    );
  });
}

describe('every plan', () => {
  test.prop([goal], { numRuns: 150 })(
    'covers all subtasks with waves whose sums are right',
    ({ text, subtasks }) => {
      const result = plan(text);
      expect(result.understood.subtasks).toBe(subtasks);
      checkSums(result);
    },
  );

  test.prop([goal, fc.integer({ min: 1, max: 20_000 })], { numRuns: 100 })(
    'honours a count of agents exactly',
    ({ text }, agents) => {
      const result = plan(`Using ${agents} agents: ${text}`);
      expect(result.sizing.agents).toBe(agents);
      expect(result.sizing.policy).toBe('override');
      checkSums(result);
    },
  );

  test.prop([fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 300 })], { numRuns: 40 })(
    'also where steps are in groups',
    (subtasks, agents) => {
      for (const text of ['Clean up this repo', 'Fix the login bug', 'Refactor the parser']) {
        const result = plan(text, { subtasks, agents });
        expect(result.understood.subtasks).toBe(subtasks);
        expect(result.sizing.agents).toBe(agents);
        checkSums(result);
      }
    },
  );

  test.prop(
    [
      fc.integer({ min: 2, max: 3_000 }),
      fc.integer({ min: 2, max: 3_000 }),
      fc.integer({ min: 1, max: 90 }),
      fc.integer({ min: 1, max: 400 }),
      fc.constantFrom(' and ', ', then '),
    ],
    { numRuns: 100 },
  )('keeps to a rate in every wave of the work', (files, images, minutes, rate, joined) => {
    const texts = [
      `Process ${files} files of 1 minute each${joined}${images} images of ${minutes} minutes each, at most ${rate} per minute`,
      `Deploy to ${files} servers, ${minutes} minutes each, at most ${rate} per minute`,
      `Clean up the repository with ${files} tasks, at most ${rate} per minute`,
      `Fix ${files} bugs, at most ${rate} per minute`,
    ];
    for (const text of texts) {
      const result = plan(text);
      expect(result.understood.ratePerMinute).toBe(rate);
      checkSums(result);
      for (const pace of pacesOf(result)) expect(pace).toBeLessThanOrEqual(rate * (1 + 1e-6));
    }
  });

  test.prop([goal], { numRuns: 30 })('is the same each time', ({ text }) => {
    expect(JSON.stringify(attempt(text))).toBe(JSON.stringify(attempt(text)));
  });

  test.prop([goal], { numRuns: 30 })('does not depend on case or white space around it', ({ text }) => {
    const upper = plan(`  ${text.toUpperCase()}\n`);
    expect(upper.waves.map((wave) => [wave.agents, wave.durationMinutes])).toEqual(
      plan(text).waves.map((wave) => [wave.agents, wave.durationMinutes]),
    );
  });
});

const FRAGMENTS = [
  'deploy',
  'to',
  '10,000',
  'servers',
  'using',
  '50',
  'parallel',
  'agents',
  'not',
  'each',
  '3 minutes',
  'across',
  'regions',
  'and',
  'then',
  '%',
  '-',
  '1.5',
  'million',
  'half',
  'a',
  'dozen',
  'per',
  'in',
  '(',
  ')',
  '"',
  ':',
  '\n\n',
  '- ',
  'within',
  '2 hours',
  'or',
  'bug',
  'fix',
  'repo',
  'delete',
  'one by one',
  'canary',
  '[N]',
  '1e6',
  '10.000',
  'twelve hundred',
  'all',
  'the',
  'of',
  'no',
  '&',
  '\u0000',
  '#',
];

describe('no text makes it throw', () => {
  const survives = (text: string) => {
    const result = attempt(text);
    expect(['plan', 'clarification']).toContain(result.kind);
    if (result.kind === 'clarification') expect(result.question).not.toBe('');
    else checkSums(result);
  };

  test.prop([fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 25 })], { numRuns: 300 })(
    'words in any order',
    (words) => {
      survives(words.join(' '));
    },
  );

  test.prop([fc.string({ unit: 'binary', maxLength: 200 })], { numRuns: 150 })('any characters', survives);

  test.prop([fc.string({ unit: 'grapheme', maxLength: 100 }), goal], { numRuns: 80 })(
    'a goal among any characters',
    (noise, { text }) => {
      survives(`${noise} ${text} ${noise}`);
    },
  );

  test.prop(
    [
      fc.constantFrom('a', '1', ' ', '1,', 'agents ', '9 ', '-', 'and ', '5 agents '),
      fc.integer({ min: 1, max: 9000 }),
    ],
    {
      numRuns: 20,
    },
  )('long repetitions', (piece, times) => survives(piece.repeat(times).slice(0, 9999)));
});
