/** From the read form of a scenario to the finished one. */
import { HEALTH_STATES } from '../../modules/health/states/vocabulary.ts';
import type { ScenarioCatalog } from '../catalog.ts';
import { hasMessages } from '../checks/health.ts';
import { crossCheck } from '../cross-checks.ts';
import { buildFaults } from '../faults/index.ts';
import type { Expectation, Scenario } from '../scenario.ts';
import type { AgentsInput, HealthInput, SchedulerInput } from '../schema/agents.ts';
import type { ScenarioInput } from '../schema/scenario.ts';
import type { References } from './conditions/fingerprint.ts';
import type { BuildContext } from './context.ts';
import { buildExpectations, type ConditionContext } from './expectations.ts';
import { buildCoordination, buildGroups, buildNetwork, buildRegions } from './places.ts';
import { buildRecovery } from './recovery.ts';
import { buildScaling } from './scaling.ts';
import { buildSpawning } from './spawning.ts';
import { placeTraces } from './trace-clock.ts';
import { buildWorkloads } from './workloads.ts';

/**
 * Problems are collected in the context; the result is only valid when there are none.
 * @param references finds what conditions compare the run with; null: the scenario is one of those itself, and has no conditions
 */
export function buildScenario(
  input: ScenarioInput,
  name: string,
  catalog: ScenarioCatalog,
  context: BuildContext,
  references: References | null,
): Scenario {
  const regions = buildRegions(input.cluster.regions);
  placeTraces(input, context);
  const workloads = buildWorkloads(input.workloads, context);
  const scheduler = input.scheduler as SchedulerInput;
  const health = input.health as HealthInput;
  const groups = buildGroups(input.agents as AgentsInput, context);
  const comparing = { catalog, references, problems: context.problems };
  const scenario: Scenario = {
    name: input.name ?? name,
    description: input.description.trim(),
    seed: input.seed,
    duration: input.duration,
    warmup: input.warmup,
    cluster: { regions },
    agents: { groups },
    coordination: buildCoordination(input.coordination, regions, context),
    network: buildNetwork(input.network, context),
    scheduler: { ...scheduler, parameters: { ...scheduler.parameters } },
    retry: input.retry,
    health: buildHealth(health, catalog),
    ...(input.scaling === undefined
      ? {}
      : {
          scaling: buildScaling(
            input.scaling,
            {
              agents: groups.reduce((sum, { count }) => sum + count, 0),
              spawned: input.spawning !== undefined,
              policies: catalog.scalingPolicies,
            },
            context,
          ),
        }),
    ...(input.spawning === undefined ? {} : { spawning: buildSpawning(input.spawning, context) }),
    ...(input.recovery === false ? {} : { recovery: buildRecovery(input.recovery, context) }),
    ...(input.checkpoints === null ? {} : { checkpoints: input.checkpoints }),
    workloads: workloads.map(({ spec }) => spec),
    faults: buildFaults(input.faults, regions, context),
    expect: buildConditions('expect', input, comparing),
    claims: buildConditions('claims', input, comparing),
    record: input.record,
    ...(context.traces.size === 0 ? {} : { traces: [...context.traces.values()].map(({ use }) => use) }),
    fingerprint: input.fingerprint,
  };
  crossCheck(
    scenario,
    input,
    catalog,
    workloads.map(({ path }) => path),
    context.problems,
  );
  return scenario;
}

/** A detector with messages of its own needs no heartbeats: agents send none. */
function buildHealth(health: HealthInput, { detectors }: ScenarioCatalog): HealthInput {
  const { heartbeat_interval, detector, parameters } = health;
  const interval = hasMessages(detector, detectors) ? 0 : heartbeat_interval;
  return { ...health, heartbeat_interval: interval, parameters: { ...parameters } };
}

function buildConditions(
  key: 'expect' | 'claims',
  input: ScenarioInput,
  context: Pick<ConditionContext, 'catalog' | 'problems'> & { readonly references: References | null },
): Expectation[] {
  const { references } = context;
  if (references === null) return [];
  const { seed, duration, spawning } = input;
  const { ejection, breaker } = input.scheduler as SchedulerInput;
  const judged = Boolean(ejection ?? breaker) || (input.health as HealthInput).detector === HEALTH_STATES;
  const has = { spawning: spawning !== undefined, ejection: judged };
  const window = { duration, has };
  return buildExpectations(key, input[key], { ...context, references, seed, window });
}
