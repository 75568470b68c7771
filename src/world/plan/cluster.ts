/**
 * Regions, zones and nodes, and which node each agent and coordinator runs on.
 */
import { WorldError } from '../core/errors.ts';
import type { AgentGroupSpec, NodeRole, RegionSpec } from '../spec/spec.ts';

/** A machine with what is left of its capacity. */
interface Machine {
  readonly role: NodeRole;
  readonly region: number;
  readonly zone: number;
  agents: number;
  cpu: number;
  memory: number;
}

export class Cluster {
  readonly regions: readonly string[];
  /** By node: number of its region, and of its zone counted over all regions. */
  readonly nodeRegion: Int32Array;
  readonly nodeZone: Int32Array;
  /** By zone counted over all regions: its 1-based number within its region. */
  readonly zoneNumber: readonly number[];
  readonly #machines: readonly Machine[];
  /** Node numbers by region, in the order in which they are filled. */
  readonly #byRegion: readonly (readonly number[])[];
  /** Those that coordinators run on. */
  readonly #hosts: readonly (readonly number[])[];

  constructor(regions: readonly RegionSpec[]) {
    this.regions = regions.map((region) => region.name);
    const machines: Machine[] = [];
    const zoneNumber: number[] = [];
    this.#byRegion = regions.map((region, regionNumber) => {
      const first = machines.length;
      for (let zone = 1; zone <= region.zones; zone++) {
        zoneNumber.push(zone);
        addZone(machines, region, regionNumber, zoneNumber.length - 1);
      }
      const nodes = Array.from({ length: machines.length - first }, (_, i) => first + i);
      const rank = (node: number) => (machines[node].role === 'backup' ? 1 : 0);
      return nodes.sort((x, y) => rank(x) - rank(y) || x - y);
    });
    this.#machines = machines;
    this.#hosts = this.#byRegion.map((nodes) => {
      const primary = nodes.filter((node) => machines[node].role === 'primary');
      return primary.length > 0 ? primary : nodes;
    });
    this.zoneNumber = zoneNumber;
    this.nodeRegion = Int32Array.from(machines, (machine) => machine.region);
    this.nodeZone = Int32Array.from(machines, (machine) => machine.zone);
  }

  get nodes(): number {
    return this.#machines.length;
  }

  /** Number of a region by name, -1 when there is none. */
  region(name: string): number {
    return this.regions.indexOf(name);
  }

  /**
   * A node for every agent, groups one after the other: agent k of a group goes to its k-th region in turn and there to the
   * next node with room, so that further agents move nobody. When a region is full, its turn passes to the next.
   *
   * @throws WorldError when agents do not fit
   */
  placeAgents(groups: readonly AgentGroupSpec[]): Int32Array {
    const total = groups.reduce((sum, group) => sum + group.count, 0);
    const nodes = new Int32Array(total);
    const cursor = new Int32Array(this.regions.length);
    let agent = 0;
    for (const group of groups) {
      const names = group.regions.length > 0 ? group.regions : this.regions;
      const regions = names.map((name) => this.region(name));
      for (let k = 0; k < group.count; k++) {
        let node = -1;
        for (let turn = 0; node < 0 && turn < regions.length; turn++) {
          node = this.#take(regions[(k + turn) % regions.length], group, cursor);
        }
        if (node < 0) throw doesNotFit(group, k);
        nodes[agent++] = node;
      }
    }
    return nodes;
  }

  /** How many nodes of a region can host coordinators. */
  hostsOf(region: number): number {
    return this.#hosts[region].length;
  }

  /** A node for the n-th coordinator of a region: primary nodes first, in turn. */
  coordinatorNode(region: number, n: number): number {
    const hosts = this.#hosts[region];
    return hosts[n % hosts.length];
  }

  /** The next node of the region with room for an agent of the group, -1 when it is full. */
  #take(region: number, group: AgentGroupSpec, cursor: Int32Array): number {
    const nodes = this.#byRegion[region];
    for (const backup of [false, true]) {
      for (let step = 0; step < nodes.length; step++) {
        const position = (cursor[region] + step) % nodes.length;
        const machine = this.#machines[nodes[position]];
        if ((machine.role === 'backup') !== backup || !hasRoom(machine, group)) continue;
        machine.agents--;
        machine.cpu -= group.cpu;
        machine.memory -= group.memory;
        cursor[region] = (position + 1) % nodes.length;
        return nodes[position];
      }
    }
    return -1;
  }
}

function addZone(machines: Machine[], region: RegionSpec, regionNumber: number, zone: number): void {
  for (const pool of region.nodes) {
    for (let i = 0; i < pool.count; i++) {
      machines.push({
        role: pool.role,
        region: regionNumber,
        zone,
        agents: pool.agents ?? Infinity,
        cpu: pool.cpu ?? Infinity,
        memory: pool.memory ?? Infinity,
      });
    }
  }
}

/** Rounding in sums of requests must not turn the last fitting agent away. */
const TOLERANCE = 1e-9;

function hasRoom(machine: Machine, group: AgentGroupSpec): boolean {
  return (
    machine.agents >= 1 && machine.cpu + TOLERANCE >= group.cpu && machine.memory + TOLERANCE >= group.memory
  );
}

function doesNotFit(group: AgentGroupSpec, placed: number): WorldError {
  const where = group.regions.length > 0 ? group.regions.join(', ') : 'all regions';
  const wanted = [
    ...(group.cpu > 0 ? [`${group.cpu} ${group.cpu === 1 ? 'core' : 'cores'}`] : []),
    ...(group.memory > 0 ? [showSize(group.memory)] : []),
  ];
  const [each, remedy] =
    wanted.length > 0
      ? [` (each asks for ${wanted.join(' and ')})`, 'add nodes or ask for less']
      : ['', 'add nodes'];
  return new WorldError(
    'agents',
    `only ${placed} of the ${group.count} agents of group "${group.name}" fit on the nodes of ${where}${each}: ${remedy}`,
  );
}

/** In powers of a thousand: 1.5 kB, 100 GB. */
function showSize(bytes: number): string {
  let shown = bytes;
  let unit = 0;
  for (; Number(shown.toPrecision(3)) >= 1000 && unit < UNITS.length - 1; unit++) shown /= 1000;
  return `${Number(shown.toPrecision(3))} ${UNITS[unit]}`;
}

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];
