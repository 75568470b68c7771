/** A group of members over a network of a few lines: constant delay, members that are down, and messages that are lost or held. */
import { type SwimGroup, swimGroup } from '../../../../src/modules/health/swim/group.ts';
import { SwimMember } from '../../../../src/modules/health/swim/member.ts';
import type { SwimListener } from '../../../../src/modules/health/swim/membership.ts';
import { SWIM_PARAMETERS, swimSettings } from '../../../../src/modules/health/swim/settings.ts';
import { type ParameterValues, withDefaults } from '../../../../src/modules/registry.ts';
import { deliver, generator, type Sent, s, TestPort } from '../../port.ts';

export const settingsOf = (parameters: ParameterValues = {}) =>
  swimSettings(withDefaults(SWIM_PARAMETERS, parameters));

export const FIRST = 100;

/** A group of `count`, of which the last is the coordinator; addresses are FIRST and up. */
export function groupOf(count: number, parameters: ParameterValues = {}): SwimGroup {
  const workers = Array.from({ length: count - 1 }, (_, place) => FIRST + place);
  return swimGroup(workers, FIRST + count - 1, settingsOf(parameters));
}

class RandomPort extends TestPort {
  readonly #next: () => number;

  constructor(self: number, seed: number) {
    super(self);
    this.#next = generator(seed);
  }

  override random(): number {
    return this.#next();
  }
}

interface Flight {
  readonly at: number;
  readonly from: number;
  readonly sent: Sent;
}

export class Swarm {
  readonly group: SwimGroup;
  readonly ports: TestPort[];
  readonly members: SwimMember[];
  /** Places of members that are down. */
  readonly down = new Set<number>();
  /** Whether a message is lost. */
  loses: (from: number, to: number, sent: Sent) => boolean = () => false;
  /** Messages that have left, by place of the sender. */
  readonly left: Sent[][];
  now = 0;
  readonly #flights: Flight[] = [];
  readonly #delay: number;

  constructor(
    count: number,
    {
      parameters = {},
      seed = 1,
      delay = 0.001,
      listener = null,
    }: { parameters?: ParameterValues; seed?: number; delay?: number; listener?: SwimListener | null } = {},
  ) {
    this.group = groupOf(count, parameters);
    this.#delay = s(delay);
    this.ports = Array.from(
      { length: count },
      (_, place) => new RandomPort(FIRST + place, 1000 * seed + place),
    );
    const last = count - 1;
    this.members = this.ports.map(
      (port, place) => new SwimMember(port, this.group, place === last ? listener : null),
    );
    this.left = this.ports.map(() => []);
  }

  start(): void {
    for (const [place, member] of this.members.entries()) {
      member.start();
      this.#collect(place);
    }
  }

  /** Goes on for so many seconds. */
  run(seconds: number): void {
    const end = this.now + s(seconds);
    for (;;) {
      const timer = this.#nextTimer();
      const flight = this.#flights[0];
      const at = Math.min(timer.at, flight?.at ?? Infinity);
      if (at > end) break;
      this.now = at;
      if (flight?.at === at) {
        this.#flights.shift();
        this.#arrive(flight);
      } else {
        this.ports[timer.place].advance(at, (tag, argument) =>
          this.members[timer.place].onTimer(tag, argument),
        );
        this.#collect(timer.place);
      }
    }
    this.now = end;
  }

  crash(place: number): void {
    this.down.add(place);
    this.ports[place].crash(this.now);
  }

  restart(place: number): void {
    this.down.delete(place);
    this.members[place] = new SwimMember(this.ports[place], this.group, null);
    this.members[place].start();
    this.#collect(place);
  }

  /** What each that is up believes of a member. */
  opinions(about: number): number[] {
    return this.members
      .filter((_, place) => place !== about && !this.down.has(place))
      .map((member) => member.state(about));
  }

  #nextTimer(): { readonly at: number; readonly place: number } {
    let next = { at: Infinity, place: -1 };
    for (const [place, port] of this.ports.entries())
      if (!this.down.has(place) && port.nextTimer < next.at) next = { at: port.nextTimer, place };
    return next;
  }

  #arrive({ from, sent }: Flight): void {
    const place = this.group.placeOf(sent.to);
    if (this.down.has(place)) return;
    this.ports[place].advance(this.now, (tag, argument) => this.members[place].onTimer(tag, argument));
    deliver(this.members[place], FIRST + from, sent);
    this.#collect(place);
  }

  #collect(place: number): void {
    for (const sent of this.ports[place].takeSent()) {
      this.left[place].push(sent);
      const to = this.group.placeOf(sent.to);
      if (!this.loses(place, to, sent)) this.#flights.push({ at: this.now + this.#delay, from: place, sent });
    }
  }
}
