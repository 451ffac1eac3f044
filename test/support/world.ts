// Runs a program against Pulumi's mocks, and records the resources that it registers.
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ConnectedCluster } from "../../components/connected-cluster";
import type { beginUpdate, BegunUpdate } from "../../components/update";
import type { Sync } from "../../operations/sync/port";
import type { Cluster } from "../../model/release/cluster";

/**
 * The SDK keeps the stack of each of its promises, for a debugger, and Node.js maps it back to the
 * source: a seventh of the time of all unit specs.
 */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const debuggable = require("@pulumi/pulumi/runtime/debuggable") as {
  debuggablePromise: <T>(promise: Promise<T>) => Promise<T>;
};
debuggable.debuggablePromise = (promise) => promise;

/** Proxies that sync every stage at once. */
export const atOnce: Sync = { after: () => Promise.resolve() };

/** An update that begins without a look at any cluster, whose stages pass with a sync. */
export function beginWith(
  sync: Sync = atOnce,
  changes: Partial<BegunUpdate> = {},
): typeof beginUpdate {
  return ({ plan, clusters }) => {
    const addresses = clusters.map(
      ({ cluster: { name } }) => [name, Promise.resolve(`http://${name}.example`)] as const,
    );
    return Promise.resolve({
      plan,
      sync,
      endpoints: new Map(addresses),
      stable: Promise.resolve({}),
      ...changes,
    });
  };
}

/** A resource as the engine was asked to register it. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of the inputs that the state holds as secrets. */
  readonly secrets: readonly string[];
  /** Name of the provider that it was given; empty for components and providers. */
  readonly provider: string;
  readonly parent: string;
  /** URNs that it depends on, as the state holds them. */
  readonly dependencies: readonly string[];
  /** Names of the hooks by the moment at which they run. */
  readonly hooks: {
    readonly afterCreate: readonly string[];
    readonly afterUpdate: readonly string[];
  };
}

export interface WorldOptions {
  /** Whether the program only previews: what a provider would answer is unknown. @default false */
  readonly preview?: boolean;
  /**
   * Resources by name whose registration is held back until {@link World.release}.
   *
   * @default none
   */
  readonly hold?: (name: string) => boolean;
}

/** As much of the SDK's request as is recorded; its own types of it are not public. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
  getHooks(): { getAfterCreateList(): string[]; getAfterUpdateList(): string[] } | undefined;
}

type Monitor = Record<string, (request: Request, done: (...results: unknown[]) => void) => unknown>;

/** A program run against Pulumi's mocks: everything that it registers, in order. */
export class World {
  /** Everything that was registered, in the order in which the engine was asked. */
  readonly resources: Registered[] = [];
  private readonly requests = new Map<string, Request>();
  private release_: () => void = () => undefined;
  private readonly released = new Promise<void>((done) => (this.release_ = done));

  private constructor(private readonly options: WorldOptions) {}

  /** Runs a program to its end. */
  static async run<T>(
    program: () => T,
    options: WorldOptions = {},
  ): Promise<World & { result: T }> {
    const world = await World.start(program, options);
    await world.end();
    return world;
  }

  /** Starts a program; what is held back stays so until {@link release}. */
  static async start<T>(program: () => T, options: WorldOptions): Promise<World & { result: T }> {
    const world = new World(options);
    // A program that was refused left calls of the engine open, for which `end` would wait.
    pulumi.runtime.resetOptions("", "", -1, "", "", false, "");
    await pulumi.runtime.setMocks(
      {
        newResource: async (args) => world.newResource(args),
        call: ({ token }) => {
          throw new Error(`the program calls ${token}, which no spec expects`);
        },
      },
      "gray-release",
      "dev",
      options.preview ?? false,
    );
    world.watch(pulumi.runtime.getMonitor() as unknown as Monitor);
    if (options.hold) await readyForHooks();
    return Object.assign(world, { result: program() });
  }

  /** Lets everything that was held back go on. */
  release(): void {
    this.release_();
  }

