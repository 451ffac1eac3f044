import { expect } from "chai";
import type { Code } from "../../../model/checks/codes";
import { planRelease } from "../../../model/plan/plan";
import { preflight } from "../../../model/preflight/preflight";
import type { Cluster } from "../../../model/release/cluster";
import type { VersionSpec } from "../../../model/release/release";
import type { OwnVersionChanges } from "../../../model/release/version-changes";
import { east, service, west } from "../../support/releases";
import { shop } from "./mutated";

/** The places at which a code is told for version v1 of `ads`, which the first of two clusters changes. */
function places(
  code: Code,
  version: Partial<VersionSpec>,
  cluster: Partial<Cluster>,
  weights: Record<string, number> = { v1: 100 },
): string[] {
  const versions = { v1: { image: "ads:1", ...version }, v2: { image: "ads:2" } };
  const ads = service({ versions, weights });
  const release = { ...shop, services: { ...shop.services, ads } };
  const plan = planRelease(release, [{ ...west, ...cluster }, east]);
  return preflight(plan)
    .filter((one) => one.code === code)
    .map(({ path }) => path);
}

const own = (changes: OwnVersionChanges): Partial<Cluster> => ({
  versions: { ads: { v1: changes } },
});

const resources = { requests: { cpu: "1", memory: "1Gi" } };
const probe = { httpGet: { port: "nowhere" } };
const metric = (averageUtilization: number) => ({
  type: "Resource",
  resource: { name: "cpu", target: { type: "Utilization", averageUtilization } },
});

/** A rule, a version without the mistake, what one cluster changes, and the key that is to blame. */
const cases: readonly (readonly [Code, Partial<VersionSpec>, OwnVersionChanges, string])[] = [
  [
    "GR234",
    {},
    { pod: { metadata: { labels: { version: null } } } },
    "pod.metadata.labels.version",
  ],
  [
    "GR260",
    { resources, autoscale: { min: 3, max: 5 } },
    { autoscale: { max: 2 } },
    "autoscale.max",
  ],
  ["GR261", { resources, autoscale: { max: 5 } }, { resources: null }, "resources"],
  [
    "GR261",
    { resources, autoscale: { max: 5 } },
    { pod: { spec: { containers: [{ name: "log", image: "log:1" }] } } },
    "pod.spec.containers[0]",
  ],
  ["GR263", { replicas: 5, disruptionBudget: { minAvailable: 4 } }, { replicas: 3 }, "replicas"],
  [
    "GR264",
    { replicas: 2, disruptionBudget: { maxUnavailable: 1 } },
    { disruptionBudget: { minAvailable: 2 } },
    "disruptionBudget",
  ],
  ["GR273", {}, { strategy: "Recreate" }, "strategy"],
  [
    "GR273",
    { replicas: 3, strategy: { rollingUpdate: { maxUnavailable: 1 } } },
    { replicas: 1 },
    "replicas",
  ],
  [
    "GR290",
    {},
    { pod: { spec: { containers: [{ name: "log", image: "log:1", livenessProbe: probe }] } } },
    "pod.spec.containers[0].livenessProbe",
  ],
  [
    "GR291",
    {},
    { pod: { metadata: { annotations: { "sidecar.istio.io/inject": "no" } } } },
    'pod.metadata.annotations["sidecar.istio.io/inject"]',
  ],
  [
    "GR292",
    { pod: { spec: { terminationGracePeriodSeconds: 9 } } },
    { drainSeconds: 9 },
    "drainSeconds",
  ],
  [
    "GR292",
    {},
    { pod: { spec: { terminationGracePeriodSeconds: 5 } } },
    "pod.spec.terminationGracePeriodSeconds",
  ],
  [
    "GR293",
    {},
    {
      pod: {
        metadata: { annotations: { "proxy.istio.io/config": "terminationDrainDuration: 9s" } },
      },
    },
    'pod.metadata.annotations["proxy.istio.io/config"]',
  ],
  ["GR296", {}, { serviceAccountName: "ads" }, "serviceAccountName"],
  [
    "GR296",
    {},
    { pod: { spec: { volumes: [{ name: "a", configMap: { name: "files" } }] } } },
    "pod",
  ],
  [
    "GR297",
    {},
    {
      pod: { metadata: { annotations: { "traffic.sidecar.istio.io/includeInboundPorts": "" } } },
    },
    "pod.metadata.annotations",
  ],
  [
    "GR298",
    {},
    { pod: { metadata: { annotations: { "proxy.istio.io/config": "[]" } } } },
    'pod.metadata.annotations["proxy.istio.io/config"]',
  ],
  [
    "GR372",
    { resources, autoscale: { max: 5, cpu: 70 } },
    { autoscale: { max: 5, metrics: [metric(50)] } },
    "autoscale.metrics",
  ],
];

describe("the place of a finding about a version", () => {
  for (const [code, version, changes, key] of cases)
    it(`is the cluster's ${key}, where that alone causes ${code}`, () => {
      const found = places(code, version, own(changes));
      expect(found).to.deep.equal([`clusters[0].versions.ads.v1.${key}`]);
    });

  it("is the cluster's autoscaler, where the version gets no traffic", () => {
    const changes = own({ resources, autoscale: { max: 2 } });
    expect(places("GR262", {}, changes, { v2: 100 })).to.deep.equal([
      "clusters[0].versions.ads.v1.autoscale",
    ]);
  });

  it("is the release's, where the cluster says other things", () => {
    const pod = { metadata: { annotations: { "proxy.istio.io/config": "[]" } } };
    const changes: OwnVersionChanges = { pod: { metadata: { annotations: { team: "ads" } } } };
    expect(places("GR298", { pod }, own(changes))).to.deep.equal([
      'release.services.ads.versions.v1.pod.metadata.annotations["proxy.istio.io/config"]',
    ]);
  });

  it("is the number that a version has for the cluster", () => {
    const version = { replicas: { west: 1, east: 3 }, disruptionBudget: { minAvailable: 1 } };
    expect(places("GR264", version, {})).to.deep.equal([
      "release.services.ads.versions.v1.replicas.west",
    ]);
  });

  it("is the key of the cluster that asks for Secrets, and the services for what all clusters need", () => {
    const version = { serviceAccountName: "ads" };
    expect(places("GR296", version, { imagePullSecrets: ["mirror"] })).to.deep.equal([
      "release.services",
      "clusters[0].imagePullSecrets",
    ]);
  });

  it("is the cluster's label, where another Service selects its pods by that alone", () => {
    const { cart } = shop.services;
    const services = { ...shop.services, cart: { ...cart!, selector: { tier: "web" } } };
    const cluster = own({ pod: { metadata: { labels: { tier: "web" } } } });
    const found = preflight(planRelease({ ...shop, services }, [{ ...west, ...cluster }, east]));
    expect(found.filter(({ code }) => code === "GR271").map(({ path }) => path)).to.deep.equal([
      "clusters[0].versions.ads.v1.pod.metadata.labels",
    ]);
  });
});
