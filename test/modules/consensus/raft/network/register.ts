/** A register as a replicated state machine: for bare commands, and for those of sessions. */
import type {
  ProposalOutcome,
  ReplicatedStateMachine,
  Ticket,
} from '../../../../../src/modules/consensus/replicated-log.ts';
import {
  type SessionAnswer,
  type SessionListener,
  Sessions,
} from '../../../../../src/modules/consensus/sessions.ts';

const BARE = 0;
const SESSION = 1;
const NOTHING = new Uint8Array(0);
const DONE: SessionAnswer = { kind: 'result', result: NOTHING };

/** A command that is executed as often as it is in the log. */
export function bareWrite(value: number): Uint8Array {
  return Uint8Array.of(BARE, ...bytesOf(value));
}

export function inSession(command: Uint8Array): Uint8Array {
  return Uint8Array.of(SESSION, ...command);
}

export function bytesOf(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}

export class Register implements ReplicatedStateMachine {
  value: number | null = null;
  readonly #listener: SessionListener;
  readonly #sessions: Sessions;
  #isBare = false;

  constructor(listener: SessionListener) {
    this.#listener = listener;
    const service = {
      execute: (_: number, [high, low]: Uint8Array) => this.#write(high, low),
      snapshot: () => (this.value === null ? new Uint8Array(0) : bytesOf(this.value)),
      restore: (_: number, [high, low]: Uint8Array) => {
        this.value = high === undefined ? null : 256 * high + low;
      },
    };
    this.#sessions = new Sessions(service, listener);
  }

  apply(index: number, command: Uint8Array): void {
    this.#isBare = command[0] === BARE;
    if (this.#isBare) this.#write(command[1], command[2]);
    else this.#sessions.apply(index, command.subarray(1));
  }

  #write(high: number, low: number): Uint8Array {
    this.value = 256 * high + low;
    return NOTHING;
  }

  snapshot(): Uint8Array {
    return this.#sessions.snapshot();
  }

  restore(index: number, state: Uint8Array): void {
    this.#sessions.restore(index, state);
  }

  proposalEnded(ticket: Ticket, outcome: ProposalOutcome): void {
    if (this.#isBare && outcome === 'committed') this.#listener.answered(ticket, DONE);
    else this.#sessions.proposalEnded(ticket, outcome);
  }

  readEnded(ticket: Ticket, isCurrent: boolean): void {
    this.#listener.readEnded(ticket, isCurrent);
  }
}
