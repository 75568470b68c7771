/** Runs whose history is asked for, each in a process of its own, so that two run at a time and versions may differ. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { HistoryAnswer, HistorySource } from '../../lab/diff/divergence.ts';
import type { History } from '../../lab/history.ts';
import type { HistoryRequest } from '../../lab/history-request.ts';
import type { RunSummary } from '../../lab/result.ts';
import { runProgram } from '../../lab/run-program.ts';
import type { Timeline } from '../../recording/record.ts';
import { EXIT, UsageError } from '../exit.ts';

/** A program that knows `sim events`. */
export interface Program {
  readonly command: string;
  readonly words: readonly string[];
}

/** What is run: a program, and the words after `events` that say which scenario and with what. */
export interface RunWords {
  readonly program: Program;
  readonly words: readonly string[];
  /** As messages call it. */
  readonly label: string;
}

/** What `sim events --json` prints. */
export interface EventsDocument {
  readonly summary: RunSummary;
  readonly timeline: Timeline;
  readonly history: History;
}

/** This very program. */
export function ownProgram(): Program {
  return { command: process.execPath, words: [...process.execArgv, process.argv[1]] };
}

/**
 * One run with what is asked of its history.
 * @throws UsageError when the scenario cannot be read or run
 * @throws the signal's reason when it was interrupted
 */
export async function askHistory(
  { program, words, label }: RunWords,
  request: HistoryRequest,
  signal: AbortSignal,
): Promise<EventsDocument> {
  const all = [...program.words, 'events', ...words, ...requestWords(request), '--json'];
  const { code, out, err } = await runProgram(program.command, all, { signal });
  if (code === EXIT.fine) return JSON.parse(out) as EventsDocument;
  const problem = ofSide(label, err.trim() || `sim events ended with code ${code}`);
  throw code === EXIT.badInput ? new UsageError(problem) : new Error(problem);
}

/** A problem of one of the two that are compared; most name the file themselves. */
function ofSide(label: string, problem: string): string {
  return problem.startsWith(`${label}:`) ? problem : `${label}: ${problem}`;
}

/** Ends of `sim run` with a result. */
const ANSWERED: readonly (number | null)[] = [EXIT.fine, EXIT.failed, EXIT.undecided];

/**
 * One run as any version of the program does it.
 * @param until seconds of virtual time at which it ends; default its own end
 * @throws UsageError when the scenario cannot be read or run
 */
export async function askSummary(
  { program, words, label }: RunWords,
  signal: AbortSignal,
  until?: number,
): Promise<RunSummary> {
  const folder = await mkdtemp(join(tmpdir(), 'sim-diff-'));
  try {
    const end = until === undefined ? [] : ['--until', `${until}s`];
    const where = ['--out', join(folder, 'run'), '--no-charts'];
    const all = [...program.words, 'run', ...words, ...end, ...where, '--quiet', '--json'];
    const { code, out, err } = await runProgram(program.command, all, { signal });
    if (ANSWERED.includes(code)) return JSON.parse(out) as RunSummary;
    throw new UsageError(ofSide(label, err.trim() || `sim run ended with code ${code}`));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether the program knows `sim events`: versions before it do not. */
export async function knowsEvents({ program }: RunWords, signal: AbortSignal): Promise<boolean> {
  // With a command that it does not know, the program prints the help of all.
  const { out } = await runProgram(program.command, [...program.words, 'events', '--help'], { signal });
  return out.startsWith('Usage: sim events');
}

export function historySource(run: RunWords, signal: AbortSignal): HistorySource {
  return async (request): Promise<HistoryAnswer> => answerOf(await askHistory(run, request, signal));
}

export function answerOf({ summary: { events, fingerprint }, history }: EventsDocument): HistoryAnswer {
  return { history, events, fingerprint };
}

function requestWords(request: HistoryRequest): string[] {
  const from = ['--from', String(request.from + 1)];
  if (request.kind === 'events') return [...from, '--count', String(request.to - request.from)];
  return [...from, '--checkpoints', ...(request.to === undefined ? [] : ['--to', String(request.to)])];
}
