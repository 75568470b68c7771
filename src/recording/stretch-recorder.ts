/** The part of a recorder that keeps stretches of time: waves, steps, sprints and faults; and the log of what happened. */
import type { RolloutEvent, SprintReport, WorldObserver, WorldView } from '../world/core/observer.ts';
import type { WorldSpec } from '../world/spec/spec.ts';
import { CountingRecorder, type RecorderOptions } from './counting-recorder.ts';
import { EventLog } from './event-log.ts';
import { SprintRecorder } from './sprints.ts';
import { FaultBands, Steps, Waves } from './stretches.ts';

type Kept = Pick<
  WorldObserver,
  'faultBegan' | 'faultEnded' | 'waveStarted' | 'waveEnded' | 'rollout' | 'sprintEnded'
>;

export abstract class StretchRecorder extends CountingRecorder implements Kept {
  readonly waves: Waves;
  readonly steps: Steps;
  readonly sprints: SprintRecorder;
  readonly faults: FaultBands;
  readonly log: EventLog;
  readonly #view: WorldView;
  readonly #spec: WorldSpec;
  readonly #isLogging: boolean;

  constructor(view: WorldView, options: RecorderOptions) {
    super(view, options);
    this.#view = view;
    this.#spec = options.spec;
    this.#isLogging = options.logLimit > 0;
    this.log = new EventLog(options.logLimit);
    this.waves = new Waves(options.spec);
    this.steps = new Steps(options.spec);
    this.sprints = new SprintRecorder(options.spec);
    this.faults = new FaultBands(options.spec);
  }

  faultBegan(fault: number, occurrence: number, processes: number): void {
    this.faults.began(fault, occurrence, processes, this.#view.now);
    if (this.#isLogging) this.#writeFault('fault.began', fault, this.faults.hit(fault, processes));
  }

  faultEnded(fault: number, occurrence: number): void {
    this.faults.ended(fault, occurrence, this.#view.now);
    if (this.#isLogging) this.#writeFault('fault.ended', fault, null);
  }

  waveStarted(workload: number, wave: number): void {
    this.waves.started(workload, wave, this.#view.now);
    if (this.#isLogging) this.log.record(this.#view.now, 'wave.started', { workload, wave });
  }

  waveEnded(workload: number, wave: number, passed: boolean): void {
    this.waves.ended(workload, wave, this.#view.now);
    if (this.#isLogging)
      this.log.record(this.#view.now, 'wave.ended', { workload, wave, passed: passed ? 1 : 0 });
  }

  rollout(workload: number, event: RolloutEvent): void {
    this.waves.rollout(workload, event, this.#view.now);
    const { kind, ...words } = event;
    if (this.#isLogging) this.log.record(this.#view.now, kind, { workload, ...words });
  }

  sprintEnded(workload: number, report: SprintReport): void {
    this.sprints.ended(workload, report);
    if (this.#isLogging) this.log.record(this.#view.now, 'sprint.ended', { workload, sprint: report.sprint });
  }

  protected inStretch(task: number, field: 'completed' | 'failed' | 'retried'): void {
    const { tasks } = this.#view;
    const workload = tasks.workload[task];
    const { kind } = this.#spec.workloads[workload];
    const { now } = this.#view;
    if (kind === 'waves') this.waves.count(workload, tasks.step[task], field, now);
    else if (kind === 'dag') this.steps.count(tasks, task, field, now);
  }

  #writeFault(event: string, fault: number, processes: number | null): void {
    this.log.record(this.#view.now, event, { fault: this.#spec.faults[fault].name, processes });
  }

  protected override note(event: string, task: number, process: number): void {
    if (this.#isLogging) this.log.about(this.#view.now, event, task, process);
  }
}
