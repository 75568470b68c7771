/**
 * Tunes a sprint from the impact of the one before. Micro-Agile Swarm Orchestration names what is tuned (allocation of agents, priorities,
 * duration, parallelism) and gives no rule; each rule here states where its numbers come from.
 */
import { ceiling } from '../shares.ts';
import { agentsOf, executeMinutes } from './settings.ts';
import type { PhaseReport, SprintImpact, SprintPhase, SprintPlan } from './types.ts';

/** What tuning is given. */
export interface TuningInput {
  readonly plan: SprintPlan;
  readonly phases: readonly SprintPhase[];
  /** One for each phase; those without work have planned nothing. */
  readonly work: readonly PhaseReport[];
  readonly impact: SprintImpact;
  /** Tasks that failed for good by results examined, 0..1: agents or their machines failed, not what they made. */
  readonly failureRate: number;
  /** Of the sprint before: minutes of its execute phases, and its velocity. null for the first. */
  readonly before: { readonly minutes: number; readonly velocity: number } | null;
  /** Coverage before the sprint. */
  readonly coverageBefore: number;
  readonly shipped: number;
  /** Items that wait for the next sprint. */
  readonly waiting: number;
  readonly tasksPerAgent: number;
  readonly minAgents: number;
  readonly maxAgents: number;
  /** Largest chunk. */
  readonly maxParallelism: number;
}

type Change = Partial<SprintPlan>;

interface TuningRule {
  readonly name: string;
  readonly rule: string;
  readonly source: string;
  /** What changes; null when the rule does not apply. */
  readonly apply: (input: TuningInput) => Change | null;
}

/** Micro-Agile Swarm Orchestration, key success factor 5: success 98 % and more. */
const DEFECTS_ALLOWED = 0.02;
/** Intelligent Dynamic Parallel Orchestration, failure-aware scaling. Its rates are of agents that fail: a defective result is no failure of an agent. */
const FAILURES_MINOR = 0.01;
const FAILURES_MANY = 0.1;
const REDUCTION = 0.75;
const FALLBACK = 50;
const FALLBACK_ABOVE = 100;
/** PRD Multi-Agent Swarm System: agents are to be busy more than 70 % of the time. */
const UTILISATION = 0.7;
const GROWTH = 1.25;
const SHARE_STEP = 0.05;
const MOST_BOOST = 3;

function unfinished({ planned, ended }: PhaseReport): number {
  return planned - ended;
}

function total(work: readonly PhaseReport[], of: (report: PhaseReport) => number): number {
  return work.reduce((sum, report) => sum + of(report), 0);
}

function executePhases({ phases }: TuningInput): number[] {
  return phases.flatMap(({ purpose }, i) => (purpose === 'execute' ? [i] : []));
}

function isLeftOver({ work }: TuningInput): boolean {
  return total(work, unfinished) > 0;
}

function changed<T>(from: T, to: T, change: (value: T) => Change): Change | null {
  return Object.is(from, to) ? null : change(to);
}

/** Agents in proportion to their use, but never too few to take on what waits. */
function fewerAgents(input: TuningInput): Change | null {
  const { plan, impact, minAgents, waiting, tasksPerAgent } = input;
  if (isLeftOver(input) || impact.efficiency >= UTILISATION) return null;
  const wanted = ceiling((plan.agents * impact.efficiency) / UTILISATION);
  const least = Math.max(minAgents, Math.ceil(plan.agents / 2), Math.ceil(waiting / tasksPerAgent));
  return changed(plan.agents, Math.min(plan.agents, Math.max(wanted, least)), (agents) => ({ agents }));
}

/** Agents in proportion to the work: those that would have ended all of it. */
function moreAgents(input: TuningInput): Change | null {
  const { plan, impact, work, maxAgents } = input;
  if (!isLeftOver(input) || impact.efficiency < UTILISATION) return null;
  const ended = total(work, (report) => report.ended);
  const planned = total(work, (report) => report.planned);
  const wanted = ended === 0 ? plan.agents * 2 : Math.ceil((plan.agents * planned) / ended);
  return changed(plan.agents, Math.min(maxAgents, wanted, plan.agents * 2), (agents) => ({ agents }));
}

