/** What is known of a live run: the facts in order, the oracle over them, and the states of its processes as of what has been played. */
import { type Fact, Subscriptions } from '../modules/facts.ts';
import type { SixWords, Words } from '../modules/vocabulary.ts';
import type { WorldObserver, WorldView } from '../world/core/observer.ts';
import type { Processes } from '../world/core/processes.ts';
import type { HostContext } from '../world/host/host.ts';
import type { Cut } from '../world/network/cut.ts';
import type { Passage } from '../world/network/passage.ts';
import { connect } from '../world/plan/connect.ts';
import type { Homes } from '../world/plan/homes.ts';
import { Announcements } from '../world/watch/announcements.ts';
import { HealthWatch, watchesHealth } from '../world/watch/health-watch.ts';
import { Oracle } from '../world/watch/oracle.ts';
import { Suspicions } from '../world/watch/suspicions.ts';
import type { Client } from '../world/workload/client.ts';
import { AgentStates } from './agent-states.ts';
import type { Placement } from './placement.ts';
import { Recording } from './recording.ts';
import { groupOfAgents, passageOf, type RunPlan } from './run-plan.ts';
import type { Timers } from './timers.ts';

export class Observation {
  readonly oracle: Oracle;
  readonly states: AgentStates;
  readonly processes: Processes;
  /** Notes what it is told, at the time at which it is told, for the recorder to hear in its turn. */
  readonly deferred: WorldObserver;
  agentCrashes = 0;
  coordinatorCrashes = 0;
  /** Microseconds at which the latest task ended; 0 for none. */
  lastEnd = 0;
  /** Microseconds at which measuring began, and whether it has. */
  measuredFrom = 0;
  isMeasuring = true;
  /** Tasks that have ended, and that are under way. */
  readonly tasks = { ended: 0, open: 0 };
  readonly #plan: RunPlan;
  readonly #timers: Timers;
  readonly #recording = new Recording();
  readonly #observer: WorldObserver;
  /** The cuts as of what has been played. */
  readonly #passage: Passage;
  #suspicions: Suspicions | null = null;
  readonly #facts = new Subscriptions();

