/** How agents that fail are brought back. */
import { z } from 'zod';
import { switchOr } from './either-form.ts';
import { distribution, mapping, quantity, whole } from './leaf.ts';

const severity = (written: number, description: string) =>
  quantity('number', { min: 0, max: 10 }).prefault(written).meta({ description });

const time = (written: string, description: string) =>
  distribution('duration').prefault(written).meta({ description });

/** What every remedy may be given. Probabilities are assumptions: the documents give none. */
const remedy = (works: string, timeout: string) => ({
  works: quantity('ratio').prefault(works).meta({ description: 'Probability that it helps' }),
  timeout: quantity('duration', { min: 0.001 })
    .prefault(timeout)
    .meta({ description: 'Time after which an attempt that nobody answers counts as failed' }),
  cost: quantity('number', { min: 0, max: 1e12 }).prefault(0).meta({ description: 'Price of one' }),
});

const restart = mapping({
  time: time('5s', 'Time from the request until the process is up'),
  ...remedy('80%', '30s'),
}).prefault({});

const replacement = mapping({
  boot: time('30s', 'Time that making a fresh agent takes, or a spare'),
  spares: whole(0, 1_000_000)
    .default(0)
    .meta({ description: 'Agents kept ready; 0: each replacement is made when it is needed' }),
  take: time('1s', 'Time until a spare is in its place'),
  transfer: time('2s', 'Time until its state is there, from when it is up'),
  ...remedy('95%', '2m'),
  spare_cost: quantity('number', { min: 0, max: 1e12 })
    .prefault(0)
    .meta({ description: 'Price of keeping one spare for an hour' }),
}).prefault({});

const quarantine = mapping({
  time: time('10m', 'Time that analysing and fixing an agent takes'),
  ...remedy('90%', '30m'),
}).prefault({});

const people = mapping({
  time: time('30m', 'Time until people have dealt with an agent that was escalated'),
  cost: quantity('number', { min: 0, max: 1e12 })
    .prefault(0)
    .meta({ description: 'Price of one escalation' }),
}).prefault({});

const budget = mapping({
  share: quantity('ratio').prefault('10%').meta({
    description:
      'Share of the agents of one coordinator that are recovered at a time; others wait their turn',
  }),
  least: whole(0, 1_000_000)
    .default(1)
    .meta({ description: 'How many may be recovered at a time however few agents there are' }),
}).prefault({});

const crashLoop = mapping({
  incidents: whole(1, 1000)
    .default(5)
    .meta({ description: 'Most times that one agent may fail within the window' }),
  window: quantity('duration', { min: 0.001 })
    .prefault('10m')
    .meta({ description: 'Window, which begins with the first of them' }),
}).prefault({});

const ramp = mapping({
  time: quantity('duration')
    .prefault('30s')
    .meta({ description: 'Time from the first share to all; 0s: all at once' }),
  steps: whole(1, 1000).default(3).meta({ description: 'Equal steps in which the share grows' }),
  initial: quantity('ratio', { above: 0, max: 1 })
    .prefault('10%')
    .meta({ description: 'First share of its slots, one at least; no tasks wait at the agent meanwhile' }),
}).prefault({});

const recoveryMapping = mapping({
  mode: z
    .enum(['act', 'observe'], { error: () => 'act or observe' })
    .default('act')
    .meta({ description: 'observe: nothing is done, only counted what would be' }),
  restart_below: severity(
    3,
    'Severity (0 to 10) below which an agent is restarted. It is 1 the first time, and 3 more for each failed attempt and each earlier incident in the window of crash_loop',
  ),
  replace_below: severity(7, 'Severity below which it is replaced; from there on it is quarantined'),
  attempts: whole(1, 100).default(3).meta({ description: 'Attempts before people have to look' }),
  backoff: quantity('duration')
    .prefault('1s')
    .meta({ description: 'Longest wait after a failed attempt; doubles each time, with full jitter' }),
  backoff_limit: quantity('duration').prefault('20s').meta({ description: 'Longest such wait' }),
  patience: quantity('duration')
    .prefault('0s')
    .meta({ description: 'Time from suspicion to the first attempt, for those who come back by themselves' }),
  restart: restart.meta({ description: 'The same process again on the same machine' }),
  replacement: replacement.meta({ description: 'A fresh agent in its place, with its state' }),
  quarantine: quarantine.meta({ description: 'Kept apart, analysed and fixed' }),
  people: people.meta({ description: 'What happens when nothing else has helped' }),
  proving: quantity('duration').prefault('5s').meta({
    description: 'Time, for each incident in the window, that an agent must be well before it gets tasks',
  }),
  proving_limit: quantity('duration').prefault('5m').meta({ description: 'Longest such time' }),
  budget: budget.meta({ description: 'How many recoveries may be under way' }),
  crash_loop: crashLoop.meta({ description: 'When an agent that keeps failing is for people' }),
  ramp: ramp.meta({ description: 'How an agent is given tasks again' }),
});

export type RecoveryInput = z.output<typeof recoveryMapping>;

export const recoverySchema = switchOr(
  recoveryMapping,
  'A supervisor restarts, replaces and examines agents that are suspected: true, or how (default false: they come back by themselves)',
).transform((input): RecoveryInput | false => (input === true ? recoveryMapping.parse({}) : input));
