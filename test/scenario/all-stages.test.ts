/** Problems of all stages at once: what one mistake is told, it is told beside others, and no mistake is told twice. */
import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { catalog } from '../../src/lab/catalog.ts';
import { ScenarioErrors } from '../../src/scenario/errors.ts';
import { memoryFiles } from '../../src/scenario/files.ts';
import { loadScenario } from '../../src/scenario/load.ts';

const known = catalog();

/** A scenario in which nothing is wrong, by its sections. */
const SECTIONS = {
  name: 'name: stages',
  seed: 'seed: 7',
  duration: 'duration: 10min',
  warmup: 'warmup: 1min',
  cluster: 'cluster: { regions: [eu, us] }',
  agents: 'agents: { count: 20, groups: [{ name: fast, count: 5, capabilities: [gpu] }] }',
  coordination: 'coordination: { topology: tree, fanout: 5 }',
  network: 'network: { links: { same_zone: { latency: 1ms } } }',
  scheduler: 'scheduler: { algorithm: least_loaded, agent_queue: 0 }',
  retry: 'retry: { max_attempts: 3, backoff: 1s, backoff_limit: 5s }',
  health: 'health: { detector: fixed_timeout, parameters: { timeout: 10s } }',
  workload: [
    'workload:',
    '  - { name: first, arrivals: "poisson(rate=1/s)", service: 1s }',
    '  - { name: second, backlog: 10, service: 2s, capabilities: [gpu] }',
    '  - name: steps',
    '    service: 1s',
    '    dag: [{ name: a }, { name: b, after: [a] }]',
  ].join('\n'),
  faults:
    'faults: [{ kind: crash, at: 2min, target: { agents: 1 } }, { kind: zone_outage, at: 3min, region: eu, zone: 1 }]',
  expect: 'expect: ["tasks.lost == 0"]',
  record: 'record: { intervals: 100 }',
} as const;
type Section = keyof typeof SECTIONS;

interface Mistake {
  readonly section: Section;
  readonly from: string;
  readonly to: string;
  /** Sections that must be known for it to be one. */
  readonly needs: readonly Section[];
}

const mistake = (section: Section, from: string, to: string, ...needs: Section[]): Mistake => ({
  section,
  from,
  to,
  needs,
});

/** One for each line, by the stage that finds it. */
const MISTAKES: readonly Mistake[] = [
  // Syntax.
  mistake('record', '100 }', '100'),
  mistake('retry', 'backoff: 1s', 'backoff: @1s'),
  mistake('network', '1ms } }', '1ms }'),
  mistake('expect', '"tasks.lost == 0"', '"tasks.lost == 0'),
  mistake('seed', '7', '*seven'),
  mistake('record', 'intervals: 100', 'intervals: 100, intervals: 200'),
  mistake('health', 'timeout: 10s', 'timeout: !!int 10'),
  mistake('workload', '"poisson(rate=1/s)"', 'poisson(rate: 1/s)'),
  mistake('workload', '    service: 1s\n', '    service: exponential(mean: 1s)\n'),
  // Text.
  mistake('name', 'stages', '"st\\u0007ages"'),
  // Schema.
  mistake('record', 'intervals', 'intervalls'),
  mistake('agents', 'agents:', 'agens:'),
  mistake('scheduler', 'agent_queue: 0', 'agent_queue: few'),
  mistake('coordination', 'tree', 'starr'),
  mistake('network', 'same_zone', 'same_zoo'),
  // Units and types.
  mistake('duration', '10min', '10'),
  mistake('warmup', '1min', '1 fortnight'),
  mistake('agents', 'count: 20', 'count: 2.5'),
  mistake('retry', 'max_attempts: 3', 'max_attempts: none'),
  mistake('workload', 'backlog: 10, service: 2s', 'backlog: 10, service: 2'),
  mistake('workload', '"poisson(rate=1/s)"', '"poisson(rate=1)"'),
  mistake('faults', 'at: 2min', 'at: noon'),
  // Values against each other.
  mistake('retry', 'backoff: 1s', 'backoff: 9s'),
  mistake('warmup', '1min', '20min', 'duration'),
  mistake('faults', 'region: eu', 'region: mars', 'cluster'),
  mistake('faults', 'zone: 1', 'zone: 9', 'cluster'),
  mistake('faults', 'at: 2min', 'at: 30min', 'duration'),
  mistake('workload', 'capabilities: [gpu]', 'capabilities: [ocr]', 'agents'),
  mistake('workload', 'after: [a]', 'after: [c]'),
  mistake('expect', 'tasks.lost', 'tasks.lots'),
  mistake('scheduler', 'agent_queue: 0', 'agent_queue: 0, preemption: true'),
  // The world.
  mistake(
    'cluster',
    '[eu, us]',
    '[{ name: eu, zones: 1, nodes: [{ count: 1, agents: 2 }] }]',
    'agents',
    'coordination',
  ),
];

