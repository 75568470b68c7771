import { expect, test } from 'vitest';
import { CHANGES, studyPairing } from './pairing.ts';

test.each(Object.keys(CHANGES) as (keyof typeof CHANGES)[])(
  'a true difference of a twentieth by %s needs at most a quarter of the runs that independent runs would need',
  async (change) => {
    const { difference, correlation, paired, unpaired, power } = await studyPairing(change, 60);
    expect(difference).toBeGreaterThan(0.04);
    expect(difference).toBeLessThan(0.065);
    expect(correlation).toBeGreaterThan(0.85);
    expect(paired).toBeLessThanOrEqual(unpaired / 4);
    expect(power).toBeGreaterThanOrEqual(0.9);
  },
);
