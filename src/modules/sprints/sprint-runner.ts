/**
 * The micro-sprint orchestrator: time-boxed sprints over a backlog. Each sprint chooses items up to its capacity, submits them in
 * chunks, tests the results, ships what passed, measures its impact, and tunes the next.
 *
 * Time-boxed means that phases end by the clock. What was chosen and not submitted goes back to the backlog; what is under
 * way is not cut off, and its result is examined in the next test. No item is ever lost: it is shipped, or abandoned after
 * its last attempt, or still in the backlog when the last sprint ends.
 */
import { IntegerMap } from '../collections/integer-map.ts';
import type { Module, Port, ProcessId } from '../ports.ts';
import { intake, toClient } from '../scheduling/vocabulary.ts';
import { receiver } from '../vocabulary.ts';
import { Backlog, ITEM } from './backlog.ts';
import { measureImpact } from './impact.ts';
import { PhaseWork } from './phase-work.ts';
import { agentsOf, capacityOf, executeMinutes, firstPlan } from './settings.ts';
import { tuneSprint } from './tuning.ts';
import type {
  BacklogItem,
  PhaseReport,
  SprintImpact,
  SprintObserver,
  SprintPlan,
  SprintReport,
  SprintSettings,
  SprintWork,
} from './types.ts';

const MINUTE = 60_000_000;

/** A result that waits for its test. */
interface Result {
  readonly item: number;
  readonly task: number;
  readonly success: boolean;
}

/** What is counted from the start of a sprint on. */
function zeroTally() {
  return { tested: 0, failed: 0, defects: 0, shipped: 0, abandoned: 0, busy: 0, allocated: 0 };
}

