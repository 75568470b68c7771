/** What machines of workers tell of executions, for the figures of a run. The process that tells is the agent. */
import { fact, facts } from '../modules/facts.ts';

export const executionFacts = facts('executions', {
  /** The agent has taken on a task that it did not have. */
  assigned: fact(['task']),
  rejected: fact(['task']),
  /** `resumes` is 1 where it goes on after an interruption. */
  started: fact(['task', 'resumes']),
  /** `outcome` is one of OUTCOME; `startedAt`: when the execution began, less what it had run before, in microseconds. */
  ended: fact(['task', 'outcome', 'startedAt']),
  /** The execution has left its slot, and keeps what has been done of it. */
  suspended: fact(['task']),
  /** A suspended execution has been given up. */
  dropped: fact(['task']),
  preempted: fact(['task']),
  /** So many more tasks wait at the agent. */
  queued: fact(['change']),
  /** The task finds no slot, and has to wait. */
  delayed: fact(['task']),
  /** `hit` is 1 where the state of the task's key was there. */
  cacheAsked: fact(['task', 'hit']),
});
