/**
 * Who may import whom. Each room of src lists the rooms whose values it may import, the rooms of which it may import
 * types alone, the npm packages it may use, and whether it may use Node. Everything not listed is forbidden.
 */
const ROOMS = [
  { path: 'src/engine', values: [], types: [], packages: ['seedrandom'], node: false },
  // Functions of numbers alone, for whoever decides by them: modules at run time, and the lab afterwards.
  { path: 'src/mathematics', values: [], types: [], packages: [], node: false },
  { path: 'src/modules', values: ['src/mathematics'], types: [], packages: [], node: false },
  // Goals become plans, sized by the policies of scaling. It uses no port, so it is no module.
  {
    path: 'src/planning',
    values: ['src/modules/scaling', 'src/modules/shares.ts'],
    types: [],
    packages: ['compromise'],
    node: false,
  },
  // fflate: what hosts compress checkpoints with, the same in a browser.
  {
    path: 'src/world',
    values: ['src/engine', 'src/modules'],
    types: [],
    packages: ['fflate'],
    node: false,
  },
  {
    path: 'src/recording',
    // Of the modules the vocabularies, whose facts metrics are counted from, and the collections that know no module.
    values: [
      'src/modules/vocabulary.ts',
      'src/modules/[^/]+/vocabulary.ts',
      'src/modules/[^/]+/[^/]+/vocabulary.ts',
      'src/modules/collections',
    ],
    types: ['src/engine', 'src/world', 'src/modules/facts.ts'],
    packages: [],
    node: false,
  },
  {
    path: 'src/scenario',
    values: ['src/modules'],
    types: ['src/engine', 'src/world'],
    packages: ['yaml', 'zod', 'fast-csv'],
    node: false,
  },
  // Judges of histories, wherever they come from: they know nothing of what they judge.
  { path: 'src/oracles', values: [], types: [], packages: [], node: false },
  // Folders and files that appear whole or not at all: of the disk, and of nothing else.
  { path: 'src/files', values: [], types: [], packages: [], node: true },
  {
    path: 'src/lab/statistics',
    values: ['src/mathematics'],
    types: ['src/engine'],
    packages: ['simple-statistics'],
    node: false,
  },
  {
    path: 'src/lab',
    values: [
      'src/files',
      'src/mathematics',
      'src/engine',
      'src/modules',
      'src/planning',
      'src/world',
      'src/recording',
      'src/scenario',
    ],
    types: [],
    packages: null,
    node: true,
  },
  // The second host of the modules: the wall clock, sockets, files and processes of the operating system.
  {
    path: 'src/live',
    values: [
      'src/files',
      'src/engine',
      'src/modules',
      'src/world',
      'src/recording',
      'src/scenario',
      'src/lab',
    ],
    types: [],
    packages: [],
    node: true,
  },
  // Runs on other machines. Nothing but the command line knows of it: what it runs is the lab's, behind the lab's interface.
  {
    path: 'src/queue',
    values: ['src/lab', 'src/scenario'],
    types: [],
    packages: ['bullmq', 'ioredis', 'pg'],
    node: true,
  },
  {
    path: 'src/report',
    values: ['src/files', 'src/scenario', 'src/recording', 'src/oracles'],
    types: ['src/lab', 'src/modules', 'src/world'],
    packages: null,
    node: true,
  },
  {
    path: 'src/cli',
    // Of the engine, only what describes distributions, to list them.
    values: [
      'src/files',
      'src/scenario',
      'src/lab',
      'src/live',
      'src/queue',
      'src/report',
      'src/oracles',
      'src/engine/variates',
      'src/recording/metrics.ts',
    ],
    types: ['src/engine', 'src/modules', 'src/planning', 'src/world', 'src/recording'],
    packages: null,
    node: true,
  },
];

