import { expect } from "chai";
import fc from "fast-check";
import { parseConfig } from "../../../../../model/config/parse";
import { manifests, planRelease } from "../../../../../model/plan/plan";
import type { Cluster } from "../../../../../model/release/cluster";
import type { Release, VersionSpec } from "../../../../../model/release/release";
import type { OwnVersionChanges } from "../../../../../model/release/version-changes";
import { adopt } from "../../../../../operations/adopt/decide/adoption";
import { cases } from "../../../../support/cases";
import { liveCluster } from "../../../../support/live";

const base: VersionSpec = {
  image: "ghcr.io/acme/cart:1",
  replicas: 2,
  env: { CURRENCY: "EUR", LEVEL: "info" },
  resources: { requests: { cpu: "100m", memory: "64Mi" } },
  drainSeconds: 0,
  pod: { spec: { containers: [{ name: "log", image: "log:1" }] } },
};

/** Two clusters that run one version, the second with changes of its own, as they are live. */
function live(version: VersionSpec, changes: OwnVersionChanges) {
  const release: Release = {
    name: "shop",
    namespace: "shop",
    services: { cart: { port: 80, versions: { v1: version }, weights: { v1: 100 } } },
  };
  const clusters: Cluster[] = [
    { name: "eu", context: "eu" },
    { name: "cn", context: "cn", versions: { cart: { v1: changes } } },
  ];
  return planRelease(release, clusters).clusters.map((plan) => {
    const { versions: _own, ...cluster } = plan.cluster;
    return liveCluster(cluster, manifests(plan));
  });
}

/** What an adoption makes of it, with all that the release then plans. */
function adopted(version: VersionSpec, changes: OwnVersionChanges) {
  const found = live(version, changes);
  const adoption = adopt("shop", found);
  const planned = planRelease(adoption.release, adoption.clusters).clusters.map((plan) =>
    manifests(plan).filter(({ kind }) =>
      ["Deployment", "HorizontalPodAutoscaler", "PodDisruptionBudget"].includes(kind),
    ),
  );
  const before = found.map(({ deployments, autoscalers, disruptionBudgets }) => [
    ...deployments,
    ...autoscalers,
    ...disruptionBudgets,
  ]);
  const { release, clusters } = adoption;
  const parsed = parseConfig({ release, clusters }, { presets: {} });
  return { ...adoption, planned, before, parsed, own: clusters[1]?.versions?.cart?.v1 };
}

const byName = <T extends { kind: string }>(all: readonly (readonly T[])[]) =>
  all.map((one) => [...one].sort((a, b) => a.kind.localeCompare(b.kind)));

describe("a version that differs between the clusters of a namespace", () => {
  for (const [what, changes] of Object.entries<OwnVersionChanges>({
    "another number": { replicas: 5 },
    "one pod": { replicas: 1 },
    "another image": { image: "registry.cn.example/acme/cart:1" },
    "variables more, others and less": { env: { REGION: "cn", LEVEL: "debug", CURRENCY: null } },
    "other resources": { resources: { requests: { cpu: "1" }, limits: { memory: "1Gi" } } },
    "an autoscaler": { autoscale: { min: 2, max: 6, cpu: 70 } },
    "a disruption budget": { disruptionBudget: { minAvailable: "50%" } },
    "another strategy": { strategy: "Recreate" },
    "a probe": { readinessProbe: { httpGet: { path: "/", port: 80 } } },
    "an account and Secrets": { serviceAccountName: "cart", imagePullSecrets: ["cn"] },
    nodes: { pod: { spec: { nodeSelector: { zone: "b" } } } },
    "another container beside the app": {
      pod: { spec: { containers: [{ name: "log", image: "other:1" }] } },
    },
    annotations: { annotations: { team: "cn" } },
  }))
    it(`has what the second one has of its own: ${what}`, () => {
      const found = adopted(base, changes);
      expect(found.obstacles).to.deep.equal([]);
      expect(found.own).to.deep.equal(changes);
      expect(found.release.services.cart?.versions.v1?.image).to.equal(base.image);
      expect(byName(found.planned)).to.deep.equal(byName(found.before));
      expect(found.parsed).to.have.property("settings");
    });

  it("has nothing of its own where it is the same", () => {
    const found = adopted(base, {});
    expect(found.clusters).to.deep.equal([
      { name: "eu", context: "eu" },
      { name: "cn", context: "cn" },
    ]);
  });

  it("takes a number in place of an autoscaler, and other limits of it", () => {
    const scaled = { ...base, autoscale: { min: 2, max: 6, cpu: 70 } };
    delete (scaled as { replicas?: number }).replicas;
    expect(adopted(scaled, { replicas: 3 }).own).to.deep.equal({ replicas: 3 });
    const other = adopted(scaled, { autoscale: { max: 9, cpu: 50 } });
    expect(other.own).to.deep.equal({ autoscale: { max: 9, cpu: 50 } });
    const fewer = adopted(scaled, { autoscale: { min: null, cpu: null, memory: 80 } });
    expect(fewer.obstacles).to.deep.equal([]);
    expect(fewer.own).to.deep.equal({ autoscale: { min: null, cpu: null, memory: 80 } });
    expect(byName(fewer.planned)).to.deep.equal(byName(fewer.before));
    expect(byName(other.planned)).to.deep.equal(byName(other.before));
  });

  it("is an obstacle with its field, where a version must be the same in every cluster", () => {
    const pod = (containers: object[]): OwnVersionChanges => ({
      pod: { spec: { containers: containers } },
    });
    const fields = (changes: OwnVersionChanges) =>
      adopted(base, changes).obstacles.map(({ cluster, field }) => `${cluster} ${field}`);
    expect(fields(pod([{ name: "log", ports: [{ containerPort: 9 }] }]))).to.include(
      "cn spec.template.spec.containers[*].ports",
    );
    const off = { metadata: { labels: { "sidecar.istio.io/inject": "false" } } };
    expect(fields({ pod: off })).to.include("cn spec.template.metadata");
  });

  it("comes to the same objects for random differences", () => {
    const text = fc.constantFrom("a", "b");
    const changes = fc.record(
      {
        image: fc.constantFrom("x/cart:1", "ghcr.io/acme/cart:2"),
        replicas: fc.integer({ min: 1, max: 5 }),
        env: fc.record(
          { LEVEL: text, MORE: text, CURRENCY: fc.constant(null) },
          { requiredKeys: [] },
        ),
        imagePullSecrets: fc.constantFrom(["one"], ["one", "two"]),
        drainSeconds: fc.constantFrom(0, 7),
        livenessProbe: fc.constant({ tcpSocket: { port: 80 } }),
        disruptionBudget: fc.constantFrom({ maxUnavailable: 1 }, { minAvailable: 1 }),
        pod: fc.constantFrom<OwnVersionChanges["pod"]>(
          { metadata: { annotations: { team: "cn" } } },
          { spec: { terminationGracePeriodSeconds: 90, tolerations: [{ operator: "Exists" }] } },
          { spec: { containers: [{ name: "log", image: "log:2" }] } },
          { spec: { volumes: [{ name: "tmp", emptyDir: {} }] } },
        ),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(changes, (own) => {
        const found = adopted(base, own);
        expect(found.obstacles).to.deep.equal([]);
        expect(byName(found.planned)).to.deep.equal(byName(found.before));
        expect(found.parsed).to.have.property("settings");
      }),
      { numRuns: cases(300) },
    );
  });
});
