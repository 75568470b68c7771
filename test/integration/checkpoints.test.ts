/** How often to save, asked of the search. */
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { bestInterval, wasteAt } from '../../src/modules/checkpoints/interval.ts';
import { sim, temporaryFolder } from './sim.ts';

/** Seconds, as in checkpoints.yaml. */
const COST = 60;
const MTBF = 3600;
const RESTART = 60;

test('the waste at the interval that a search answers is within 1 % of the least, where the assumptions of Young and Daly hold', async () => {
  const { code, out } = await sim(
    [
      ...['sweep', resolve('scenarios/validation/checkpoints.yaml')],
      ...['--find', 'min checkpoints.waste over checkpoints.interval', '--range', '120s..3600s'],
      ...['--tolerance', '500s', '--no-charts', '--json'],
    ],
    { cwd: temporaryFolder() },
  );
  expect(code).toBe(0);
  const { answer } = JSON.parse(out) as {
    answer: { estimate: number; lower: number; upper: number; outcome: string };
  };
  const best = bestInterval(COST, MTBF);
  expect(answer.outcome).toBe('found');
  expect(wasteAt(answer.estimate, COST, MTBF, RESTART)).toBeLessThan(
    1.01 * wasteAt(best, COST, MTBF, RESTART),
  );
  expect(answer.lower).toBeLessThan(best);
  expect(answer.upper).toBeGreaterThan(best);
});
