/**
 * Events of steps as compact messages: a result, a checkpoint or an error, whose data are the name, the kind, the instance, the
 * subject, the value, the failures and the reason, with zeros and empty texts at the end left out.
 *
 * Source: Micro-Agile Swarm Orchestration, whose flows emit "flow:step" with the step's result; the fields are ours.
 */
import {
  type CompactMessage,
  type JsonValue,
  MalformedMessageError,
  messageBytes,
  toSeconds,
} from './compact-message.ts';
import { STEP_EVENT_KINDS, type StepEvent, type StepEventKind } from './types.ts';

/** What an event says over the wire. */
export type WireEvent = Pick<
  StepEvent,
  'name' | 'kind' | 'instance' | 'subject' | 'value' | 'failures' | 'reason'
>;

/** Fields that may be left out stand last. */
const FEWEST = 2;
const MOST = 7;

export function packEvent(event: StepEvent): CompactMessage {
  const { name, kind, instance, subject, value, failures, reason, checkpoint, at } = event;
  const data: (string | number)[] = [name, STEP_EVENT_KINDS.indexOf(kind)];
  data.push(instance, subject, value, failures, reason);
  while (data.length > FEWEST && isNothing(data[data.length - 1])) data.pop();
  const type = kind !== 'done' ? 'error' : checkpoint ? 'checkpoint' : 'result';
  return { type, data, timestamp: toSeconds(at) };
}

/** The inverse of `packEvent`, the time aside. @throws MalformedMessageError when it is no event of a step */
export function unpackEvent({ type, data }: CompactMessage): WireEvent {
  if (!Array.isArray(data) || data.length < FEWEST || data.length > MOST) refuse('no event of a step');
  const fields = data as readonly JsonValue[];
  if (fields.length > FEWEST && isNothing(fields[fields.length - 1])) refuse('ends in what is left out');
  const [name, number, instance = 0, subject = 0, value = 0, failures = 0, reason = ''] = fields;
  const kind: StepEventKind | undefined = STEP_EVENT_KINDS[number as number];
  if (typeof name !== 'string' || kind === undefined || typeof reason !== 'string')
    refuse('no event of a step');
  if ((type === 'error') === (kind === 'done') || type === 'task' || type === 'status')
    refuse(`${kind}, but the type is ${type}`);
  const whole = (field: JsonValue) =>
    Number.isSafeInteger(field) ? (field as number) : refuse('no event of a step');
  return {
    name: name as string,
    kind: kind as StepEventKind,
    instance: whole(instance),
    subject: whole(subject),
    value: whole(value),
    failures: whole(failures),
    reason: reason as string,
  };
}

/** Bytes of an event in compact form. */
export function eventBytes(event: StepEvent): number {
  return messageBytes(packEvent(event));
}

function isNothing(field: JsonValue): boolean {
  return field === 0 || field === '';
}

function refuse(what: string): never {
  throw new MalformedMessageError(`d is ${what}`);
}
