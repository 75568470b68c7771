/** Clients with sessions, who put a command up again, anywhere, when they are not answered. */
import { OPEN_SESSION, sessionCommand } from '../../../../../src/modules/consensus/sessions.ts';
import type { Machine } from './machine.ts';
import type { Call, Network } from './network.ts';
import { bytesOf, inSession } from './register.ts';

interface Client {
  session: number | null;
  serial: number;
  /** What it waits for: it asks for one thing at a time. */
  call: Call | null;
}

export class Clients {
  readonly #network: Network;
  readonly #clients: Client[];

  constructor(network: Network, count: number) {
    this.#network = network;
    this.#clients = Array.from({ length: count }, () => ({ session: null, serial: 0, call: null }));
  }

  /** The next thing that some client wants: a session, a write, or, where it waits for one, the same once more. */
  act(place: number, machine: Machine): void {
    const client = this.#clients[place % this.#clients.length];
    if (client.session === null) this.#open(client, machine);
    else if (client.call === null) this.#write(client, client.session, machine);
    else this.#put(client, client.session, client.call, machine);
  }

  /** Once more what some client waits for, if anything. */
  insist(place: number, machine: Machine): void {
    const client = this.#clients[place];
    if (client.session !== null && client.call !== null)
      this.#put(client, client.session, client.call, machine);
  }

  get isAnswered(): boolean {
    return this.#clients.every(({ call }) => call === null);
  }

  /** Somebody waits no longer, and comes again as another: what becomes of the write stays open. */
  giveUp(place: number): void {
    Object.assign(this.#clients[place % this.#clients.length], { session: null, serial: 0, call: null });
  }

  #open(client: Client, machine: Machine): void {
    this.#network.propose(machine, inSession(OPEN_SESSION), (answer) => {
      if (answer?.kind === 'opened') client.session ??= answer.session;
    });
  }

  #write(client: Client, session: number, machine: Machine): void {
    const call = this.#network.newWrite();
    client.serial++;
    client.call = call;
    if (this.#put(client, session, call, machine)) this.#network.history.push(call);
    else {
      client.serial--;
      client.call = null;
    }
  }

  #put(client: Client, session: number, call: Call, machine: Machine): boolean {
    const { serial } = client;
    const command = sessionCommand({ session, serial, lowestUnanswered: serial }, bytesOf(writtenBy(call)));
    return this.#network.propose(machine, inSession(command), (answer) => {
      if (answer === null || client.call !== call) return;
      if (answer.kind !== 'result') throw new Error(`session: ${session} is ${answer.kind} at ${serial}`);
      call.returned = this.#network.now();
      client.call = null;
    });
  }
}

function writtenBy({ input }: Call): number {
  return input.f === 'write' ? (input.value as number) : Number.NaN;
}
