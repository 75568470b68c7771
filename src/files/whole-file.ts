/** Files that appear under their name whole or not at all, and never in place of another. */
import { randomBytes } from 'node:crypto';
import { chmod, link, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';

/** What systems say whose file systems have no hard links. */
const NO_LINKS: readonly (string | undefined)[] = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/**
 * A new file. Where the file system has no hard links, and there alone, a process that is killed can leave a part of it.
 * @throws the system's error; EEXIST where the name is taken, by whatever it is
 */
export async function createFile(file: string, text: string): Promise<void> {
  const temporary = temporaryName(file);
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    try {
      await link(temporary, file);
    } catch (error) {
      if (!NO_LINKS.includes((error as NodeJS.ErrnoException).code)) throw error;
      await createPlainly(file, text);
    }
  } finally {
    await rm(temporary, { force: true }).catch(() => {});
  }
}

/**
 * A file in place of the one that has its name, if there is one; its permissions stay, and a symbolic link stays one.
 * @throws the system's error; what was there is then unchanged
 */
export async function replaceFile(file: string, text: string | Iterable<string>): Promise<void> {
  const target = await realpath(file).catch(() => file);
  const mode = await stat(target).then(
    (status) => status.mode,
    () => null,
  );
  const temporary = temporaryName(target);
  try {
    await writeFile(temporary, text, { flag: 'wx' });
    if (mode !== null) await chmod(temporary, mode);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}

function temporaryName(file: string): string {
  return `${file}.${process.pid}-${randomBytes(4).toString('hex')}.tmp`;
}

async function createPlainly(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') await rm(file, { force: true });
    throw error;
  }
}
