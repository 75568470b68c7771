/** Numbers of PRD Multi-Agent Swarm System. */
import { above, atLeast, atMost, below, DAY, exactly, MS, run, section } from './claim.ts';
import { TARGETS } from './targets.ts';
import type { Case, Claim } from './types.ts';

const goals = section('004', 'Goals & Objectives');
const performance = section('004', 'Performance');
const reliability = section('004', 'Reliability');
const topologies = section('004', 'Topology Configurations');
const schema = section('004', 'Database Schema');
const metrics = section('004', 'Success Metrics');

/** The same requirement as in the list of targets, examined in the same cases. */
function asTarget(
  subject: string,
): Pick<Claim, 'cases' | 'depends'> & { readonly verdict: Exclude<Claim['verdict'], 'untested'> } {
  const target = TARGETS.find((claim) => claim.subject === subject);
  if (!target || target.verdict === 'untested')
    throw new RangeError(`no examined target is called ${subject}`);
  const { cases, depends, verdict } = target;
  return { cases, depends, verdict };
}

const speed = asTarget('throughput against a single agent');
const availability = asTarget('availability of agents');
const failover = asTarget('failover');
const completion = asTarget('completion of tasks that often fail');
const assignment = asTarget('latency of an assignment');
const heartbeat = asTarget('processing of a heartbeat');
const rate = asTarget('tasks a minute');
const orchestrator = asTarget('availability of the orchestrator');
const utilisation = asTarget('utilisation of agents');

/** The mean latency of one experiment over that of another. */
const against = (when: string, name: string, other: string): Case => ({
  when,
  source: {
    run: name,
    metric: 'task.latency.mean',
    over: { run: other, metric: 'task.latency.mean' },
  },
});

