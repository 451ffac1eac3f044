/** Holds the resources of a release back, stage by stage. */
import * as pulumi from "@pulumi/pulumi";
import { factsOf, type Stage } from "../model/kinds";
import type { Sync } from "../operations/sync/port";
import { refusing } from "./refusal";

/**
 * Holds the resources of each stage back until those of all earlier stages are applied in every
 * cluster and the proxies synced them; and the end of the program, after which the engine deletes,
 * until they synced the last stage. So no route names a version that proxies do not know, and the
 * engine deletes nothing that a route still names. Stages that are up to date already hold nothing
 * back: a change of weights goes straight to the routes.
 *
 * Previews are not held back.
 */
export class Stages {
  private readonly gates = new Map<Stage, Gate>();
  private readonly changed = new Set<Stage>();

  /**
   * @param name prefix of the hooks' names, unique in the program
   */
  constructor(
    private readonly name: string,
    private readonly sync: Sync,
  ) {}

  /**
   * A transformation for the component above all resources: it puts each Kubernetes object into the
   * stage of its kind.
   */
  readonly transformation: pulumi.ResourceTransformation = ({ type, props, opts, resource }) => {
    if (!type.startsWith("kubernetes:")) return undefined;
    const stage = factsOf(type.split(":").at(-1) ?? type).stage;
    const gate = this.gate(stage);
    gate.resources.push(resource);
    const staged: pulumi.CustomResourceOptions = {
      ...pulumi.mergeOptions(opts, pulumi.runtime.isDryRun() ? {} : { dependsOn: gate.opened }),
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
   * @returns when the proxies synced the last one; at once in a preview
   * @throws pulumi.RunError where the update must not go on
   */
  async run(order: readonly Stage[]): Promise<void> {
    if (!pulumi.runtime.isDryRun()) await refusing(this.passAll(order));
  }

  private async passAll(order: readonly Stage[]): Promise<void> {
    const passing: Promise<void>[] = [];
    for (const stage of order) {
      await this.sync.before?.(stage);
      const passed = this.pass(stage);
      if (!(await this.sync.upToDate?.(stage))) await passed;
      // Awaited below; until then its failure must not count as unhandled.
      passed.catch(() => undefined);
      passing.push(passed);
    }
    await Promise.all(passing);
    await this.sync.end?.();
  }

  private async pass(stage: Stage): Promise<void> {
    const { open, resources } = this.gate(stage);
    open();
    const done = registered(resources);
    this.sync.during?.(stage, done);
    await done;
    await this.sync.after(stage, this.changed.has(stage));
  }

  private gate(stage: Stage): Gate {
    const known = this.gates.get(stage);
    if (known) return known;
    const note = () => void this.changed.add(stage);
    const gate = new Gate(new pulumi.ResourceHook(`${this.name}-${stage}`, note));
    this.gates.set(stage, gate);
    return gate;
  }
}

/** Where the resources of one stage wait. */
class Gate {
  readonly resources: pulumi.Resource[] = [];
  readonly opened: Promise<pulumi.Resource[]>;
  open!: () => void;

  /** @param hook runs when a resource of the stage was created or updated */
  constructor(readonly hook: pulumi.ResourceHook) {
    this.opened = new Promise((done) => {
      this.open = () => done([]);
    });
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
