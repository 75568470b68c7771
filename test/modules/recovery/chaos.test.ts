/** Random inputs, with restarts of the coordinator at every point, and what holds all along and in the end. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ACTION } from '../../../src/modules/recovery/vocabulary.ts';
import { s } from '../port.ts';
import { FIRST_WORKER, RecoveryScene } from './scene.ts';

const WORKERS = 5;
const MOST = 2;

type Step =
  | {
      readonly kind: 'suspect' | 'trust' | 'beat' | 'restart' | 'release' | 'remove' | 'join';
      readonly worker: number;
    }
  | { readonly kind: 'answer' | 'lateAnswer'; readonly worker: number; readonly success: boolean }
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'crash'; readonly back: number };

const worker = fc.nat({ max: WORKERS - 1 });
const kinds = fc.constantFrom('suspect', 'suspect', 'trust', 'beat', 'restart', 'release', 'remove', 'join');
const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ kind: kinds, worker }) },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constantFrom('answer', 'lateAnswer'), worker, success: fc.boolean() }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('wait' as const),
        seconds: fc.constantFrom(0.001, 1, 4, 5, 12, 61, 700),
      }),
    },
    {
      weight: 2,
      // Clocks may be set back with it.
      arbitrary: fc.record({ kind: fc.constant('crash' as const), back: fc.constantFrom(0, 0, 0, 30) }),
    },
  ),
  { maxLength: 60 },
) as fc.Arbitrary<Step[]>;

/** Drives a recovery as a coordinator would, and holds against it what it says. */
class Chaos {
  readonly scene: RecoveryScene;
  /** What the detector of this life says. */
  readonly #silent: boolean[] = new Array(WORKERS).fill(false);
  /** Tokens of requests by worker, in order. */
  readonly #asked: number[][] = Array.from({ length: WORKERS }, () => []);
  /** By worker: what is under way, as it was reported. */
  readonly #open = new Map<number, string>();

  constructor(observes: boolean, random: readonly number[]) {
    const share = MOST / WORKERS;
    this.scene = new RecoveryScene(WORKERS, { observes, budget: { share, least: 1 }, patience: s(1) });
    this.scene.port.draws.push(...random);
  }

