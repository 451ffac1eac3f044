// The ways in which a cluster is away from an abort, and comes back.
import { readFileSync, writeFileSync } from "node:fs";
import type { KubeClient, KubeObject } from "../../kubernetes/client";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import {
  freezeApiServer,
  killApiServer,
  restoreApiServer,
  thawApiServer,
} from "../../lab/faults/faults";

/** The cluster that is away. */
export interface AwayCluster {
  readonly name: string;
  /** State folder of the lab. */
  readonly labFolder: string;
  /** Its kubeconfig in the stack: a copy, which faults may change. */
  readonly kubeconfig: string;
  /** Namespace of the release. */
  readonly namespace: string;
}

/** One way to be away. */
export interface AwayFault {
  /** Lets it begin. @returns what ends it */
  readonly begin: (cluster: AwayCluster) => Promise<() => unknown>;
  /** What the command's line of the cluster must say. */
  readonly says: RegExp;
  /** Whether requests through the cluster's own gateway fail by the fault itself. @default false */
  readonly losesRequests?: boolean;
}

interface Kubeconfig {
  "current-context": string;
  readonly users: { user: object }[];
}

/** Changes the kubeconfig. @returns what puts the old one back */
function edited({ kubeconfig }: AwayCluster, change: (config: Kubeconfig) => void): () => void {
  const before = readFileSync(kubeconfig, "utf8");
  const config = JSON.parse(before) as Kubeconfig;
  change(config);
  writeFileSync(kubeconfig, JSON.stringify(config));
  return () => writeFileSync(kubeconfig, before);
}

/** A fault of the kubeconfig whose user has another form. */
const withUser =
  (user: object): AwayFault["begin"] =>
  (cluster) =>
    Promise.resolve(
      edited(cluster, ({ users }) => {
        for (const one of users) one.user = user;
      }),
    );

const plugin = (command: string, ...args: readonly string[]) => ({
  exec: {
    ...{ apiVersion: "client.authentication.k8s.io/v1", interactiveMode: "Never" },
    ...{ command, args },
  },
});

/** The faults by name, in the order in which they are measured. */
export const awayFaults: Readonly<Record<string, AwayFault>> = {
  "API server frozen": {
    begin: async ({ labFolder, name }) => {
      await freezeApiServer(labFolder, name);
      return () => thawApiServer(labFolder, name);
    },
    says: /NOT DONE, no answer within/,
  },
  "API server killed": {
    begin: async ({ labFolder, name }) => {
      await killApiServer(labFolder, name);
      return () => restoreApiServer(labFolder, name);
    },
    says: /NOT DONE, .*(ECONNREFUSED|ECONNRESET|socket hang up|socket disconnected)/,
  },
  "credentials refused": {
    begin: withUser({ token: "refused" }),
    says: /NOT DONE, .*\(401\)/,
  },
  "context missing": {
    begin: (cluster) =>
      Promise.resolve(edited(cluster, (config) => (config["current-context"] = "nowhere"))),
    says: /NOT DONE, .*context/,
  },
  "plugin failing": {
    begin: withUser(plugin("false")),
    says: /NOT DONE, the credential plugin false failed/,
  },
  "plugin hanging": {
    begin: withUser(plugin("sleep", "60")),
    says: /NOT DONE, the credential plugin sleep gave no credentials/,
  },
  "subset missing": {
    begin: withoutSubset,
    says: /shop NOT DONE, this cluster has no subset of shop v1/,
    losesRequests: true,
  },
};

/** Takes the stable version's subset away. */
async function withoutSubset({ kubeconfig, namespace }: AwayCluster): Promise<() => unknown> {
  const path = `/apis/networking.istio.io/v1/namespaces/${namespace}/destinationrules/shop-v1`;
  const client = clientOf(kubeconfig);
  const live = await client.get<KubeObject>(path);
  if (!live) throw new Error(`there is no ${path}`);
  await client.delete(path);
  return () => putBack(client, path, live).finally(() => client.close());
}

/** Writes an object again as the program's own field manager applied it. */
async function putBack(client: KubeClient, path: string, live: KubeObject): Promise<void> {
  const { name, namespace = "", labels, annotations } = live.metadata;
  const metadata = {
    ...{ name, namespace },
    ...(labels && { labels }),
    ...(annotations && { annotations }),
  };
  const query = "fieldManager=gray-release&force=true";
  const type = "application/apply-patch+yaml";
  await client.request("PATCH", `${path}?${query}`, { ...live, metadata }, type);
}
