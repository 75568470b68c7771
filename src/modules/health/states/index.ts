/**
 * States of health: healthy, degraded, critical and failed. Silence is told by heartbeats, as with a fixed time-out, so that an agent in a
 * long call is as well as any that beats. The states before that are told by how its attempts end: heartbeats of an agent that is
 * slow, or fails, come as those of any other. What is known of the machines under the agents (memory, processor) is not a part of it.
 *
 * The response time is the time that an attempt ran, from its assignment to its result, but for what it waited at the agent; of a task of
 * which more than `work` is expected, in proportion to it. Times to the acknowledgement of an assignment would see neither kind of agent,
 * since it comes from the part of the agent that beats; and bare times of executions would call an agent in a call of 20 minutes critical.
 * What a cold start takes, or to wake up, is a part of it; what is still running is not, since a call that takes long may well be a long one.
 */
import type { ParameterValues } from '../../registry.ts';
import type { RoutePolicy } from '../../routes/route-health.ts';
import type { DetectorEntry } from '../detector.ts';
import { fixedTimeout } from '../fixed-timeout.ts';
import { HealthJudge } from './judge.ts';
import { HEALTH_STATES_PARAMETERS, healthStatesSettings } from './settings.ts';
import { HEALTH_STATES } from './vocabulary.ts';

/** What it makes of silence; what it makes of answers is `healthStatesPolicy`. */
export const healthStates: DetectorEntry = {
  name: HEALTH_STATES,
  description:
    'states by response times and failures: degraded agents get less, critical ones nothing, silent ones are suspected',
  source:
    'swarm requirements, health monitoring: healthy < 2 s, degraded 2-5 s, critical > 5 s, failed: 10 s of silence',
  parameters: HEALTH_STATES_PARAMETERS,
  silence: fixedTimeout.silence,
  create: (context, parameters) => fixedTimeout.create(context, parameters),
};

/** @param parameters with defaults */
export function healthStatesPolicy(parameters: ParameterValues): RoutePolicy {
  const settings = healthStatesSettings(parameters);
  return { countsTimeouts: true, create: (context) => new HealthJudge(context, settings) };
}