  do(step: Step): void {
    const { recovery } = this.scene;
    switch (step.kind) {
      case 'suspect':
        // A detector does so once until it trusts again, and watches nobody who has left.
        if (!this.#silent[step.worker] && this.scene.stateOf(step.worker) !== 'removed')
          this.#suspect(step.worker);
        break;
      case 'trust':
        this.hear(step.worker);
        break;
      case 'beat':
        if (!this.#silent[step.worker]) recovery.heard(step.worker);
        break;
      case 'restart':
        recovery.restarted(step.worker);
        break;
      case 'remove':
        recovery.removed(step.worker);
        break;
      case 'join':
        recovery.joined(step.worker);
        break;
      case 'release':
        this.release(step.worker);
        break;
      case 'answer':
        this.answer(step.worker, step.success);
        break;
      case 'lateAnswer':
        for (const token of this.#asked[step.worker].slice(0, -1))
          this.scene.acted(step.worker, token, step.success);
        break;
      case 'wait':
        this.wait(step.seconds);
        break;
      case 'crash':
        this.crash(step.back);
        break;
    }
    this.check();
  }

  #suspect(worker: number): void {
    this.#silent[worker] = true;
    this.scene.recovery.suspected(worker);
  }

  /** The detector suspects everybody. */
  silence(): void {
    for (let each = 0; each < WORKERS; each++) this.do({ kind: 'suspect', worker: each });
  }

  hear(worker: number): void {
    if (this.#silent[worker]) this.scene.recovery.trusted(worker);
    else this.scene.recovery.heard(worker);
    this.#silent[worker] = false;
  }

  release(worker: number): void {
    const token = this.#asked[worker].at(-1);
    if (token !== undefined) this.scene.released(worker, token);
  }

  answer(worker: number, success: boolean): void {
    const token = this.#asked[worker].at(-1);
    if (token !== undefined) this.scene.acted(worker, token, success);
  }

  wait(seconds: number): void {
    const { port } = this.scene;
    const end = port.now() + s(seconds);
    while (port.nextTimer <= end) {
      port.advance(port.nextTimer, () => {});
      this.check();
    }
    port.advance(end, () => {});
  }

  /** Nothing may be forgotten: everybody is where they were. */
  crash(back: number): void {
    const before = this.states;
    const now = this.scene.port.now() / 1e6;
    this.scene.crash(Math.max(0, now - back));
    this.#silent.fill(false);
    expect(this.states).toEqual(before);
  }

  get states(): string[] {
    return Array.from({ length: WORKERS }, (_, each) => this.scene.stateOf(each));
  }

  check(): void {
    for (const line of this.scene.port.takeObserved()) this.#reported(line);
    for (const { words, kind } of this.scene.port.takeSent()) {
      const [address, , token] = words;
      const asked = this.#asked[address - FIRST_WORKER];
      // Tokens of one worker only grow; the same one again is the same request, after a crash.
      expect(token).toBeGreaterThanOrEqual(asked.at(-1) ?? 0);
      if (token !== asked.at(-1)) asked.push(token);
      if (kind.name === 'act') expect(this.#open.has(address)).toBe(true);
    }
    expect(this.#open.size).toBeLessThanOrEqual(MOST);
    this.#checkRouting();
  }

  #checkRouting(): void {
    for (const [each, state] of this.states.entries()) {
      const share = this.scene.shares[each];
      if (state === 'healthy') expect(share).toBe(1);
      else if (state === 'reintegrating') expect(share > 0 && share < 1).toBe(true);
      else if (state !== 'removed') expect(share).toBe(0);
    }
  }

  #reported(line: string): void {
    const [fact, address, action] = line.split(' ');
    if (fact === 'began') {
      expect(this.#open.has(Number(address))).toBe(false);
      this.#open.set(Number(address), action);
      expect(this.#open.size).toBeLessThanOrEqual(MOST);
    } else if (fact === 'ended' && Number(action) !== ACTION.escalate) {
      expect(this.#open.get(Number(address))).toBe(action);
      this.#open.delete(Number(address));
    }
  }
}

const draws = fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { maxLength: 40 });

describe('whatever happens', () => {
  test('no worker is in two recoveries, the budget holds, nothing is forgotten, and all are well when they can be', () => {
    fc.assert(
      fc.property(steps, draws, (steps, random) => {
        const chaos = new Chaos(false, random);
        for (const step of steps) chaos.do(step);
        const isWell = (state: string) => state === 'healthy' || state === 'removed';
        for (let round = 0; round < 400 && !chaos.states.every(isWell); round++) {
          for (let each = 0; each < WORKERS; each++) {
            chaos.answer(each, true);
            chaos.release(each);
            chaos.hear(each);
          }
          chaos.wait(5);
          chaos.check();
        }
        expect(chaos.states.filter((state) => !isWell(state))).toEqual([]);
        expect(chaos.scene.recovery.underWay).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  test('each ladder comes to its end with people where nothing helps and nobody answers', () => {
    fc.assert(
      fc.property(steps, draws, (steps, random) => {
        const chaos = new Chaos(false, random);
        for (const step of steps) chaos.do(step);
        // Whoever was on the way back falls silent once more.
        for (let round = 0; round < 4; round++) {
          chaos.silence();
          chaos.wait(10_000);
          chaos.check();
        }
        for (const state of chaos.states) expect(['escalated', 'removed']).toContain(state);
        chaos.crash(0);
      }),
      { numRuns: 150 },
    );
  });

  test('whoever only observes asks nobody for anything, and takes nobody out of the routing', () => {
    fc.assert(
      fc.property(steps, draws, (steps, random) => {
        const chaos = new Chaos(true, random);
        for (const step of steps) {
          if (step.kind === 'crash') chaos.scene.crash();
          else if (step.kind === 'wait') chaos.scene.advance(chaos.scene.port.now() / 1e6 + step.seconds);
          else if (step.kind === 'suspect') chaos.scene.recovery.suspected(step.worker);
          else if (step.kind === 'trust') chaos.scene.recovery.trusted(step.worker);
          else if (step.kind === 'restart') chaos.scene.recovery.restarted(step.worker);
        }
        expect(chaos.scene.port.take()).toEqual([]);
        expect(chaos.scene.shares).toEqual(new Array(WORKERS).fill(1));
        for (let each = 0; each < WORKERS; each++) chaos.hear(each);
        for (let each = 0; each < WORKERS; each++) chaos.scene.recovery.trusted(each);
        expect(chaos.states).toEqual(new Array(WORKERS).fill('healthy'));
      }),
      { numRuns: 200 },
    );
  });
});
