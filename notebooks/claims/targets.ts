/** The list of targets that the lab was asked to put to the test. */
import { above, atLeast, atMost, below, DAY, MISSING, MS, run, section } from './claim.ts';
import { AGENT_HOURS, AGENT_HOURS_DEPENDS } from './cost.ts';
import type { Claim } from './types.ts';

const { claim, untested } = section('targets', 'Targets');

export const TARGETS: readonly Claim[] = [
  claim('concurrent agents', '100+ (200)', atLeast(200, 'count'), 'confirmed', [
    run('a star of one coordinator', 'throughput', 'agents.count'),
    run('10,000 servers', 'deploy', 'agents.count'),
    run('a million heartbeats a second', 'heartbeats-1m', 'agents.count'),
  ]),
  claim(
    'time to spawn an agent',
    '< 50 ms',
    below(50 * MS, 'time'),
    'depends',
    [
      run('from the turn of one of 10,000, p99', 'spawn-10000', 'spawn.boot.p99'),
      run('from its request, p99', 'spawn-10000', 'spawn.latency.p99'),
      run('from its request, out of a pool of 10,000', 'spawn-10000-pool', 'spawn.latency.p99'),
    ],
    { depends: 'whether waiting for its turn counts: in batches of 100 the last of 10,000 comes after 4.6 s' },
  ),
  claim(
    'coordination latency',
    '< 10 ms',
    below(10 * MS, 'time'),
    'depends',
    [
      run('10,200 tasks a minute', 'throughput', 'coordination.latency.mean'),
      run(
        'messages cost the coordinator 40 times as much',
        'throughput-slow-coordinator',
        'coordination.latency.mean',
      ),
      run('67 times as much: 91 % busy', 'throughput-overloaded-coordinator', 'coordination.latency.mean'),
      run('1,000 tasks at once, in a tree', 'coordination-burst', 'coordination.latency.mean'),
    ],
    {
      depends: 'how busy the coordinator is: the product of messages per second and the time that each takes',
    },
  ),
  claim(
    'time to recover',
    '< 5 s',
    below(5, 'time'),
    'depends',
    [
      run('three crashes among 100 agents', 'health', 'recovery.time.max'),
      run('agents crash once a day', 'failover', 'recovery.time.max'),
      run('99 % of all agents are busy', 'failover-no-idle-agents', 'recovery.time.max'),
    ],
    {
      depends:
        'somebody being free: without idle agents the tasks of the dead wait in the queues of the living',
    },
  ),
  claim(
    'latency of an assignment',
    '< 50 ms',
    below(50 * MS, 'time'),
    'depends',
    [
      run('p99 at 10,200 tasks a minute', 'throughput', 'assignment.latency.p99'),
      run('p99 with messages 40 times as costly', 'throughput-slow-coordinator', 'assignment.latency.p99'),
      run(
        'p99 with messages 67 times as costly',
        'throughput-overloaded-coordinator',
        'assignment.latency.p99',
      ),
      run('p99 with tasks longer than the agents can do', 'throughput-long-tasks', 'assignment.latency.p99'),
    ],
    { depends: 'the cost of a message at the coordinator, and not at all on the agents’ load' },
  ),
  claim(
    'processing of a heartbeat',
    '< 10 ms',
    below(10 * MS, 'time'),
    'depends',
    [
      run('p99 beside 10,200 tasks a minute', 'throughput', 'heartbeat.latency.p99'),
      run('p99, a million agents below 100 coordinators', 'heartbeats-1m', 'heartbeat.latency.p99'),
      run(
        'p99 with messages 67 times as costly',
        'throughput-overloaded-coordinator',
        'heartbeat.latency.p99',
      ),
    ],
    { depends: 'what else waits at the coordinator: heartbeats queue behind assignments' },
  ),
  claim(
    'failover',
    '< 30 s',
    below(30, 'time'),
    'depends',
    [
      run('three crashes among 100 agents', 'health', 'failover.time.max'),
      run('agents crash once a day', 'failover', 'failover.time.max'),
      run('a heartbeat every 5 s, 15 s of patience', 'failover-five-second-heartbeats', 'failover.time.max'),
      run('99 % of all agents are busy', 'failover-no-idle-agents', 'failover.time.max'),
    ],
    { depends: 'patience plus waiting: 10 s of silence, and then an agent must be free' },
  ),
  claim(
    'availability of agents',
    '> 99.5 %',
    above(0.995, 'share'),
    'depends',
    [
      run('every agent crashes once a day, for 5 min', 'failover', 'agents.availability'),
      run('every agent crashes every 8 h, for 5 min', 'failover-crashes-often', 'agents.availability'),
    ],
    { depends: 'the agents’ own failures and repairs; no scheduler changes it' },
  ),
  claim(
    'availability of the orchestrator',
    '99.9 %',
    atMost(0.001 * DAY, 'time'),
    'depends',
    [
      run('longest time without assignments, with a standby', 'standby', 'assignment.latency.max'),
      run('without one, the machine back after 5 min', 'standby-none', 'assignment.latency.max'),
    ],
    {
      depends: 'somebody who takes over: without a standby one crash a day of 5 min is too much',
      note: 'Examined as: at one crash a day, 99.9 % leaves 86 s.',
    },
  ),
  claim(
    'utilisation of agents',
    '> 70 %',
    above(0.7, 'share'),
    'depends',
    [
      run('10,200 tasks of 0.9 s a minute on 200 agents', 'throughput', 'agents.utilization'),
      run(
        'the same work on 1,000 agents, messages 40 times as costly',
        'star-1000-slow-coordinator',
        'agents.utilization',
      ),
      run('roll-out to 10,000 servers', 'deploy', 'agents.utilization'),
      run('a million files', 'files', 'agents.utilization'),
      run('clean-up of a repository', 'repository', 'agents.utilization'),
      run('bug fix', 'bug-fix', 'agents.utilization'),
    ],
    {
      depends:
        'the shape of the work: a steady stream keeps agents busy, waves and dependencies leave them idle',
    },
  ),
  claim(
    'throughput against a single agent',
    '> 3 ×',
    above(3, 'factor'),
    'depends',
    [
      {
        when: '200 agents, independent tasks',
        source: {
          run: 'throughput',
          metric: 'throughput',
          over: { run: 'throughput-single-agent', metric: 'throughput' },
        },
      },
      run('a million files, 5,000 agents', 'files', 'speedup'),
      run('clean-up of a repository, 50 agents', 'repository', 'speedup'),
      run('bug fix, 4 agents', 'bug-fix', 'speedup'),
    ],
    {
      depends:
        'dependencies: independent tasks gain nearly as many times as there are agents, a chain gains nothing',
    },
  ),
  claim(
    'tasks a minute',
    '10,000+',
    atLeast(10_000 / 60, 'rate'),
    'depends',
    [
      run('tasks of 0.9 s, 200 agents', 'throughput', 'throughput'),
      run('tasks of 5 s, 200 agents', 'throughput-long-tasks', 'throughput'),
      run('tasks of 0.9 s, 1,000 agents', 'star-1000', 'throughput'),
      run('the same, messages 40 times as costly', 'star-1000-slow-coordinator', 'throughput'),
    ],
    { depends: 'agents divided by the length of a task, until the coordinator is the bottleneck' },
  ),
  claim(
    'completion of tasks that often fail',
    '+40 %',
    atLeast(0.4, 'share'),
    'depends',
    [
      {
        when: 'three attempts against one, 10 % fail',
        source: {
          run: 'success',
          metric: 'tasks.success_rate',
          over: { run: 'success-one-attempt', metric: 'tasks.success_rate' },
          as: 'gain',
        },
      },
      {
        when: 'three attempts against one, 35 % fail',
        source: {
          run: 'success-failures-often',
          metric: 'tasks.success_rate',
          over: { run: 'success-failures-often-one-attempt', metric: 'tasks.success_rate' },
          as: 'gain',
        },
      },
    ],
    { depends: 'how often an attempt fails: retries can only win back what was lost' },
  ),
  claim(
    'tasks that succeed',
    '98 %+',
    atLeast(0.98, 'share'),
    'depends',
    [
      run('10 % of attempts fail, three attempts', 'success', 'tasks.success_rate'),
      run('35 % fail, three attempts', 'success-failures-often', 'tasks.success_rate'),
      run('10 % fail, one attempt', 'success-one-attempt', 'tasks.success_rate'),
      run('agents crash once a day', 'failover', 'tasks.success_rate'),
      run('10,000 servers, 1.1 % fail at first', 'deploy', 'tasks.success_rate'),
    ],
    { depends: 'failures per attempt and attempts: 1 − p³ with three' },
  ),
  untested('memory of an agent', '< 1 MB', MISSING.machines),
  claim(
    'start-up of an agent',
    '< 10 ms',
    below(10 * MS, 'time'),
    'depends',
    [
      run('created from nothing', 'spawn-10000', 'spawn.boot.mean'),
      run('out of a pool', 'spawn-10000-pool', 'spawn.boot.mean'),
    ],
    { depends: 'a spare that was made before, and holds its memory' },
  ),
  claim('cost of 1,000 agent-hours', '< $1', below(1, 'count'), 'depends', AGENT_HOURS, {
    depends: AGENT_HOURS_DEPENDS,
  }),
  claim(
    'efficiency of the balance',
    '98.5 %',
    atLeast(0.985, 'share'),
    'depends',
    [
      run('1,000 even tasks on 100 agents', 'coordination-stream', 'balance.jain'),
      run('the same at once', 'coordination-burst', 'balance.jain'),
      run('sizes that vary widely (cv 1.5)', 'coordination-uneven', 'balance.jain'),
      run('10,200 tasks a minute', 'throughput', 'balance.jain'),
    ],
    { depends: 'how many tasks an agent gets and how much they vary; Jain’s index of busy time' },
  ),
];
