/** The probe that a member is at: one at a time, as long as its own health asks for. */
import type { TimerId } from '../../ports.ts';
import type { SwimSettings } from './settings.ts';

export class Probe {
  readonly #settings: SwimSettings;
  /** Local health: 0 is well; each point gives a probe another period to be answered in. */
  #score = 0;
  /** Of its ping; 0: none is under way. */
  sequence = 0;
  target = -1;
  /** When its time is over. */
  endsAt = 0;
  timer: TimerId = 0;
  #nacksExpected = 0;
  #nacks = 0;

  constructor(settings: SwimSettings) {
    this.#settings = settings;
  }

  get score(): number {
    return this.#score;
  }

  get isUnderWay(): boolean {
    return this.sequence !== 0;
  }

  begin(sequence: number, target: number, now: number): void {
    this.sequence = sequence;
    this.target = target;
    this.endsAt = now + (this.#score + 1) * this.#settings.period;
    this.#nacksExpected = 0;
    this.#nacks = 0;
  }

  /** Others have been asked; they send nacks only where probes adapt. */
  asked(members: number): void {
    if (this.#settings.maxLocalHealth > 1) this.#nacksExpected = members;
  }

  nacked(): void {
    this.#nacks++;
  }

  succeeded(): void {
    this.sequence = 0;
    this.worsen(-1);
  }

  /** Nacks that did not come say that the prober is unwell; where none could come, the failure itself does. */
  failed(): void {
    this.sequence = 0;
    const missing = Math.max(0, this.#nacksExpected - this.#nacks);
    this.worsen(this.#nacksExpected > 0 ? missing : 1);
  }

  worsen(by: number): void {
    this.#score = Math.min(this.#settings.maxLocalHealth - 1, Math.max(0, this.#score + by));
  }
}
