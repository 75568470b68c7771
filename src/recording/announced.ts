/** Who else hears of what a world tells its observer. */
import type { WorldObserver } from '../world/core/observer.ts';

export type Announcement = keyof WorldObserver;

/** What an observer is told has up to five words; those beyond an announcement's own are not looked at. */
type Listener = (a: never, b: never, c: never, d: never, e: never) => void;

export class Announced {
  readonly #listeners = new Map<Announcement, Listener[]>();

  /** `listener` is to hear of each call, after the observer itself. To be called before `attach`. */
  on<Name extends Announcement>(name: Name, listener: WorldObserver[Name]): void {
    const listeners = this.#listeners.get(name) ?? [];
    listeners.push(listener as Listener);
    this.#listeners.set(name, listeners);
  }

  /** From now on the listeners hear of the calls of this observer. Those that nobody listens to stay as they are, and as fast. */
  attach(observer: WorldObserver): void {
    for (const [name, listeners] of this.#listeners) {
      const all = [(observer[name] as Listener).bind(observer), ...listeners];
      // Some come with every execution: nothing is allocated for them.
      const tell: Listener = (a, b, c, d, e) => {
        for (let i = 0; i < all.length; i++) all[i](a, b, c, d, e);
      };
      Object.defineProperty(observer, name, { value: tell });
    }
  }
}
