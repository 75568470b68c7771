/**
 * Adds to package-lock.json the packages for other platforms that `npm install` left out because the registry it asked
 * does not carry them: `node .tools/complete-lock.mjs`. Without them `npm ci` refuses the lock file.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = [
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];

/** Optional dependencies that no entry of the lock file stands for. */
function missingPackages({ packages }) {
  const missing = new Map();
  for (const [owner, { optionalDependencies = {} }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const places = [`${owner}/node_modules/${name}`, `node_modules/${name}`];
      if (!places.some((place) => place in packages)) missing.set(name, { name, version, owner });
    }
  }
  return [...missing.values()];
}

/** The entry of a package for one platform, as its name and its installed siblings tell. */
function entryFor({ name, version, owner }, packages) {
  const words = name.split('/').at(-1).split('-');
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (!cpu || !/^\d/.test(version)) throw new Error(`cannot tell the platform of ${name} ${version}`);
  const siblings = Object.keys(packages[owner].optionalDependencies).map(
    (other) => packages[`node_modules/${other}`],
  );
  const { license, engines } = siblings.find((sibling) => sibling?.version === version) ?? {};
  return {
    version,
    cpu: [cpu],
    ...(packages[owner].dev ? { dev: true } : {}),
    ...(os === 'linux' ? { libc: [words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc'] } : {}),
    ...(license ? { license } : {}),
    optional: true,
    ...(os ? { os: [os] } : {}),
    ...(engines ? { engines } : {}),
  };
}

function complete(path) {
  const lock = JSON.parse(readFileSync(path, 'utf8'));
  const missing = missingPackages(lock);
  for (const lacking of missing) {
    lock.packages[`node_modules/${lacking.name}`] = entryFor(lacking, lock.packages);
  }
  const sorted = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
  lock.packages = Object.fromEntries(sorted);
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(
    missing.length === 0 ? 'nothing was missing' : `added ${missing.map(({ name }) => name).join(', ')}`,
  );
}

complete(fileURLToPath(new URL('../package-lock.json', import.meta.url)));
