import { expect } from "chai";
import type { Release, VersionSpec } from "../../../../../model/release/release";
import { service } from "../../../../support/releases";
import { found, shop } from "../../mutated";

/** What is found where a version of the service `ads` says this about its pods. */
function findings(pods: Partial<VersionSpec>, changes: Partial<Release> = {}) {
  const versions = { v1: { image: "ads:1", ...pods } };
  const ads = service({ versions, weights: { v1: 100 } });
  return found(undefined, { ...shop, ...changes, services: { ...shop.services, ads } });
}

describe("what pods need beside the release", () => {
  it("is told once for each cluster, with all kinds of objects", () => {
    const spec = {
      priorityClassName: "high",
      runtimeClassName: "gvisor",
      initContainers: [
        { name: "migrate", image: "m:1", envFrom: [{ secretRef: { name: "admin" } }] },
      ],
      containers: [
        {
          env: [
            { name: "A", valueFrom: { secretKeyRef: { name: "db", key: "a" } } },
            { name: "B", valueFrom: { configMapKeyRef: { name: "b", key: "b", optional: true } } },
          ],
          envFrom: [{ configMapRef: { name: "all" } }],
        },
      ],
      volumes: [
        { name: "a", configMap: { name: "files" } },
        { name: "b", secret: { secretName: "certs" } },
        { name: "c", persistentVolumeClaim: { claimName: "data" } },
        { name: "d", projected: { sources: [{ secret: { name: "token" } }] } },
        { name: "e", emptyDir: {} },
      ],
    };
    const pods = { serviceAccountName: "ads", imagePullSecrets: ["registry"], pod: { spec } };
    const [one, ...others] = findings(pods);
    expect(others.map(({ code, on }) => [code, on.cluster])).to.deep.equal([["GR296", "east"]]);
    expect(one?.origin).to.deep.equal(["services"]);
    expect(one?.given).to.equal(
      "ConfigMap all, ConfigMap files, PersistentVolumeClaim data, PriorityClass high, RuntimeClass gvisor, " +
        "Secret admin, Secret certs, Secret db, Secret registry, Secret token and ServiceAccount ads",
    );
    expect(one?.fix).to.equal(
      "list them in manifests; or create the namespace shop with the label istio-injection: enabled, and them in it, before the first update",
    );
  });

  it("is not told of what the release brings itself", () => {
    const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "ads" } };
    const pods = { serviceAccountName: "ads", imagePullSecrets: ["registry"] };
    const [one] = findings(pods, { manifests: [account] });
    expect(one?.given).to.equal("Secret registry");
  });

  it("is left to the owner of the namespace where that is another one", () => {
    const told = findings({ serviceAccountName: "ads" }, { createNamespace: false });
    const [one] = told.filter(({ code }) => code === "GR296");
    expect(one?.fix).to.equal(
      "list them in manifests, or make sure that they exist in the namespace shop",
    );
  });

  it("is nothing where pods refer to nothing, or to what every namespace has", () => {
    expect(findings({ serviceAccountName: "default" })).to.deep.equal([]);
    expect(findings({})).to.deep.equal([]);
  });
});
