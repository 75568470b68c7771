/** What a result says of workloads that did not get to do what they are for, and of agents that one alone worked for. */
import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../src/lab/load-scenario.ts';
import { runScenario } from '../../src/lab/run.ts';

/** @param until seconds after which the run is cut short */
async function notes(text: string, until?: number): Promise<readonly string[]> {
  return (await runScenario(parseScenario(text), { until })).summary.notes;
}

describe('notes on workloads', () => {
  test('say that no sprint ended, where none did', async () => {
    const sprints = 'duration: 16m\nagents: 10\nworkload: { service: 10s, sprints: { items: 100 } }';
    expect(await notes(sprints, 300)).toEqual([
      'No sprint of workload came to its end: its phases take 15 min, the run ended 5 min after it began. Whatever was done, nothing was shipped.',
    ]);
    expect((await notes(sprints)).join()).not.toContain('No sprint');
  });

  test('say that no time of a calendar came', async () => {
    const daily = "agents: 10\nworkload: { recurrence: '0 12 * * *', service: 1s }";
    expect(await notes(`duration: 2m\n${daily}`)).toEqual([
      'No time of workload (0 12 * * *) came: the calendar was followed for 2 min from 2024-01-01 00:00 UTC on. A longer duration or another epoch would reach one.',
    ]);
    expect(await notes(`duration: 13h\nhealth: { heartbeat_interval: 0 }\n${daily}`)).toEqual([]);
  });
});

describe('notes on batches', () => {
  const arrivals = (wait: string) =>
    `duration: 1m\nagents: 10\nworkload: { arrivals: deterministic(interval=1s), service: 1s, tasks: 25, batch: { size: 10, wait: ${wait} } }`;

  test('say which items no task stands for', async () => {
    expect(await notes(arrivals('100h'))).toEqual([
      '5 items of workload were still waiting for their batch when the run ended: no task was made of them.',
    ]);
    expect((await notes(arrivals('5s'))).join()).not.toContain('waiting for their batch');
  });
});

describe('notes on one agent that did it all', () => {
  const fresh = (waves: string, more = '') =>
    notes(
      `duration: 30m\nagents: 10\nspawning: { mode: batch, per_wave: fresh }\n${more}\nworkload: ${waves}`,
    );
  const WAVES = '{ waves: [{ tasks: 10, service: 10s }, { tasks: 10, service: 1s }] }';

  test('name the setting that lets the others work', async () => {
    expect(await fresh(WAVES)).toEqual([
      'One agent did 100 % of the work, and tasks waited at agents while others stood idle. With scheduler.agent_queue: 0 tasks wait at the coordinator and go to whoever is free.',
    ]);
    expect(await fresh(WAVES, 'scheduler: { agent_queue: 0 }')).toEqual([]);
  });

  test('are not said where the workload asks for one agent', async () => {
    expect(await fresh('{ waves: [{ tasks: 10, service: 10s, agents: 1 }] }')).toEqual([]);
  });

  test('are not said where there was nothing to wait for, or nobody else', async () => {
    // One client: a task at a time, whoever does it.
    const closed = 'workload: { population: 1, think: 0s, service: 1s, tasks: 50 }';
    expect(await notes(`agents: 10\nduration: 30m\n${closed}`)).toEqual([]);
    expect(await notes('agents: 1\nworkload: { backlog: 20, service: 1s }')).toEqual([]);
    // Asleep, awake and idle, or awake with a queue: one agent is never at fault.
    const sleepy = 'spawning: { mode: sequential, boot: 0s, hibernate: { after: 1s, wake: 2s } }';
    const load = 'workload: { arrivals: poisson(rate=0.5/s), service: exponential(mean=1s) }';
    const found = await notes(`agents: 1\nduration: 30m\n${sleepy}\n${load}`);
    expect(found.join()).not.toContain('One agent');
  });
});
