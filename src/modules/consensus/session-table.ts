/**
 * Sessions of clients: what a replicated state machine knows of commands that it has executed, so that one that comes again is not executed
 * again (Ongaro, dissertation, 6.3). The same commands in the same order make the same table at every replica.
 */
import type { Reader, Writer } from '../codec.ts';

/** A client is sent again with the same number; numbers rise from 1 within a session. */
export interface SessionCall {
  readonly session: number;
  readonly serial: number;
  /** The client has the results of all lower ones. */
  readonly lowestUnanswered: number;
}

/**
 * `execute`: it is new. `repeat`: it has been executed; its result is the one from then. `unknown`: the session is over, or was never opened;
 * or the client has said that it has the result. It must not be executed: it may have been before.
 */
export type SessionDecision = 'execute' | 'repeat' | 'unknown';

interface Session {
  /** All lower serials are answered. */
  lowestUnanswered: number;
  /** By serial. */
  readonly results: Map<number, Uint8Array>;
}

export function decideCall(session: Readonly<Session> | undefined, { serial }: SessionCall): SessionDecision {
  if (session === undefined || serial < session.lowestUnanswered) return 'unknown';
  return session.results.has(serial) ? 'repeat' : 'execute';
}

export class SessionTable {
  readonly #most: number;
  /** The one that was used last stands last. */
  readonly #sessions = new Map<number, Session>();

  /** @param most sessions at a time: beyond that, the one that was used least recently ends */
  constructor(most: number) {
    this.#most = most;
  }

  /** @param session a number that was never used: the index of the command that opens it */
  open(session: number): void {
    this.#sessions.set(session, { lowestUnanswered: 1, results: new Map() });
    if (this.#sessions.size <= this.#most) return;
    const [oldest] = this.#sessions.keys();
    this.#sessions.delete(oldest);
  }

  decide(call: SessionCall): SessionDecision {
    return decideCall(this.#sessions.get(call.session), call);
  }

  /** A call has been decided upon, so its session is in use, and results that its client has are not needed any more. */
  touch({ session: number, lowestUnanswered }: SessionCall): void {
    const session = this.#sessions.get(number);
    if (session === undefined) return;
    this.#sessions.delete(number);
    this.#sessions.set(number, session);
    session.lowestUnanswered = Math.max(session.lowestUnanswered, lowestUnanswered);
    for (const serial of session.results.keys())
      if (serial < session.lowestUnanswered) session.results.delete(serial);
  }

  resultOf({ session, serial }: SessionCall): Uint8Array | undefined {
    return this.#sessions.get(session)?.results.get(serial);
  }

  keep({ session, serial }: SessionCall, result: Uint8Array): void {
    this.#sessions.get(session)?.results.set(serial, result);
  }

  write(to: Writer): void {
    to.word(this.#sessions.size);
    for (const [number, { lowestUnanswered, results }] of this.#sessions) {
      for (const word of [number, lowestUnanswered, results.size]) to.word(word);
      for (const [serial, result] of results) {
        to.word(serial);
        to.word(result.length);
        for (const byte of result) to.u8(byte);
      }
    }
  }

  /** Takes over what `write` has written, in place of what is here. @throws MalformedBytesError */
  read(from: Reader): void {
    this.#sessions.clear();
    for (let left = from.word(); left > 0; left--) {
      const number = from.word();
      const session: Session = { lowestUnanswered: from.word(), results: new Map() };
      for (let results = from.word(); results > 0; results--) {
        const serial = from.word();
        session.results.set(
          serial,
          Uint8Array.from({ length: from.word() }, () => from.u8()),
        );
      }
      this.#sessions.set(number, session);
    }
  }
}
