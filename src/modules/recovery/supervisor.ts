/**
 * A supervisor: whoever can start, replace and examine the workers of a swarm. It has its machine carry out what recoveries ask for, one
 * request a worker at a time, and hands to people what they escalate. A request that it knows is not carried out twice: it is answered
 * again when it is over.
 */
import type { DurableStore, Module, Port, ProcessId } from '../ports.ts';
import { receiver } from '../vocabulary.ts';
import { ACTION, type Action, recovering, supervision, supervisorFacts } from './vocabulary.ts';

export interface SupervisedMachine {
  /** An action is to be carried out; `done` is to be called when it is over. What was under way for this worker counts no more. */
  act(worker: ProcessId, action: Action): void;
  /** People are to look, for one of ESCALATION; `done` is to be called when they have dealt with the worker. */
  tellPeople(worker: ProcessId, reason: number): void;
}

const STATUS = { underWay: 0, failed: 1, succeeded: 2 } as const;
type Status = (typeof STATUS)[keyof typeof STATUS];

interface Request {
  readonly from: ProcessId;
  readonly token: number;
  readonly action: Action;
  /** One of ESCALATION; without meaning for what is not for people. */
  readonly reason: number;
  status: Status;
}

export class Supervisor implements Module {
  readonly receives = [
    receiver(supervision, {
      act: (from, worker, action, token) =>
        this.#take(worker, { from, token, action: action as Action, reason: 0 }),
      escalate: (from, worker, reason, token) =>
        this.#take(worker, { from, token, action: ACTION.escalate, reason }),
    }),
  ];
  readonly #port: Port;
  readonly #machine: SupervisedMachine;
  /** The latest of each worker, by its address. */
  readonly #requests = new Map<ProcessId, Request>();
  /** Reasons of what is for people, by worker. */
  readonly #reasons: DurableStore;

  constructor(port: Port, machine: SupervisedMachine) {
    this.#port = port;
    this.#reasons = port.scope('reasons').storage;
    this.#machine = machine;
  }

  /** What was under way in an earlier life is begun again. */
  start(): void {
    const reasons = new Map<number, number>();
    this.#reasons.forEach((worker, reason) => void reasons.set(worker, reason));
    this.#port.storage.forEach((worker, from, token, action, status) => {
      const reason = reasons.get(worker) ?? 0;
      const known = { from, token, action: action as Action, reason };
      this.#requests.set(worker, { ...known, status: status as Status });
    });
    for (const [worker, request] of this.#requests)
      if (request.status === STATUS.underWay) this.#carryOut(worker, request);
  }

  /** It sets no timers. */
  onTimer(): void {}

  /** The machine says that what it was asked for last about a worker is over. */
  done(worker: ProcessId, success: boolean): void {
    const request = this.#requests.get(worker);
    if (request?.status !== STATUS.underWay) return;
    request.status = success ? STATUS.succeeded : STATUS.failed;
    this.#write(worker, request);
    this.#answer(worker, request);
  }

  #take(worker: ProcessId, asked: Omit<Request, 'status'>): void {
    const known = this.#requests.get(worker);
    if (known && known.token > asked.token) return;
    if (known?.token === asked.token) {
      if (known.status !== STATUS.underWay) this.#answer(worker, known);
      return;
    }
    const request = { ...asked, status: STATUS.underWay };
    this.#requests.set(worker, request);
    this.#write(worker, request);
    this.#port.report(supervisorFacts.begun, worker, request.action);
    this.#carryOut(worker, request);
  }

  #carryOut(worker: ProcessId, { action, reason }: Request): void {
    if (action === ACTION.escalate) this.#machine.tellPeople(worker, reason);
    else this.#machine.act(worker, action);
  }

  #answer(worker: ProcessId, { from, token, action, status }: Request): void {
    const success = status === STATUS.succeeded ? 1 : 0;
    if (action === ACTION.escalate) this.#port.post(from, recovering.released, worker, token);
    else this.#port.post(from, recovering.acted, worker, token, success);
  }

  #write(worker: ProcessId, { from, token, action, reason, status }: Request): void {
    this.#port.storage.put(worker, from, token, action, status);
    if (action === ACTION.escalate) this.#reasons.put(worker, reason, 0, 0, 0);
  }
}
