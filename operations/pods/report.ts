import { configKey } from "../../model/project";
import { setTimeout as sleep } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import type { DeploymentManifest } from "../../model/manifests/deployment";
import type { Manifest } from "../../model/manifests/metadata";
import { unreadyPods } from "./unready";
import type { ReachedCluster } from "../clusters/connect";

/**
 * Says which pods are not ready and why, shortly before the engine gives them up: it ends the program then, and what the
 * provider says by itself names neither the cluster nor what became of the traffic.
 *
 * @param ready seconds that pods get
 * @param done resolves when all pods are ready
 */
export function reportUnready(
  ready: number,
  reached: readonly ReachedCluster[],
  done: Promise<void>,
): void {
  const stop = new AbortController();
  const ended = done.then(() => stop.abort());
  const patience = ready * 1000 * shortly;
  const report = async () => {
    await sleep(patience, undefined, { signal: stop.signal, ref: false });
    const lines = await unreadyEverywhere(reached);
    if (lines.length === 0 || stop.signal.aborted) return;
    // No error: pods that become ready in the time that is left let the update go on.
    await pulumi.log.warn(
      `Pods are not ready after ${Math.round(patience / 1000)} of ${ready} s:\n${lines.join("\n")}\n` +
        "No route moves in any cluster before they are: traffic flows as before. Mend the version (its image, its probes) or take " +
        `it back, and run the same command again; give pods more time with ${configKey("ready")}.`,
    );
  };
  // What goes wrong here but an abort is told, and never ends the update.
  report().catch((error: Error) =>
    stop.signal.aborted ? ended : pulumi.log.warn(`Pods can't be looked at: ${error.message}`),
  );
}

/** Share of the time for pods after which those that are not ready are told. */
const shortly = 0.8;

async function unreadyEverywhere(reached: readonly ReachedCluster[]): Promise<string[]> {
  const found = await Promise.all(
    reached.flatMap(({ cluster, client, objects }) => {
      if (!client) return [];
      return objects.filter(isDeployment).map(async ({ metadata, spec }) => {
        const { name, namespace = "" } = metadata;
        const labels = spec.selector.matchLabels ?? {};
        const pods = await unreadyPods(client, namespace, labels);
        return pods.map((pod) => `  - cluster ${cluster.name}, ${name}: ${pod}`);
      });
    }),
  );
  return found.flat();
}

function isDeployment(object: Manifest): object is DeploymentManifest {
  return object.kind === "Deployment";
}
