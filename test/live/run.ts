/** Hosts of live runs without processes and sockets. */
import { WallClock } from '../../src/live/clock.ts';
import type { Courier } from '../../src/live/courier.ts';
import { planRun, type RunPlan } from '../../src/live/run-plan.ts';
import { type EventHandler, Timers } from '../../src/live/timers.ts';
import type { LiveMessage } from '../../src/live/wire/message.ts';
import type { WorldSpec } from '../../src/world/spec/spec.ts';

/** A clock of virtual time that stands until it is moved. */
export class HandClock extends WallClock {
  /** Microseconds of virtual time. */
  time = 0;

  constructor() {
    super(1);
    this.start(0n);
  }

  override read(): number {
    return this.time;
  }
}

/** Timers on a clock that is moved by hand. */
export class HandTimers extends Timers {
  readonly #clock: HandClock;

  constructor(handler: EventHandler, clock = new HandClock()) {
    const failed = (error: unknown) => {
      throw error;
    };
    super(clock, handler, failed);
    this.#clock = clock;
  }

  /** Time passes, from one timer to the next. @param time microseconds of virtual time */
  passTo(time: number): void {
    while (this.next <= time && !this.isHeld) {
      this.#clock.time = Math.max(this.#clock.time, this.next);
      this.start();
    }
    this.#clock.time = time;
  }
}

/** What has been posted, in order. */
export class Posted {
  readonly messages: LiveMessage[] = [];
  readonly courier: Pick<Courier, 'post'> = {
    post: (message: LiveMessage) => {
      this.messages.push(message);
    },
  };
}

export function planOf(spec: WorldSpec): RunPlan {
  return planRun(spec, 0);
}