export const DOCUMENT_004: readonly Claim[] = [
  goals.claim('throughput against a single agent', '3 ×', atLeast(3, 'factor'), speed.verdict, speed.cases, {
    depends: speed.depends,
  }),
  goals.claim(
    'availability of the swarm',
    '99.5 %',
    atLeast(0.995, 'share'),
    availability.verdict,
    availability.cases,
    { depends: availability.depends },
  ),
  goals.claim('failover of agents', '< 30 s', below(30, 'time'), failover.verdict, failover.cases, {
    depends: failover.depends,
  }),
  goals.claim(
    'completion of complex tasks',
    '+40 %',
    atLeast(0.4, 'share'),
    completion.verdict,
    completion.cases,
    { depends: completion.depends },
  ),
  performance.claim(
    'assignment of a task',
    '< 50 ms',
    below(50 * MS, 'time'),
    assignment.verdict,
    assignment.cases,
    { depends: assignment.depends },
  ),
  performance.claim(
    'processing of a heartbeat',
    '< 10 ms',
    below(10 * MS, 'time'),
    heartbeat.verdict,
    heartbeat.cases,
    { depends: heartbeat.depends },
  ),
  performance.claim('concurrent agents in a swarm', '100+', atLeast(100, 'count'), 'confirmed', [
    run('one coordinator', 'throughput', 'agents.count'),
    run('one coordinator', 'star-1000', 'agents.count'),
  ]),
  performance.claim('tasks a minute', '10,000+', atLeast(10_000 / 60, 'rate'), rate.verdict, rate.cases, {
    depends: rate.depends,
  }),
  reliability.claim(
    'availability of the orchestrator',
    '99.9 %',
    atMost(0.001 * DAY, 'time'),
    orchestrator.verdict,
    orchestrator.cases,
    { depends: orchestrator.depends, note: 'Examined as: at one crash a day, 99.9 % leaves 86 s.' },
  ),
  reliability.claim('automatic failover', '< 30 s', below(30, 'time'), failover.verdict, failover.cases, {
    depends: failover.depends,
  }),
  schema.claim(
    'scaling between',
    '2 and 20 agents, cooldown 300 s, 3 periods',
    atMost(20, 'count'),
    'confirmed',
    [run('most agents, after a step to seven times the load', 'steps-2-to-20', 'agents.provided.max')],
    {
      note: 'One agent in five minutes: it has 12 of the 14 that it needs when the step is over after 20 minutes, and the p95 of latency is 21 minutes.',
    },
  ),
  schema.claim(
    'time limit of a task',
    '300 s',
    below(300, 'time'),
    'depends',
    [
      run('p99, 10,200 short tasks a minute', 'throughput', 'task.latency.p99'),
      run('p99, tasks of 3 min in the roll-out', 'deploy', 'task.service.p99'),
      run('p99, steps of a bug fix', 'bug-fix', 'task.service.p99'),
    ],
    { depends: 'the work: ordinary steps of the documents’ own bug fix last longer and would be given up' },
  ),
  schema.claim(
    'attempts of a task',
    '3',
    atLeast(0.98, 'share'),
    'depends',
    [
      run('share that succeeds when 10 % fail', 'success', 'tasks.success_rate'),
      run('share that succeeds when 35 % fail', 'success-failures-often', 'tasks.success_rate'),
    ],
    { depends: 'how often an attempt fails; examined against the 98 % of Micro-Agile Swarm Orchestration' },
  ),
  topologies.claim(
    'workers that one coordinator of a star carries',
    '50 at most',
    below(50 * MS, 'time'),
    'depends',
    [
      run('assignment p99, 50 workers', 'star-50', 'assignment.latency.p99'),
      run('200 workers', 'throughput', 'assignment.latency.p99'),
      run('1,000 workers', 'star-1000', 'assignment.latency.p99'),
      run(
        '1,000 workers, messages 40 times as costly',
        'star-1000-slow-coordinator',
        'assignment.latency.p99',
      ),
    ],
    {
      depends: 'the cost of a message: 50 is far below what a star carries when messages take microseconds',
      note: 'Examined against the 50 ms of an assignment.',
    },
  ),
  topologies.claim(
    'gossip interval of a mesh',
    '1000 ms',
    atMost(1.1, 'factor'),
    'depends',
    [
      against('mean latency, 1 s over 0.1 s', 'gossip', 'gossip-often'),
      against('mean latency, 10 s over 0.1 s', 'gossip-seldom', 'gossip-often'),
    ],
    {
      depends: 'the load’s pace: a second is short for tasks of a second, ten are not',
      note: 'Examined as: it costs at most a tenth of latency against rounds ten times as often. They cost two thirds more messages.',
    },
  ),
  topologies.claim(
    'ratio of parents to children',
    '4',
    exactly(4, 'count'),
    'depends',
    [
      { when: '3 supervisors, 12 workers', source: { how: '12 workers over 3 supervisors', value: 12 / 3 } },
      {
        when: '1 coordinator, 3 supervisors',
        source: { how: '3 supervisors over 1 coordinator', value: 3 / 1 },
      },
    ],
    { depends: 'the level: the levels given do not have one ratio' },
  ),
  topologies.claim(
    'token timeout of a ring',
    '5000 ms',
    atMost(1.1, 'factor'),
    'confirmed',
    [
      against('mean latency, 5 s over 0.5 s', 'ring', 'ring-short-timeout'),
      against('mean latency, 30 s over 0.5 s', 'ring-long-timeout', 'ring-short-timeout'),
    ],
    {
      note: 'Examined like the gossip, with a peer that crashes every minute: whoever passes the token on skips those that are down, and few tokens are lost.',
    },
  ),
  metrics.claim('throughput improvement', '> 3 ×', above(3, 'factor'), speed.verdict, speed.cases, {
    depends: speed.depends,
  }),
  metrics.claim(
    'swarm availability',
    '> 99.5 %',
    above(0.995, 'share'),
    availability.verdict,
    availability.cases,
    { depends: availability.depends },
  ),
  metrics.claim('agent failover', '< 30 s', below(30, 'time'), failover.verdict, failover.cases, {
    depends: failover.depends,
  }),
  metrics.claim(
    'task assignment latency',
    '< 50 ms',
    below(50 * MS, 'time'),
    assignment.verdict,
    assignment.cases,
    { depends: assignment.depends },
  ),
  metrics.claim(
    'complex task completion',
    '+40 %',
    atLeast(0.4, 'share'),
    completion.verdict,
    completion.cases,
    { depends: completion.depends },
  ),
  metrics.claim('agent utilisation', '> 70 %', above(0.7, 'share'), utilisation.verdict, utilisation.cases, {
    depends: utilisation.depends,
  }),
];
