/** One coordinator as a server of finite speed, and the calls of its module. Each call ends with `endCall` of its machine. */
import type { Microseconds } from '../../engine/types.ts';
import type { Module } from '../../modules/ports.ts';
import { MessageTable } from '../../modules/vocabulary.ts';
import type { CoordinatorHost } from './coordinator-host.ts';
import { Inbox } from './inbox.ts';
import { requirePaid } from './message-costs.ts';

/** One coordinator: its module, its inbox, and what it is doing. */
export interface Server {
  readonly host: CoordinatorHost;
  readonly create: () => Module;
  readonly inbox: Inbox;
  module: Module;
  /** What the module handles. */
  table: MessageTable;
  /** The head of the inbox is being handled. */
  busy: boolean;
  /** Its handling ended while the process was paused. */
  due: boolean;
  /** Writes have become durable while the process was paused. */
  synced: boolean;
  /** The module is fresh and has not been started, because the process is paused. */
  fresh: boolean;
  speed: number;
  slowed: number;
  /** Microseconds spent handling. */
  busyTime: number;
  /** What of it was before the measured time. */
  busyBefore: number;
  /** Messages in the inbox, without timers, and since when there are so many. */
  messages: number;
  since: Microseconds;
}

/** @param speed at which it handles messages, 1 = nominal. @throws WorldError when its module handles messages without a price */
export function newServer(host: CoordinatorHost, create: () => Module, speed: number): Server {
  return {
    host,
    create,
    inbox: new Inbox(),
    ...made(host, create),
    busy: false,
    due: false,
    synced: false,
    fresh: false,
    speed,
    slowed: 0,
    busyTime: 0,
    busyBefore: 0,
    messages: 0,
    since: 0,
  };
}

/** Its module is made afresh. */
export function renew(server: Server): void {
  const { module, table } = made(server.host, server.create);
  server.module = module;
  server.table = table;
}

export function begin({ module, host }: Server): void {
  module.start();
  host.endCall();
}

export function fire({ module, host }: Server, word: number, argument: number): void {
  host.scopes.fire(word, argument, module);
  host.endCall();
}

export function tellDurable({ module, host }: Server): void {
  host.tellDurable(module);
  host.endCall();
}

/** A fresh module, and its handlers. @throws WorldError when it handles messages without a price */
function made({ self }: CoordinatorHost, create: () => Module): { module: Module; table: MessageTable } {
  const module = create();
  requirePaid(module.receives);
  return { module, table: new MessageTable(self, module.receives) };
}
