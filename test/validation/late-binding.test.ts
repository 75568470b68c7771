import { expect, test } from 'vitest';
import { controlledMean } from '../../src/lab/statistics/control-variates.ts';
import { load, replicate, values } from './experiment.ts';

const RUNS = 10;
const CONFIDENCE = 0.999;

/**
 * With two reservations a task waits for the lesser of two workloads. In the limit of many queues of unit rate with exponential
 * service, a workload exceeds w with probability F(w) = 1 / (rho + (1/rho - rho) e^w) (Hellemans and Van Houdt, On the
 * Power-of-d-choices with Least Loaded Server Selection, 2018), and the mean of 1 + the integral of F^2 is this.
 */
function sojournInTheLimit(rho: number): number {
  return -Math.log(1 - rho * rho) / (rho * rho);
}

/** Of n workers, the mean lies at most this / n above the limit. */
const REST = 8;

test('the closed form is what the integral gives', () => {
  const rho = 0.9;
  let integral = 0;
  const step = 1e-3;
  for (let w = step / 2; w < 40; w += step) {
    const exceeds = 1 / (rho + (1 / rho - rho) * Math.exp(w));
    integral += exceeds * exceeds * step;
  }
  expect(1 + integral).toBeCloseTo(sojournInTheLimit(rho), 6);
});

test.each([
  { agents: 100, rho: 0.5, warmup: 20, seconds: 200 },
  { agents: 100, rho: 0.9, warmup: 80, seconds: 200 },
  { agents: 800, rho: 0.7, warmup: 30, seconds: 20 },
])('$agents agents at load $rho', async ({ agents, rho, warmup, seconds }) => {
  const scenario = load('late-binding', [
    `agents=${agents}`,
    `warmup=${warmup}s`,
    `workload.arrivals=poisson(rate=${Math.round(agents * rho)}/s)`,
    `workload.stop=${warmup + seconds}s`,
  ]);
  const rows = await replicate(scenario, RUNS);
  const service = values(rows, 'task.service.mean');
  const demand = values(rows, 'tasks.submitted').map((tasks, i) => tasks * service[i]);
  const control = { values: demand, expectation: agents * rho * seconds };
  const sojourn = controlledMean(values(rows, 'task.latency.mean'), [control], CONFIDENCE);
  const limit = sojournInTheLimit(rho);
  expect(sojourn.upper).toBeGreaterThan(limit);
  expect(sojourn.lower).toBeLessThan(limit + REST / agents);
  expect(sojourn.upper - sojourn.lower).toBeLessThan(0.1 * limit);
});