function textOf(mistakes: readonly Mistake[]): string {
  const sections: Record<string, string> = { ...SECTIONS };
  for (const { section, from, to } of mistakes) {
    if (!sections[section].includes(from)) throw new Error(`${section} has no ${from}`);
    sections[section] = sections[section].replace(from, () => to);
  }
  return `${Object.values(sections).join('\n')}\n`;
}

/** Without the places, which shift with what stands before, and the names that are known instead. */
function problemsOf(text: string, others: Readonly<Record<string, string>> = {}, set: string[] = []) {
  try {
    loadScenario('x.yaml', { files: memoryFiles({ ...others, 'x.yaml': text }), catalog: known, set });
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioErrors)) throw error;
    return error.problems.map(
      ({ key, message }) => `${key}: ${message.replace(/in line \d+|: there are .*/, '')}`,
    );
  }
}

const single = new Map(MISTAKES.map((one) => [one, problemsOf(textOf([one]))]));

test('the scenario is in order, and each mistake is found', () => {
  expect(problemsOf(textOf([]))).toEqual([]);
  for (const [one, problems] of single) expect(problems, `${one.section}: ${one.to}`).not.toEqual([]);
});

describe('mistakes of every stage', () => {
  test('are told at once', () => {
    const stages = [1, 8, 10, 16, 25, 27].map((index) => MISTAKES[index]);
    expect(problemsOf(textOf(stages)).sort()).toEqual(stages.flatMap((one) => single.get(one) ?? []).sort());
  });

  /** Several, each in a section of its own, so that their lines do not mix. */
  const several = fc
    .shuffledSubarray([...MISTAKES], { minLength: 2, maxLength: 5 })
    .filter((mistakes) => new Set(mistakes.map(({ section }) => section)).size === mistakes.length);

  property.prop([several], { numRuns: 100 })(
    'are told beside each other as alone, and nothing else',
    (mistakes) => {
      const wrong = new Set(mistakes.map(({ section }) => section));
      const told = (some: readonly Mistake[]) => some.flatMap((one) => single.get(one) ?? []);
      const found = problemsOf(textOf(mistakes));
      const decided = mistakes.filter(({ needs }) => !needs.some((section) => wrong.has(section)));
      expect(found).toEqual(expect.arrayContaining(told(decided)));
      expect(told(mistakes)).toEqual(expect.arrayContaining(found));
    },
  );
});

describe('in several places', () => {
  const tail = 'agents: 5x\nexpect: ["tasks.lots == 0"]\n';

  test('a file and those that it extends', () => {
    const files = { 'base.yaml': 'workload: { backlog: 3, service: 1 }\nretry: { backoff: @1s }\n' };
    expect(problemsOf(`extends: base.yaml\n${tail}`, files)).toEqual([
      'workload.service: expected a duration, but 1 has no unit: write 1s, 1min, 1h or the like',
      expect.stringContaining('text that begins with @'),
      expect.stringContaining('agents.count: expected'),
      'expect[0]: there is no metric "tasks.lots"',
    ]);
  });

  test('without a base nothing is said of what it may give', () => {
    const found = problemsOf(`extends: [none.yaml]\nfaults: [{ kind: crash, target: all }]\n${tail}`);
    expect(found).toEqual([
      'extends: "none.yaml": there is no such file',
      expect.stringContaining('agents.count: expected'),
    ]);
  });

  test('what is wrong with one item of a list hides nothing of the others', () => {
    const conditions = [
      '17',
      '"task.latency.p95"',
      '"tasks.lots == 0"',
      '{ metric: makespan }',
      '"makespan =< 3s"',
    ];
    const text = `workload: { backlog: 3, service: 1s }
faults: [13, { kind: crsh, target: all, at: 1s }, { kind: partition, at: 1s }]
expect: [${conditions.join(', ')}]
`;
    expect(problemsOf(text).map((problem) => problem.replace(/:.*/, ''))).toEqual([
      'faults[0]',
      'faults[1].kind',
      'faults[2]',
      ...conditions.map((_one, at) => `expect[${at}]`),
    ]);
  });

  test('options and the file', () => {
    const set = ['retry.backoff[=1s', 'warmup=1x', 'seed=*a'];
    const found = problemsOf(`workload: { backlog: 3, service: 1s }\n${tail}`, {}, set);
    expect(found).toHaveLength(5);
    expect(found.join('\n')).toMatch(/backoff\[.*no anchor.*warmup.*agents.count.*tasks.lots/s);
  });
});
