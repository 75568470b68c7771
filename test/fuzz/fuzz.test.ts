import { describe, expect, it } from 'vitest';
import { check } from './check.ts';
import { corpus } from './corpus.ts';
import { mutation } from './mutate.ts';

const INPUTS = 1000;

describe('malformed and extreme scenarios', () => {
  it('give a result or a refusal with a place, in one process', async () => {
    const specimens = corpus();
    const problems: string[] = [];
    const verdicts = new Map<string, number>();
    for (let number = 0; number < INPUTS; number++) {
      try {
        const verdict = await check(mutation(number, specimens));
        verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      } catch (error) {
        problems.push(`input ${number}: ${(error as Error).message}`);
      }
    }
    expect(problems).toEqual([]);
    // Inputs that all end at the first look would test little.
    expect(verdicts.get('result')).toBeGreaterThan(INPUTS / 8);
    expect(verdicts.get('refused')).toBeGreaterThan(INPUTS / 4);
  });
});
