#!/usr/bin/env node
import process from 'node:process';
import { report } from './failure.ts';
import { run } from './program.ts';
import { Session } from './session.ts';

const session = Session.ofProcess();

async function fail(error: unknown): Promise<void> {
  await report(error, session);
  process.exit(session.code);
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
await run(process.argv.slice(2), session);
process.exitCode = session.code;
