import { expect, test } from 'vitest';
import { type CompareScenariosOptions, compare, type LabelledScenarios } from '../../src/lab/compare.ts';
import { OpenModules } from '../../src/lab/isolated.ts';
import { scenario } from './experiment/stub.ts';

const [few, many] = [scenario(2), scenario(3)];
const TWO: CompareScenariosOptions = { design: { kind: 'fixed', replications: 2 }, workers: 1 };

const refused = async (scenarios: LabelledScenarios, options: unknown, message: string) => {
  const answer = compare(scenarios, options as CompareScenariosOptions);
  await expect(answer).rejects.toThrow(message);
  await expect(answer).rejects.toMatchObject({ name: 'ExperimentError' });
};

test('scenarios of different seeds run with that of the first, and so meet the same arrivals', async () => {
  const other = { ...many, seed: '2' };
  const [alike, apart] = await Promise.all([compare({ few, many }, TWO), compare({ few, many: other }, TWO)]);
  expect(apart.fingerprint).toBe(alike.fingerprint);
  expect(apart.plan.alternatives.map((each) => each.scenario.seed)).toEqual(['1', '1']);
});

test('labels that are numbers keep their order in a list or a Map, and are refused in an object', async () => {
  const pairs = [['20', few] as const, ['5', many] as const];
  for (const given of [pairs, new Map(pairs)]) {
    const { metrics } = await compare(given, TWO);
    expect(metrics[0].pairs).toMatchObject([{ baseline: '20', candidate: '5' }]);
  }
  await refused({ 20: few, 5: many }, TWO, 'the label "5" is a whole number');
  await refused([pairs[0], pairs[0]], TWO, 'two scenarios have the label "20"');
  await refused([pairs[0]], TWO, 'nothing to compare with');
});

test.each([0, -1, Number.NaN, 1, 1.5])('%d replications are refused', async (replications) => {
  const message = `the design's replications is ${replications}: expected a whole number of at least 2`;
  await refused({ few, many }, { design: { kind: 'fixed', replications } }, message);
});

test.each([
  [{ kind: 'foo' }, 'there is no design "foo": expected fixed, precision or selection'],
  [{ kind: 'precision', relative: 2, minimum: 5, maximum: 9 }, "the design's relative is 2"],
  [{ kind: 'precision', relative: 0.1, minimum: 5, maximum: 4 }, 'a whole number of at least 5'],
  [
    { kind: 'selection', first_stage: 5, maximum: 9, indifference: { absolute: 0 } },
    "the design's indifference.absolute is 0",
  ],
])('the design %j is refused', async (design, message) => {
  await refused({ few, many }, { design }, message);
});

test('an unknown metric is refused with what may have been meant', async () => {
  await refused({ few, many }, { metrics: ['makespam'] }, 'no metric "makespam", did you mean "makespan"?');
  const goal = { metric: 'zzzzzz', better: 'lower' };
  await refused({ few, many }, { metrics: [goal] }, 'no metric "zzzzzz", sim list metrics shows all');
  await refused({ few, many }, { metrics: ['agents.count'] }, 'say whether lower or higher is better');
});

test('a metric of a module of one’s own knows which end of its scale is good', async () => {
  const metric = { name: 'own.cost', unit: 'count', description: 'd', better: 'higher' };
  const description = {
    algorithms: [],
    detectors: [],
    scalingPolicies: [],
    metrics: [metric],
    distributions: [],
  };
  const modules = new OpenModules([], null, [description as never], {} as never);
  const asked = { ...TWO, modules, metrics: ['own.cost'], signal: AbortSignal.abort() };
  const { plan } = await compare({ few, many }, asked);
  expect(plan.metrics).toEqual([{ metric: 'own.cost', better: 'higher' }]);
});

test('a world in which nobody finishes a task is named, and the others keep their answer', async () => {
  const none = scenario(2, ['duration=1s', 'workload.service=1h']);
  const { metrics, unmeasured } = await compare({ none, few, many }, TWO);
  expect(unmeasured).toEqual(['task.latency.mean of none']);
  expect(metrics[0]).toMatchObject({ baseline: 'few', ranking: ['many', 'few'], unmeasured: ['none'] });
});
