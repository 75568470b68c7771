import type { RecoveryOptions } from '../../../src/modules/recovery/options.ts';
import { ACTION, ESCALATION, OUTCOME } from '../../../src/modules/recovery/vocabulary.ts';
import { s } from '../port.ts';
import { FIRST_WORKER, RecoveryScene } from './scene.ts';

/** Writes down what a recovery hears, does and says, line by line, for people to read. */
export class Transcript {
  readonly #scene: RecoveryScene;
  readonly #lines: string[] = [];

  constructor(options: Partial<RecoveryOptions> = {}) {
    this.#scene = new RecoveryScene(NAMES.length, options);
  }

  /** What the dice will show, in turn. */
  dice(...draws: number[]): this {
    this.#scene.port.draws.push(...draws);
    return this;
  }

  scene(title: string): this {
    if (this.#lines.length > 0) this.#lines.push('');
    this.#lines.push(`# ${title}`);
    return this;
  }

  suspected(name: string): this {
    this.#scene.recovery.suspected(NAMES.indexOf(name));
    return this.#heard(`${name} is suspected`);
  }

  trusted(name: string): this {
    this.#scene.recovery.trusted(NAMES.indexOf(name));
    return this.#heard(`${name} is heard again`);
  }

  restarted(name: string): this {
    this.#scene.recovery.restarted(NAMES.indexOf(name));
    return this.#heard(`${name} is a new incarnation`);
  }

  acted(name: string, token: number, success = true): this {
    this.#scene.acted(NAMES.indexOf(name), token, success);
    return this.#heard(`the supervisor: ${success ? 'done' : 'not done'}, ${name}, token ${short(token)}`);
  }

  released(name: string, token: number): this {
    this.#scene.released(NAMES.indexOf(name), token);
    return this.#heard(`people have dealt with ${name}, token ${short(token)}`);
  }

  removed(name: string): this {
    this.#scene.recovery.removed(NAMES.indexOf(name));
    return this.#heard(`${name} leaves for good`);
  }

  crash(): this {
    this.#scene.crash();
    return this.#heard('the coordinator goes down and comes up again with its store');
  }

  /** Lets time pass, up to so many seconds from the start, timer by timer. */
  until(seconds: number): this {
    const { port } = this.#scene;
    while (port.nextTimer <= s(seconds)) {
      port.advance(port.nextTimer, () => {});
      this.#said();
    }
    port.advance(s(seconds), () => {});
    return this;
  }

  get text(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  #heard(what: string): this {
    this.#lines.push(`${this.#time()}  ${what}`);
    this.#said();
    return this;
  }

  #said(): void {
    for (const line of this.#scene.port.takeObserved())
      this.#lines.push(`${this.#time()}      * ${observation(line)}`);
    for (const line of this.#scene.port.take()) this.#lines.push(`${this.#time()}      -> ${message(line)}`);
    for (const line of this.#scene.takeRoutes()) {
      const [worker, share] = line.split(' ');
      this.#lines.push(
        `${this.#time()}      = ${NAMES[Number(worker)]} is given ${Math.round(Number(share) * 100)} %`,
      );
    }
  }

  #time(): string {
    return (this.#scene.port.now() / 1e6).toFixed(3).padStart(8);
  }
}

const NAMES = ['Ann', 'Bob', 'Cyd'];
const ACTIONS = Object.keys(ACTION);
const OUTCOMES = Object.keys(OUTCOME);
const REASONS = Object.keys(ESCALATION);

const nameOf = (address: string) => NAMES[Number(address) - FIRST_WORKER];
/** Tokens of a life follow each other; those of the next are far above. */
const short = (token: number) => `${Math.floor(token / 2 ** 32)}.${token % 2 ** 32}`;

function message(line: string): string {
  const [kind, , address, what, token] = line.split(' ');
  const asked = kind === 'escalate' ? `people, ${REASONS[Number(what)]}` : ACTIONS[Number(what)];
  return `supervisor: ${asked}, ${nameOf(address)}, token ${short(Number(token))}`;
}

function observation(line: string): string {
  const [kind, address, first, second, third] = line.split(' ');
  const name = nameOf(address);
  if (kind === 'began') return `${name}: ${ACTIONS[Number(first)]}, attempt ${second}, severity ${third}`;
  if (kind === 'ended') return `${name}: ${ACTIONS[Number(first)]} ended, ${OUTCOMES[Number(second)]}`;
  if (kind === 'escalated') return `${name}: ${REASONS[Number(first)]} after ${second} attempts`;
  if (kind === 'wouldAct') return `${name}: would ${ACTIONS[Number(first)]}, severity ${second}`;
  if (kind === 'healthy') return `${name} is healthy, after ${(Number(first) / 1e6).toFixed(3)} s`;
  return `${name} is ${kind}`;
}