  constructor(
    plan: RunPlan,
    placement: Placement,
    timers: Timers,
    watch: (view: WorldView) => WorldObserver,
  ) {
    this.#plan = plan;
    this.#timers = timers;
    const recording = this.#recording;
    const view = {
      tasks: plan.tasks,
      facts: this.#facts,
      get now() {
        return recording.now;
      },
    };
    this.#observer = watch(view);
    const { spec, cluster, plans } = plan;
    this.processes = connect(spec, cluster, plan.processes.node.slice(0, plan.processes.agents), plans);
    this.#passage = passageOf(plan, timers, 0, 0);
    this.oracle = new Oracle(plan.tasks);
    const groups = spec.agents.groups;
    const slots = Int32Array.from(groups.flatMap(({ count, slots }) => new Array<number>(count).fill(slots)));
    this.states = new AgentStates(this.processes, slots, placement.runnerOf, this.#observer, recording);
    this.deferred = this.#deferred();
  }

  get now(): number {
    return this.#recording.now;
  }

  /** Before anything is played. */
  connect(homes: Homes): void {
    const { tasks, capabilities, spec } = this.#plan;
    const { processes, oracle } = this;
    const recording = this.#recording;
    const groupOf = groupOfAgents(spec);
    const announcements = new Announcements({
      kernel: recording,
      tasks,
      processes,
      oracle,
      observer: this.#observer,
      homes,
      completed() {},
      taskEnded: () => {
        this.tasks.open--;
        this.tasks.ended++;
        this.lastEnd = recording.now;
      },
    });
    announcements.subscribe(this.#facts);
    this.#suspicions = new Suspicions({
      kernel: recording,
      processes,
      network: this.#passage,
      homes,
      plans: this.#plan.plans,
      observer: this.#observer,
    });
    this.#suspicions.subscribe(this.#facts);
    if (watchesHealth(spec))
      new HealthWatch({
        spec,
        kernel: recording,
        processes,
        network: this.#passage,
        observer: this.#observer,
      }).subscribe(this.#facts);
    recording.connect({
      tasks,
      processes,
      observer: this.#observer,
      oracle,
      facts: this.#facts,
      states: this.states,
      isCapable: (task, agent) => {
        const required = capabilities.requirements[tasks.requirement[task]];
        return (capabilities.groupMasks[groupOf[agent]] & required) === required;
      },
    });
  }

  /** @param warmup microseconds until measuring begins */
  begin(warmup: number, clients: readonly Client[]): void {
    this.isMeasuring = warmup <= 0;
    this.#recording.note(0, () => this.states.begin());
    if (warmup > 0)
      this.#recording.note(warmup, () => {
        this.isMeasuring = true;
        this.measuredFrom = this.now;
        this.states.warm();
        this.agentCrashes = 0;
        this.coordinatorCrashes = 0;
        for (const client of clients) client.warm?.();
        this.#observer.warm();
      });
  }

  /** Facts of a process. */
  add(words: Float64Array): void {
    this.#recording.add(words);
  }

  note(time: number, action: () => void): void {
    this.#recording.note(time, action);
  }

  /** Hears what modules of the driver's report now. */
  get facts(): HostContext['facts'] {
    const report = (fact: Fact<Words>, by: number, ...words: number[]) =>
      this.note(this.#timers.now, () => this.#facts.report(fact, by, ...(words as unknown as SixWords)));
    return { report };
  }

  play(until: number): void {
    this.#recording.play(until);
  }

  /** Microseconds at which messages from one process to the other were cut off, -1 when they are not. */
  cutSince(from: number, to: number): number {
    return this.#passage.cutSince(from, to);
  }

  /** These cuts are in force from now on. */
  cut(cuts: readonly Cut[]): void {
    this.#passage.cuts.splice(0, Infinity, ...cuts);
  }

  /** The following happen when they are played. */
  crashed(process: number): void {
    const { processes } = this;
    processes.crashes[process]++;
    if (processes.crashes[process] > 1) return;
    processes.noteChange(process, this.now);
    this.#suspicions?.stopped(process);
    if (processes.isAgent(process)) {
      this.agentCrashes++;
      this.states.lost([process]);
      return;
    }
    this.coordinatorCrashes++;
    const { children, watches } = this.#plan.plans[process - processes.agents];
    this.#suspicions?.crashed(process, watches === undefined ? children : [...children, watches]);
  }

  restarted(process: number): void {
    const { processes } = this;
    processes.crashes[process]--;
    if (processes.crashes[process] > 0) return;
    if (processes.isAgent(process)) processes.incarnation[process]++;
    this.#runs(process, false);
  }

  paused(process: number): void {
    this.processes.pauses[process]++;
    this.#changed(process);
    this.#suspicions?.stopped(process);
  }

  slowed(process: number, begin: boolean): void {
    this.processes.noteSlow(process, begin, this.now);
  }

  resumed(process: number): void {
    this.processes.pauses[process]--;
    this.#runs(process, true);
  }

  /** Tasks that can no longer end. */
  lostTasks(end: string): number {
    return end === 'finished' || end === 'stalled' ? this.tasks.open : 0;
  }

  /** Fewer things hold a process than before, perhaps none. */
  #runs(process: number, paused: boolean): void {
    const since = this.processes.stoppedAt[process];
    this.#changed(process);
    if (this.processes.stoppedAt[process] < 0 && since >= 0) this.#suspicions?.ran(process, since, paused);
  }

  #changed(process: number): void {
    this.processes.noteChange(process, this.now);
    if (this.processes.isAgent(process)) this.states.show(process);
  }

  #deferred(): WorldObserver {
    const later =
      (call: (...words: never[]) => void) =>
      (...words: never[]): void =>
        this.note(this.#timers.now, () => call(...words));
    const observer = this.#observer;
    return new Proxy(observer, {
      get: (_target, name: keyof WorldObserver) => {
        if (name === 'taskSubmitted')
          return later((task: number) => {
            this.tasks.open++;
            observer.taskSubmitted(task);
          });
        return later((...words: never[]) =>
          (observer[name] as (...words: never[]) => void).apply(observer, words),
        );
      },
    });
  }
}
