import { expect } from "chai";
import fc from "fast-check";
import { checkClusters } from "../../../model/checks/clusters";
import { checkRelease } from "../../../model/checks/release";
import { isPrimary } from "../../../model/release/cluster-role";
import type { DeploymentManifest } from "../../../model/manifests/deployment";
import type { DestinationRuleManifest } from "../../../model/manifests/traffic-policy";
import type { VirtualServiceManifest } from "../../../model/manifests/virtual-service";
import { placement } from "../../../model/plan/placement";
import { manifests, planRelease } from "../../../model/plan/plan";
import { samples, shifted, type Sample } from "../../oracle/arbitraries/arbitraries";
import { cases } from "../../support/cases";

/** Runs a check on many releases and their planned manifests by cluster. */
function always(check: (planned: ReturnType<typeof plan>, sample: Sample) => void): void {
  fc.assert(
    fc.property(samples, (sample) => check(plan(sample), sample)),
    { numRuns: cases(75) },
  );
}

function plan({ release, clusters }: Sample) {
  return planRelease(release, clusters).clusters.map((one) => ({
    cluster: one.cluster,
    all: manifests(one),
    kind: (kind: string) => manifests(one).filter((manifest) => manifest.kind === kind),
  }));
}

/** Every destination with a subset anywhere in a VirtualService, as `<host>/<subset>`. */
function subsetsIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const { host, subset } = value as { host?: unknown; subset?: unknown };
  const own = typeof subset === "string" ? [`${String(host)}/${subset}`] : [];
  return [...own, ...Object.values(value).flatMap(subsetsIn)];
}

/** Whether a VirtualService itself says where requests go, and does not only hand them on. */
function hasDestinations({ spec }: VirtualServiceManifest): boolean {
  return [...(spec.http ?? []), ...(spec.tcp ?? [])].some(({ route }) => route !== undefined);
}

const meshKinds = ["DestinationRule", "VirtualService", "Gateway", "PeerAuthentication"];

