import type { EntryDescription } from '../../registry.ts';
import { SWIM_PARAMETERS } from './settings.ts';

export const swimDetector: EntryDescription = {
  name: 'swim',
  description:
    'agents watch each other by gossip, and their coordinator with them (SWIM with Lifeguard); no heartbeats',
  source:
    'Das, Gupta and Motivala, SWIM, DSN 2002; Dadgar, Phillips and Currey, Lifeguard, 2017; defaults of memberlist for local networks',
  parameters: SWIM_PARAMETERS,
};
