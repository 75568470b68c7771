import { fc, test } from '@fast-check/vitest';
import { describe, test as example, expect } from 'vitest';
import { decideCall, type SessionCall } from '../../../src/modules/consensus/session-table.ts';
import {
  OPEN_SESSION,
  type SessionAnswer,
  Sessions,
  sessionCommand,
} from '../../../src/modules/consensus/sessions.ts';
import { testRule } from './raft/mutants.ts';

testRule(
  'a command is executed once, and never where that cannot be known',
  decideCall,
  (rule) => {
    const session = { lowestUnanswered: 3, results: new Map([[4, new Uint8Array(0)]]) };
    const call = (serial: number) => ({ session: 1, serial, lowestUnanswered: 3 });
    expect(rule(session, call(3))).toBe('execute');
    expect(rule(session, call(4))).toBe('repeat');
    expect(rule(session, call(2))).toBe('unknown');
    expect(rule(undefined, call(3))).toBe('unknown');
  },
  {
    'it is executed as often as it comes': () => 'execute',
    'an unknown session is a new one': (session, call) => (session ? decideCall(session, call) : 'execute'),
    'a result that was dropped is made again': (session, call) =>
      decideCall(session && { ...session, lowestUnanswered: 0 }, call),
  },
);

/** Counts, so that whatever is executed twice shows. */
class Counter {
  sum = 0;
  readonly answers: string[] = [];
  readonly machine: Sessions;
  #index = 0;

  constructor(most?: number) {
    const service = {
      execute: (_: number, [value]: Uint8Array) => {
        this.sum += value;
        return Uint8Array.of(this.sum);
      },
      snapshot: () => Uint8Array.of(this.sum),
      restore: (_: number, [sum]: Uint8Array) => {
        this.sum = sum;
      },
    };
    const answered = (ticket: number, answer: SessionAnswer | null) =>
      this.answers.push(`${ticket} ${show(answer)}`);
    this.machine = new Sessions(service, { answered, readEnded() {} }, most);
  }

  apply(command: Uint8Array): string {
    this.machine.apply(++this.#index, command);
    this.machine.proposalEnded(this.#index, 'committed');
    return (this.answers.at(-1) as string).replace(/^\d+ /, '');
  }

  moveTo(other: Counter): void {
    other.#index = this.#index;
    other.machine.restore(this.#index, this.machine.snapshot());
  }
}

function show(answer: SessionAnswer | null): string {
  if (answer === null) return 'undecided';
  if (answer.kind === 'opened') return `session ${answer.session}`;
  return answer.kind === 'result' ? answer.result.join(' ') : answer.kind;
}

const add = (session: number, serial: number, value: number, lowestUnanswered = 1) =>
  sessionCommand({ session, serial, lowestUnanswered }, Uint8Array.of(value));

describe('sessions', () => {
  example('a command that comes again has the result that it had, also after a snapshot', () => {
    const one = new Counter();
    expect(one.apply(OPEN_SESSION)).toBe('session 1');
    expect(one.apply(add(1, 1, 5))).toBe('5');
    expect(one.apply(add(1, 2, 2))).toBe('7');
    expect(one.apply(add(1, 1, 5))).toBe('5');
    const other = new Counter();
    one.moveTo(other);
    expect(other.apply(add(1, 1, 5))).toBe('5');
    expect(other.apply(add(1, 3, 1, 3))).toBe('8');
    expect(other.apply(add(1, 1, 5))).toBe('unknown session');
    expect(other.sum).toBe(8);
  });

  example('the session that was used least recently ends, and its commands are not executed any more', () => {
    const one = new Counter(2);
    one.apply(OPEN_SESSION);
    one.apply(OPEN_SESSION);
    one.apply(add(1, 1, 5));
    one.apply(OPEN_SESSION);
    expect(one.apply(add(2, 1, 1))).toBe('unknown session');
    expect(one.apply(add(1, 2, 1))).toBe('6');
    expect(one.sum).toBe(6);
  });

  example('a proposal that was not committed here is told to be open', () => {
    const one = new Counter();
    one.machine.proposalEnded(9, 'undecided');
    expect(one.answers).toEqual(['9 undecided']);
  });
});

const calls = fc.array(
  fc.oneof(
    fc.constant(null),
    fc.record({
      session: fc.integer({ min: 1, max: 5 }),
      serial: fc.integer({ min: 1, max: 4 }),
      lowestUnanswered: fc.integer({ min: 1, max: 3 }),
    }),
  ),
  { maxLength: 40 },
);
const commandOf = (call: SessionCall | null) =>
  call ? sessionCommand(call, Uint8Array.of(1)) : OPEN_SESSION;

test.prop([calls, fc.nat({ max: 40 })])(
  'a replica that goes on from a snapshot answers as the others do',
  (given, at) => {
    const whole = new Counter(3);
    const early = new Counter(3);
    for (const call of given.slice(0, at)) {
      whole.apply(commandOf(call));
      early.apply(commandOf(call));
    }
    const later = new Counter(3);
    early.moveTo(later);
    for (const call of given.slice(at))
      expect(later.apply(commandOf(call))).toBe(whole.apply(commandOf(call)));
    expect(later.machine.snapshot()).toEqual(whole.machine.snapshot());
  },
);
