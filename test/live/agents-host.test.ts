import { describe, expect, test } from 'vitest';
import { AgentsHost } from '../../src/live/agents-host.ts';
import { executionFacts } from '../../src/live/execution-facts.ts';
import { MessageSizes } from '../../src/live/message-sizes.ts';
import { describe as describeTask } from '../../src/live/tasks.ts';
import { RESULT, scheduling } from '../../src/modules/scheduling/vocabulary.ts';
import { toWorker } from '../../src/modules/worker/vocabulary.ts';
import { s, worldSpec } from '../world/spec.ts';
import { HandTimers, Posted, planOf } from './run.ts';

const COORDINATOR = 1;

/** One agent, and tasks of one second each that a test assigns to it. */
function host() {
  const plan = planOf(worldSpec());
  const posted = new Posted();
  const facts: (readonly [name: string, time: number, task: number])[] = [];
  const timers = new HandTimers((kind, target, a, b) => agents.onEvent(kind, target, a, b));
  const agents: AgentsHost = new AgentsHost({
    plan,
    agents: [0],
    life: 0,
    timers,
    courier: posted.courier,
    sizes: new MessageSizes(plan.spec, plan.tasks),
    handlers: null,
    tell: (_agent, { name }, ...[task]) => facts.push([name, timers.now / 1e6, task ?? 0]),
  });
  const assign = (task: number, token: number) => {
    while (plan.tasks.count <= task) plan.tasks.add(0, plan.tasks.count, 0, 0);
    plan.tasks.demand[task] = s(1);
    const description = describeTask(plan.tasks, task);
    const content = [task, token, 0];
    timers.turn(() =>
      agents.onMessage({
        from: COORDINATOR,
        to: 0,
        kind: toWorker.assign,
        content,
        task: description,
        sequence: 0,
      }),
    );
  };
  const results = () =>
    posted.messages.filter(({ kind }) => kind.name === scheduling.result.name).map(({ content }) => content);
  return { agents, timers, assign, facts, results };
}

describe('agents on the wall clock', () => {
  test('execute what is assigned to them for as long as the simulation would', () => {
    const { timers, assign, facts, results } = host();
    timers.passTo(s(2));
    assign(0, 5);
    timers.passTo(s(2.9));
    expect(results()).toEqual([]);
    timers.passTo(s(3));
    expect(results()).toEqual([[0, 5, RESULT.success]]);
    expect(facts.filter(([name]) => name !== executionFacts.queued.name)).toEqual([
      ['assigned', 2, 0],
      ['started', 2, 0],
      ['ended', 3, 0],
    ]);
  });

  test('stand still while they are suspended, and go on with what is left', () => {
    const { agents, timers, assign, facts } = host();
    assign(0, 1);
    timers.passTo(s(0.4));
    timers.turn(() => agents.suspend());
    timers.hold();
    timers.passTo(s(10));
    timers.turn(() => agents.resume());
    timers.release();
    timers.passTo(s(20));
    expect(facts.filter(([name]) => name === 'ended')).toEqual([['ended', 10.6, 0]]);
  });

  test('begin nothing that reaches them before they are told to go on, and then execute it once', () => {
    const { agents, timers, assign, facts, results } = host();
    timers.turn(() => agents.suspend());
    timers.hold();
    timers.passTo(s(5));
    assign(0, 1);
    expect(facts).toEqual([]);
    timers.passTo(s(6));
    timers.turn(() => agents.resume());
    timers.release();
    timers.passTo(s(6.5));
    // A second suspension finds one end of the execution to take back.
    timers.turn(() => agents.suspend());
    timers.hold();
    timers.passTo(s(8));
    timers.turn(() => agents.resume());
    timers.release();
    timers.passTo(s(9));
    expect(facts.filter(([name]) => name === 'started' || name === 'ended')).toEqual([
      ['started', 6, 0],
      ['ended', 8.5, 0],
    ]);
    expect(results()[0]).toEqual([0, 1, RESULT.success]);
  });

  test('are slower while a fault makes them so, also when it begins while they stand still', () => {
    const { agents, timers, assign, facts } = host();
    assign(0, 1);
    timers.passTo(s(0.5));
    timers.turn(() => agents.suspend());
    timers.hold();
    timers.turn(() => agents.slow(0, 0.5, true));
    timers.passTo(s(2));
    timers.turn(() => agents.resume());
    timers.release();
    timers.passTo(s(2.5));
    timers.turn(() => agents.slow(0, 0.5, false));
    timers.passTo(s(9));
    // Half a second of work is left: a quarter of it takes half a second, the other a quarter.
    expect(facts.filter(([name]) => name === 'ended')).toEqual([['ended', 2.75, 0]]);
  });
});
