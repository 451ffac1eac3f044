import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { fixedSettling, type Settling } from "../components/settling";
import type { KubeClient } from "../kube/client";
import { Istiod } from "../kube/istiod";
import { NotSettled, settled, type AskedCluster, type SettleScope } from "../kube/settled";
import { isPrimary } from "../model/cluster";
import type { StackSettings } from "../model/config/settings";
import type { Stage } from "../model/order";
import { manifests, planRelease } from "../model/plan";
import type { ReachedCluster } from "./reach";
import { refusal } from "./refusal";
import { RouteGuard } from "./route-guard";

/**
 * Asks the istiods of all primary clusters what their proxies acknowledged. Where one can't be asked, the update waits the
 * configured seconds after each stage, and says so.
 *
 * The first question is asked at once, while the engine starts: an update that broke off may have left changes behind that
 * proxies did not take yet.
 */
export function meshSettling(
  settings: StackSettings,
  reached: readonly ReachedCluster[],
): Settling | undefined {
  // Nothing is held back in a preview, so nobody is asked.
  if (pulumi.runtime.isDryRun()) return undefined;
  return new MeshSettling(settings, reached);
}

class MeshSettling implements Settling {
  private readonly mesh: Promise<Mesh>;
  private readonly asBefore: Promise<void>;
  private readonly fixed: Settling;
  private readonly guard: RouteGuard;
  private readonly told: string[] = [];

  constructor(
    private readonly settings: StackSettings,
    reached: readonly ReachedCluster[],
  ) {
    this.fixed = fixedSettling(settings.settle.seconds);
    this.guard = new RouteGuard(settings, reached);
    this.mesh = connect(reached);
    this.asBefore = this.ask("places", false);
    // Whoever waits for it is told; until then it must not end the program.
    this.asBefore.catch(() => undefined);
  }

  async before(stage: Stage): Promise<void> {
    if (stage === "routes") await this.guard.check();
  }

  async after(stage: Stage, changed: boolean): Promise<void> {
    // Neither a namespace nor a Service by itself is anything that a proxy must take.
    if (!changed || stage === "places") await this.asBefore;
    else await this.ask(stage, true);
    if (stage === "routes") await this.end();
  }

  private async ask(stage: Stage, changed: boolean): Promise<void> {
    const began = Date.now();
    const { settle } = this.settings;
    const mesh = await this.mesh;
    if (mesh.unasked.length > 0) {
      await this.fixed.after(stage, changed);
      if (changed) this.told.push(`${stage} after ${settle.seconds} s, without asking`);
      if (mesh.asked.length === 0) return;
    }
    const scope = scopeOf(this.settings);
    const limit = { limitSeconds: settle.limit };
    const [proxies] = await Promise.all([
      settled(mesh.asked, mesh.clients, scope, limit).catch(explain(stage)),
      sleep(changed ? settle.minimum * 1000 : 0),
    ]);
    if (!changed) return;
    const count = Object.values(proxies).reduce((sum, one) => sum + one, 0);
    this.told.push(
      `${stage} after ${((Date.now() - began) / 1000).toFixed(2)} s (${count} proxies)`,
    );
  }

  private async end(): Promise<void> {
    const { asked, unasked, clients } = await this.mesh;
    for (const { istiods } of asked) for (const istiod of istiods) istiod.close();
    for (const client of clients) client.close();
    if (this.told.length === 0) return;
    await pulumi.log.info(`Proxies took ${this.told.join(", ")}.`);
    for (const why of unasked)
      await pulumi.log.info(`What proxies took was not asked for everywhere: ${why}.`);
  }
}

/** The clusters whose istiods can be asked, why others can't, and all clients, for what runs in remote clusters, too. */
interface Mesh {
  readonly asked: readonly AskedCluster[];
  readonly unasked: readonly string[];
  readonly clients: readonly KubeClient[];
}

async function connect(reached: readonly ReachedCluster[]): Promise<Mesh> {
  const unasked: string[] = [];
  const asked = await Promise.all(
    reached
      .filter(({ cluster }) => isPrimary(cluster))
      .map(async ({ cluster: { name }, client }): Promise<AskedCluster[]> => {
        try {
          if (!client) throw new Error("its kubeconfig holds no credentials for that");
          return [{ name, client, istiods: await Istiod.all(client) }];
        } catch (error) {
          unasked.push(`istiod of ${name} can't be asked: ${(error as Error).message}`);
          return [];
        }
      }),
  );
  return { asked: asked.flat(), unasked, clients: reached.flatMap(({ client }) => client ?? []) };
}

/** All primary clusters have the same objects, so those of the first one say what to look at. */
function scopeOf({ release, clusters }: StackSettings): SettleScope {
  const [plan] = planRelease(release, clusters.filter(isPrimary)).clusters;
  return {
    namespace: release.namespace,
    services: Object.keys(release.services),
    objects: plan ? manifests(plan) : [],
  };
}

function explain(stage: Stage): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof NotSettled)) throw error;
    throw refusal(
      `The proxies did not take the ${stage} within ${error.seconds} s: ${error.behind.join("; ")}. ` +
        `Nothing that comes after the ${stage} was applied, and nothing was deleted. Mend or remove what does not ` +
        "answer and run the same command again, or give it more time with gray-release:settle.limit.",
    );
  };
}
