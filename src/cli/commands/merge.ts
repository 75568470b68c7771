/**
 * `sim merge`: joins the parts of an experiment that ran with --shard.
 */
import type { Command } from 'commander';
import { refuseExperiment } from '../experiment/folder.ts';
import { finish } from '../experiment/perform.ts';
import { folderOption } from '../input.ts';
import { RunsBar } from '../runs-bar.ts';
import type { Session } from '../session.ts';
import { withWork } from '../work.ts';

interface MergeOptions {
  readonly out: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly charts: boolean;
}

const EXAMPLES = `
Examples:
  sim compare a.yaml --vary scheduler=random,least_loaded --shard 1/2 --out part1
  sim compare a.yaml --vary scheduler=random,least_loaded --shard 2/2 --out part2
  sim merge part1 part2 --out whole`;

export function registerMerge(program: Command, session: Session): void {
  program
    .command('merge')
    .summary('join the parts of an experiment that ran with --shard')
    .description('Joins the parts of an experiment, and answers as if it had run in one.')
    .argument('<folders...>', 'folders of the parts')
    .requiredOption('--out <folder>', 'write results here, a new or an empty folder', folderOption)
    .option('--json', 'print the answer as one JSON document, and nothing else')
    .option('--quiet', 'print nothing but errors and expectations that were not met')
    .option('--no-charts', 'write no charts')
    .addHelpText('after', EXAMPLES)
    .action(async (folders: string[], options: MergeOptions) => {
      const bar = new RunsBar(session.err, !options.quiet, 'joining');
      session.code = await withWork(bar, options, session, async ({ hold }) => {
        const { mergeParts } = await import('../../lab/experiment/merge.ts');
        const merged = await mergeParts(folders);
        await refuseExperiment(options.out, merged.plan);
        const { OutputFolder } = await import('../../report/experiment/write.ts');
        const folder = hold(await OutputFolder.take(options.out));
        const command = ['sim', 'merge', ...folders, '--out', options.out];
        return finish(merged.plan, merged, { ...options, folder, command }, session, () => bar.stop());
      });
    });
}
