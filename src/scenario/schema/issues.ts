/**
 * Turns the issues of the schema into problems with places, in this project's words.
 */
import type { z } from 'zod';
import type { Problems } from '../document/problems.ts';
import type { Path } from '../document/tree.ts';
import { found } from '../errors.ts';
import { nearest } from '../suggest.ts';
import type { TermIssueParameters } from './leaf.ts';
import { UNKNOWN_KEYS } from './leaf.ts';

export function reportIssues(issues: readonly z.core.$ZodIssue[], problems: Problems): void {
  for (const issue of issues) {
    const path = issue.path as Path;
    if (issue.code === 'unrecognized_keys') reportUnknownKeys(issue, path, problems);
    else if (issue.code === 'custom')
      problems.add(path, issue.message, (issue.params ?? {}) as TermIssueParameters);
    else if (issue.input === undefined) problems.add(path, `missing: expected ${issue.message}`);
    else problems.add(path, `expected ${issue.message}, found ${found(issue.input)}`);
  }
}

function reportUnknownKeys(issue: z.core.$ZodIssueUnrecognizedKeys, path: Path, problems: Problems): void {
  const allowed = JSON.parse(issue.message.slice(UNKNOWN_KEYS.length)) as string[];
  for (const key of issue.keys) {
    const suggestion = nearest(key, allowed);
    const all = allowed.length === 0 ? 'none are known here' : `known here are ${allowed.join(', ')}`;
    const known = suggestion === undefined ? `: ${all}` : '';
    problems.add([...path, key], `unknown key "${key}"${known}`, { atKey: true, suggestion });
  }
}