/** Rooms inside src/world, and the rooms of the world whose values each may import. Types may come from any of them. */
const WORLD_ROOMS = {
  core: [],
  spec: [],
  plan: ['core'],
  network: ['core'],
  host: ['core'],
  agents: ['core', 'host', 'plan'],
  workload: ['core', 'host', 'plan'],
  faults: ['core'],
  fleet: ['core', 'agents'],
  coordination: ['core', 'plan'],
  recovery: ['core', 'host'],
  // A stall is judged by what all features say of themselves.
  watch: ['core', 'workload', 'features.ts'],
  // What can be told before a run: it reads every plan, and runs nothing.
  feasibility: ['core', 'plan', 'network', 'agents', 'faults', 'coordination', 'watch'],
};

const escaped = (path) => path.replaceAll('.', '\\.');
const anyOf = (paths) => paths.map((path) => `^${escaped(path)}(/|$)`);

/** Rooms inside a room have rules of their own. */
function files(room) {
  const inner = ROOMS.filter((other) => other !== room && other.path.startsWith(`${room.path}/`));
  return inner.length === 0
    ? { path: `^${room.path}/` }
    : { path: `^${room.path}/`, pathNot: anyOf(inner.map((other) => other.path)) };
}

function roomRules(room) {
  const inside = anyOf([room.path]);
  const rules = [
    {
      name: `${room.path} imports values`,
      comment: `${room.path} may import values of: ${room.values.join(', ') || 'no other room'}`,
      severity: 'error',
      from: files(room),
      to: {
        path: '^src/',
        pathNot: [...inside, ...anyOf(room.values)],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: `${room.path} imports types`,
      comment: `${room.path} may import types of: ${[...room.values, ...room.types].join(', ') || 'no other room'}`,
      severity: 'error',
      from: files(room),
      to: {
        path: '^src/',
        pathNot: [...inside, ...anyOf([...room.values, ...room.types])],
        dependencyTypes: ['type-only'],
      },
    },
  ];
  if (!room.node) {
    rules.push({
      name: `${room.path} uses Node`,
      comment: `${room.path} must run in a browser`,
      severity: 'error',
      from: files(room),
      to: { dependencyTypes: ['core'] },
    });
  }
  if (room.packages !== null) {
    rules.push({
      name: `${room.path} uses packages`,
      comment: `${room.path} may use these packages: ${room.packages.join(', ') || 'none'}`,
      severity: 'error',
      from: files(room),
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'npm-no-pkg', 'npm-unknown'],
        pathNot: room.packages.map((name) => `node_modules/(@types/)?${name}/`),
      },
    });
  }
  return rules;
}

const worldRules = Object.entries(WORLD_ROOMS).map(([room, values]) => ({
  name: `world/${room} imports values`,
  comment: `src/world/${room} may import values of these rooms of the world: ${values.join(', ') || 'none'}`,
  severity: 'error',
  from: { path: `^src/world/${room}/` },
  to: {
    path: '^src/world/',
    pathNot: anyOf([room, ...values].map((name) => `src/world/${name}`)),
    dependencyTypesNot: ['type-only'],
  },
}));

/** Who hears or says something may import its words, whatever folder declares them. */
const VOCABULARY = '^src/modules/[^/]+/vocabulary\\.ts$';

/** Module folders whose work rests on another's; all others share types alone. */
const BUILDS_ON = {
  coordination: ['scheduling', 'worker', 'recovery'],
  standby: ['scheduling'],
  workflow: ['gates'],
};

/** Those that know the features of a world one by one: the list of them, and nothing else. */
const FEATURE_RULES = [
  {
    name: 'the world knows no feature',
    comment:
      'world.ts and assembly.ts know processes, network and the list of features, and no feature by itself',
    severity: 'error',
    from: { path: '^src/world/(world|assembly|feature)\\.ts$' },
    to: {
      path: [
        '^src/world/fleet/',
        '^src/world/faults/(?!lifecycle\\.ts$)',
        '^src/world/coordination/(?!factories\\.ts$)',
        '^src/world/workload/feature\\.ts$',
        '^src/world/agents/(hibernation|sleepers)',
      ],
    },
  },
  {
    name: 'the list of features lists features',
    comment: 'only the world and its watchers read the list; a feature knows no list',
    severity: 'error',
    from: { path: '^src/', pathNot: '^src/world/(world\\.ts|watch/)' },
    to: { path: '^src/world/features\\.ts$' },
  },
];

