/** Numbers of Micro-Agile Swarm Orchestration. */
import { AGENT_HOURS, AGENT_HOURS_DEPENDS } from './cost.ts';
import {
  about,
  above,
  atLeast,
  atMost,
  below,
  computed,
  exactly,
  MINUTE,
  MISSING,
  MS,
  run,
  section,
} from './claim.ts';
import type { Claim } from './types.ts';

const summary = section('000', 'Executive Summary');
const core = section('000', 'Core Architecture');
const pools = section('000', 'Scaling to Thousands');
const sprint = section('000', 'High-Impact Sprint Phases');
const servers = section('000', 'Deployment Architecture');
const example = section('000', 'Real-World Example');
const dashboard = section('000', 'Monitoring Dashboard');
const factors = section('000', 'Key Success Factors');
const conclusion = section('000', 'Conclusion');

export const DOCUMENT_000: readonly Claim[] = [
  summary.claim('concurrent agents', '1000+', atLeast(1000, 'count'), 'confirmed', [
    run('a star of one coordinator', 'star-1000', 'agents.count'),
    run('10,000 servers', 'deploy', 'agents.count'),
    run('a million heartbeats a second', 'heartbeats-1m', 'agents.count'),
  ]),
  summary.claim(
    'downtime',
    'zero',
    exactly(1, 'share'),
    'depends',
    [
      run('availability when nothing crashes', 'deploy', 'agents.availability'),
      run('availability with a crash a day', 'failover', 'agents.availability'),
    ],
    { depends: 'nothing ever crashing' },
  ),
  core.untested(
    'memory of a micro-agent',
    '512 KB',
    MISSING.machines,
    'Other places say < 1 MB, ~1 MB, 256-768 MB and 500 MB.',
  ),
  core.untested('lines of a micro-agent', '< 250', MISSING.content),
  core.claim(
    'most agents of one spawner',
    '10,000',
    atLeast(10_000, 'count'),
    'confirmed',
    [
      run('10,000 servers', 'deploy', 'agents.count'),
      run('a million heartbeats a second', 'heartbeats-1m', 'agents.count'),
    ],
    { note: 'A default, not a limit: a million agents run under a tree of coordinators.' },
  ),
  core.claim(
    'time to spawn a batch of 100',
    '100 at once, 1 ms between batches',
    atMost(35 * MS, 'time'),
    'depends',
    [
      run('all 100 at once', 'spawn-100-batch', 'spawn.latency.max'),
      run('on a machine that creates one at a time', 'spawn-100-one-at-a-time', 'spawn.latency.max'),
    ],
    { depends: 'a machine that creates 100 agents in the time of one' },
  ),
  core.claim('length of a sprint', '1 + 12 + 1 + 1 = 15 min', exactly(15 * MINUTE, 'time'), 'confirmed', [
    computed('plan, execute, test and ship', (1 + 12 + 1 + 1) * MINUTE),
  ]),
  pools.claim('agents in four pools', '4 × 250 = 1,000', exactly(1000, 'count'), 'confirmed', [
    computed('250 agents in each of four pools', 4 * 250),
  ]),
  pools.claim('memory of a pooled agent', '128 MB / 250 = 512 KB', about(512e3, 'count', 0.03), 'confirmed', [
    computed('128 MB divided among 250 agents, in bytes', 128e6 / 250),
  ]),
  pools.claim(
    'processor of all pools',
    '4 × 25 % = 100 %',
    exactly(1, 'share'),
    'confirmed',
    [computed('25 % in each of four pools', 4 * 0.25)],
    { note: 'Nothing is left for the coordinator.' },
  ),
  sprint.claim('minutes of the phases', '3 + 8 + 3 + 1 = 15', exactly(15 * MINUTE, 'time'), 'confirmed', [
    computed('the four phases', (3 + 8 + 3 + 1) * MINUTE),
  ]),
  sprint.claim('agents of the phases', '200 + 600 + 150 + 50 = 1,000', exactly(1000, 'count'), 'confirmed', [
    computed('the four phases', 200 + 600 + 150 + 50),
  ]),
  sprint.claim('progress of the phases', '20 + 60 + 15 + 5 = 100 %', exactly(1, 'share'), 'confirmed', [
    computed('the four phases', (20 + 60 + 15 + 5) / 100),
  ]),
  sprint.untested('progress that each phase makes', '20 %, 60 %, 15 %, 5 %', MISSING.content),
  servers.claim(
    'agents on four nodes of 2,500',
    '10,000',
    atLeast(10_000, 'count'),
    'depends',
    [
      computed('all four nodes', 4 * 2500),
      { when: 'the backup stays a backup', source: { how: 'primary and two workers', value: 3 * 2500 } },
    ],
    { depends: 'the backup node working, and then it is none' },
  ),
  example.claim('agents of sprint 1', '20 + 50 + 30 + 20 + 80 = 200', exactly(200, 'count'), 'confirmed', [
    computed('the five kinds', 20 + 50 + 30 + 20 + 80),
  ]),
  example.claim('agents of sprint 2', '200 + 200 + 50 + 100 + 50 = 600', exactly(600, 'count'), 'confirmed', [
    computed('the five kinds', 200 + 200 + 50 + 100 + 50),
  ]),
  example.claim('agents of sprint 3', '4 × 100 = 400', exactly(400, 'count'), 'confirmed', [
    computed('the four kinds', 4 * 100),
  ]),
  example.untested('test coverage after three sprints', '95 %', MISSING.content),
  dashboard.claim('agents by state', '1,198 + 42 + 7 = 1,247', exactly(1247, 'count'), 'confirmed', [
    computed('active, idle and failed', 1198 + 42 + 7),
  ]),
  dashboard.claim('tasks that succeed', '98.5 %', about(0.985, 'share', 0.001), 'confirmed', [
    computed('8,654 completed, 127 failed', 8654 / (8654 + 127)),
  ]),
  dashboard.claim(
    'errors a minute and success',
    '3 of 847, 98.5 %',
    about(0.985, 'share', 0.001),
    'refuted',
    [computed('3 errors a minute at 847 tasks a minute', 1 - 3 / 847)],
    { note: 'At 3 errors a minute the 127 failed tasks would have taken 42 minutes of a sprint of 15.' },
  ),
  dashboard.claim(
    'tasks a minute',
    '847 (target: 10,000)',
    atLeast(10_000, 'count'),
    'refuted',
    [computed('what the dashboard shows', 847)],
    { note: 'The dashboard misses the target of PRD Multi-Agent Swarm System by a factor of twelve.' },
  ),
  dashboard.claim('utilisation of agents', '> 70 %', above(0.7, 'share'), 'confirmed', [
    computed('1,198 active of 1,247', 1198 / 1247),
  ]),
  dashboard.claim('cost by provider', '$0.42 + $0.28 + $0.00 = $0.70', exactly(0.7, 'count'), 'confirmed', [
    computed('the three providers', 0.42 + 0.28 + 0),
  ]),
  dashboard.claim(
    'progress of the phase',
    '76 % with 8:32 left of 15:00',
    about(0.76, 'share', 0.1),
    'refuted',
    [computed('time passed of the sprint', 1 - (8 * 60 + 32) / (15 * 60))],
    { note: 'Within the core phase, minutes 3 to 11, the share is 43 %.' },
  ),
  dashboard.untested('cost of a sprint', '$0.70', MISSING.cost),
  dashboard.claim(
    'efficiency',
    '94.2 %',
    atLeast(0.942, 'share'),
    'depends',
    [
      run('agents at work, sprints with tasks of 70 s', 'sprints', 'sprint.efficiency'),
      run('with tasks of 20 s', 'sprints-short-tasks', 'sprint.efficiency'),
    ],
    { depends: 'ten tasks an agent filling the sprint: short ones are done early, and then nobody works' },
  ),
  dashboard.untested('recoveries a minute', '3', MISSING.healing),
  dashboard.untested(
    'resource usage',
    'CPU 67.3 %, memory 42.1 %, network 124 MB/s, disk 89 MB/s',
    MISSING.machines,
  ),
  dashboard.untested('impact', '127 features, 3,421 tests, 89 bugs, 45,672 lines', MISSING.content),
  dashboard.untested(
    'top performers',
    '127, 119 and 112 tasks',
    MISSING.perAgent,
    'The mean is 7 tasks an agent: such a top would be a balance far from 98.5 %.',
  ),
  dashboard.untested('pool alert', '89 % of p3', MISSING.perAgent),
  factors.untested('memory of an agent', '< 1 MB', MISSING.machines),
  factors.claim(
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
  factors.claim(
    'time between releases',
    '15 min: 96 a day',
    atLeast(96, 'count'),
    'depends',
    [
      run('tasks of 70 s', 'sprints', 'sprint.count'),
      run('tasks of 2 min, sprints tuned to them', 'sprints-long-tasks', 'sprint.count'),
    ],
    { depends: 'sprints that stay as long as they are: tuned to longer tasks they last 18 minutes' },
  ),
  conclusion.claim('agents at a time', '1000+', atLeast(1000, 'count'), 'confirmed', [
    run('10,000 servers', 'deploy', 'agents.count'),
  ]),
  conclusion.claim(
    'time to results',
    '15 min',
    above(0, 'share'),
    'depends',
    [
      run('features complete after one sprint, of 1,000 items', 'sprint-first-small', 'sprint.coverage'),
      run('of 100,000 items', 'sprint-first', 'sprint.coverage'),
    ],
    { depends: 'what counts: items are shipped after every sprint, a feature when the last of its items is' },
  ),
  conclusion.claim('cost of 1,000 agent-hours', '< $1', below(1, 'count'), 'depends', AGENT_HOURS, {
    depends: AGENT_HOURS_DEPENDS,
  }),
  conclusion.claim(
    'success rate',
    '98 %+',
    atLeast(0.98, 'share'),
    'depends',
    [
      run('10 % of attempts fail, three attempts', 'success', 'tasks.success_rate'),
      run('35 % fail, three attempts', 'success-failures-often', 'tasks.success_rate'),
    ],
    { depends: 'failures per attempt and attempts: 1 − p³ with three' },
  ),
];
