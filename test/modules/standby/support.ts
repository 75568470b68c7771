import { Coordinator } from '../../../src/modules/coordination/coordinator.ts';
import { listening } from '../../../src/modules/flows/vocabulary.ts';
import { scheduling } from '../../../src/modules/scheduling/vocabulary.ts';
import { scopeHash } from '../../../src/modules/scopes.ts';
import { ReplicatedCoordinator } from '../../../src/modules/standby/replicated-coordinator.ts';
import { coordinatorOptions } from '../coordination/support.ts';
import { deliver, directory, type Sent, s, show, TestPort, tell } from '../port.ts';

export const FIRST = 50;
export const SECOND = 51;
export const WORKERS = [10, 11, 12];
export const CLIENT = 90;

/** One of a pair of coordinators on a machine of its own, spoken to by hand. It beats every second. */
export class Desk {
  readonly port: TestPort;
  readonly #create: () => ReplicatedCoordinator;
  #module: ReplicatedCoordinator;

  constructor(address: number) {
    this.port = new TestPort(address);
    const options = coordinatorOptions({ workers: WORKERS });
    this.#create = () =>
      new ReplicatedCoordinator(this.port, {
        peer: FIRST + SECOND - address,
        isFirst: address === FIRST,
        witnesses: WORKERS,
        workers: WORKERS,
        heartbeat: s(1),
        timeout: s(10),
        syncTimeout: s(3),
        speaks: [scheduling, listening],
        redirects: [scheduling.result, scheduling.heartbeat],
        create: (port) => new Coordinator(port, directory(), options),
      });
    this.#module = this.#create();
    this.#module.start();
  }

  get generation(): number {
    return this.#module.generation;
  }

  /** Rows of a scope of the module that is replicated, as far as this one has them. */
  rows(path: string): ReadonlyMap<number, readonly number[]> {
    return this.port.rowsAt(`replicated/${scopeHash(path)}`).rows;
  }

  get leads(): boolean {
    return this.#module.leads;
  }

  /** A message comes in; says what was sent thereupon. */
  hear(from: number, kind: string, ...words: number[]): string[] {
    // The pair hears of submissions in its own way.
    tell(this.#module, from, kind, words, 'sessions');
    return this.#take();
  }

  /** Takes a message in as it was sent. */
  receive(from: number, message: Sent): void {
    deliver(this.#module, from, message);
  }

  advance(seconds: number): string[] {
    this.port.advance(s(seconds), () => this.#module.onTimer());
    return this.#take();
  }

  /** Without what batches hold: `port.take` shows that too. */
  #take(): string[] {
    return this.port.take().map(shorter);
  }

  crash(): void {
    this.port.crash();
    this.#module = this.#create();
    this.#module.start();
  }
}

/** Both of a pair. What they send to each other is carried only when asked for. */
export class Pair {
  readonly first = new Desk(FIRST);
  readonly second = new Desk(SECOND);

  /** Carries what either has sent to the other until neither sends more; says what they sent to anybody else. */
  settle(): string[] {
    const others: string[] = [];
    for (let carried = true; carried; ) {
      carried = false;
      for (const desk of [this.first, this.second]) {
        for (const message of desk.port.takeSent()) {
          const to = [this.first, this.second].find(({ port }) => port.self === message.to);
          if (to) {
            carried = true;
            to.receive(desk.port.self, message);
          } else others.push(shorter(show(message)));
        }
      }
    }
    return others;
  }
}

/** Of a batch only its generation, stream and number. */
function shorter(line: string): string {
  return line.replace(/ \d+ \d+ \[.*\]$/, '');
}
