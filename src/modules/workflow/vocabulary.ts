/** What workflow modules report. */
import { fact, facts } from '../facts.ts';

export const waveFacts = facts('waves', {
  /** A wave's tasks were released. */
  waveStarted: fact(['wave']),
  /** All of a wave's tasks have ended. `passed` is 1 where enough of them succeeded. */
  waveEnded: fact(['wave', 'passed']),
});
