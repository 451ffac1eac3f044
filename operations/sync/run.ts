import { configKey } from "../../model/project";
import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { fixedSettling, type Settling } from "./port";
import type { KubeClient } from "../../kubernetes/client";
import { Istiod } from "./istiod";
import { NotSettled, settled, type AskedCluster, type SettleScope } from "./wait";
import { isPrimary, meshNamespaceOf } from "../../model/release/cluster";
import type { StackSettings } from "../../model/config/settings";
import type { Stage } from "../../model/kinds";
import { reportUnready } from "../pods/report";
import { notAnswering, type ReachedCluster } from "../clusters/connect";
import { refusal } from "../../components/refusal";
import { RouteGuard } from "../guard/run";
import { writeUnrecorded } from "../drift/reapply";

/**
 * Asks the istiods of all primary clusters what their proxies acknowledged. Where one can't be asked, the update waits the
 * configured seconds after each stage, and says so.
 *
 * The first question is asked as soon as the update may begin, while the engine starts the providers: an update that broke
 * off may have left changes behind that proxies did not take yet.
 *
 * @param inPlace the stages of which everything is there already
 */
export function meshSettling(
  settings: Pick<StackSettings, "settle" | "ready">,
  reached: readonly ReachedCluster[],
  inPlace: Promise<ReadonlySet<Stage>>,
): Settling | undefined {
  // Nothing is held back in a preview, so nobody is asked.
  if (pulumi.runtime.isDryRun()) return undefined;
  return new MeshSettling(settings, reached, inPlace);
}

/** Milliseconds for which istiods are asked again while an API server, or one of them, is away. */
const patience = 20_000;

/** Milliseconds between two tries. */
const pause = 1000;

class MeshSettling implements Settling {
  private mesh: Promise<Mesh>;
  private readonly asBefore: Promise<void>;
  private readonly fixed: Settling;
  private readonly guard: RouteGuard;
  private readonly told: string[] = [];

  constructor(
    private readonly settings: Pick<StackSettings, "settle" | "ready">,
    private readonly reached: readonly ReachedCluster[],
    private readonly placed: Promise<ReadonlySet<Stage>>,
  ) {
    this.fixed = fixedSettling(settings.settle.seconds);
    this.guard = new RouteGuard(reached);
    // Not before the update may begin: one that is refused ends at once.
    this.mesh = placed.then(() => connect(reached));
    this.asBefore = this.ask("foundation", false);
    // Whoever waits for it is told; until then it must not end the program.
    this.asBefore.catch(() => undefined);
  }

  async before(stage: Stage): Promise<void> {
    if (stage !== "foundation") await this.asBefore;
    if (stage === "routes") await this.guard.check();
  }

  async inPlace(stage: Stage): Promise<boolean> {
    return (await this.placed).has(stage);
  }

  during(stage: Stage, done: Promise<void>): void {
    if (stage === "workloads") reportUnready(this.settings.ready, this.reached, done);
  }

  async after(stage: Stage, recorded: boolean): Promise<void> {
    const again = !(await this.inPlace(stage)) && (await this.unrecorded(stage));
    // Neither a namespace nor a Service by itself is anything that a proxy must take.
    if ((recorded || again) && stage !== "foundation") await this.ask(stage, true);
  }

  /** @returns whether something had to be written again */
  private async unrecorded(stage: Stage): Promise<boolean> {
    const until = Date.now() + patience;
    for (;;) {
      try {
        return await writeUnrecorded(this.reached, stage);
      } catch (error) {
        if (Date.now() > until) throw await unknown(stage, this.reached, error as Error);
        await sleep(pause);
      }
    }
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
    const [proxies] = await Promise.all([
      this.taken(stage),
      sleep(changed ? settle.minimum * 1000 : 0),
    ]);
    if (!changed) return;
    const count = Object.values(proxies).reduce((sum, one) => sum + one, 0);
    this.told.push(
      `${stage} after ${((Date.now() - began) / 1000).toFixed(2)} s (${count} proxies)`,
    );
  }

  /** @returns the number of proxies that took the stage, by cluster */
  private async taken(stage: Stage): Promise<Record<string, number>> {
    const scope = scopeOf(this.reached);
    const limitSeconds = this.settings.settle.limit;
    const until = Date.now() + patience;
    for (;;) {
      const mesh = await this.mesh;
      const stop = new AbortController();
      try {
        const limit = { limitSeconds, signal: stop.signal };
        return await settled(mesh.asked, mesh.clients, scope, limit);
      } catch (error) {
        stop.abort();
        if (error instanceof NotSettled) throw behind(stage, error);
        if (Date.now() > until) throw await unknown(stage, this.reached, error as Error);
        await sleep(pause);
        await this.reconnect(mesh);
      }
    }
  }

  /** After an API server was away, or a pod of istiod. */
  private async reconnect(lost: Mesh): Promise<void> {
    const mesh = await connect(this.reached);
    const whole = mesh.asked.length === lost.asked.length;
    close(whole ? lost : mesh);
    if (whole) this.mesh = Promise.resolve(mesh);
  }

  async end(): Promise<void> {
    // A release may have nothing but places.
    await this.asBefore;
    const mesh = await this.mesh;
    const { unasked, clients } = mesh;
    close(mesh);
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
      .map(async ({ cluster, client }): Promise<AskedCluster[]> => {
        const { name } = cluster;
        try {
          if (!client) throw new Error("its kubeconfig holds no credentials for that");
          const istiods = await Istiod.all(client, meshNamespaceOf(cluster));
          return [{ name, client, istiods }];
        } catch (error) {
          unasked.push(`istiod of ${name} can't be asked: ${(error as Error).message}`);
          return [];
        }
      }),
  );
  return { asked: asked.flat(), unasked, clients: reached.flatMap(({ client }) => client ?? []) };
}

/** All primary clusters have the same objects, so those of the first one say what to look at. */
function scopeOf(reached: readonly ReachedCluster[]): SettleScope {
  const first = reached.find(({ cluster }) => isPrimary(cluster));
  return {
    namespace: first?.plan.namespace.namespace ?? "",
    services: first?.plan.services.map(({ service }) => service) ?? [],
    objects: first?.objects ?? [],
  };
}

function close({ asked }: Mesh): void {
  for (const { istiods } of asked) for (const istiod of istiods) istiod.close();
}

function behind(stage: Stage, { seconds, behind: missing }: NotSettled): Error {
  return refusal(
    `The proxies did not take the ${stage} within ${seconds} s: ${missing.join("; ")}. ` +
      `${nothingAfter(stage)} Mend or remove what does not ` +
      `answer and run the same command again, or give it more time with ${configKey("settle.limit")}.`,
  );
}

async function unknown(
  stage: Stage,
  reached: readonly ReachedCluster[],
  { message }: Error,
): Promise<Error> {
  const silent = await notAnswering(reached);
  const why = silent.length > 0 ? silent.join("; ") : message;
  return refusal(
    `What the proxies took of the ${stage} can't be known: ${why}. ${nothingAfter(stage)} ` +
      "Run the same command again when it answers.",
  );
}

function nothingAfter(stage: Stage): string {
  return `Nothing that comes after the ${stage} was applied, and nothing was deleted.`;
}
