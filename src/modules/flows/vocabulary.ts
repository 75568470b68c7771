/** What those hear that listen to flows: other flows, and the root coordinator. */
import { fact, facts } from '../facts.ts';
import { hot, vocabulary } from '../vocabulary.ts';

export const listening = vocabulary('listening', {
  /**
   * A step of a flow has come to something.
   *
   * @param kind place in STEP_EVENT_KINDS
   * @param bytes of the event's compact form, which travel
   */
  event: hot(['subject', 'step', 'kind', 'bytes'], 0, 'acknowledge', {
    redelivered: true,
    payload: (_sizes, _subject, _step, _kind, bytes) => bytes,
  }),
});

/** What those report who run flows. */
export const flowFacts = facts('flows', {
  /** A flow waits no longer for the task of a step. */
  timedOut: fact(['task']),
  /** A step that has failed would be tried again, but for the retry budget. */
  overBudget: fact(['subject']),
});
