/** What workflow modules report. */
import { fact, facts } from '../facts.ts';

/** What a gate has decided; the last two where its policy did, since what it had looked at left it open. */
export const GATE_DECISION = {
  promoted: 0,
  rolledBack: 1,
  promotedUndecided: 2,
  rolledBackUndecided: 3,
} as const;
export type GateDecision = (typeof GATE_DECISION)[keyof typeof GATE_DECISION];

/** Why waves are rolled back. */
export const ROLLBACK_REASON = {
  /** The gate of a wave has decided so. */
  gate: 0,
  /** Somebody else has ordered it. */
  ordered: 1,
} as const;
export type RollbackReason = (typeof ROLLBACK_REASON)[keyof typeof ROLLBACK_REASON];

export const waveFacts = facts('waves', {
  /** A wave's tasks were released. */
  waveStarted: fact(['wave']),
  /** All of a wave's tasks have ended, or those that were handed in before it was stopped. `passed` is 1 where enough of them succeeded. */
  waveEnded: fact(['wave', 'passed']),
  /** A wave's gate has decided, one of GATE_DECISION, by so many results. */
  gateDecided: fact(['wave', 'decision', 'looked', 'failures']),
  /** Nothing more is started, and what was done is to be undone: by the gate of a wave, or in the midst of it, for one of ROLLBACK_REASON. */
  rollbackStarted: fact(['wave', 'reason']),
  /** So many tasks were released that undo those of a wave. */
  undoStarted: fact(['wave', 'tasks']),
  /** All of these have ended, `left` of them without success. */
  undoEnded: fact(['wave', 'left']),
  /** All that was done is undone, but for so many. */
  rollbackEnded: fact(['left']),
});
