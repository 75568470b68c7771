import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { clarificationText, explanationText, wrap } from '../../src/cli/plan-text.ts';
import { GOALS, plan } from '../planning/support.ts';

const style = { width: 60, color: false };

describe('an explanation', () => {
  test('aligns labels and waves, each block by itself', () => {
    const lines = [
      'PATTERN DETECTED: Bug Fix',
      'SUBTASKS: 8',
      '',
      'WAVE STRUCTURE:',
      'Wave 0: Backup (of all) (1 agent) - 2 min',
      'Wave 10: Fix (12 agents - parallel) - 12.5 min',
      '  └─ Sequential: code changes',
      '',
      '',
      'TOTAL WAVES: 2',
    ];
    expect(explanationText(lines, style)).toBe(`PATTERN DETECTED  Bug Fix
SUBTASKS          8

WAVE STRUCTURE:
Wave 0   Backup (of all)     2 min  1 agent
Wave 10  Fix              12.5 min  12 agents - parallel
  └─ Sequential: code changes

TOTAL WAVES  2`);
  });

  test('breaks long lines under their beginning, and keeps the trunk of a tree', () => {
    const long = 'one two three four five six seven eight nine ten eleven twelve';
    expect(explanationText(['NOTES:', `├─ ${long}`, `│   └─ ${long}`, `└─ ${long}`], style)).toBe(`NOTES:
├─ one two three four five six seven eight nine ten eleven
│  twelve
│   └─ one two three four five six seven eight nine ten
│      eleven twelve
└─ one two three four five six seven eight nine ten eleven
   twelve`);
  });

  test('loses no word of the planner, whatever the width', () => {
    const words = (text: string) =>
      text
        .replace(/[│├─└]/g, ' ')
        .replace(/[:()-]/g, ' ')
        .split(/\s+/)
        .sort();
    for (const goal of Object.values(GOALS)) {
      const { explanation } = plan(goal);
      for (const width of [40, 60, 200]) {
        expect(words(explanationText(explanation, { width, color: false }))).toEqual(
          words(explanation.join('\n')),
        );
      }
    }
  });

  const words = fc.array(
    fc.string({ minLength: 1, maxLength: 30 }).map((word) => word.replace(/ /g, '_')),
    {
      minLength: 1,
      maxLength: 40,
    },
  );

  property.prop([words, fc.integer({ min: 20, max: 120 })])(
    'no line is longer than the width, words aside that are',
    (list, width) => {
      const longest = Math.max(...list.map((word) => word.length));
      const lines = wrap('> ', list.join(' '), width, '  ');
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(Math.max(width, longest + 2));
      expect(lines.map((line) => line.slice(2)).join(' ')).toBe(list.join(' '));
    },
  );
});

test('a question says what was understood, or that nothing was', () => {
  const questions = [{ question: 'How many servers?' }, { question: 'How long?' }];
  const some = clarificationText(
    { questions, understood: ['pattern: Deployment'], unused: ['by Tuesday', 'floobar'] },
    style,
  );
  expect(some).toMatch(
    /without answers:\n {2}How many servers\?\n {2}How long\?\n\nUnderstood:\n {2}pattern: Deployment\n\nNot used so far:\n {2}"by Tuesday", "floobar"\n/,
  );
  expect(clarificationText({ questions: questions.slice(1), understood: [], unused: [] }, style)).toMatch(
    /without an answer:\n {2}How long\?\n\nUnderstood:\n {2}nothing\n/,
  );
});
