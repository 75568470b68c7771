/** Where a test tells of its results besides the terminal: files, and what pipelines show. */
import { appendFile, realpath } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { makeFolder } from '../../files/make-folder.ts';
import type { CaseResult } from '../../report/ci/case.ts';
import { githubAnnotations } from '../../report/ci/github.ts';
import { gitlabReport } from '../../report/ci/gitlab.ts';
import { junitText } from '../../report/ci/junit.ts';
import { markdownText } from '../../report/ci/markdown.ts';
import { visible } from '../../scenario/visible.ts';
import type { Channel } from '../channel.ts';
import { WriteError } from '../exit.ts';
import { replaceFile } from '../new-file.ts';
import type { Session } from '../session.ts';

export interface ReportFiles {
  readonly junit?: string;
  readonly markdown?: string;
  readonly gitlab?: string;
}

/**
 * Writes the files that were asked for, and on GitHub the summary of the step and an annotation for each problem.
 * @param title what was done: `sim test`
 * @param channel where annotations go: one whose other text nobody parses
 * @throws WriteError when one cannot be written
 */
export async function tellPipelines(
  results: readonly CaseResult[],
  title: string,
  files: ReportFiles,
  channel: Channel,
  { environment }: Pick<Session, 'environment'>,
): Promise<void> {
  const { junit, markdown, gitlab } = files;
  if (junit !== undefined) await writeReport(junit, junitText(results, title));
  if (markdown !== undefined) await writeReport(markdown, markdownText(results, title));
  if (gitlab !== undefined) await writeReport(gitlab, gitlabReport(results));
  const { GITHUB_STEP_SUMMARY: summary, GITHUB_ACTIONS: actions, GITHUB_WORKSPACE: workspace } = environment;
  if (summary) await append(summary, markdownText(results, title));
  if (actions === 'true') {
    const placed = workspace ? await belowWorkspace(results, workspace) : results;
    for (const line of githubAnnotations(placed)) await channel.line(line);
  }
}

async function writeReport(file: string, text: string): Promise<void> {
  try {
    await makeFolder(dirname(resolve(file)));
  } catch (error) {
    throw new WriteError(file, error);
  }
  await replaceFile(file, visible(text));
}

async function append(file: string, text: string): Promise<void> {
  try {
    await appendFile(file, visible(text));
  } catch (error) {
    throw new WriteError(file, error);
  }
}

/** GitHub takes paths from the root of the repository, whatever folder a step works in. */
async function belowWorkspace(results: readonly CaseResult[], workspace: string): Promise<CaseResult[]> {
  const [root, here] = await Promise.all(
    [workspace, '.'].map((path) => realpath(path).catch(() => resolve(path))),
  );
  return results.map((result) => {
    const { place } = result;
    return place === null
      ? result
      : { ...result, place: { ...place, file: relative(root, resolve(here, place.file)) } };
  });
}
