// An istiod of the fake API server's cluster: canned answers behind the forwarded port of its pods.
import * as http from "node:http";
import type { KubeObject } from "../client";
import type { StoredObject } from "./store";

/** An answer: a value, or what gives one each time that it is asked for; what throws is an answer 500. */
export type Canned<T> = T | ((pod: string) => T | Promise<T>);

/** What an istiod answers. */
export interface IstiodAnswers {
  /** `/debug/configz`: the configuration in its store. @default all objects of Istio that the API server has */
  readonly configz: Canned<unknown>;
  /** `/debug/endpointShardz`: the endpoints that it knows. @default none */
  readonly endpointShardz: Canned<unknown>;
  /** `/debug/syncz`: its proxies, with what they were sent and acknowledged. @default none */
  readonly syncz: Canned<unknown>;
  /** `pilot_inbound_updates` of `/metrics`: changes that have come in. @default 0 */
  readonly inboundUpdates: Canned<number>;
  /** How many pushes `/metrics` counts. @default the number of the newest push in `syncz` */
  readonly pushes?: Canned<number>;
}

const istiodPort = 15014;
const namespace = "istio-system";

export class FakeIstiod {
  private answers: IstiodAnswers;
  private readonly servers = new Map<string, http.Server>();
  /** Paths that were asked, with the pod, in order. */
  readonly requests: { readonly pod: string; readonly path: string }[] = [];

  constructor(
    objects: () => readonly StoredObject[],
    private readonly put: (object: KubeObject) => void,
  ) {
    this.answers = {
      configz: () => objects().filter(({ apiVersion }) => apiVersion.includes(".istio.io/")),
      endpointShardz: {},
      syncz: [],
      inboundUpdates: 0,
    };
  }

  /** Replaces answers; those that are not named stay. */
  set(answers: Partial<IstiodAnswers>): void {
    this.answers = { ...this.answers, ...answers };
  }

  /** Adds a replica: a ready pod with the label `app=istiod`. */
  addPod(name = "istiod-0"): void {
    this.put({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace, labels: { app: "istiod" } },
      status: { conditions: [{ type: "Ready", status: "True" }] },
    } as KubeObject);
  }

  /** The server behind a port of a pod. */
  serverOf(pod: string, port: number): http.Server | undefined {
    if (port !== istiodPort) return undefined;
    const known = this.servers.get(pod);
    if (known) return known;
    const server = http.createServer((request, response) => {
      const path = request.url ?? "";
      this.requests.push({ pod, path });
      this.answer(pod, path).then(
        (text) => response.writeHead(text === undefined ? 404 : 200).end(text),
        (error: Error) => response.writeHead(500).end(error.message),
      );
    });
    this.servers.set(pod, server);
    return server;
  }

  private async answer(pod: string, path: string): Promise<string | undefined> {
    const { configz, endpointShardz, syncz, inboundUpdates, pushes } = this.answers;
    if (path === "/debug/configz") return JSON.stringify(await valueOf(configz, pod));
    if (path === "/debug/endpointShardz") return JSON.stringify(await valueOf(endpointShardz, pod));
    if (path === "/debug/syncz") return JSON.stringify(await valueOf(syncz, pod));
    if (path !== "/metrics") return undefined;
    const count =
      pushes === undefined ? newestPush(await valueOf(syncz, pod)) : await valueOf(pushes, pod);
    return [
      `pilot_inbound_updates{type="config"} ${await valueOf(inboundUpdates, pod)}`,
      `pilot_pushcontext_init_seconds_count ${count}`,
      `pilot_debounce_time_count ${count}`,
      `pilot_proxy_queue_time_count ${count}`,
      "",
    ].join("\n");
  }
}

/** A nonce is `<time>/<number of the push><uuid>`. */
function newestPush(syncz: unknown): number {
  const nonces = JSON.stringify(syncz).matchAll(/"sent":"[^"]*\/(\d+)[0-9a-f]{8}-/g);
  return Math.max(0, ...[...nonces].map(([, number]) => Number(number)));
}

async function valueOf<T>(canned: Canned<T>, pod: string): Promise<T> {
  return typeof canned === "function"
    ? await (canned as (pod: string) => T | Promise<T>)(pod)
    : canned;
}