/** Moves a step of the shares from one phase to another; null where there is nothing to move. */
function moveShare(plan: SprintPlan, from: number, to: number): Change | null {
  const step = Math.min(SHARE_STEP, plan.shares[from] - SHARE_STEP);
  if (from === to || step <= 0) return null;
  const rounded = (share: number) => Math.round(share * 1e6) / 1e6;
  const shares = plan.shares.map((share, i) =>
    rounded(i === from ? share - step : i === to ? share + step : share),
  );
  return { shares };
}

/** From the execute phase that left least of its work to the one that left most. */
function balancePhases(input: TuningInput): Change | null {
  const places = executePhases(input);
  if (places.length < 2) return null;
  const left = (i: number) => unfinished(input.work[i]) / Math.max(1, input.work[i].planned);
  const most = places.reduce((best, i) => (left(i) > left(best) ? i : best));
  const least = places.reduce((best, i) => (left(i) < left(best) ? i : best));
  return left(most) > left(least) ? moveShare(input.plan, least, most) : null;
}

/**
 * Between the largest execute phase and the test phase that repairs. More agents repair nothing where those that are there did not
 * have all the work that they could take on.
 */
function balanceRepair(input: TuningInput): Change | null {
  const { plan, phases, impact, work, tasksPerAgent } = input;
  const repair = phases.findIndex(({ purpose }, i) => purpose === 'test' && plan.shares[i] > 0);
  if (repair < 0) return null;
  const largest = executePhases(input).reduce((best, i) => (plan.shares[i] > plan.shares[best] ? i : best));
  const isFull = work[repair].planned >= agentsOf(plan, repair) * tasksPerAgent;
  if (isFull && impact.defectRate > DEFECTS_ALLOWED) return moveShare(plan, largest, repair);
  const isAboveFirst = plan.shares[repair] > phases[repair].share;
  return isAboveFirst ? moveShare(plan, repair, largest) : null;
}

/**
 * Longer execute phases where agents were busy and left work; shorter ones, down to the first length, where not. What is left is not
 * lost, and the capacity of a sprint does not grow with it: longer sprints are kept only while they raise velocity.
 */
function tuneDuration(input: TuningInput): Change | null {
  const { plan, phases, impact, work, before } = input;
  const late = total(work, unfinished) > total(work, (report) => report.planned) * 0.1;
  const now = executeMinutes(phases, plan.minutes);
  const first = executeMinutes(
    phases,
    phases.map(({ minutes }) => minutes),
  );
  let { longest } = plan;
  let wanted = now;
  if (before && now > before.minutes && impact.velocity <= before.velocity) {
    longest = before.minutes;
    wanted = longest;
  } else if (late && impact.efficiency >= UTILISATION) wanted = now * GROWTH;
  else if (!isLeftOver(input)) wanted = now / GROWTH;
  wanted = Math.max(first, Math.min(longest, wanted));
  if (wanted === now) return null;
  const scaled = (minutes: number) => (minutes * wanted) / first;
  return {
    longest,
    minutes: phases.map(({ purpose, minutes }, i) =>
      purpose === 'execute' ? scaled(minutes) : plan.minutes[i],
    ),
  };
}

/** Defects are left to repair and rework: fewer tasks at a time would make them no rarer, and leave agents idle. */
function tuneParallelism({ plan, failureRate, maxParallelism, shipped }: TuningInput): Change | null {
  const { parallelism } = plan;
  let wanted = parallelism;
  if (failureRate > FAILURES_MANY) wanted = parallelism > FALLBACK_ABOVE ? FALLBACK : 1;
  else if (failureRate >= FAILURES_MINOR)
    wanted = Math.max(Math.min(FALLBACK, parallelism), Math.floor(parallelism * REDUCTION));
  else if (shipped > 0) wanted = Math.ceil(parallelism * GROWTH);
  return changed(parallelism, Math.min(maxParallelism, wanted), (to) => ({ parallelism: to }));
}

