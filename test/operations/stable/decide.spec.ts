import { expect } from "chai";
import { planRelease } from "../../../model/plan/plan";
import type { Cluster } from "../../../model/release/cluster";
import type { ServiceSpec } from "../../../model/release/release";
import {
  missingNotes,
  removedStable,
  settledServices,
  stableVersions,
  stableWarnings,
} from "../../../operations/stable/decide";
import type { NotesByCluster } from "../../../operations/stable/note";
import { east, outpost, release, service, west } from "../../support/releases";

const split = { v1: 80, v2: 20 };
const shop = (web: Partial<ServiceSpec>) =>
  release({ services: { web: service({ expose: true, ...web }), cart: service() } });
const plans = (web: Partial<ServiceSpec>, clusters: readonly Cluster[] = [west, east]) =>
  planRelease(shop(web), clusters).clusters;

/** Notes of `web` by cluster; an empty text is a cluster without a note. */
const noted = (by: Readonly<Record<string, string>>): NotesByCluster =>
  new Map(
    Object.entries(by).map(([cluster, version]) => [
      cluster,
      new Map(version ? [["web", { version }]] : []),
    ]),
  );

describe("a service whose stable version is noted", () => {
  const settled = (web: Partial<ServiceSpec>, ...clusters: Cluster[]) =>
    settledServices(plans(web, clusters.length > 0 ? clusters : undefined)).get("web");

  it("is on one version, by every origin and in every primary cluster", () => {
    expect(settled({ weights: { v1: 100, v2: 0 } })).to.equal("v1");
    expect(settled({ weights: split })).to.equal(undefined);
    expect(settled({ weights: { gateway: { v2: 100 }, mesh: { v2: 100 } } })).to.equal("v2");
    expect(settled({ weights: { gateway: { v1: 100 }, mesh: { v2: 100 } } })).to.equal(undefined);
    expect(settled({}, west, { ...east, weights: { web: { v2: 100 } } })).to.equal(undefined);
    expect(settled({}, west, { ...outpost, weights: { web: { v2: 100 } } })).to.equal("v1");
  });

  it("may have routes with a match that lead elsewhere", () => {
    const routes = [{ name: "testers", match: { uri: { exact: "/t" } }, to: "v2" }];
    expect(settled({ routes })).to.equal("v1");
  });
});

describe("the notes that are missing", () => {
  const missing = (web: Partial<ServiceSpec>, notes: NotesByCluster, clusters?: Cluster[]) =>
    missingNotes(plans(web, clusters), notes)
      .filter((one) => one.service === "web")
      .map((one) => `${one.cluster} ${one.route.namespace}/${one.route.name} ${one.version}`);

  it("are those that differ, in each primary cluster", () => {
    const clusters = [west, east, outpost];
    expect(missing({ weights: { v2: 100 } }, noted({ west: "v2", east: "v1" }), clusters))
      .to.deep //
      .equal(["east gray-demo/web v2"]);
    expect(missing({}, noted({ west: "", east: "v1" }))).to.deep.equal(["west gray-demo/web v1"]);
    expect(missing({ weights: split }, noted({ west: "", east: "v1" }))).to.deep.equal([]);
  });

  it("are all of a cluster whose notes could not be read", () => {
    expect(missing({}, noted({ west: "v1" }))).to.deep.equal(["east gray-demo/web v1"]);
  });

  it("stand on the VirtualService that holds the weights, not on one that delegates to it", () => {
    const delegating = release({ gateway: { delegate: true }, services: shop({}).services });
    const { clusters } = planRelease(delegating, [west]);
    expect(missingNotes(clusters, new Map()).map(({ route }) => route.name)).to.deep.equal([
      "cart",
      "web-routes",
    ]);
  });
});

describe("the stable versions of a stack", () => {
  it("are the notes by primary cluster and service, with those that were written since", () => {
    const all = plans({}, [west, east, outpost]);
    const notes = noted({ west: "v2", east: "" });
    expect(stableVersions(all, notes, [])).to.deep.equal({ west: { web: "v2" }, east: {} });
    const written = missingNotes(all, notes).filter(({ cluster }) => cluster === "east");
    expect(stableVersions(all, notes, written)).to.deep.equal({
      west: { web: "v2" },
      east: { web: "v1", cart: "v1" },
    });
  });
});

describe("what a user must know before an abort", () => {
  const ask = (web: Partial<ServiceSpec>, by: Readonly<Record<string, string>>) => ({
    release: shop(web),
    clusters: [west, east],
    notes: noted(by),
  });

  it("is that a split service has neither a note nor a stable version of its own", () => {
    const [text, ...others] = stableWarnings(ask({ weights: split }, { west: "v1", east: "" }));
    expect(others).to.deep.equal([]);
    expect(text).to.equal(
      "web is split, and its stable version is not known in east: gray abort would not move its traffic there. " +
        "Name the version to which an abort must go back. " +
        "Fix: set `stable` of web to one of v1, v2, or: pulumi config set --path 'gray-release:stable.web' <version>.",
    );
    const none = { west: "", east: "" };
    expect(stableWarnings(ask({ weights: split, stable: "v1" }, none))).to.deep.equal([]);
    expect(stableWarnings(ask({}, none))).to.deep.equal([]);
    expect(stableWarnings(ask({ weights: split }, {}))).to.deep.equal([]);
  });

  it("is that clusters which differ are split, too", () => {
    const clusters = [west, { ...east, weights: { web: { v2: 100 } } }];
    const question = { release: shop({}), clusters, notes: noted({ west: "", east: "" }) };
    expect(stableWarnings(question)[0]).to.match(/not known in west, east/);
  });

  it("is that the config names another version than the one that last had all traffic", () => {
    const question = ask({ weights: split, stable: "v1" }, { west: "v2", east: "v1" });
    expect(stableWarnings(question)).to.deep.equal([
      "The config names v1 as the stable version of web, but v2 last had all its traffic in west: " +
        "gray abort goes back to v1. Fix: name v2, or remove `stable`.",
    ]);
  });
});

describe("an update that removes the noted version of a split service", () => {
  const removed = (web: Partial<ServiceSpec>) =>
    removedStable({
      release: shop(web),
      clusters: [west, east],
      notes: noted({ west: "v1", east: "v1" }),
    });
  const image = "web:1";
  const weights = { v2: 50, v3: 50 };
  const others = { v2: { image }, v3: { image } };

  it("is refused, whether it removes the version or takes it offline", () => {
    const text =
      "web is split, and its stable version v1 would run nowhere, though an abort goes back to it (noted in west, east). " +
      "Keep v1 until another version has all traffic of web, or name another stable version. " +
      "Fix: set `stable` of web to one of v2, v3, or: pulumi config set --path 'gray-release:stable.web' <version>";
    expect(removed({ versions: others, weights })).to.deep.equal([text]);
    const offline = { v1: { image, clusters: [] }, ...others };
    expect(removed({ versions: offline, weights })).to.deep.equal([text]);
    const empty = { v1: { image, replicas: 0 }, ...others };
    expect(removed({ versions: empty, weights })).to.deep.equal([text]);
  });

  it("goes on where the release names another one, or where nothing is split any more", () => {
    expect(removed({ versions: others, weights, stable: "v2" })).to.deep.equal([]);
    expect(removed({ versions: others, weights: { v2: 100 } })).to.deep.equal([]);
    expect(removed({ versions: { v1: { image }, ...others }, weights })).to.deep.equal([]);
  });
});
