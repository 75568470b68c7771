/**
 * A state machine for clients that ask again when they hear nothing: each command is executed once, however often it is in the log. What is
 * known of clients is part of snapshots.
 */
import { ByteReader, ByteWriter } from '../codec.ts';
import type { ProposalOutcome, ReplicatedStateMachine, Ticket } from './replicated-log.ts';
import { type SessionCall, SessionTable } from './session-table.ts';

/** What it is for: commands with results. */
export interface Service {
  execute(index: number, command: Uint8Array): Uint8Array;
  snapshot(): Uint8Array;
  restore(index: number, state: Uint8Array): void;
}

export type SessionAnswer =
  | { readonly kind: 'opened'; readonly session: number }
  /** Of this execution or of the one before. */
  | { readonly kind: 'result'; readonly result: Uint8Array }
  /** The session is over, or never was; whether the command was executed under it before cannot be told. */
  | { readonly kind: 'unknown session' };

export interface SessionListener {
  /** What has become of a proposal; null: this replica will not learn it, and it may be put up again, here or elsewhere. */
  answered(ticket: Ticket, answer: SessionAnswer | null): void;
  readEnded(ticket: Ticket, isCurrent: boolean): void;
}

const OPEN = 0;
const CALL = 1;
const NOTHING: SessionAnswer = { kind: 'unknown session' };

/** The command that opens a session. */
export const OPEN_SESSION = Uint8Array.of(OPEN);

export function sessionCommand(
  { session, serial, lowestUnanswered }: SessionCall,
  command: Uint8Array,
): Uint8Array {
  const header = new ByteWriter();
  header.u8(CALL);
  for (const word of [session, serial, lowestUnanswered]) header.word(word);
  const bytes = new Uint8Array(header.bytes.length + command.length);
  bytes.set(header.bytes);
  bytes.set(command, header.bytes.length);
  return bytes;
}

export class Sessions implements ReplicatedStateMachine {
  readonly #service: Service;
  readonly #listener: SessionListener;
  readonly #table: SessionTable;
  /** To the command that was applied last. */
  #latest: SessionAnswer = NOTHING;

  /** @param most sessions at a time: the same at all replicas */
  constructor(service: Service, listener: SessionListener, most = 10_000) {
    this.#service = service;
    this.#listener = listener;
    this.#table = new SessionTable(most);
  }

  apply(index: number, command: Uint8Array): void {
    const from = new ByteReader(command);
    if (from.u8() === OPEN) {
      this.#table.open(index);
      this.#latest = { kind: 'opened', session: index };
      return;
    }
    const call = { session: from.word(), serial: from.word(), lowestUnanswered: from.word() };
    this.#latest = this.#call(index, call, command.subarray(command.length - from.left));
  }

  #call(index: number, call: SessionCall, command: Uint8Array): SessionAnswer {
    const decision = this.#table.decide(call);
    this.#table.touch(call);
    if (decision === 'unknown') return NOTHING;
    if (decision === 'execute') this.#table.keep(call, this.#service.execute(index, command));
    return { kind: 'result', result: this.#table.resultOf(call) as Uint8Array };
  }

  snapshot(): Uint8Array {
    const header = new ByteWriter();
    this.#table.write(header);
    const state = this.#service.snapshot();
    const bytes = new Uint8Array(header.bytes.length + state.length);
    bytes.set(header.bytes);
    bytes.set(state, header.bytes.length);
    return bytes;
  }

  restore(index: number, bytes: Uint8Array): void {
    const from = new ByteReader(bytes);
    this.#table.read(from);
    this.#service.restore(index, bytes.subarray(bytes.length - from.left));
  }

  proposalEnded(ticket: Ticket, outcome: ProposalOutcome): void {
    this.#listener.answered(ticket, outcome === 'committed' ? this.#latest : null);
  }

  readEnded(ticket: Ticket, isCurrent: boolean): void {
    this.#listener.readEnded(ticket, isCurrent);
  }
}
