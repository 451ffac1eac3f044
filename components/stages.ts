import * as pulumi from "@pulumi/pulumi";
import { factsOf, type Stage } from "../model/kinds";
import type { Settling } from "../operations/sync/port";

/**
 * Holds the resources of each stage of an update back until those of all stages before it are done, in every cluster, and
 * the proxies took them; and the end of the program, after which the engine deletes, until they took the last one. So
 * nothing routes to what is not there, and nothing goes that is still routed to. Stages that are in place already hold
 * nothing back: a change of weights goes straight to the routes.
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
    private readonly settling: Settling,
  ) {}

  /** For the component above all resources: puts each Kubernetes object below it into the stage of its kind. */
  readonly transformation: pulumi.ResourceTransformation = ({ type, props, opts, resource }) => {
    if (!type.startsWith("kubernetes:")) return undefined;
    const stage = factsOf(type.split(":").at(-1) ?? type).stage;
    const gate = this.gate(stage);
    gate.resources.push(resource);
    const hooks = [gate.hook];
    const staged: pulumi.CustomResourceOptions = {
      ...pulumi.mergeOptions(opts, pulumi.runtime.isDryRun() ? {} : { dependsOn: gate.opened }),
      hooks: { afterCreate: hooks, afterUpdate: hooks },
    };
    return { props, opts: staged };
  };

  /**
   * Lets the stages pass one after the other. To be called when all resources are made.
   *
   * @param order all stages, in the order in which they are applied
   * @returns when the proxies took the last one; at once in a preview
   */
  async run(order: readonly Stage[]): Promise<void> {
    if (pulumi.runtime.isDryRun()) return;
    const passing: Promise<void>[] = [];
    for (const stage of order) {
      await this.settling.before?.(stage);
      const passed = this.pass(stage);
      if (!(await this.settling.inPlace?.(stage))) await passed;
      // Whoever waits at the end is told; until then it must not end the program.
      passed.catch(() => undefined);
      passing.push(passed);
    }
    await Promise.all(passing);
    await this.settling.end?.();
  }

  private async pass(stage: Stage): Promise<void> {
    const { open, resources } = this.gate(stage);
    open();
    const done = registered(resources);
    this.settling.during?.(stage, done);
    await done;
    await this.settling.after(stage, this.changed.has(stage));
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

/** What the resources of a stage wait for. */
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

/** Resolves when the engine is done with all of them; never where it failed with one, which ends the program. */
function registered(resources: readonly pulumi.Resource[]): Promise<void> {
  if (resources.length === 0) return Promise.resolve();
  return new Promise((done) => {
    pulumi.all(resources.map(({ urn }) => urn)).apply(() => done());
  });
}
