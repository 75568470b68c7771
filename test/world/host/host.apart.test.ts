import { expect, test } from 'vitest';
import { OrderingWorld, ROOT } from './ordering-world.ts';

test.each([-1, 256, 0.5, Number.NaN])('a tag of %d is no tag of a timer', (tag) => {
  const port = new OrderingWorld().port(ROOT);
  expect(() => port.setTimer(1, tag, 0)).toThrow(
    `the tag of a timer is a whole number from 0 to 255, and not ${tag}`,
  );
});

test('the least and the largest tag come back as they were', () => {
  const world = new OrderingWorld();
  for (const tag of [0, 255]) world.port(ROOT).setTimer(1, tag, 0);
  expect(world.until(1).values(ROOT, 'timer')).toEqual([0, 255]);
});
