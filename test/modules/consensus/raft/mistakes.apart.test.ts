/**
 * Random schedules find planted mistakes by what users see, without a look into replicas. Each test loads the modules anew, with one rule
 * replaced.
 */
import { expect, test, vi } from 'vitest';
import { MISTAKES, type Mistake } from './network/mistakes.ts';

const SOURCE = '../../../../src/modules/consensus';
/** Schedules for each. */
const MOST = 1_000;

async function withMistake({ file, plant }: Mistake) {
  const path = new URL(`${SOURCE}/${file}`, import.meta.url).pathname;
  vi.resetModules();
  vi.doMock(path, async (original) => {
    const module = await original<object>();
    return { ...module, ...plant(module) };
  });
  const { runSchedule } = await import('./network/schedule.ts');
  vi.doUnmock(path);
  return runSchedule;
}

/** The first schedule that goes wrong; null: none does. */
async function firstCaught(mistake: Mistake): Promise<number | null> {
  const runSchedule = await withMistake(mistake);
  for (let seed = 1; seed <= MOST; seed++) {
    try {
      runSchedule(seed, false);
    } catch {
      return seed;
    }
  }
  return null;
}

test.each(MISTAKES.map((mistake) => [mistake.name, mistake] as const))('%s', async (_, mistake) => {
  expect(await firstCaught(mistake)).not.toBeNull();
});
