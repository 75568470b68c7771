import { expect, onTestFinished, test } from 'vitest';
import { withInterrupt } from '../../src/cli/interrupt.ts';

test('any number of runs may listen for an interrupt', async () => {
  const warnings: string[] = [];
  const listen = ({ name }: Error) => warnings.push(name);
  process.on('warning', listen);
  onTestFinished(() => void process.off('warning', listen));
  await withInterrupt({ first: () => {}, second: () => {} }, async ({ signal }) => {
    for (let run = 0; run < 64; run++) signal.addEventListener('abort', () => {});
    await new Promise((done) => setImmediate(done));
  });
  expect(warnings).toEqual([]);
});
