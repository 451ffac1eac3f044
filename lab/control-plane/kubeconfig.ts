// Kubeconfigs of the lab's clusters, and clients that use them.
import { readFileSync } from "node:fs";
import { KubeClient } from "../../kubernetes/client";
import { labFieldManager } from "../types";

/** What a kubeconfig says of one cluster. */
export interface KubeconfigOptions {
  /** Name of the cluster, user and context. */
  name: string;
  /** `https://…` */
  server: string;
  /** PEM. */
  authority: string;
  token: string;
}

/** A kubeconfig with one context. JSON is YAML too, and every Kubernetes client reads it. */
export function kubeconfig({ name, server, authority, token }: KubeconfigOptions): string {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [
      {
        name,
        cluster: {
          server,
          "certificate-authority-data": Buffer.from(authority).toString("base64"),
        },
      },
    ],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** A client for one of the lab's own kubeconfig files. */
export function clientOf(file: string): KubeClient {
  const config = JSON.parse(readFileSync(file, "utf8")) as {
    clusters: [{ cluster: { server: string; "certificate-authority-data": string } }];
    users: [{ user: { token: string } }];
  };
  const { server, "certificate-authority-data": authority } = config.clusters[0].cluster;
  return new KubeClient({
    fieldManager: labFieldManager,
    server,
    ca: Buffer.from(authority, "base64"),
    token: config.users[0].user.token,
  });
}
