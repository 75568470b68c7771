import { RESULT } from '../../../src/modules/scheduling/vocabulary.ts';
import { directory, s } from '../port.ts';
import { FIRST_WORKER, Scene, type SceneOptions } from './scene.ts';

/** Writes down what a dispatcher hears, does and says, line by line, for people to read. */
export class Transcript {
  readonly #scene: Scene;
  readonly #lines: string[] = [];

  constructor(options: SceneOptions) {
    this.#scene = new Scene({ tasks: directory(), ...options });
  }

  /** What the dice will show, in turn. */
  dice(...draws: number[]): this {
    this.#scene.port.draws.push(...draws);
    return this;
  }

  /** An empty line and a heading. */
  scene(title: string): this {
    if (this.#lines.length > 0) this.#lines.push('');
    this.#lines.push(`# ${title}`);
    return this;
  }

  submit(task: number): this {
    this.#scene.dispatcher.accept(task, task);
    return this.#heard(`task ${task} is submitted`);
  }

  confirm(worker: string, task: number, attempt: number): this {
    this.#scene.dispatcher.onAssigned(task, attempt, true);
    return this.#heard(`${worker} confirms task ${task}, attempt ${attempt}`);
  }

  refuse(worker: string, task: number, attempt: number): this {
    this.#scene.dispatcher.onAssigned(task, attempt, false);
    return this.#heard(`${worker} has no room for task ${task}, attempt ${attempt}`);
  }

  result(worker: string, task: number, attempt: number, success = true): this {
    this.#scene.dispatcher.onResult(
      addressOf(worker),
      task,
      attempt,
      success ? RESULT.success : RESULT.failure,
    );
    return this.#heard(
      `${worker} reports ${success ? 'success' : 'failure'} of task ${task}, attempt ${attempt}`,
    );
  }

  lost(worker: string): this {
    this.#scene.dispatcher.workerLost(addressOf(worker) - FIRST_WORKER);
    return this.#heard(`${worker} is suspected`);
  }

  back(worker: string): this {
    this.#scene.dispatcher.workerBack(addressOf(worker) - FIRST_WORKER);
    return this.#heard(`${worker} is trusted again`);
  }

  restarted(worker: string): this {
    this.#scene.dispatcher.workerRestarted(addressOf(worker) - FIRST_WORKER);
    return this.#heard(`${worker} has restarted`);
  }

  crash(): this {
    const sent = this.#scene.crash();
    return this.#heard('the dispatcher goes down and comes up again with its store', sent);
  }

  /** Lets time pass, up to so many seconds from the start, timer by timer. */
  until(seconds: number): this {
    const { port } = this.#scene;
    while (port.nextTimer <= s(seconds)) {
      const { nextTimer } = port;
      port.advance(nextTimer, () => {});
      this.#said();
    }
    port.advance(s(seconds), () => {});
    return this;
  }

  get text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  #heard(what: string, sent: readonly string[] = []): this {
    this.#lines.push(`${this.#time()}  ${what}`);
    this.#said(sent);
    return this;
  }

  #said(sent: readonly string[] = []): void {
    const { port } = this.#scene;
    for (const line of port.takeObserved()) this.#lines.push(`${this.#time()}      * ${observation(line)}`);
    for (const line of [...sent, ...port.take()])
      this.#lines.push(`${this.#time()}      -> ${message(line)}`);
    for (const line of this.#scene.takeEnded())
      this.#lines.push(`${this.#time()}      = task ${line.replace(/ \(.*/, '')}`);
  }

  #time(): string {
    return (this.#scene.port.now() / 1e6).toFixed(3).padStart(8);
  }
}

const NAMES = ['Ann', 'Bob', 'Cyd'];
const REASONS = ['failure', 'timeout', 'worker lost', 'refused', 'shed', 'unacknowledged'];

const addressOf = (name: string) => FIRST_WORKER + NAMES.indexOf(name);
const nameOf = (address: string) => NAMES[Number(address) - FIRST_WORKER];

function message(line: string): string {
  const [kind, to, task, attempt] = line.split(' ');
  return `${nameOf(to)}: ${kind} task ${task}, attempt ${attempt}`;
}

function observation(line: string): string {
  const [kind, task, value] = line.split(' ');
  if (kind === 'assignment') return `task ${task} goes to ${nameOf(value)}`;
  if (kind === 'fenced') return `result of task ${task} by ${nameOf(value)} is turned away`;
  if (kind === 'retried' || kind === 'failed') return `task ${task} ${kind}: ${REASONS[Number(value)]}`;
  return `task ${task} ${kind}`;
}
