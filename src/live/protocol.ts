/**
 * What goes over the connections of a run: kinds of message by their names, facts by the numbers that both ends give them. Codes of kinds
 * and facts are of one operating-system process alone; two compare a hash of all that they speak when they meet.
 */
import { createHash } from 'node:crypto';
import { checkpointFacts } from '../modules/checkpoints/vocabulary.ts';
import { bidding, gossiping, ringFacts, tokenPassing } from '../modules/coordination/routing/vocabulary.ts';
import { healthFacts, peerFacts, peering } from '../modules/coordination/vocabulary.ts';
import { allFacts, type Fact } from '../modules/facts.ts';
import { flowFacts, listening } from '../modules/flows/vocabulary.ts';
import { healthStateFacts } from '../modules/health/states/vocabulary.ts';
import { swim, swimFacts } from '../modules/health/swim/vocabulary.ts';
import { recovering, recoveryFacts, supervision, supervisorFacts } from '../modules/recovery/vocabulary.ts';
import { routeFacts } from '../modules/routes/vocabulary.ts';
import { intake, scheduling, schedulingFacts, toClient } from '../modules/scheduling/vocabulary.ts';
import {
  following,
  pairing,
  sessions,
  standbyFacts,
  toSubmitter,
  toWitness,
} from '../modules/standby/vocabulary.ts';
import { fullName, type Kind, type Vocabulary, type Words } from '../modules/vocabulary.ts';
import { toWorker } from '../modules/worker/vocabulary.ts';
import { waveFacts } from '../modules/workflow/vocabulary.ts';
import { executionFacts } from './execution-facts.ts';

/** All that may be said. A kind or a fact that is missing here cannot be sent. */
const VOCABULARIES: readonly Vocabulary[] = [
  ...[scheduling, intake, toClient, toWorker, listening, peering, gossiping, bidding, tokenPassing],
  ...[pairing, toWitness, following, sessions, toSubmitter, swim, supervision, recovering],
];
const FACTS: readonly Fact<Words>[] = [
  ...[schedulingFacts, healthFacts, peerFacts, ringFacts, waveFacts, standbyFacts, executionFacts, swimFacts],
  ...[recoveryFacts, supervisorFacts, routeFacts, checkpointFacts, healthStateFacts, flowFacts],
].flatMap((group) => Object.values(group) as Fact<Words>[]);

const KINDS: ReadonlyMap<string, Kind> = new Map(
  VOCABULARIES.flatMap((one) => Object.values(one)).map((kind) => [fullName(kind), kind]),
);
const NUMBER_OF_FACT: ReadonlyMap<number, number> = new Map(FACTS.map(({ code }, number) => [code, number]));

/** A kind by its full name. @throws RangeError when no such kind is spoken */
export function kindNamed(name: string): Kind {
  const kind = KINDS.get(name);
  if (kind) return kind;
  throw new RangeError(`no vocabulary has a message "${name}"`);
}

/** The number of a fact on connections. @throws RangeError when it has none */
export function numberOfFact({ code }: Fact<Words>): number {
  const number = NUMBER_OF_FACT.get(code);
  if (number !== undefined) return number;
  const { group, name } = allFacts[code];
  throw new RangeError(`fact ${group}.${name} is not told over connections`);
}

/** @throws RangeError when no fact has this number */
export function factNumbered(number: number): Fact<Words> {
  const fact = FACTS[number];
  if (fact) return fact;
  throw new RangeError(`no fact has number ${number}`);
}

/** Of the names of all kinds and facts, with the names of their words; 16 hexadecimal digits. */
export function vocabularyHash(kinds: Iterable<Kind> = KINDS.values(), facts = FACTS): string {
  const ofKind = (kind: Kind) => `${fullName(kind)}(${kind.hot ? kind.words.join(' ') : 'cold'})`;
  const ofFact = ({ group, name, words }: Fact<Words>) => `${group}.${name}[${words.join(' ')}]`;
  // Facts go by their place; kinds do not.
  const text = [...[...kinds].map(ofKind).sort(), ...facts.map(ofFact)].join('\n');
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

const HANDING_OVER: ReadonlySet<Kind> = new Set<Kind>([intake.submit, toWorker.assign, peering.assign]);

/** Whether a message hands a task over, its first word, so that what there is to know of the task travels with it. */
export function describesTask(kind: Kind): boolean {
  return HANDING_OVER.has(kind);
}

const ENDS: ReadonlySet<number> = new Set(
  [schedulingFacts.completed, schedulingFacts.failed, standbyFacts.reported].map(numberOfFact),
);

/** Whether a fact says that a task has ended for good. @param number of the fact on connections */
export function endsTask(number: number): boolean {
  return ENDS.has(number);
}
