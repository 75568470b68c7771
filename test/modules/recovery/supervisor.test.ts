import { describe, expect, test } from 'vitest';
import { Supervisor } from '../../../src/modules/recovery/supervisor.ts';
import { ACTION, ESCALATION } from '../../../src/modules/recovery/vocabulary.ts';
import { TestPort, tell } from '../port.ts';

const COORDINATOR = 50;

class Desk {
  readonly port = new TestPort(900);
  readonly done: string[] = [];
  supervisor = this.#create();

  #create(): Supervisor {
    const supervisor = new Supervisor(this.port, {
      act: (worker, action) => this.done.push(`act ${worker} ${action}`),
      tellPeople: (worker, reason) => this.done.push(`people ${worker} ${reason}`),
    });
    supervisor.start();
    return supervisor;
  }

  ask(worker: number, action: number, token: number): string[] {
    tell(this.supervisor, COORDINATOR, 'act', [worker, action, token]);
    return this.take();
  }

  escalate(worker: number, reason: number, token: number): string[] {
    tell(this.supervisor, COORDINATOR, 'escalate', [worker, reason, token]);
    return this.take();
  }

  finish(worker: number, success: boolean): string[] {
    this.supervisor.done(worker, success);
    return this.take();
  }

  crash(): string[] {
    this.port.crash();
    this.supervisor = this.#create();
    return this.take();
  }

  take(): string[] {
    return [...this.done.splice(0), ...this.port.take()];
  }
}

describe('a supervisor', () => {
  test('carries out a request once, and answers it again when asked again', () => {
    const desk = new Desk();
    expect(desk.ask(7, ACTION.restart, 1)).toEqual(['act 7 1']);
    expect(desk.ask(7, ACTION.restart, 1)).toEqual([]);
    expect(desk.finish(7, true)).toEqual(['acted 50 7 1 1']);
    expect(desk.ask(7, ACTION.restart, 1)).toEqual(['acted 50 7 1 1']);
    expect(desk.port.takeObserved()).toEqual(['begun 7 1']);
  });

  test('drops what was under way for a later request, and does not hear of an earlier one', () => {
    const desk = new Desk();
    desk.ask(7, ACTION.restart, 1);
    expect(desk.ask(7, ACTION.replace, 2)).toEqual(['act 7 2']);
    expect(desk.ask(7, ACTION.restart, 1)).toEqual([]);
    expect(desk.finish(7, false)).toEqual(['acted 50 7 2 0']);
    expect(desk.finish(7, true)).toEqual([]);
  });

  test('hands to people, and says when they have dealt with it', () => {
    const desk = new Desk();
    expect(desk.escalate(7, ESCALATION.crashLoop, 3)).toEqual(['people 7 1']);
    expect(desk.finish(7, true)).toEqual(['released 50 7 3']);
    expect(desk.escalate(7, ESCALATION.crashLoop, 3)).toEqual(['released 50 7 3']);
  });

  test('begins again after a crash with what was under way, and with nothing else', () => {
    const desk = new Desk();
    desk.ask(7, ACTION.restart, 1);
    desk.ask(8, ACTION.quarantine, 2);
    desk.escalate(9, ESCALATION.crashLoop, 3);
    desk.finish(7, true);
    desk.take();
    expect(desk.crash()).toEqual(['act 8 3', 'people 9 1']);
    expect(desk.finish(8, true)).toEqual(['acted 50 8 2 1']);
    expect(desk.ask(7, ACTION.restart, 1)).toEqual(['acted 50 7 1 1']);
  });
});
