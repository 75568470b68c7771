/** Work that takes time: it shows its progress, can be interrupted, and keeps a folder for its results to itself. */
import type { OutputFolder } from '../report/folder.ts';
import type { ExitCode } from './exit.ts';
import { type Interrupt, withInterrupt } from './interrupt.ts';
import type { Session } from './session.ts';

/** Where progress is shown. */
interface Bar {
  start(): void;
  /** Replaces the figures by words. */
  phase(text: string): void;
  stop(): void;
}

export interface Work<Shown extends Bar> extends Interrupt {
  readonly bar: Shown;
  readonly err: Session['err'];
  readonly environment: Session['environment'];
  /** Releases the folder when the work has ended, however it ends. */
  readonly hold: (folder: OutputFolder) => OutputFolder;
}

const INTERRUPTED = 'interrupted: keeping what there is; interrupt again to quit at once';

/** Shows `bar` while `work` goes on, and says so when it is interrupted. */
export async function withWork<Shown extends Bar, Result = ExitCode>(
  bar: Shown,
  { quiet = false }: { readonly quiet?: boolean },
  session: Session,
  work: (at: Work<Shown>) => Promise<Result>,
): Promise<Result> {
  const { err, environment } = session;
  const first = () => {
    if (err.terminal && !quiet) bar.phase(INTERRUPTED);
    else err.line(INTERRUPTED).catch(() => {});
  };
  const held: OutputFolder[] = [];
  const hold = (folder: OutputFolder) => {
    held.push(folder);
    return folder;
  };
  bar.start();
  try {
    return await withInterrupt({ first, second: () => bar.stop() }, (interrupt) =>
      work({ ...interrupt, bar, err, environment, hold }),
    );
  } finally {
    for (const folder of held) folder.release();
    bar.stop();
  }
}