  /** Waits until the program has nothing left to do. */
  async end(): Promise<void> {
    await pulumi.runtime.disconnect();
  }

  /**
   * Waits until the program can go on no more before {@link release}: many turns of the event loop
   * bring nothing.
   */
  async quiet(): Promise<void> {
    for (let idle = 0, seen = this.resources.length; idle < 200; idle++) {
      await new Promise((done) => setImmediate(done));
      if (this.resources.length !== seen) idle = 0;
      seen = this.resources.length;
    }
  }

  /**
   * Resources of a kind, in all clusters: `VirtualService`, or a component such as `GrayRelease`.
   */
  kind(kind: string): Registered[] {
    return this.resources.filter(({ type }) => type.endsWith(`:${kind}`));
  }

  /** What went to one cluster, by the provider that it was given. */
  cluster(name: string): { all: Registered[]; kind(kind: string): Registered[] } {
    const within = (list: Registered[]) => list.filter(({ provider }) => provider === name);
    return { all: within(this.resources), kind: (kind) => within(this.kind(kind)) };
  }

  /** The one resource of a Pulumi name, of those that a provider makes. */
  named(name: string): Registered {
    const found = this.resources.filter((one) => one.name === name && one.provider !== "");
    if (found.length !== 1) throw new Error(`${found.length} resources are named ${name}`);
    return found[0] as Registered;
  }

  private async newResource(args: pulumi.runtime.MockResourceArgs) {
    const request = this.requests.get(`${args.type} ${args.name}`);
    const hooks = request?.getHooks();
    const parent = request?.getParent() ?? "";
    const inputs = Object.entries(args.inputs as Record<string, unknown>);
    this.resources.push({
      type: args.type,
      name: args.name,
      urn: urnOf(parent, args.type, args.name),
      inputs: Object.fromEntries(
        inputs.map(([key, value]) => [key, pulumi.runtime.unwrapRpcSecret(value)]),
      ),
      secrets: inputs.flatMap(([key, value]) => (pulumi.runtime.isRpcSecret(value) ? [key] : [])),
      provider: args.provider?.split("::").at(-2) ?? "",
      parent,
      dependencies: request?.getDependenciesList() ?? [],
      hooks: {
        afterCreate: hooks?.getAfterCreateList() ?? [],
        afterUpdate: hooks?.getAfterUpdateList() ?? [],
      },
    });
    if (this.options.hold?.(args.name)) await this.released;
    if (this.options.preview) return { id: undefined, state: {} };
    return { id: args.id || `${args.name}-id`, state: args.inputs as object };
  }

  /**
   * Records the requests: only they hold parents, dependencies and hooks, which mocks never see.
   */
  private watch(monitor: Monitor): void {
    const register = monitor.registerResource?.bind(monitor);
    monitor.registerResource = (request, done) => {
      this.requests.set(`${request.getType()} ${request.getName()}`, request);
      return register?.(request, done);
    };
    monitor.registerResourceHook = (_, done) => done(null, {});
  }
}

/**
 * Waits for the SDK's server of hooks. It opens a real socket, which takes an unknown number of
 * turns of the event loop. When it is ready, a program on mocks waits for nothing but promises.
 */
async function readyForHooks(): Promise<void> {
  const hook = new pulumi.ResourceHook("ready", () => undefined);
  await (hook as unknown as { readonly __registered: Promise<void> }).__registered;
}

function urnOf(parent: string, type: string, name: string): string {
  const parentType = parent.split("::")[2]?.split("$").pop();
  return `urn:pulumi:dev::gray-release::${parentType ? `${parentType}$` : ""}${type}::${name}`;
}

/** The value of an output; never for one that is unknown. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((done) => output.apply((value) => done(value)));
}

/** Clusters with a provider each, named after the cluster. */
export function connect(...clusters: Cluster[]): ConnectedCluster[] {
  return clusters.map((cluster) => ({
    cluster,
    provider: new k8s.Provider(cluster.name, { context: cluster.name }),
  }));
}
