/** "same fingerprint as FILE": what the file says, or which other scenario is to be run. */

import { decodeText } from '../../document/parse.ts';
import type { Problems } from '../../document/problems.ts';
import { locate, type Path } from '../../document/tree.ts';
import { found, ScenarioErrors } from '../../errors.ts';
import { readBytes, type ScenarioFiles } from '../../files.ts';
import type { FingerprintExpectation, FingerprintSource, Scenario } from '../../scenario.ts';
import { type Piece, SyntaxProblem } from './syntax.ts';

/** The name of the file with the snapshots of a folder's scenarios. */
export const SNAPSHOT_FILE = 'fingerprints.json';
const SNAPSHOT = 'snapshot';
const LARGEST_RECORD = 100_000_000;
const FINGERPRINT = /^[0-9a-f]{16}$/;

/** How conditions reach what they compare the run with. */
export interface References {
  /** Of the scenario itself. */
  readonly path: string;
  readonly files: ScenarioFiles;
  /** The scenario in another file, under this seed, without its conditions. @throws ScenarioErrors */
  twin(path: string, seed: string): Scenario;
}

/** @throws SyntaxProblem; problems inside the other scenario are added to `problems`, and null is returned */
export function readFingerprint(
  text: string,
  { text: file, at }: Piece,
  {
    references,
    seed,
    problems,
    path,
  }: {
    readonly references: References;
    readonly seed: string;
    readonly problems: Problems;
    readonly path: Path;
  },
): FingerprintExpectation | null {
  const common = { text: text.trim(), as: file };
  if (file === SNAPSHOT) return { ...common, source: snapshotOf(references, at) };
  const { place, key } = locate(problems.root, path);
  const from = place.file.startsWith('--') ? references.path : place.file;
  const resolved = references.files.resolve(from, file);
  if (resolved === references.path)
    throw new SyntaxProblem('a run has its own fingerprint: name another file, or snapshot', at);
  try {
    const bytes = readBytes(references.files, resolved, place, key);
    if (/\.json$/i.test(file)) return { ...common, source: recorded(bytes, resolved, at) };
    return { ...common, source: { kind: 'scenario', scenario: references.twin(resolved, seed) } };
  } catch (error) {
    if (!(error instanceof ScenarioErrors)) throw error;
    for (const problem of error.problems) problems.addAt(problem, path);
    return null;
  }
}

/** What results say of the run that they are of: `summary.json`. */
function recorded(bytes: Uint8Array, file: string, at: number): FingerprintSource {
  const record = parsed(bytes, file, at);
  const { fingerprint, seed } = record;
  if (typeof fingerprint !== 'string' || !FINGERPRINT.test(fingerprint))
    throw new SyntaxProblem(
      `${found(file)} has no fingerprint: expected the summary.json of a run, or a scenario`,
      at,
    );
  return { kind: 'file', fingerprint, seed: typeof seed === 'string' ? seed : null };
}

/** One entry of the folder's snapshots. */
export interface Snapshot {
  readonly fingerprint: string;
  readonly seed: string;
}

/** By the name of the scenario's file. */
export type Snapshots = ReadonlyMap<string, Snapshot>;

/** @throws Error, with a message that says what is wrong, where the text is not that of a file of snapshots */
export function parseSnapshots(text: string): Snapshots {
  const { fingerprints } = JSON.parse(text) as { readonly fingerprints?: unknown };
  if (typeof fingerprints !== 'object' || fingerprints === null)
    throw new Error('there is no "fingerprints" in it');
  return new Map(
    Object.entries(fingerprints).map(([name, entry]) => {
      const { fingerprint, seed } = (entry ?? {}) as Partial<Snapshot>;
      if (typeof fingerprint !== 'string' || !FINGERPRINT.test(fingerprint) || typeof seed !== 'string')
        throw new Error(`the entry of ${found(name)} has no fingerprint of 16 hexadecimal digits and seed`);
      return [name, { fingerprint, seed }];
    }),
  );
}

/** The text of a file of snapshots, in the order of names. */
export function snapshotText(snapshots: Snapshots): string {
  const sorted = [...snapshots].sort(([a], [b]) => (a < b ? -1 : 1));
  const fingerprints = Object.fromEntries(
    sorted.map(([name, { fingerprint, seed }]) => [name, { fingerprint, seed }]),
  );
  return `${JSON.stringify({ fingerprints }, null, 2)}\n`;
}

/** That there is no snapshot yet is no mistake: the run then has nothing to be compared with. */
function snapshotOf({ path, files }: References, at: number): FingerprintSource {
  const file = files.resolve(path, SNAPSHOT_FILE);
  let bytes: Uint8Array;
  try {
    bytes = files.read(file);
  } catch (error) {
    if ((error as { reason?: unknown } | null)?.reason === 'missing') return noSnapshot();
    throw new SyntaxProblem(`${found(file)} cannot be read`, at);
  }
  try {
    const name = path.split(/[/\\]/).pop() ?? '';
    const snapshot = parseSnapshots(decodeText(bytes, file, LARGEST_RECORD)).get(name);
    return snapshot === undefined ? noSnapshot() : { kind: 'snapshot', ...snapshot };
  } catch (error) {
    throw new SyntaxProblem(`${found(file)} does not hold snapshots: ${(error as Error).message}`, at);
  }
}

function noSnapshot(): FingerprintSource {
  return { kind: 'snapshot', fingerprint: null, seed: null };
}

function parsed(bytes: Uint8Array, file: string, at: number): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(decodeText(bytes, file, LARGEST_RECORD));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    throw new SyntaxProblem(`${found(file)} is not JSON`, at);
  }
}
