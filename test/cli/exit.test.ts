import { expect, test } from 'vitest';
import { EXIT, expectationCode, verdictCode } from '../../src/cli/exit.ts';
import { experimentCode } from '../../src/cli/experiment/perform.ts';

test('what was missed outweighs what is undecided', () => {
  expect(verdictCode(false, false)).toBe(EXIT.fine);
  expect(verdictCode(false, true)).toBe(EXIT.undecided);
  expect(verdictCode(true, false)).toBe(EXIT.failed);
  expect(verdictCode(true, true)).toBe(EXIT.failed);
});

test('one run and many end by the same rule', () => {
  expect(expectationCode([{ verdict: 'met' }, { verdict: 'undecided' }])).toBe(EXIT.undecided);
  expect(expectationCode([{ verdict: 'undecided' }, { verdict: 'unmet' }])).toBe(EXIT.failed);
  expect(expectationCode([])).toBe(EXIT.fine);
  const notes = (unmet: number, undecided: number) => ({
    unmet: Array<string>(unmet).fill('unmet'),
    undecided: Array<string>(undecided).fill('undecided'),
  });
  expect(experimentCode(false, false, notes(0, 1))).toBe(EXIT.undecided);
  expect(experimentCode(false, false, notes(1, 1))).toBe(EXIT.failed);
  expect(experimentCode(false, true, notes(0, 1))).toBe(EXIT.failed);
  expect(experimentCode(false, false, notes(0, 0))).toBe(EXIT.fine);
  expect(experimentCode(true, true, notes(1, 1))).toBe(EXIT.interrupted);
});
