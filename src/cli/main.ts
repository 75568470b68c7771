#!/usr/bin/env node
import process from 'node:process';
import { quitOnInterrupt } from './interrupt.ts';

// Before anything else is loaded, which takes its time.
quitOnInterrupt();
const [{ report }, { run }, { Session }] = await Promise.all([
  import('./failure.ts'),
  import('./program.ts'),
  import('./session.ts'),
]);
const session = Session.ofProcess();

async function fail(error: unknown): Promise<void> {
  await report(error, session);
  process.exit(session.code);
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
await run(process.argv.slice(2), session);
await session.settled();
// Connections to a server that is away would keep the process for as long as it is.
process.exit(session.code);
