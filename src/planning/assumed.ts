/** What a scenario has to say and a goal seldom does: assumed where the goal is silent, and named in the plan's notes. */
import { counted, grouped } from '../modules/scaling/text.ts';
import type { PlannedWave, Understood } from './types.ts';

/** Standard deviation of task durations by their mean; the document gives means only. */
export const VARIATION = 0.3;
/** Share of attempts that fail in work and canary waves. */
export const FAILURE = 0.01;
/** Share of the subtasks of a wave that may fail before the plan stops. */
export const TOLERATED = 0.05;
/** Attempts for each task. */
export const ATTEMPTS = 3;

/** Whether each wave waits for the one before it, so that none runs beside another. */
export function isChain(waves: readonly PlannedWave[]): boolean {
  return waves.every((wave, i) =>
    i === 0 ? wave.dependsOn.length === 0 : wave.dependsOn.length === 1 && wave.dependsOn[0] === i - 1,
  );
}

/** One sentence on what the scenario of a plan assumes; null: the goal states all of it. */
export function assumptionNote(u: Understood, waves: readonly PlannedWave[]): string | null {
  const gated = isChain(waves) && waves.some(({ purpose }) => purpose === 'work' || purpose === 'canary');
  const parts: string[] = [];
  if (u.failureShare === null) parts.push(`${grouped(FAILURE * 100)} % of attempts fail`);
  if (u.attempts === null) parts.push(`a task has ${counted(ATTEMPTS, 'attempt')}`);
  if (u.toleratedShare === null && gated)
    parts.push(`a wave of the work stops the plan when more than ${grouped(TOLERATED * 100)} % of it fail`);
  if (waves.some(({ rangeMinutes }) => rangeMinutes === null))
    parts.push(`durations vary by ${grouped(VARIATION * 100)} % about their mean`);
  if (parts.length === 0) return null;
  return `The scenario of this plan assumes what the text does not state: ${parts.join('; ')}.`;
}
