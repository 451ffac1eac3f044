/** Holds the resources of a release back, stage by stage. */
import * as pulumi from "@pulumi/pulumi";
import { awake } from "./awake";
import { stageOf, type ObjectType, type Stage } from "../model/kinds";
import type { Manifest } from "../model/manifests/metadata";
import type { Sync } from "../operations/sync/port";

/** The type of the component above all resources. */
export const releaseType = "gray:index:GrayRelease";

/**
 * Holds the resources of each stage back until those of all earlier stages are applied in every
 * cluster and the proxies synced them; and the end of the program, after which the engine deletes,
 * until they synced the last stage. So no route names a version that proxies do not know, and the
 * engine deletes nothing that a route still names. Stages that are up to date already hold nothing
 * back: a change of weights goes straight to the routes.
 *
 * Nothing below the component is registered before the update may begin, in a preview too. After
 * that, previews are not held back.
 */
export class Stages {
  private readonly start = new Gate();
  private readonly gates = new Map<Stage, StageGate>();
  private readonly changed = new Set<Stage>();

  /**
   * @param name prefix of the hooks' names, unique in the program
   */
  constructor(private readonly name: string) {}

  /**
   * A transformation for the component above all resources: it lets them wait until the update may
   * begin, and puts each Kubernetes object into the stage of its kind.
   */
  readonly transformation: pulumi.ResourceTransformation = ({ type, props, opts, resource }) => {
    if (type === releaseType) return undefined;
    const begun = pulumi.mergeOptions(opts, { dependsOn: this.start.opened });
    if (!type.startsWith("kubernetes:")) return { props, opts: begun };
    const { metadata } = props as Pick<Manifest, "metadata">;
    const stage = stageOf({ ...objectType(type), metadata });
    const gate = this.gate(stage);
    gate.resources.push(resource);
    const staged: pulumi.CustomResourceOptions = {
      ...pulumi.mergeOptions(begun, pulumi.runtime.isDryRun() ? {} : { dependsOn: gate.opened }),
      hooks: {
        ...opts.hooks,
        afterCreate: [...(opts.hooks?.afterCreate ?? []), gate.hook],
        afterUpdate: [...(opts.hooks?.afterUpdate ?? []), gate.hook],
      },
    };
    return { props, opts: staged };
  };

  /**
   * Lets the stages pass one after the other. Callers have made all resources before.
   *
   * @param order all stages, in the order in which they are applied
   * @param begun resolves when the update may begin; its rejection is that of all resources
   * @returns when the proxies synced the last stage; in a preview, when the update may begin
   * @throws RefusalError where the update must not go on
   */
  async run(order: readonly Stage[], begun: Promise<Sync | undefined>): Promise<void> {
    begun.then(this.start.open, this.start.refuse);
    const sync = await begun;
    if (sync && !pulumi.runtime.isDryRun()) await this.passAll(order, sync);
  }

  private async passAll(order: readonly Stage[], sync: Sync): Promise<void> {
    const passing: Promise<void>[] = [];
    for (const stage of order) {
      await awake(sync.before?.(stage));
      const passed = this.pass(stage, sync);
      if (!(await awake(sync.upToDate?.(stage)))) await passed;
      // Awaited below; until then its failure must not count as unhandled.
      passed.catch(() => undefined);
      passing.push(passed);
    }
    await Promise.all(passing);
    await awake(sync.end?.());
  }

  private async pass(stage: Stage, sync: Sync): Promise<void> {
    const { open, resources } = this.gate(stage);
    open();
    const done = registered(resources);
    sync.during?.(stage, done);
    await done;
    await awake(sync.after(stage, this.changed.has(stage)));
  }

  private gate(stage: Stage): StageGate {
    const known = this.gates.get(stage);
    if (known) return known;
    const note = () => void this.changed.add(stage);
    const gate = new StageGate(new pulumi.ResourceHook(`${this.name}-${stage}`, note));
    this.gates.set(stage, gate);
    return gate;
  }
}

/** What a resource's type says of its object: `kubernetes:apps/v1:Deployment`, or `core/v1` for `v1`. */
function objectType(type: string): ObjectType {
  const [, version = "", kind = ""] = type.split(":");
  return { apiVersion: version.replace(/^core\//, ""), kind };
}

/** Where resources wait. */
class Gate {
  /** In the form of `dependsOn`. */
  readonly opened: Promise<pulumi.Resource[]>;
  readonly open: () => void;
  readonly refuse: (why: unknown) => void;

  constructor() {
    let [open, refuse]: [() => void, (why: unknown) => void] = [() => undefined, () => undefined];
    this.opened = new Promise((done, fail) => {
      open = () => done([]);
      refuse = fail;
    });
    [this.open, this.refuse] = [open, refuse];
  }
}

/** Where the resources of one stage wait. */
class StageGate extends Gate {
  readonly resources: pulumi.Resource[] = [];

  /** @param hook runs when a resource of the stage was created or updated */
  constructor(readonly hook: pulumi.ResourceHook) {
    super();
  }
}

/**
 * Resolves when the engine has applied all of them; never where it failed with one, which ends the
 * program.
 */
function registered(resources: readonly pulumi.Resource[]): Promise<void> {
  if (resources.length === 0) return Promise.resolve();
  return new Promise((done) => {
    pulumi.all(resources.map(({ urn }) => urn)).apply(() => done());
  });
}
