/** The two sprints of Micro-Agile Swarm Orchestration, and the check of settings. */
import { Share } from '../shares.ts';
import {
  type BacklogItem,
  PHASE_PURPOSES,
  type PhasePurpose,
  type SprintPhase,
  type SprintPlan,
  type SprintSettings,
  SprintSettingsError,
} from './types.ts';

function phase(
  name: string,
  purpose: PhasePurpose,
  minutes: number,
  share: number,
  order: SprintPhase['order'] = 'priority',
): SprintPhase {
  return { name, purpose, minutes, share, order };
}

/** Source: Micro-Agile Swarm Orchestration, the micro-sprint orchestrator: plan 1 minute, execute 12, test 1, ship 1. */
export const MICRO_SPRINT: readonly SprintPhase[] = [
  phase('Plan', 'plan', 1, 0),
  phase('Execute', 'execute', 12, 1),
  phase('Test', 'test', 1, 0),
  phase('Ship', 'ship', 1, 0),
];

/**
 * Source: Micro-Agile Swarm Orchestration, sprint structure: 200, 600, 150 and 50 of 1,000 agents. The quick wins take the items of least
 * effort; the agents of the test phase repair what it finds; those of the last phase deploy, which is no task of the backlog.
 */
export const PHASED_SPRINT: readonly SprintPhase[] = [
  phase('Quick Wins', 'execute', 3, 0.2, 'effort'),
  phase('Core Features', 'execute', 8, 0.6),
  phase('Polish & Test', 'test', 3, 0.15),
  phase('Ship & Learn', 'ship', 1, 0.05),
];

/** The settings of Micro-Agile Swarm Orchestration for a number of agents, changed as given. @throws SprintSettingsError */
export function sprintSettings(agents: number, changes: Partial<SprintSettings> = {}): SprintSettings {
  const settings: SprintSettings = {
    phases: MICRO_SPRINT,
    agents,
    minAgents: 1,
    maxAgents: agents,
    tasksPerAgent: 10,
    parallelism: 1000,
    refill: 'chunk',
    maxAttempts: 3,
    maxSprints: 1000,
    tuning: true,
    ...changes,
  };
  checkSettings(settings);
  return settings;
}

/** Shares are tuned in hundredths, whose sum may miss 1 by rounding. */
const ROUNDING = 1e-9;

function requireWhole(field: string, value: number, least: number, most = 1e9): void {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    throw new SprintSettingsError(field, value, `a whole number from ${least} to ${most}`);
  }
}

function checkSettings(settings: SprintSettings): void {
  const { minAgents, maxAgents, phases } = settings;
  requireWhole('agents', settings.agents, 1);
  requireWhole('minAgents', minAgents, 1);
  requireWhole('maxAgents', maxAgents, minAgents);
  requireWhole('agents', settings.agents, minAgents, maxAgents);
  requireWhole('tasksPerAgent', settings.tasksPerAgent, 1, 1e6);
  requireWhole('parallelism', settings.parallelism, 1);
  requireWhole('maxAttempts', settings.maxAttempts, 1, 255);
  requireWhole('maxSprints', settings.maxSprints, 1);
  const order = phases.map(({ purpose }) => PHASE_PURPOSES.indexOf(purpose));
  const ascends = order.every((place, i) => i === 0 || place >= order[i - 1]);
  const complete = ['execute', 'test', 'ship'].every((wanted) =>
    phases.some(({ purpose }) => purpose === wanted),
  );
  if (!ascends || !complete) {
    const found = phases.map(({ purpose }) => purpose).join(', ');
    throw new SprintSettingsError('phases', found, 'plan (optional), execute, test and ship, in this order');
  }
  phases.forEach(checkPhase);
  const working = phases.filter(({ purpose }) => purpose !== 'plan');
  const sum = working.reduce((total, { share }) => total + share, 0);
  if (sum > 1 + ROUNDING) throw new SprintSettingsError('phases', sum, 'shares that sum up to at most 100%');
}

function checkPhase({ minutes, share, purpose }: SprintPhase, number: number): void {
  if (!(minutes > 0 && minutes <= 1440)) {
    throw new SprintSettingsError(`phases[${number}].minutes`, minutes, 'above 0 and at most 1440');
  }
  if (!(share >= 0 && share <= 1) || (purpose === 'execute' && share === 0)) {
    const allowed = purpose === 'execute' ? 'above 0 and at most 1' : 'from 0 to 1';
    throw new SprintSettingsError(`phases[${number}].share`, share, allowed);
  }
}

/** @throws SprintSettingsError naming the first item that is out of range. */
export function checkItem({ feature, kind, priority, effort }: BacklogItem, number: number): void {
  requireWhole(`items[${number}].feature`, feature, 0);
  requireWhole(`items[${number}].kind`, kind, 0);
  requireWhole(`items[${number}].priority`, priority, 1, 10);
  if (!(effort > 0 && effort < Infinity)) {
    throw new SprintSettingsError(`items[${number}].effort`, effort, 'a finite number above 0');
  }
}

/** Micro-Agile Swarm Orchestration: sprints of 15 to 30 minutes. */
const LONGEST_MINUTES = 30;

/** Minutes of the execute phases together. */
export function executeMinutes(phases: readonly SprintPhase[], minutes: readonly number[]): number {
  return phases.reduce((sum, { purpose }, i) => (purpose === 'execute' ? sum + minutes[i] : sum), 0);
}

/** The plan of the first sprint. */
export function firstPlan({ agents, phases, parallelism }: SprintSettings): SprintPlan {
  const minutes = phases.map((one) => one.minutes);
  const first = executeMinutes(phases, minutes);
  const others = minutes.reduce((sum, one) => sum + one, 0) - first;
  return {
    agents,
    shares: phases.map(({ share }) => share),
    minutes,
    longest: Math.max(first, LONGEST_MINUTES - others),
    parallelism,
    boosts: { rework: 1, closing: 1 },
  };
}

/** Agents that work in a phase: the share rounded down, at least one where there is a share. */
export function agentsOf(plan: SprintPlan, phaseNumber: number): number {
  const share = plan.shares[phaseNumber];
  return share === 0 ? 0 : Math.max(1, new Share(share).floor(plan.agents));
}

/** Most items that a phase takes on. Source: Micro-Agile Swarm Orchestration, agents x 10. */
export function capacityOf(plan: SprintPlan, phaseNumber: number, settings: SprintSettings): number {
  return agentsOf(plan, phaseNumber) * settings.tasksPerAgent;
}
