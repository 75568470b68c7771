/** A log the slow and obvious way, and steps to take with it and with a real one alike. */
import { fc } from '@fast-check/vitest';
import type { Log, Snapshot } from '../../src/modules/ports.ts';

interface Entry {
  readonly index: number;
  readonly term: number;
  readonly data: Uint8Array;
}

type Changes = Pick<Log, 'append' | 'truncateFrom' | 'compactTo' | 'install'>;

export class SlowLog implements Changes {
  #snapshot: Snapshot | null = null;
  #entries: readonly Entry[] = [];

  get first(): number {
    return (this.#snapshot?.index ?? 0) + 1;
  }

  get last(): number {
    return this.#entries.at(-1)?.index ?? this.first - 1;
  }

  termAt(index: number): number {
    return this.#entries.find((one) => one.index === index)?.term ?? -1;
  }

  append(term: number, data: Uint8Array): boolean {
    this.#entries = [...this.#entries, { index: this.last + 1, term, data }];
    return true;
  }

  truncateFrom(from: number): void {
    this.#entries = this.#entries.filter(({ index }) => index < from);
  }

  compactTo(snapshot: Snapshot): void {
    this.#entries = this.#entries.filter(({ index }) => index > snapshot.index);
    this.#snapshot = snapshot;
  }

  install(snapshot: Snapshot): void {
    this.#entries = [];
    this.#snapshot = snapshot;
  }

  copy(): SlowLog {
    const copy = new SlowLog();
    copy.#snapshot = this.#snapshot;
    copy.#entries = this.#entries;
    return copy;
  }

  /** As `viewOf` shows a log. */
  view(): string {
    return [shown(this.#snapshot), ...this.#entries.map(shown)].join(' ');
  }
}

const hex = (data: Uint8Array) => Buffer.from(data).toString('hex');
const shown = (one: Entry | null) => (one ? `${one.index}:${one.term}:${hex(one.data)}` : '-');

/** All that a log says of itself. */
export function viewOf(log: Log): string {
  const { snapshot, first, last } = log;
  const entries: Entry[] = [];
  for (let index = first; index <= last; index++)
    entries.push({
      index,
      term: log.termAt(index) ?? Number.NaN,
      data: log.entry(index) ?? Uint8Array.of(0xee),
    });
  const outside = [first - 2, last + 1, 0.5].filter((index) => log.termAt(index) !== undefined);
  const bare = [first - 1, last + 1].filter((index) => log.entry(index) !== undefined);
  const odd = [...outside, ...bare].map((index) => ` also ${index}`).join('');
  const end = log.termAt(first - 1) === (snapshot?.term ?? 0) ? '' : ' another term before the first';
  return [shown(snapshot), ...entries.map(shown)].join(' ') + odd + end;
}

/** Places are counted from an end of the log, so that a step can be taken whatever there is. */
export type LogStep =
  | { readonly kind: 'append'; readonly term: number; readonly data: Uint8Array }
  | { readonly kind: 'truncate' | 'compact'; readonly back: number; readonly data: Uint8Array }
  | { readonly kind: 'install'; readonly ahead: number; readonly term: number; readonly data: Uint8Array };

const term = fc.integer({ min: 0, max: 3 });
const data = fc.uint8Array({ maxLength: 3 });

export const logSteps: fc.Arbitrary<LogStep> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('append' as const), term, data }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('truncate' as const, 'compact' as const),
      back: fc.nat(4),
      data,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('install' as const),
      ahead: fc.integer({ min: 1, max: 6 }),
      term,
      data,
    }),
  },
);

/** Takes a step with both. */
export function take(step: LogStep, log: Log, slow: SlowLog): void {
  const { first, last } = slow;
  const compacted = last - ('back' in step ? step.back : 0);
  const compactedTerm = slow.termAt(compacted);
  for (const one of [log, slow]) {
    if (step.kind === 'append') one.append(step.term, step.data);
    else if (step.kind === 'truncate') one.truncateFrom(Math.max(first, last + 1 - step.back));
    else if (step.kind === 'install')
      one.install({ index: first - 1 + step.ahead, term: step.term, data: step.data });
    else if (compacted >= first) one.compactTo({ index: compacted, term: compactedTerm, data: step.data });
  }
}