function tuneRework({ plan, impact }: TuningInput): Change | null {
  const { boosts } = plan;
  const step = impact.defectRate > DEFECTS_ALLOWED ? 1 : -1;
  const rework = Math.max(1, Math.min(MOST_BOOST, boosts.rework + step));
  return changed(boosts.rework, rework, () => ({ boosts: { ...boosts, rework } }));
}

function tuneClosing({ plan, impact, coverageBefore, shipped }: TuningInput): Change | null {
  const { boosts } = plan;
  const stalled = shipped > 0 && impact.coverage <= coverageBefore;
  const closing = Math.max(1, Math.min(MOST_BOOST, boosts.closing + (stalled ? 1 : -1)));
  return changed(boosts.closing, closing, () => ({ boosts: { ...boosts, closing } }));
}

/** In the order in which they apply; each sees what those before it changed. */
export const TUNING_RULES: readonly TuningRule[] = [
  {
    name: 'allocation.fewer',
    rule: 'all work ended and efficiency below 70 %: agents x efficiency / 70 %, at least half, and enough for what waits',
    source:
      '70 %: PRD Multi-Agent Swarm System, success metrics; proportion as in target tracking; the half: ours',
    apply: fewerAgents,
  },
  {
    name: 'allocation.more',
    rule: 'work left and efficiency of 70 % or more: agents x planned / ended, at most twice',
    source:
      '70 %: PRD Multi-Agent Swarm System, success metrics; proportion as in target tracking; twice: ours',
    apply: moreAgents,
  },
  {
    name: 'allocation.phases',
    rule: 'execute phases that left different shares of their work: 5 points from the least to the most',
    source: 'ours',
    apply: balancePhases,
  },
  {
    name: 'allocation.repair',
    rule: 'defect rate above 2 % and repair with all it could take on: 5 points from the largest execute phase to repair; otherwise back',
    source: '2 %: Micro-Agile Swarm Orchestration, success of 98 % and more; the rest: ours',
    apply: balanceRepair,
  },
  {
    name: 'duration',
    rule: 'more than 10 % of the work left at 70 % efficiency or more: execute phases x 1.25, up to 30 min in all, taken back for good when velocity has not risen; all ended: / 1.25, down to the first',
    source: '15 to 30 minutes: Micro-Agile Swarm Orchestration, executive summary; the rest: ours',
    apply: tuneDuration,
  },
  {
    name: 'parallelism',
    rule: 'tasks that failed for good above 10 %: 50, or 1 from 100 down; 1 % and more: x 0.75, down to 50; otherwise x 1.25, up to the first',
    source:
      '1 %, 10 %, 0.75, 50 and 1: Intelligent Dynamic Parallel Orchestration, failure-aware scaling; 1.25: ours',
    apply: tuneParallelism,
  },
  {
    name: 'priorities.rework',
    rule: 'defect rate above 2 %: rework is 1 more urgent, up to 3; otherwise 1 less, down to 1',
    source: '2 %: Micro-Agile Swarm Orchestration; the rest: ours',
    apply: tuneRework,
  },
  {
    name: 'priorities.closing',
    rule: 'work shipped and coverage not grown: items that close features are 1 more urgent, up to 3; otherwise 1 less, down to 1',
    source: 'ours',
    apply: tuneClosing,
  },
];

/** The next sprint's plan and the names of the rules that changed it. */
export function tuneSprint(input: TuningInput): { readonly plan: SprintPlan; readonly rules: string[] } {
  const rules: string[] = [];
  let { plan } = input;
  for (const { name, apply } of TUNING_RULES) {
    const change = apply({ ...input, plan });
    if (!change) continue;
    plan = { ...plan, ...change };
    rules.push(name);
  }
  return { plan, rules };
}
