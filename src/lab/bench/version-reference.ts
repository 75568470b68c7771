/** What another version does with the scenarios of this one, asked of it through its exports. */
import type { GateRun, Reference, Subject } from './behaviour-types.ts';
import { gateRun } from './runs.ts';
import { SpeedProcess, VersionFailure } from './speed-process.ts';

export interface VersionReferenceOptions {
  readonly exact: readonly string[];
  readonly signal: AbortSignal;
  /** Processes that run at a time. */
  readonly parallel: number;
}

/** @param root folder of the built version @param label what reports call it */
export function versionReference(
  root: string,
  label: string,
  { exact, signal, parallel }: VersionReferenceOptions,
): Reference & { close(): void } {
  const children = Array.from({ length: parallel }, () => new SpeedProcess(root));
  // Each process answers one question after the other.
  const queues = children.map(() => Promise.resolve());
  let next = 0;
  const ask = (subject: Subject, replication: number): Promise<GateRun> => {
    const place = next++ % children.length;
    const { file, set, scenario } = subject;
    const answer = queues[place].then(async () => {
      if (signal.aborted) throw new VersionFailure('interrupted');
      return gateRun(await children[place].run({ file, set, seed: scenario.seed, replication, exact }));
    });
    queues[place] = answer.then(
      () => {},
      () => {},
    );
    return answer;
  };
  const close = () => {
    for (const child of children) child.close();
  };
  signal.addEventListener('abort', close, { once: true });
  return {
    label,
    async runs(subject, replications) {
      try {
        return await Promise.all(replications.map((replication) => ask(subject, replication)));
      } catch (error) {
        if (!(error instanceof VersionFailure)) throw error;
        return { state: 'no baseline', reason: `${label} cannot run it: ${error.message}` };
      }
    },
    close,
  };
}
