/**
 * Runs generated malformed and extreme scenarios through loading and simulation, in one process, and prints what no input may
 * bring about: `npm run fuzz -- [--from NUMBER] [--count NUMBER] [--verbose]`. An input follows from its number alone.
 */
import { parseArgs } from 'node:util';
import { check, type Verdict } from './check.ts';
import { corpus } from './corpus.ts';
import { mutation } from './mutate.ts';

const { values } = parseArgs({
  options: {
    from: { type: 'string', default: '0' },
    count: { type: 'string', default: '10000' },
    verbose: { type: 'boolean', default: false },
  },
});
const specimens = corpus();
const verdicts: Record<Verdict, number> = { result: 0, refused: 0, 'too large': 0 };
const first = Number(values.from);
const last = first + Number(values.count);
let violations = 0;
let longest = 0;
for (let number = first; number < last; number++) {
  const begin = process.cpuUsage();
  const input = mutation(number, specimens);
  try {
    verdicts[await check(input)]++;
  } catch (error) {
    violations++;
    console.log(`input ${number}: ${(error as Error).message}`);
    if (values.verbose) console.log(input);
  }
  const { user, system } = process.cpuUsage(begin);
  if ((user + system) / 1e6 > longest) {
    longest = (user + system) / 1e6;
    console.log(`input ${number}: ${longest.toFixed(2)} s of processor time, the most so far`);
  }
}
const { user, system } = process.cpuUsage();
console.log(
  `${last - first} inputs: ${verdicts.result} with a result, ${verdicts.refused} refused, ${verdicts['too large']} too large, ${violations} violations; ${((user + system) / 1e6).toFixed(1)} s of processor time, ${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`,
);
if (violations > 0) process.exitCode = 1;
