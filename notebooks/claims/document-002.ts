/** Numbers of Agent Orchestration System. */
import { about, atMost, MISSING, run, section } from './claim.ts';
import type { Claim } from './types.ts';

const principles = section('002', 'Core Principles');
const practices = section('002', 'Best Practices');

export const DOCUMENT_002: readonly Claim[] = [
  principles.claim(
    'utilisation of the processor',
    '40-60 %',
    about(0.5, 'share', 0.2),
    'depends',
    [
      run('a step in load, target tracking at 50 %', 'half-busy-step', 'agents.utilization'),
      run('a step in load, hpa at 50 %', 'half-busy-step-hpa', 'agents.utilization'),
      run('a day, target tracking at 50 %', 'half-busy-day', 'agents.utilization'),
      run('a day, hpa at 50 %', 'half-busy-day-hpa', 'agents.utilization'),
    ],
    {
      depends: 'how long a policy keeps agents that it no longer needs: what it holds is less than its target',
      note: 'Examined for agents: whether policies that are to hold 50 % stay between 40 and 60 %.',
    },
  ),
  principles.untested(
    'memory of an agent',
    '256-768 MB',
    MISSING.machines,
    'Five hundred times what Micro-Agile Swarm Orchestration allows.',
  ),
  principles.untested('pulse between operations', '2-3 s', MISSING.people),
  principles.untested('time between check-ins', '15 min', MISSING.people),
  principles.untested('time between commits', '30 min', MISSING.people),
  practices.claim(
    'agents to start with',
    '2-3',
    atMost(1, 'factor'),
    'confirmed',
    [
      {
        when: 'p95 of latency from 2 agents over that from 10, a step in load',
        source: {
          run: 'start-with-2',
          metric: 'task.latency.p95',
          over: { run: 'start-with-10', metric: 'task.latency.p95' },
        },
      },
      {
        when: 'the same over a day',
        source: {
          run: 'start-with-2-day',
          metric: 'task.latency.p95',
          over: { run: 'start-with-10-day', metric: 'task.latency.p95' },
        },
      },
    ],
    { note: 'Nothing is lost by starting small where a policy scales; what it does later decides.' },
  ),
];
