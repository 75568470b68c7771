/** Numbers, waves, pools and rules by themselves. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { apportion } from '../../src/planning/apportion.ts';
import { cleanText } from '../../src/planning/goal.ts';
import { oneEditApart } from '../../src/planning/lexicon.ts';
import { parseWords, readNumbers } from '../../src/planning/numerals.ts';
import { PLANNING_RULES } from '../../src/planning/plan.ts';
import { poolFigures } from '../../src/planning/pool.ts';
import { timeText } from '../../src/planning/time-text.ts';
import { WaveList } from '../../src/planning/wave-list.ts';
import { attempt, GOALS, plan, question } from './support.ts';

describe('numbers', () => {
  test.each([
    ['10,000 servers', 10_000],
    ['1 000 000 rows', 1_000_000],
    ['1_000 rows', 1000],
    ['10k', 10_000],
    ['1M', 1_000_000],
    ['1.5 million', 1_500_000],
    ['2.5bn', 2_500_000_000],
    ['1e6', 1_000_000],
    ['-5', -5],
    ['2.5', 2.5],
    ['half a million', 500_000],
    ['a quarter of a million', 250_000],
    ['a dozen', 12],
    ['two dozen', 24],
    ['a hundred and five', 105],
    ['twelve hundred', 1200],
    ['twenty-five', 25],
    ['three hundred and twenty-five thousand and one', 325_001],
    ['Two Million', 2_000_000],
    ['1,5 million', 1_500_000],
    ['2,5bn', 2_500_000_000],
    ['1,500 million', 1_500_000_000],
    ['0,250', 0.25],
    ['minus five', -5],
    ['Negative 5', -5],
    ['minus 1,5 million', -1_500_000],
    ['3 x 40 servers', 120],
    ['two times 3x40 servers', 240],
  ])('%s', (text, value) => {
    expect(readNumbers(text).numbers.map((number) => number.value)).toEqual([value]);
  });

  test.each([
    'v2.3',
    '10.0.0.1',
    '2024-01-02',
    '12:30',
    '#12',
    '24/7',
    'x86',
    'one by one',
    'one after the other',
    'each one',
    '5m',
  ])('%s is none', (text) => expect(readNumbers(text).numbers).toEqual([]));

  test('keep their places in the rewritten text', () => {
    const { text, numbers } = readNumbers('use twelve thousand agents on 10k files');
    expect(text).toBe('use 12000 agents on 10000 files');
    expect(numbers.map(({ start, end }) => text.slice(start, end))).toEqual(['12000', '10000']);
  });

  test.each([
    ['1,5 million', [], true],
    ['1,5', [1.5, 15], true],
    ['1,50', [1.5, 150], true],
    ['1,2,3', [123], false],
    ['1,00,000', [100_000], false],
    ['10.000', [10, 10_000], false],
    ['1,000', [], false],
    ['12,000,000', [], false],
    ['1,234.5', [], false],
    ['1,5-2,5', null, null],
  ])('what %s may mean', (text, readings, decimalComma) => {
    const [number] = readNumbers(`${text} files`).numbers;
    if (readings === null) expect(number).toBeUndefined();
    else expect(number).toMatchObject({ readings, decimalComma });
  });

  test('words that make no number', () => {
    expect(parseWords('three four')).toBeNull();
    expect(parseWords('twenty thirty')).toBeNull();
  });

  property.prop([fc.integer({ min: 1, max: 999_999_999 })])('any whole number with separators', (value) => {
    expect(readNumbers(`${value.toLocaleString('en-US')} files`).numbers[0].value).toBe(value);
  });
});

test('one edit apart', () => {
  for (const [a, b] of [
    ['deplyo', 'deploy'],
    ['deploi', 'deploy'],
    ['deplo', 'deploy'],
    ['deployy', 'deploy'],
  ])
    expect(oneEditApart(a, b)).toBe(true);
  for (const [a, b] of [
    ['deploy', 'deploy'],
    ['depoly', 'deplay'],
    ['rename', 'remove'],
  ])
    expect(oneEditApart(a, b)).toBe(false);
});

test('cleaning keeps lines of a sentence together and splits lists', () => {
  expect(cleanText('a\u200bb\u0007c\nd\n\ne')).toBe('abc d. e');
  expect(cleanText('do:\n- one thing\n- another')).toBe('do: one thing. another');
});

property.prop([fc.nat(10_000), fc.array(fc.nat(50), { minLength: 1, maxLength: 8 })])(
  'apportioned parts add up and are fair',
  (total, weights) => {
    const parts = apportion(total, weights);
    const sum = weights.reduce((a, b) => a + b, 0);
    expect(parts.reduce((a, b) => a + b, 0)).toBe(sum === 0 ? 0 : total);
    parts.forEach((part, i) => {
      if (sum > 0) expect(Math.abs(part - (total * weights[i]) / sum)).toBeLessThan(1);
    });
  },
);

describe('waves', () => {
  const wave = (name: string, tasks: number, agents: number, minutesPerTask: number) => ({
    name,
    purpose: 'work' as const,
    tasks,
    agents,
    minutesPerTask,
  });

  test('beside each other start together, and the next waits for the longest', () => {
    const list = new WaveList(10);
    list.add(wave('first', 1, 1, 2));
    list.addBeside([wave('short', 4, 4, 3), wave('long', 12, 6, 4)]);
    list.add(wave('last', 20, 100, 1));
    const waves = list.finish();
    expect(
      waves.map(({ name, agents, startMinutes, durationMinutes, dependsOn }) => [
        name,
        agents,
        startMinutes,
        durationMinutes,
        dependsOn,
      ]),
    ).toEqual([
      ['first', 1, 0, 2, []],
      ['short', 4, 2, 3, [0]],
      ['long', 6, 2, 8, [0]],
      ['last', 10, 10, 2, [1, 2]],
    ]);
    expect(poolFigures(waves)).toEqual({
      estimateMinutes: 12,
      peakAgents: 10,
      poolSize: 10,
      reuseByWaves: 3 / 4,
      reuseBySlots: 11 / 21,
    });
  });

  test('groups without enough agents take turns', () => {
    const list = new WaveList(2);
    const group = (name: string, minutesPerTask: number) => ({ name, tasks: 1, agents: 1, minutesPerTask });
    list.addGroups('tests', 'work', [group('a', 3), group('b', 5), group('c', 4)]);
    expect(list.finish()[0]).toMatchObject({ agents: 2, durationMinutes: 9, minutesPerTask: 4 });
  });

  test('groups share agents by what they ask for', () => {
    const list = new WaveList(12);
    const group = (name: string) => ({ name, tasks: 40, agents: 40, minutesPerTask: 1 });
    list.addGroups('debug', 'work', [group('a'), group('b')]);
    expect(list.finish()[0].groups.map((one) => one.agents)).toEqual([6, 6]);
  });

  test("the document's example of a pool: three waves of 6, 1 and 1 agents", () => {
    const list = new WaveList(6);
    list.add(wave('read', 6, 6, 1));
    list.add(wave('consolidate', 1, 1, 1));
    list.add(wave('clean up', 1, 1, 1));
    expect(poolFigures(list.finish())).toMatchObject({
      poolSize: 6,
      reuseByWaves: 2 / 3,
      reuseBySlots: 0.25,
    });
  });
});

describe('rules', () => {
  test('are listed once each, and say what they match and conclude', () => {
    const names = PLANNING_RULES.map((rule) => rule.name);
    expect(new Set(names).size).toBe(names.length);
    for (const rule of PLANNING_RULES) {
      expect(rule.name).toMatch(/^[a-z]+(\.[a-z_]+)+$/);
      expect(rule.matches).not.toBe('');
      expect(rule.concludes).not.toBe('');
      expect(Object.keys(rule)).toEqual(['name', 'matches', 'concludes']);
    }
  });

  test('every one of them fires somewhere, and none fires that is not listed', () => {
    const texts = [
      ...Object.values(GOALS),
      'Upgrade to version 3 in batches of 10 on 50-100 hosts, with at most 5 agents or 7 agents or without agents, 2s each, 5% canary',
      'Use [N] agents on 5 regions with 20 servers each, one by one',
      'Delete the user records of all tenants',
      'Process 50,000 items, 5 seconds each',
      'Tag 1,5 million photos, then print',
      'We have 20 subtasks, but 15 are sequential: implement them',
      'Refactor the parser',
      '100 servers',
      'Tag 1e400 photos',
      'Upgrade 30 modules except 2, at 10 upgrades a minute, on 16 cores, by 15 March; every module depends on the core module',
      'Deploy to 40 servers, then everyone else',
      'Process 100 files of 3 GB each, 200 ms per MB',
      'First resize 100 images, then upload 50 videos, 3 at once, 1 % fail, retry up to 4 times',
    ];
    const fired = new Set(texts.flatMap((text) => attempt(text).rules.map((rule) => rule.rule)));
    expect([...fired].sort()).toEqual(PLANNING_RULES.map((rule) => rule.name).sort());
  });

  test('give evidence from the text', () => {
    const { rules } = attempt(GOALS.repository);
    expect(rules).toContainEqual({
      rule: 'agents.count',
      evidence: 'using 50 parallel agents',
      conclusion: 'exactly 50 agents',
    });
    expect(rules).toContainEqual({
      rule: 'pattern.repository_maintenance',
      evidence: 'clean up … repo',
      conclusion: 'pattern: repository maintenance',
    });
  });
});

describe('with a number of subtasks given', () => {
  const text = 'Translate 400 documents into 12 languages with 50 agents, each takes 3 minutes';

  test('a subtask is a pair where the counts multiply to it', () => {
    const { understood, explanation, waves } = plan(text, { subtasks: 4800 });
    expect(understood).toMatchObject({ subtasks: 4800, unit: 'pair', units: 'pairs' });
    expect(explanation).toContain('SUBTASKS: 4,800 (one per pair)');
    expect(waves.map(({ detail }) => detail)).toContain('Each agent translates 96 pairs');
  });

  test('what the text counts where it is the same number', () => {
    expect(plan(text, { subtasks: 400 }).understood.unit).toBe('document');
  });

  test('a subtask where nothing agrees, and that is said', () => {
    const { understood, explanation, notes } = plan('Translate 400 documents', { subtasks: 500 });
    expect(understood.unit).toBe('subtask');
    expect(explanation).toContain('SUBTASKS: 500');
    expect(notes).toContain('"400 documents" is not the number of subtasks: --subtasks states 500.');
  });
});

describe('texts', () => {
  test.each([
    [2.5 / 60, '2.5 s'],
    [1 / 60_000, '0.001 s'],
    [1, '1 min'],
    [22.5, '22.5 min'],
    [166.67, '2 h 47 min'],
    [180, '3 h'],
    [14_400, '240 h'],
  ])('%d minutes are %s', (minutes, words) => expect(timeText(minutes)).toBe(words));

  test('quote once, and only words of the goal', () => {
    const { understood } = question('Rename files, then early adopters');
    expect(understood).toContain('"then early adopters": not planned as a wave');
    const stuff = question('fix stuff');
    for (const { evidence } of stuff.rules) expect('fix stuff').toContain(evidence);
  });

  test('a verb right before a number is one wherever it stands', () => {
    const result = plan('Every night at 2am reindex 12 databases, 20 min each, but never touch billing');
    expect(result.understood.items).toMatchObject([{ verb: 'reindex', count: 12 }]);
  });
});
