/**
 * Plants small faults in the code and asks the tests about each: `npm run mutants -- [options]`; README.md beside this file says
 * what they are.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Campaign } from './campaign.ts';
import { Compiler } from './compiler.ts';
import { copyProject, workFolder } from './copy.ts';
import { findMutants } from './find.ts';
import { JUDGED, readJudged, staleEntries } from './judged.ts';
import type { Mutant } from './mutant.ts';
import { type Options, readOptions, UsageError } from './options.ts';
import { document, summary, survivorLine } from './report.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

function allMutants(compiler: Compiler, { rooms, matches }: Options): Mutant[] {
  const files = compiler.files.filter((file) => rooms.includes(file.split('/')[1]) && matches(file));
  const { program } = compiler;
  const types = program.getTypeChecker();
  return files.flatMap((file) => findMutants(compiler.source(file), file, types));
}

async function run(options: Options): Promise<void> {
  setPriority(options.nice);
  const work = workFolder(ROOT);
  const copy = copyProject(ROOT, work);
  try {
    const compiler = new Compiler(copy, options.rooms);
    const mutants = allMutants(compiler, options);
    const judged = readJudged(join(copy, JUDGED));
    const stale = staleEntries(judged, mutants);
    const campaign = await Campaign.of({ options, work, copy, compiler, mutants, judged });
    if (options.list) {
      for (const mutant of campaign.drawn())
        console.log(survivorLine({ mutant, verdict: { state: 'equivalent', why: '' } }));
      return;
    }
    await campaign.run();
    const { results, circumstances } = campaign;
    for (const { file, owner, before, after } of stale)
      console.log(`no longer there, remove from ${JUDGED}: ${file} ${owner}: ${before} => ${after}`);
    for (const [tests, why] of circumstances.unusable) console.log(`not used: ${tests}: ${why}`);
    for (const survivor of results.filter(({ verdict }) => verdict.state === 'survived'))
      console.log(survivorLine(survivor));
    console.log(summary(options.rooms, results));
    if (options.out === null) return;
    const out = join(ROOT, options.out);
    mkdirSync(dirname(out), { recursive: true });
    writeFileSync(out, document(options, results, circumstances));
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

try {
  await run(readOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof UsageError) && !(error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS'))
    throw error;
  console.error((error as Error).message);
  process.exitCode = 2;
}
