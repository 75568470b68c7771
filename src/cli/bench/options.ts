/** The options of `sim bench`: which of them go together, and what they say. */
import { UsageError } from '../exit.ts';
import { readCount } from '../experiment/options.ts';
import { checkQueueOptions } from '../experiment/queued.ts';
import type { Session } from '../session.ts';
import { isPipeline } from '../testing/options.ts';

export interface BenchOptions {
  readonly behaviour?: boolean;
  readonly speed?: boolean;
  readonly against?: string;
  /** true where no number of rounds is given. */
  readonly null?: string | true;
  readonly accept?: boolean;
  readonly because?: string;
  readonly until?: string;
  readonly metric?: readonly string[];
  readonly margin?: readonly string[];
  readonly reps?: string;
  readonly fresh?: string;
  readonly pairs?: string;
  readonly row?: string;
  readonly set?: readonly string[];
  readonly seed?: string;
  readonly module?: readonly string[];
  readonly workers?: string;
  readonly queue?: string;
  readonly baselines?: string;
  readonly history?: string;
  readonly format?: string;
  readonly json?: boolean;
  readonly markdown?: string;
  readonly junit?: string;
  readonly gitlab?: string;
  readonly quiet?: boolean;
}

/** Rounds of `--null` where no number is given. */
export const DEFAULT_ROUNDS = 10;

/** What is to be compared. */
export interface Parts {
  readonly behaviour: boolean;
  readonly speed: boolean;
}

/** Behaviour always, and speed where there is another version, unless one of them is asked for. */
export function partsOf({ behaviour, speed, against, null: nulls }: BenchOptions): Parts {
  if (nulls !== undefined) return { behaviour: false, speed: true };
  if (behaviour !== true && speed !== true) return { behaviour: true, speed: against !== undefined };
  return { behaviour: behaviour === true, speed: speed === true };
}

/** @throws UsageError where options exclude each other, or one lacks another */
export function checkOptions(options: BenchOptions, { environment }: Session): void {
  const { against, accept, because, until, behaviour, null: nulls, pairs, row, queue } = options;
  const parts = partsOf(options);
  const clashes: readonly (readonly [boolean, string])[] = [
    [
      accept === true && because === undefined,
      '--accept needs --because "...": the reason is kept with the baseline',
    ],
    [because?.trim() === '', '--because is empty: say why the change is meant'],
    [!accept && because !== undefined, '--because goes with --accept'],
    [!accept && until !== undefined, '--until goes with --accept'],
    [
      accept === true && isPipeline(environment),
      '--accept writes baselines, which a pipeline (CI is set) must not: accept them where the change is made, and commit them with it',
    ],
    [
      accept === true && (against !== undefined || parts.speed),
      '--accept is of behaviour, against the committed baselines: without --against, --speed and --null',
    ],
    [
      nulls !== undefined && against !== undefined,
      '--null compares the working tree with itself: without --against',
    ],
    [nulls !== undefined && behaviour === true, '--null is of speed: behaviour has no noise'],
    [pairs !== undefined && !parts.speed, '--pairs is of speed: with --against, --speed or --null'],
    [
      queue !== undefined && parts.speed,
      '--queue is of behaviour, speed is timed on this machine: with --behaviour',
    ],
    [row !== undefined && !parts.speed, '--row is of speed: with --against, --speed or --null'],
  ];
  const clash = clashes.find(([wrong]) => wrong);
  if (clash) throw new UsageError(clash[1]);
  checkQueueOptions(options);
}

/** @param today YYYY-MM-DD @throws UsageError */
export function readUntil(text: string | undefined, today: string): string | null {
  if (text === undefined) return null;
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text)
    throw new UsageError(`--until ${text}: expected a day such as 2027-03-31`);
  if (text < today) throw new UsageError(`--until ${text}: that day is over, today is ${today}`);
  return text;
}

/** `metric=margin`, such as task.latency.p99=5%. @throws UsageError */
export function readMargins(texts: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const equals = text.indexOf('=');
      if (equals < 1)
        throw new UsageError(`--margin ${text}: expected metric=margin, such as task.latency.p99=5%`);
      return [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
    }),
  );
}

export function optionalCount(
  option: string,
  text: string | undefined,
  min: number,
  max: number,
): number | undefined {
  return text === undefined ? undefined : readCount(option, text, min, max);
}
