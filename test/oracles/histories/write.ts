/** Writes histories in each of the formats. */
import type { HistoryFormat } from '../../../src/oracles/histories/index.ts';
import type { MultiRegisterStep } from '../../../src/oracles/linearizability/index.ts';
import type { Operation } from '../../../src/oracles/linearizability/types.ts';

/** What tests write: all inputs of all models, with what they may have. */
export interface AnyInput {
  readonly f: string;
  readonly key?: unknown;
  readonly value?: unknown;
  readonly from?: unknown;
  readonly to?: unknown;
  readonly steps?: readonly MultiRegisterStep[];
}

export interface WrittenEvent {
  readonly process: number;
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  readonly f: string;
  readonly key?: unknown;
  readonly value: unknown;
}

const ANSWERS: ReadonlySet<string> = new Set(['read', 'get', 'dequeue']);

function askedOf({ f, from, to, value, steps }: AnyInput): unknown {
  if (f === 'cas') return [from, to];
  if (steps) return steps.map((step) => [step.f, step.register, step.f === 'write' ? step.value : null]);
  return value ?? null;
}

function answerOf(input: AnyInput, output: unknown): unknown {
  if (!input.steps) return ANSWERS.has(input.f) ? output : askedOf(input);
  let read = 0;
  return input.steps.map((step) => [
    step.f,
    step.register,
    step.f === 'write' ? step.value : (output as unknown[])[read++],
  ]);
}

/** Events in the order of their times. Operations that answered false are refused: they fail. Every other unknown end is said, at the end. */
export function eventsOf(history: readonly Operation<unknown, unknown>[]): WrittenEvent[] {
  const events = history.flatMap(
    ({ process, input, output, invoked, returned }, n): [number, WrittenEvent][] => {
      const given = input as AnyInput;
      const common = { process: process as number, f: given.f, key: given.key };
      const invoke: [number, WrittenEvent] = [invoked, { ...common, type: 'invoke', value: askedOf(given) }];
      const info: [number, WrittenEvent] = [Infinity, { ...common, type: 'info', value: askedOf(given) }];
      if (returned === Infinity) return n % 2 === 0 ? [invoke, info] : [invoke];
      const isRefused = output === false && given.f !== 'read';
      const value = isRefused ? askedOf(given) : answerOf(given, output);
      return [invoke, [returned, { ...common, type: isRefused ? 'fail' : 'ok', value }]];
    },
  );
  return events.sort(([a], [b]) => (a === b ? 0 : a - b)).map(([, event]) => event);
}

/** Extensible data notation of plain data. Keys of mappings become keywords. */
export function edn(value: unknown): string {
  if (value === null || value === undefined) return 'nil';
  if (Array.isArray(value)) return `[${value.map(edn).join(' ')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{${entries.map(([key, one]) => `:${key} ${edn(one)}`).join(', ')}}`;
}

const isKeyed = ({ key }: WrittenEvent) => key !== undefined;

/** As jepsen.independent writes keys. */
const paired = (event: WrittenEvent): unknown => (isKeyed(event) ? [event.key, event.value] : event.value);

export interface WriteStyle {
  /** EDN: one vector of all, over several lines each. */
  readonly isVector?: boolean;
  /** EDN: keys before the values; else as entries of their own. */
  readonly isPaired?: boolean;
  /** Log: without the words before, as in history.txt. */
  readonly isBare?: boolean;
}

export function written(
  events: readonly WrittenEvent[],
  format: HistoryFormat,
  { isVector = false, isPaired = false, isBare = false }: WriteStyle = {},
): string {
  if (format === 'jsonl') return events.map((event) => `${JSON.stringify(event)}\n`).join('');
  if (format === 'log') {
    const before = isBare ? '' : 'INFO  jepsen.util - ';
    return events
      .map((event) => `${before}${event.process}\t:${event.type}\t:${event.f}\t${edn(paired(event))}\n`)
      .join('');
  }
  const maps = events.map((event) => {
    const { key, ...rest } = event;
    const map = isPaired ? { ...rest, value: paired(event) } : { ...rest, key };
    const text = edn(map).replace(/:(type|f) "([a-z]+)"/g, ':$1 :$2');
    return isVector ? text.replace(', ', ' ; "a remark" [\n  ') : text;
  });
  return isVector ? `;; a history\n[${maps.join('\n ')}]\n` : `${maps.join('\n')}\n`;
}
