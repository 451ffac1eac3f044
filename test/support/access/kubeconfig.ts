/** A kubeconfig with one context, from the entries of its cluster and its user. */
import type { ServerEntry, UserEntry } from "../../../kubernetes/kubeconfig-entries";

/** @returns JSON, which is YAML */
export function kubeconfigOf(user: UserEntry, cluster: ServerEntry = {}): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "a",
    contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
    clusters: [{ name: "a", cluster: { server: "https://127.0.0.1:1/", ...cluster } }],
    users: [{ name: "a", user }],
  });
}

/** A text as kubeconfigs hold it. */
export function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

/** The entry of a plugin that is a line of JavaScript. */
export function scriptPlugin(script: string, more: object = {}): UserEntry {
  return {
    exec: {
      apiVersion: "client.authentication.k8s.io/v1",
      interactiveMode: "Never",
      command: process.execPath,
      args: ["-e", script],
      ...more,
    },
  };
}

/** What a plugin prints that gives these credentials. */
export function execCredential(status: object, version = "v1"): string {
  const apiVersion = `client.authentication.k8s.io/${version}`;
  return JSON.stringify({ apiVersion, kind: "ExecCredential", status });
}
