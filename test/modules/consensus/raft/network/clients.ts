/** Clients with sessions, who put a command up again, anywhere, when they are not answered. */
import {
  OPEN_SESSION,
  type SessionAnswer,
  sessionCommand,
} from '../../../../../src/modules/consensus/sessions.ts';
import type { Machine } from './machine.ts';
import type { Call, Network } from './network.ts';
import { bytesOf, inSession } from './register.ts';

interface Client {
  session: number | null;
  serial: number;
  /** Not answered, by serial. */
  readonly open: Map<number, Call>;
}

export class Clients {
  readonly #network: Network;
  readonly #clients: Client[];

  constructor(network: Network, count: number) {
    this.#network = network;
    this.#clients = Array.from({ length: count }, () => ({ session: null, serial: 0, open: new Map() }));
  }

  /** Something new to write, or first of all a session. */
  write(place: number, machine: Machine): void {
    const client = this.#clients[place % this.#clients.length];
    const { session } = client;
    if (session === null) {
      this.#network.propose(machine, inSession(OPEN_SESSION), (answer) => {
        if (answer?.kind === 'opened') client.session ??= answer.session;
      });
      return;
    }
    const call = this.#network.newWrite();
    const serial = client.serial + 1;
    client.open.set(serial, call);
    if (this.#put(client, session, serial, machine)) {
      client.serial = serial;
      this.#network.history.push(call);
    } else client.open.delete(serial);
  }

  /** All that is not answered once more. */
  retry(machine: Machine): void {
    for (const client of this.#clients)
      for (const serial of client.open.keys())
        if (client.session !== null) this.#put(client, client.session, serial, machine);
  }

  #put(client: Client, session: number, serial: number, machine: Machine): boolean {
    const call = client.open.get(serial) as Call;
    const lowestUnanswered = Math.min(...client.open.keys());
    const command = sessionCommand({ session, serial, lowestUnanswered }, bytesOf(writtenBy(call)));
    return this.#network.propose(machine, inSession(command), (answer) => this.#end(client, serial, answer));
  }

  #end(client: Client, serial: number, answer: SessionAnswer | null): void {
    const call = client.open.get(serial);
    if (answer === null || call === undefined) return;
    if (answer.kind !== 'result')
      throw new Error(`session: ${client.session} is ${answer.kind} at ${serial}`);
    call.returned = this.#network.now();
    client.open.delete(serial);
  }
}

function writtenBy({ input }: Call): number {
  return input.f === 'write' ? (input.value as number) : Number.NaN;
}
