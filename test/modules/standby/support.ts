import { Coordinator } from '../../../src/modules/coordination/coordinator.ts';
import { MESSAGE } from '../../../src/modules/ports.ts';
import { ReplicatedCoordinator } from '../../../src/modules/standby/replicated-coordinator.ts';
import { coordinatorOptions } from '../coordination/support.ts';
import { directory, type Sent, s, TestPort } from '../port.ts';

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
        create: (port) => new Coordinator(port, directory(), options),
      });
    this.#module = this.#create();
    this.#module.start();
  }

  get generation(): number {
    return this.#module.generation;
  }

  get leads(): boolean {
    return this.#module.leads;
  }

  /** A message comes in; says what was sent thereupon. */
  hear(from: number, kind: keyof typeof MESSAGE, a: number, b = 0, c = 0): string[] {
    this.#module.onMessage(from, MESSAGE[kind], a, b, c);
    return this.#take();
  }

  /** Takes a message in as it was sent. */
  receive(from: number, { kind, a, b, c, table }: Sent): void {
    this.#module.onMessage(from, kind, a, b, c, table);
  }

  advance(seconds: number): string[] {
    this.port.advance(s(seconds), (tag, argument) => this.#module.onTimer(tag, argument));
    return this.#take();
  }

  /** Without what travels in tables: `port.take` shows that too. */
  #take(): string[] {
    return this.port.take().map((line) => line.replace(/ \[.*\]$/, ''));
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
          } else others.push(show(message));
        }
      }
    }
    return others;
  }
}

const NAMES = Object.keys(MESSAGE);

function show({ to, kind, a, b, c }: Sent): string {
  return `${NAMES[kind]} ${to} ${a} ${b} ${c}`;
}