const moduleRules = [
  {
    name: 'one module uses another',
    comment:
      'a module folder may import types of others, the collections they share, and what lies beside them',
    severity: 'error',
    from: { path: '^src/modules/([^/]+)/' },
    to: {
      path: '^src/modules/[^/]+/',
      pathNot: [
        '^src/modules/$1/',
        '^src/modules/collections/',
        VOCABULARY,
        ...Object.values(BUILDS_ON).flatMap((names) => names.map((name) => `^src/modules/${name}/`)),
      ],
      dependencyTypesNot: ['type-only'],
    },
  },
  ...[...new Set(Object.values(BUILDS_ON).flat())].map((used) => ({
    name: `one module uses ${used}`,
    comment: `only these build on it: ${Object.keys(BUILDS_ON).filter((name) => BUILDS_ON[name].includes(used))}`,
    severity: 'error',
    from: {
      path: '^src/modules/[^/]+/',
      pathNot: [used, ...Object.keys(BUILDS_ON).filter((name) => BUILDS_ON[name].includes(used))].map(
        (name) => `^src/modules/${name}/`,
      ),
    },
    to: { path: `^src/modules/${used}/`, pathNot: VOCABULARY, dependencyTypesNot: ['type-only'] },
  })),
];

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...ROOMS.flatMap(roomRules),
    ...moduleRules,
    ...worldRules,
    ...FEATURE_RULES,
    {
      name: 'every file of the world has a room',
      comment: 'only the world itself, its assembly and its features stand outside the rooms of src/world',
      severity: 'error',
      from: {
        path: '^src/world/',
        pathNot: [
          '^src/world/(world|assembly|features?)\\.ts$',
          ...anyOf(Object.keys(WORLD_ROOMS).map((room) => `src/world/${room}`)),
        ],
      },
      to: {},
    },
    {
      name: 'every file has a room',
      comment: 'src holds the rooms named in this file, and the entries of the library',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: ['^src/(index|browser)\\.ts$', ...anyOf(ROOMS.map((room) => room.path))],
      },
      to: {},
    },
    {
      name: 'the browser has no Node',
      comment: 'nothing that src/browser.ts reaches needs Node, files or threads',
      severity: 'error',
      from: { path: '^src/browser\\.ts$' },
      to: {
        path: [
          '^(node:)?(fs|os|path|url|crypto|process|stream|worker_threads|module|child_process)(/|$)',
          ...anyOf([
            'src/files',
            'src/cli',
            'src/live',
            'src/report',
            'src/lab/experiment',
            'src/lab/environment.ts',
          ]),
        ],
        reachable: true,
      },
    },
    {
      name: 'the library has no command line',
      comment: 'nothing imports src/cli but itself and tests',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
    {
      name: 'no cycles',
      comment: 'a cycle is one room pretending to be two',
      severity: 'error',
      from: { path: '^(src|test)/' },
      to: { circular: true },
    },
    {
      name: 'the queue alone knows BullMQ',
      comment: 'optional packages, which are loaded when a queue is asked for',
      severity: 'error',
      from: { pathNot: '^(src/queue/connection\\.ts$|test/(integration|bench)/support/|node_modules/)' },
      to: { path: 'node_modules/(bullmq|ioredis|pg)/' },
    },
    {
      name: 'planning alone parses English',
      comment: 'compromise takes half a second to load, which only a plan should cost',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/planning/' },
      to: { path: 'node_modules/compromise/' },
    },
    {
      name: 'everything imported exists',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'src needs no development package',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
    {
      name: 'src does not import tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|tools)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^test/node24/node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    moduleSystems: ['es6', 'cjs'],
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