describe("any release without mistakes", () => {
  it("is found to have none", () => {
    always((_, { release, clusters }) => {
      const located = clusters.map((cluster, i) => ({ cluster, path: ["clusters", i] }));
      expect(checkRelease(release, clusters)).to.deep.equal([]);
      expect(checkClusters(located, release, ["clusters"])).to.deep.equal([]);
    });
  });

  it("never routes to a subset that the same mesh does not define", () => {
    always((planned) => {
      for (const { kind } of planned) {
        const rules = kind("DestinationRule") as DestinationRuleManifest[];
        const defined = rules.flatMap(({ spec }) =>
          (spec.subsets ?? []).map(({ name }) => `${spec.host}/${name}`),
        );
        expect(new Set(defined).size).to.equal(defined.length);
        expect(defined).to.include.members(subsetsIn(kind("VirtualService")));
      }
    });
  });

  it("never routes to a version that runs nowhere", () => {
    always((planned) => {
      const running = planned.flatMap(({ kind }) => kind("Deployment").map((d) => d.metadata.name));
      for (const { kind } of planned)
        for (const named of subsetsIn(kind("VirtualService"))) {
          const [, service, subset] = /^([^.]+)\..*\/(.+)$/.exec(named) ?? [];
          expect(running).to.include(`${service}-${subset}`);
        }
    });
  });

  it("has what the mesh reads on primary clusters only, on all of them", () => {
    always((planned, { release }) => {
      const services = Object.keys(release.services).length;
      for (const { cluster, all, kind } of planned) {
        const mesh = all.filter((manifest) => meshKinds.includes(manifest.kind));
        expect(mesh.length > 0).to.equal(isPrimary(cluster));
        const split = (kind("VirtualService") as VirtualServiceManifest[]).filter(hasDestinations);
        expect(split).to.have.lengthOf(isPrimary(cluster) ? services : 0);
      }
    });
  });

  it("has the same mesh objects on all primary clusters, apart from weights and lanes of their own", () => {
    always((_, { release, clusters }) => {
      const alike = clusters.map(({ weights: _weights, lanes: _lanes, ...cluster }) => cluster);
      const primaries = plan({ release, clusters: alike }).filter((p) => isPrimary(p.cluster));
      const ofMesh = ({ all }: (typeof primaries)[number]) =>
        all.filter(({ kind }) => meshKinds.includes(kind));
      for (const primary of primaries) expect(ofMesh(primary)).to.deep.equal(ofMesh(primaries[0]!));
    });
  });

  it("has namespace and Services alike in every cluster", () => {
    always((planned) => {
      for (const { kind } of planned)
        for (const common of ["Namespace", "Service"])
          expect(kind(common)).to.deep.equal(planned[0]?.kind(common));
    });
  });

  it("runs its versions exactly where they are placed", () => {
    always((planned, { release, clusters }) => {
      const versions = Object.entries(release.services).flatMap(([service, spec]) =>
        Object.entries(spec.versions).map(([version, one]) => ({ service, version, one })),
      );
      for (const { cluster, kind } of planned) {
        const expected = versions
          .filter(({ one }) => placement(one, clusters).includes(cluster.name))
          .map(({ service, version }) => ({ app: service, version }));
        const labels = kind("Deployment").map(({ metadata }) => {
          const { app, version } = metadata.labels ?? {};
          return { app, version };
        });
        expect(labels).to.have.deep.members(expected);
      }
    });
  });

  it("has the ports, labels and selectors of a version alike in every cluster that runs it", () => {
    always((planned) => {
      const fixed = new Map<string, unknown>();
      for (const { kind } of planned)
        for (const { metadata, spec } of kind("Deployment") as DeploymentManifest[]) {
          const { template, selector } = spec;
          const ports = template.spec?.containers.map(({ name, ports }) => [name, ports]);
          const same = [selector, template.metadata?.labels, ports];
          if (fixed.has(metadata.name)) expect(same).to.deep.equal(fixed.get(metadata.name));
          fixed.set(metadata.name, same);
        }
    });
  });

  it("has the pods, image and Secrets that each cluster has of its own", () => {
    always((planned, { release, clusters }) => {
      for (const [i, { kind }] of planned.entries()) {
        const { name, versions, registry, imagePullSecrets } = clusters[i]!;
        for (const { metadata, spec } of kind("Deployment") as DeploymentManifest[]) {
          const { app = "", version = "" } = metadata.labels!;
          const shared = release.services[app]!.versions[version]!;
          const own = versions?.[app]?.[version] ?? {};
          const replicas =
            typeof shared.replicas === "object" ? shared.replicas[name] : shared.replicas;
          const scaled = shared.autoscale || replicas === "external" ? undefined : (replicas ?? 1);
          expect(spec.replicas).to.equal(own.replicas === undefined ? scaled : (own.replicas ?? 1));
          const pods = spec.template.spec!;
          const path = shared.image.split("/").slice(1).join("/");
          expect(pods.containers.find((one) => one.name === app)?.image).to.equal(
            own.image ?? (registry ? `${registry}/${path}` : shared.image),
          );
          expect(pods.imagePullSecrets).to.deep.equal(
            (imagePullSecrets ?? shared.imagePullSecrets)?.map((one) => ({ name: one })),
          );
        }
      }
    });
  });

  it("has whole weights above 0 in each route, or one destination without a weight", () => {
    always((planned) => {
      for (const { kind } of planned)
        for (const { spec } of kind("VirtualService") as VirtualServiceManifest[])
          for (const { route = [] } of [...(spec.http ?? []), ...(spec.tcp ?? [])]) {
            const weights = route.map(({ weight }) => weight);
            if (route.length === 1) expect(weights).to.deep.equal([undefined]);
            else
              for (const weight of weights)
                expect(Number.isInteger(weight) && weight! > 0, `${weight}`).to.equal(true);
          }
    });
  });

  it("has one object of a name, in each cluster and kind", () => {
    always((planned) => {
      for (const { all } of planned) {
        const names = all.map(
          ({ kind, metadata: { name, namespace } }) => `${kind} ${namespace}/${name}`,
        );
        expect(new Set(names).size).to.equal(names.length);
      }
    });
  });
});

describe("a change of weights", () => {
  const shifts = samples.chain((before) => shifted(before).map((after) => ({ before, after })));

  it("changes VirtualServices with destinations and nothing else, in no remote cluster", () => {
    let changes = 0;
    fc.assert(
      fc.property(shifts, ({ before, after }) => {
        const [old, now] = [plan(before), plan(after)];
        old.forEach(({ cluster, all }, i) => {
          const next = now[i]!.all;
          expect(next).to.have.lengthOf(all.length);
          const changed = all.filter((one, j) => JSON.stringify(one) !== JSON.stringify(next[j]));
          changes += changed.length;
          for (const one of changed) {
            expect(one.kind).to.equal("VirtualService");
            expect(hasDestinations(one as VirtualServiceManifest)).to.equal(true);
          }
          if (!isPrimary(cluster)) expect(changed).to.deep.equal([]);
        });
      }),
      { numRuns: cases(75) },
    );
    expect(changes).to.be.greaterThan(0);
  });
});
