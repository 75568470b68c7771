/** `sim bench`: from options to reports, files and the exit code. */
import { type BenchResult, type Conclusion, concludeBench } from '../../lab/bench/conclusion.ts';
import { BASELINES, readProject } from '../../lab/bench/project.ts';
import { buildVersions, type Versions } from '../../lab/bench/versions.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { withModules } from '../input.ts';
import { type Interrupt, withInterrupt } from '../interrupt.ts';
import { RunsBar } from '../runs-bar.ts';
import type { Session } from '../session.ts';
import { performBehaviour } from './behaviour.ts';
import { type BenchOptions, checkOptions, partsOf } from './options.ts';
import { checkOutputs, tellBench } from './output.ts';
import { performSpeed } from './speed.ts';

const CODES: Readonly<Record<Conclusion, ExitCode>> = {
  fine: EXIT.fine,
  failed: EXIT.failed,
  undecided: EXIT.undecided,
  'no baseline': EXIT.noBaseline,
};

export async function performBench(
  files: readonly string[],
  options: BenchOptions,
  session: Session,
): Promise<ExitCode> {
  checkOptions(options, session);
  checkOutputs(options);
  const progress = new RunsBar(session.err, !options.quiet, 'loading scenarios', { logged: true });
  const first = () => {
    progress.phase('interrupted: cleaning up');
    if (!session.err.terminal) session.err.line('interrupted').catch(() => {});
  };
  progress.start();
  try {
    const result = await withInterrupt({ first, second: () => progress.stop() }, (interrupt) =>
      compareAll(files, options, { progress, session }, interrupt),
    );
    progress.stop();
    const conclusion = concludeBench(result);
    await tellBench(result, conclusion, options, session);
    if (result.partial) return EXIT.interrupted;
    // With new baselines in place, what was changed has been accepted.
    return result.accepted === null ? CODES[conclusion] : EXIT.fine;
  } finally {
    progress.stop();
  }
}

async function compareAll(
  files: readonly string[],
  options: BenchOptions,
  { progress, session }: { readonly progress: RunsBar; readonly session: Session },
  { signal, keep }: Interrupt,
): Promise<BenchResult> {
  const folder = options.baselines ?? BASELINES;
  const project = await readProject(folder);
  const parts = partsOf(options);
  const today = new Date().toISOString().slice(0, 10);
  let versions: Versions | null = null;
  const nothing: BenchResult = { behaviour: null, speed: null, nulls: null, accepted: null, partial: false };
  keep();
  try {
    if (options.against !== undefined || options.null !== undefined) {
      const onPhase = (text: string) => progress.phase(text);
      versions = await buildVersions({ ref: options.against ?? null, signal, onPhase });
    }
    const context = { folder, project, versions, signal, progress, session, today };
    const behaved = parts.behaviour
      ? await withModules(options.module, (modules) =>
          performBehaviour(files, options, { ...context, modules }),
        )
      : null;
    const timed = parts.speed && !signal.aborted ? await performSpeed(options, context) : null;
    return {
      behaviour: behaved?.report ?? null,
      accepted: behaved?.accepted ?? null,
      speed: timed?.speed ?? null,
      nulls: timed?.nulls ?? null,
      partial: signal.aborted,
    };
  } catch (error) {
    if (signal.aborted) return { ...nothing, partial: true };
    throw error;
  } finally {
    await versions?.close();
  }
}
