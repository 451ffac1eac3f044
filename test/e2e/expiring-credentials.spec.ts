import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { FailingRelease } from "./support/failing-release";
import { cluster, lab } from "./support/lab";

const lifeSeconds = 8;

/** A credential plugin that signs a short token as the API server would, and counts its runs. */
const plugin = `
const { createPrivateKey, sign } = require("node:crypto");
const { appendFileSync, readFileSync } = require("node:fs");
const [keyFile, uid, runs] = process.argv.slice(2);
appendFileSync(runs, ".");
const now = Math.floor(Date.now() / 1000);
const issuer = "https://kubernetes.default.svc.cluster.local";
const claims = {
  iss: issuer, aud: [issuer], sub: "system:serviceaccount:default:expiring",
  iat: now - 1, nbf: now - 1, exp: now + ${lifeSeconds},
  "kubernetes.io": { namespace: "default", serviceaccount: { name: "expiring", uid } },
};
const text = [{ alg: "ES256", typ: "JWT" }, claims]
  .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
const key = { key: createPrivateKey(readFileSync(keyFile)), dsaEncoding: "ieee-p1363" };
const token = text + "." + sign("sha256", Buffer.from(text), key).toString("base64url");
console.log(JSON.stringify({
  apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential",
  status: { token, expirationTimestamp: new Date(claims.exp * 1000).toISOString() },
}));`;

describe("an update that takes longer than its credentials hold", () => {
  let release: FailingRelease;

  before(async () => {
    release = await FailingRelease.begin("expiring");
    for (const name of ["west", "east"] as const) await usePlugin(name);
  });

  after(() => release.end());

  const runs = (name: string) => join(release.project.folder, `${name}.runs`);

  /** Gives the kubeconfig of a cluster a plugin in place of its token. */
  async function usePlugin(name: "west" | "east"): Promise<void> {
    const client = clientOf(cluster(name).kubeconfig);
    const metadata = { name: "expiring", namespace: "default" };
    const account = await client.apply<{
      apiVersion: string;
      kind: string;
      metadata: { name: string; namespace: string; uid?: string };
    }>("/api/v1/namespaces/default/serviceaccounts/expiring", {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata,
    });
    const binding = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "ClusterRoleBinding",
      metadata: { name: "expiring" },
      roleRef: {
        apiGroup: "rbac.authorization.k8s.io",
        kind: "ClusterRole",
        name: "cluster-admin",
      },
      subjects: [{ kind: "ServiceAccount", ...metadata }],
    };
    await client.apply("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/expiring", binding);
    client.close();
    const script = join(release.project.folder, "plugin.cjs");
    writeFileSync(script, plugin);
    const key = join(lab().folder, "pki", `service-accounts-${name}.key`);
    release.withUser(name, {
      exec: {
        apiVersion: "client.authentication.k8s.io/v1",
        interactiveMode: "Never",
        command: process.execPath,
        args: [script, key, account.metadata.uid ?? "", runs(name)],
      },
    });
  }

  it("ends well in all clusters, and its plugins gave new credentials meanwhile", async () => {
    release.weights(release.next);
    // Each write of a route takes longer than a token holds.
    for (const name of ["west", "east"] as const)
      release.at(name).faults = ({ method, path }) =>
        method !== "GET" && path.includes("/virtualservices")
          ? { delay: (lifeSeconds + 2) * 1000 }
          : undefined;
    await release.goesOn(release.next);
    for (const name of ["west", "east"])
      expect(readFileSync(runs(name), "utf8").length, name).to.be.greaterThan(2);
  });
});
