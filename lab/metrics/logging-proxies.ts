// Asks proxies whether their configuration has the access log already.
import { execFile } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { LabContext } from "../context";
import { inNetwork } from "../network/network";
import { podNetwork } from "../pods/pod-processes";
import type { Pod } from "../pods/pod-spec";
import { LabError } from "../types";
import { collectorCluster } from "./objects";

/** Milliseconds that proxies get to take a configuration. */
const takeMs = 15_000;

/** Milliseconds between two questions: each starts a program. */
const pauseMs = 200;

/**
 * Waits until every HTTP listener of some proxies logs to the collector.
 *
 * @throws LabError that names those that don't
 */
export async function untilTheyLog(context: LabContext, pods: readonly Pod[]): Promise<void> {
  const deadline = Date.now() + takeMs;
  let waiting = [...pods];
  for (;;) {
    const logging = await Promise.all(waiting.map((pod) => logs(context, pod)));
    waiting = waiting.filter((_, index) => !logging[index]);
    if (waiting.length === 0) return;
    if (Date.now() > deadline) {
      const names = waiting.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
      throw new LabError(
        `These proxies have no access log after ${takeMs / 1000} s: ${names.join(", ")}. ` +
          "See the logs of istiod and of the sidecars in the state folder.",
      );
    }
    await sleep(pauseMs);
  }
}

interface ListenersDump {
  readonly configs?: readonly { readonly active_state?: object }[];
}

/** Whether all HTTP listeners of a proxy that serves log; a pod that ends meanwhile needs no wait. */
async function logs(context: LabContext, pod: Pod): Promise<boolean> {
  const ask = ["request", "GET", "config_dump?resource=dynamic_listeners"];
  const command = inNetwork([context.tools.pilotAgent, ...ask], { network: podNetwork(pod) });
  const [program, ...args] = command as [string, ...string[]];
  try {
    const { stdout } = await promisify(execFile)(program, args, { maxBuffer: 64 << 20 });
    const { configs = [] } = JSON.parse(stdout) as ListenersDump;
    return configs
      .map(({ active_state }) => JSON.stringify(active_state ?? {}))
      .filter((listener) => listener.includes("HttpConnectionManager"))
      .every((listener) => listener.includes(collectorCluster));
  } catch {
    return true;
  }
}
