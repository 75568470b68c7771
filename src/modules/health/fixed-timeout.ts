import { DeadlineList } from '../collections/deadline-list.ts';
import type { ParameterValues } from '../registry.ts';
import type { DetectorEntry } from './detector.ts';

const MICROSECONDS = 1_000_000;

const timeoutOf = ({ timeout }: ParameterValues) => Math.round(Number(timeout) * MICROSECONDS);

/**
 * Suspects a worker that has been silent for a fixed time, and trusts it again at its next heartbeat. A worker that beats
 * every P and dies at a random instant is suspected after the timeout D less P/2 on average (variance P^2/12).
 */
export const fixedTimeout: DetectorEntry = {
  name: 'fixed_timeout',
  description: 'suspects after a fixed time of silence',
  source: 'swarm requirements, health monitoring: 10 s of silence',
  parameters: {
    timeout: {
      type: 'duration',
      default: 10,
      min: 0.001,
      max: 86_400,
      description: 'silence after which a worker is suspected',
    },
  },
  silence: (_heartbeatInterval, parameters) => ({
    microseconds: timeoutOf(parameters),
    from: 'health.parameters.timeout',
  }),
  create(context, parameters) {
    const timeout = timeoutOf(parameters);
    const silence = new DeadlineList(context, timeout, 0, context.workers, (worker) =>
      context.suspect(worker),
    );
    return {
      start() {
        for (let worker = 0; worker < context.workers; worker++) silence.start(worker);
      },
      heartbeat(worker) {
        // Whose deadline was not running had been suspected.
        if (silence.start(worker)) context.trust(worker);
      },
      onTimer: () => silence.onTimer(),
    };
  },
};
