/** The files in the documentation of the queue are what Docker Compose and Kubernetes take, and name commands that exist. */
import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { Channel } from '../../src/cli/channel.ts';
import { createProgram } from '../../src/cli/program.ts';
import { Session } from '../../src/cli/session.ts';
import { readAddress } from '../../src/queue/address.ts';

const text = readFileSync('src/queue/README.md', 'utf8');
const blocks = [...text.matchAll(/^```yaml\n(.*?)^```$/gms)].map(([, yaml]) => yaml);

function parsed(yaml: string): unknown {
  const documents = parseAllDocuments(yaml);
  expect(documents.length).toBe(1);
  const [document] = documents;
  expect([...document.errors, ...document.warnings]).toEqual([]);
  return document.toJS();
}

/** Options of a command of `sim`, long names. */
function optionsOf(name: string): { readonly name: string; readonly takesValue: boolean }[] {
  const channel = () => new Channel(new PassThrough(), 'nowhere', {});
  const program = createProgram(new Session(channel(), channel(), {}));
  const command = program.commands.find((one) => one.name() === name);
  if (command === undefined) throw new Error(`there is no command ${name}`);
  return command.options.map(({ long, required }) => ({ name: long as string, takesValue: required }));
}

/** That words are a command line which `sim` takes. */
function checkCommand(words: readonly string[]): void {
  expect(words.slice(0, 2)).toEqual(['npx', 'sim']);
  const options = optionsOf(words[2]);
  for (let place = 3; place < words.length; place++) {
    const option = options.find(({ name }) => name === words[place]);
    expect(option, words[place]).toBeDefined();
    if (words[place] === '--queue') expect(readAddress(words[place + 1], {}).secrets).toEqual([]);
    if (option?.takesValue) place++;
  }
}

const words = z.array(z.string()).min(1);
const duration = z.string().regex(/^\d+(ms|s|m|h)$/);

const service = z.strictObject({
  image: z.string().regex(/^[a-z0-9./-]+:[\w.-]+$/),
  command: words,
  working_dir: z.string().startsWith('/').optional(),
  environment: z.record(z.string().regex(/^[A-Z_]+$/), z.string()),
  volumes: z.array(z.string().regex(/^[a-z]+:\/[a-z/]+$/)).optional(),
  depends_on: z.array(z.string()).optional(),
  deploy: z
    .strictObject({
      resources: z.strictObject({
        limits: z.strictObject({ cpus: z.string().regex(/^\d+$/), memory: z.string().regex(/^\d+[MG]$/) }),
      }),
    })
    .optional(),
  stop_grace_period: duration.optional(),
  restart: z.enum(['no', 'always', 'on-failure', 'unless-stopped']),
});

const compose = z.strictObject({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.strictObject({})),
});

const name = z.string().regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/);
const amount = z.string().regex(/^\d+(Mi|Gi)?$/);
const quantity = z.strictObject({ cpu: amount.optional(), memory: amount });

const job = z.strictObject({
  apiVersion: z.literal('batch/v1'),
  kind: z.literal('Job'),
  metadata: z.strictObject({ name }),
  spec: z.strictObject({
    completions: z.int().positive(),
    parallelism: z.int().positive(),
    completionMode: z.enum(['NonIndexed', 'Indexed']),
    backoffLimit: z.int().nonnegative(),
    ttlSecondsAfterFinished: z.int().nonnegative(),
    template: z.strictObject({
      spec: z.strictObject({
        // A Job takes no others.
        restartPolicy: z.enum(['OnFailure', 'Never']),
        terminationGracePeriodSeconds: z.int().positive(),
        containers: z
          .array(
            z.strictObject({
              name,
              image: z.string(),
              workingDir: z.string().startsWith('/'),
              command: words,
              args: words,
              env: z.array(
                z.strictObject({
                  name: z.string(),
                  value: z.string().optional(),
                  valueFrom: z
                    .strictObject({ secretKeyRef: z.strictObject({ name, key: z.string() }) })
                    .optional(),
                }),
              ),
              volumeMounts: z.array(
                z.strictObject({ name, mountPath: z.string().startsWith('/'), readOnly: z.boolean() }),
              ),
              resources: z.strictObject({ requests: quantity, limits: quantity }),
            }),
          )
          .min(1),
        volumes: z.array(z.strictObject({ name, configMap: z.strictObject({ name }) })),
      }),
    }),
  }),
});

describe('the documentation of the queue', () => {
  test('has a compose file and a job', () => {
    expect(blocks.length).toBe(2);
  });

  test('its compose file is one, and its workers find the queue', () => {
    const { services, volumes } = compose.parse(parsed(blocks[0]));
    const { worker, queue } = services;
    checkCommand(worker.command);
    const address = readAddress(worker.command[worker.command.indexOf('--queue') + 1], {});
    expect(Object.keys(services)).toContain(new URL(address.url).hostname);
    expect(worker.depends_on?.every((other) => other in services)).toBe(true);
    expect(queue.volumes?.every((volume) => volume.split(':')[0] in volumes)).toBe(true);
    // The shell of the container is to see the variable, not that of whoever starts it.
    expect(queue.command.at(-1)).toContain('$$SWARMLAB_QUEUE_PASSWORD');
  });

  test('its job is one, and everything that it mounts is there', () => {
    const { spec } = job.parse(parsed(blocks[1]));
    const { containers, volumes } = spec.template.spec;
    for (const { command, args, volumeMounts, env } of containers) {
      checkCommand([...command, ...args]);
      for (const mount of volumeMounts) expect(volumes.map((volume) => volume.name)).toContain(mount.name);
      for (const variable of env) {
        expect(['SWARMLAB_QUEUE_PASSWORD', 'SWARMLAB_QUEUE_CA']).toContain(variable.name);
        expect((variable.value === undefined) !== (variable.valueFrom === undefined)).toBe(true);
      }
    }
    expect(spec.parallelism).toBeLessThanOrEqual(spec.completions);
  });
});
