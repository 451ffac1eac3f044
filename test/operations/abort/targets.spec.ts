import { expect } from "chai";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { Cluster } from "../../../model/release/cluster";
import type { Release, ServiceSpec } from "../../../model/release/release";
import type { LiveRoutes } from "../../../operations/abort/routes";
import { clusterTargets, type ClusterTargets } from "../../../operations/abort/targets";
import { noteKey } from "../../../operations/stable/note";
import { release, service } from "../../support/releases";

const both = [{ name: "west" }, { name: "east" }];
const split = { v1: 80, v2: 20 };
const shop = (web: Partial<ServiceSpec> = {}): Release =>
  release({ services: { web: service({ expose: true, weights: split, ...web }) } });

/** What west has: the routes of a release, which may note a version. */
function live(of: Release, noted?: string, clusters: readonly Cluster[] = both): LiveRoutes[] {
  const [plan] = planRelease(of, clusters).clusters;
  return manifests(plan!)
    .filter(({ kind }) => kind === "VirtualService")
    .map((one) => ({
      ...(one as unknown as LiveRoutes),
      metadata: { ...one.metadata, ...(noted && { annotations: { [noteKey]: noted } }) },
    }));
}

interface Asked {
  /** What west has. @default what the config declares, without notes */
  readonly routes?: readonly LiveRoutes[];
  readonly clusters?: readonly Cluster[];
  readonly to?: string;
}

function ask(config: Release, { clusters = both, routes, to }: Asked = {}): ClusterTargets {
  const [plan] = planRelease(config, clusters).clusters;
  const wanted = new Map(to === undefined ? [] : [["web", to]]);
  const found = routes ?? live(config, undefined, clusters);
  return clusterTargets({ release: config, clusters, wanted }, plan!, found);
}

const versionsOf = ({ targets }: ClusterTargets) =>
  targets.map(({ service: name, version, why }) => `${name} ${version} ${why.by}`);

describe("the version that an abort goes back to in a cluster", () => {
  it("is the one that a user asks for, before the config's, before the cluster's note", () => {
    const config = shop({ stable: "v2" });
    const routes = live(config, "v1");
    expect(versionsOf(ask(config, { routes, to: "v1" }))).to.deep.equal(["web v1 option"]);
    expect(versionsOf(ask(config, { routes }))).to.deep.equal(["web v2 config"]);
    expect(versionsOf(ask(shop(), { routes }))).to.deep.equal(["web v1 note"]);
  });

  it("is not the first declared one, whose name may be a number", () => {
    const versions = Object.fromEntries(
      ["3", "2", "4"].map((name) => [name, { image: `cart:${name}` }]),
    );
    const config = shop({ versions, weights: { "3": 95, "4": 5 } });
    expect(versionsOf(ask(config, { routes: live(config, "3") }))).to.deep.equal(["web 3 note"]);
    expect(
      versionsOf(ask({ ...config, services: { web: { ...config.services.web!, stable: "3" } } })),
    ).to.deep.equal(["web 3 config"]);
    expect(ask(config).targets).to.deep.equal([]);
  });

  it("says when the note was written, and by which other manager", () => {
    const [route] = live(shop(), "v1");
    const fieldsV1 = { "f:metadata": { "f:annotations": { [`f:${noteKey}`]: {} } } };
    const time = "2026-11-26T17:00:00Z";
    const entry = { manager: "kubectl-edit", operation: "Update" as const, time, fieldsV1 };
    const noted = { ...route!, metadata: { ...route!.metadata, managedFields: [entry] } };
    expect(ask(shop(), { routes: [noted] }).targets[0]?.why).to.deep.equal({
      by: "note",
      note: { version: "v1", time, by: "kubectl-edit" },
    });
  });

  it("is not known without any of them: the service is refused, with both fixes", () => {
    const { targets, refused } = ask(shop());
    expect(targets).to.deep.equal([]);
    expect(refused).to.have.length(1);
    expect(refused[0]?.service).to.equal("web");
    expect(refused[0]?.why).to.equal(
      "neither the config nor this cluster says which version of web is the stable one. " +
        "Fix: npx gray abort --to web=<version> (v1 and v2 run); " +
        "or, for every abort, set `stable` of web: pulumi config set --path 'gray-release:stable.web' <version>",
    );
  });

  it("is refused where the noted version runs nowhere any more", () => {
    const { refused } = ask(shop(), { routes: live(shop(), "v0") });
    expect(refused[0]?.why).to.match(
      /^this cluster notes v0 as the stable version, but no version "v0" of web runs anywhere; v1 and v2 do\. Fix/,
    );
  });
});

describe("a service with all traffic on one version", () => {
  const settled = shop({ weights: { v2: 100 }, stable: "v1" });

  it("has nothing to abort, with or without a note or a stable version of the config", () => {
    for (const routes of [live(settled), live(settled, "v1")]) {
      const found = ask(settled, { routes });
      expect(found).to.deep.include({ targets: [], refused: [] });
      expect([...found.settled]).to.deep.equal([["web", "v2"]]);
    }
    expect(ask(shop({ weights: { v1: 100 } })).refused).to.deep.equal([]);
  });

  it("has nothing to abort, though routes with a match and lanes lead elsewhere", () => {
    const routes = [{ name: "testers", match: { uri: { exact: "/t" } }, to: "v2" }];
    const sticky = { cookie: "kept" };
    const config = shop({ weights: { v1: 100 }, routes, sticky });
    const lanes = { header: "x-lane", baseline: "v1", lanes: [{ name: "v2", weight: 20 }] };
    expect([...ask({ ...config, lanes }).settled]).to.deep.equal([["web", "v1"]]);
  });

  it("goes to another version where a user asks for that", () => {
    expect(versionsOf(ask(settled, { to: "v1" }))).to.deep.equal(["web v1 option"]);
    expect(ask(settled, { to: "v2" }).targets).to.deep.equal([]);
  });

  it("has it from the gateway and from the mesh, over HTTP and TCP alike", () => {
    for (const protocol of ["http", "tcp"] as const) {
      const expose = protocol === "tcp" ? { port: 9000 } : true;
      const of = (gateway: string, mesh: string) =>
        shop({ protocol, expose, weights: { gateway: { [gateway]: 100 }, mesh: { [mesh]: 100 } } });
      expect([...ask(of("v2", "v2")).settled], protocol).to.deep.equal([["web", "v2"]]);
      expect(ask(of("v2", "v1")).refused, protocol).to.have.length(1);
    }
  });

  it("is not settled where the live routes are split, or on another version than the config's", () => {
    for (const before of [shop(), shop({ weights: { v1: 100 } })])
      expect(versionsOf(ask(settled, { routes: live(before) }))).to.deep.equal(["web v1 config"]);
  });

  it("is not settled where clusters have different versions by the config", () => {
    const clusters = [{ name: "west", weights: { web: { v2: 100 } } }, { name: "east" }];
    const config = shop({ weights: { v1: 100 } });
    const routes = live(config, "v1", clusters);
    expect(versionsOf(ask(config, { clusters, routes }))).to.deep.equal(["web v1 note"]);
  });
});

describe("a cluster that says nothing of a service", () => {
  it("refuses nothing; the config and a user still say where it would go back to", () => {
    expect(ask(shop(), { routes: [] })).to.deep.include({ targets: [], refused: [] });
    expect(versionsOf(ask(shop({ stable: "v1" }), { routes: [] }))).to.deep.equal([
      "web v1 config",
    ]);
    expect(versionsOf(ask(shop(), { routes: [], to: "v2" }))).to.deep.equal(["web v2 option"]);
  });
});
