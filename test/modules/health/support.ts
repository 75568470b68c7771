import { FAILURE_DETECTORS } from '../../../src/modules/health/index.ts';
import { type ParameterValues, withDefaults } from '../../../src/modules/registry.ts';
import { s, TestPort } from '../port.ts';

export interface DetectorTest {
  readonly workers?: number;
  /** Seconds. */
  readonly interval?: number;
  readonly parameters?: ParameterValues;
}

/** A detector over a few workers, and what it says, with times in seconds. */
export function detector(name: string, { workers = 1, interval = 1, parameters = {} }: DetectorTest = {}) {
  const port = new TestPort();
  const said: string[] = [];
  const entry = FAILURE_DETECTORS.require(name);
  const module = entry.create(
    {
      workers,
      heartbeatInterval: s(interval),
      now: () => port.now(),
      random: () => port.random(),
      setTimer: (delay, tag, argument) => port.setTimer(delay, tag, argument),
      cancelTimer: (timer) => port.cancelTimer(timer),
      suspect: (worker) => said.push(`${port.now() / 1e6} suspect ${worker}`),
      trust: (worker) => said.push(`${port.now() / 1e6} trust ${worker}`),
    },
    withDefaults(entry.parameters, parameters),
  );
  const advance = (seconds: number) =>
    port.advance(s(seconds), (tag, argument) => module.onTimer(tag, argument));
  /** Heartbeats of one worker at some times, in seconds. */
  const beats = (times: readonly number[], worker = 0) => {
    for (const time of times) {
      advance(time);
      module.heartbeat(worker);
    }
  };
  /** Silence of a worker heard just now, in seconds, after which it is suspected. */
  const silence = (worker = 0) => {
    const since = port.now() / 1e6;
    said.length = 0;
    advance(since + 1e6);
    const line = said.find((one) => one.endsWith(`suspect ${worker}`));
    return line === undefined ? Infinity : Number(line.split(' ')[0]) - since;
  };
  return { module, said, advance, beats, silence, port };
}
