/** What agents are like: the keys that agents and groups of agents share. */
import { z } from 'zod';
import { distribution, limited, list, nameText, quantity, whole } from './leaf.ts';

/** A speed near 0 would make a task last for ever. */
export const speedRange = { min: 1e-6, max: 1e6 };

export const capabilityList = () => list(nameText('the name of a capability'), 'capabilities', { max: 31 });

/** What every agent has, whether of a group or not. */
export const agentShape = {
  slots: whole(1, 1_000_000)
    .optional()
    .meta({ description: 'Tasks that one agent runs at a time (default 1)' }),
  speed: distribution('number', speedRange)
    .optional()
    .meta({ description: 'Work done per second, 1 = nominal; drawn once per agent (default 1)' }),
  queue_limit: limited('integer', { min: 0, max: 1e9 })
    .optional()
    .meta({ description: 'Tasks that may wait at one agent, beyond those that run (default unlimited)' }),
  when_full: z
    .enum(['block', 'reject'], { error: () => 'block or reject' })
    .optional()
    .meta({
      description:
        'What becomes of tasks for an agent whose queue_limit is reached: block, the coordinator keeps them until there is room (default), ' +
        'or reject: the coordinator does not know, the agent turns the task away, and that was one of its retry.max_attempts',
    }),
  discipline: z
    .enum(['fifo', 'lcfs'], { error: () => 'fifo or lcfs' })
    .optional()
    .meta({
      description:
        'Which of the tasks that wait at an agent is next, of one priority: fifo, the first that came (default), or lcfs, the last; ' +
        'what runs is not interrupted for it',
    }),
  cache: whole(0, 1_000_000).optional().meta({
    description:
      'Affinity keys whose state one agent holds, the least recently used going first (default 0): see warm and cold_start of tasks',
  }),
  capabilities: capabilityList()
    .optional()
    .meta({ description: 'What the agents can do; tasks may ask for it' }),
  type: nameText('a type of agent')
    .optional()
    .meta({ description: 'Kind of agent, free text (default worker)' }),
  cpu: quantity('number', { min: 0, max: 1e6 })
    .optional()
    .meta({ description: 'Cores requested for placement (default 0)' }),
  memory: quantity('size').optional().meta({ description: 'Memory requested for placement (default 0)' }),
  regions: list(nameText('the name of a region'), 'regions', { max: 1000 })
    .optional()
    .meta({ description: 'Regions over whose machines the agents are spread evenly (default all)' }),
};