export class SprintRunner implements Module {
  readonly receives = [receiver(toClient, { finished: (...ended) => this.#onFinished(...ended) })];
  readonly backlog: Backlog;
  readonly #port: Port;
  readonly #root: ProcessId;
  readonly #work: SprintWork;
  readonly #settings: SprintSettings;
  readonly #observer: SprintObserver;
  readonly #itemOf = new IntegerMap();
  #results: Result[] = [];
  #passed: number[] = [];
  #plan: SprintPlan;
  #sprint = -1;
  #phase = -1;
  #start = 0;
  /** Work of each phase of this sprint; null where a phase has none. */
  #phases: (PhaseWork | null)[] = [];
  #tally = zeroTally();
  /** What tuning is told of the sprint before. */
  #before: { readonly minutes: number; readonly velocity: number } | null = null;
  #coveredBefore = 0;
  #knownBefore = 0;
  /** Since when `underWay` has had its value. */
  #since = 0;
  #underWay = 0;

  /** @throws SprintSettingsError when an item is out of range */
  constructor(
    port: Port,
    root: ProcessId,
    items: readonly BacklogItem[],
    work: SprintWork,
    settings: SprintSettings,
    observer: SprintObserver,
  ) {
    this.#port = port;
    this.#root = root;
    this.#work = work;
    this.#settings = settings;
    this.#observer = observer;
    this.backlog = new Backlog(items);
    this.#plan = firstPlan(settings);
  }

  start(): void {
    this.#beginSprint();
  }

  #onFinished(_from: ProcessId, task: number, success: number): void {
    const item = this.#itemOf.get(task);
    if (item < 0) return;
    this.#itemOf.delete(task);
    this.#account();
    this.#underWay--;
    this.backlog.end(item);
    this.#results.push({ item, task, success: success === 1 });
    for (const work of this.#phases) work?.ended(item);
    this.#submit();
  }

  onTimer(): void {
    this.#endPhase();
  }

  #beginSprint(): void {
    const { backlog } = this;
    const { maxSprints } = this.#settings;
    const left = backlog.size - backlog.count(ITEM.shipped) - backlog.count(ITEM.abandoned);
    if (left === 0 || this.#sprint + 1 === maxSprints) {
      this.#observer.finished(left === 0 ? 'done' : 'limit');
      return;
    }
    this.#sprint++;
    this.#phase = -1;
    this.#start = this.#port.now();
    this.#tally = zeroTally();
    this.#coveredBefore = backlog.covered;
    this.#knownBefore = backlog.known;
    this.#phases = this.#settings.phases.map(() => null);
    this.#beginPhase();
  }

  #beginPhase(): void {
    const phase = ++this.#phase;
    const { purpose } = this.#settings.phases[phase];
    this.#account();
    this.#observer.phaseStarted(this.#sprint, phase);
    // Without a phase for it, the plan is made when the work begins.
    if (purpose === 'plan' || !this.#isPlanned()) this.#choose();
    if (purpose === 'test') {
      this.#test();
      // Repairs what has been found defective, now or before.
      this.#chooseFor(phase, capacityOf(this.#plan, phase, this.#settings), 1);
    }
    this.#port.setTimer(Math.max(1, Math.round(this.#plan.minutes[phase] * MINUTE)), 0, 0);
    this.#submit();
  }

  #isPlanned(): boolean {
    return this.#phases.some((work) => work !== null);
  }

  /**
   * Every execute phase chooses, in order, what the ones before it have left. What is still under way from the sprint before
   * takes up capacity of the first.
   */
  #choose(): void {
    let taken = this.#underWay;
    this.#settings.phases.forEach(({ purpose }, phase) => {
      if (purpose !== 'execute') return;
      const capacity = capacityOf(this.#plan, phase, this.#settings);
      this.#chooseFor(phase, Math.max(0, capacity - taken), 0);
      taken = Math.max(0, taken - capacity);
    });
  }

  #chooseFor(phase: number, count: number, leastAttempts: number): void {
    const { boosts, parallelism } = this.#plan;
    const { order } = this.#settings.phases[phase];
    const chosen = this.backlog.choose(count, order, boosts, leastAttempts);
    this.#phases[phase] = new PhaseWork(chosen, this.#settings.refill, parallelism);
  }

  #submit(): void {
    const work = this.#phases[this.#phase];
    if (!work) return;
    for (;;) {
      const item = work.next(this.#underWay);
      if (item < 0) return;
      this.#account();
      this.backlog.begin(item);
      const task = this.#work.create(item);
      this.#itemOf.set(task, item);
      this.#underWay++;
      this.#port.post(this.#root, intake.submit, task, 1);
    }
  }

  /** Examines the results that have come since the last test. */
  #test(): void {
    const results = this.#results;
    this.#results = [];
    for (const { item, task, success } of results) {
      const passed = success && this.#work.verify(task, item);
      this.#tally.tested++;
      if (!success) this.#tally.failed++;
      this.backlog.examined(item, passed, this.#settings.maxAttempts);
      if (passed) this.#passed.push(item);
      else {
        this.#tally.defects++;
        if (this.backlog.state(item) === ITEM.abandoned) this.#tally.abandoned++;
      }
    }
  }

  #endPhase(): void {
    const { phases } = this.#settings;
    this.#account();
    if (phases[this.#phase].purpose === 'test') this.#test();
    this.#phases[this.#phase]?.close((item) => this.backlog.release(item));
    if (this.#phase + 1 < phases.length) this.#beginPhase();
    else this.#endSprint();
  }

  #endSprint(): void {
    const { backlog } = this;
    for (const item of this.#passed) backlog.ship(item);
    this.#tally.shipped = this.#passed.length;
    this.#passed = [];
    backlog.age();
    const report = this.#report();
    this.#plan = report.next;
    this.#observer.sprintEnded(report);
    this.#beginSprint();
  }

  #report(): SprintReport {
    const { phases } = this.#settings;
    const tally = this.#tally;
    const end = this.#port.now();
    const work = phases.map(({ name }, i) => this.#phases[i]?.report(name) ?? none(name));
    const impact = measureImpact({
      ...tally,
      minutes: (end - this.#start) / MINUTE,
      covered: this.backlog.covered,
      features: this.backlog.features,
      learned: this.backlog.known - this.#knownBefore,
    });
    const { plan: next, rules } = this.#tune(work, impact);
    this.#before = { minutes: executeMinutes(phases, this.#plan.minutes), velocity: impact.velocity };
    return {
      sprint: this.#sprint,
      start: this.#start,
      end,
      plan: this.#plan,
      phases: work,
      capacity: this.#capacity(),
      tested: tally.tested,
      shipped: tally.shipped,
      defects: tally.defects,
      abandoned: tally.abandoned,
      unfinished: work.reduce((sum, { planned, ended }) => sum + planned - ended, 0),
      carried: this.#underWay,
      impact,
      rules,
      next,
    };
  }

  #capacity(): number {
    return this.#settings.phases.reduce(
      (sum, { purpose }, phase) =>
        purpose === 'execute' ? sum + capacityOf(this.#plan, phase, this.#settings) : sum,
      0,
    );
  }

  #tune(work: readonly PhaseReport[], impact: SprintImpact): { plan: SprintPlan; rules: string[] } {
    const { tuning, phases, minAgents, maxAgents, tasksPerAgent, parallelism } = this.#settings;
    if (!tuning) return { plan: this.#plan, rules: [] };
    return tuneSprint({
      plan: this.#plan,
      phases,
      work,
      impact,
      before: this.#before,
      failureRate: this.#tally.tested === 0 ? 0 : this.#tally.failed / this.#tally.tested,
      coverageBefore: this.backlog.features === 0 ? 0 : this.#coveredBefore / this.backlog.features,
      shipped: this.#tally.shipped,
      waiting: this.backlog.count(ITEM.waiting),
      tasksPerAgent,
      minAgents,
      maxAgents,
      maxParallelism: parallelism,
    });
  }

  /** Adds the time since the last change to the agents' time, within execute phases. */
  #account(): void {
    const now = this.#port.now();
    const elapsed = now - this.#since;
    this.#since = now;
    if (elapsed === 0 || this.#settings.phases[this.#phase]?.purpose !== 'execute') return;
    const agents = agentsOf(this.#plan, this.#phase);
    this.#tally.busy += elapsed * Math.min(this.#underWay, agents);
    this.#tally.allocated += elapsed * agents;
  }
}

function none(name: string): PhaseReport {
  return { name, planned: 0, submitted: 0, ended: 0 };
}
