// How a comparison names destinations outside of the release.
import { expect } from "chai";
import { compareStacks } from "../../../model/diff/compare";
import { appliedSnapshot, plannedSnapshot, type Snapshot } from "../../../model/diff/snapshot";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { OutsideSpec, ServiceWeights } from "../../../model/release/routing";
import type { Release, ServiceSpec } from "../../../model/release/release";
import { compared, shop, sides } from "../../support/diff/compared";
import { west } from "../../support/releases";

const monolith: OutsideSpec = { host: "shop.legacy.svc.cluster.local", port: 8080 };
const old: OutsideSpec = { host: "old.example.com", port: 443, external: true, tls: true };

/** A release with destinations outside of it. */
function leaving(
  outside: Readonly<Record<string, OutsideSpec>>,
  weights: ServiceWeights,
  changes: Partial<ServiceSpec> = {},
): Release {
  return shop({ versions: { v1: { image: "acme/web:1" } }, outside, weights, ...changes });
}

/** The changes of traffic between two releases: the kind of change, and shares that move, by name. */
function moved(before: Release, after: Release, applied = false) {
  const plan = planRelease(before, [west]);
  const objects = plan.clusters.map((one) => [one.cluster.name, manifests(one)] as const);
  const side: Snapshot = applied ? appliedSnapshot(new Map(objects)) : plannedSnapshot(plan);
  const both = sides("prod", undefined, { release: after, clusters: [west] });
  const [stack] = compareStacks([{ ...both, before: side }]).stacks;
  return stack!.traffic.map(({ services, change, traffic }) => ({
    ...{ services, change },
    shares: traffic.cases.flatMap(({ shares }) =>
      shares.map(({ target, before: was, after: is }) => `${target}: ${was} => ${is}`),
    ),
    lanes: traffic.cases.flatMap(({ lanes }) => lanes),
  }));
}

const changed = (shares: readonly string[]) => [
  { services: ["web"], change: "changed", shares, lanes: [] },
];

for (const applied of [false, true])
  describe(`the comparison of ${applied ? "a state" : "a plan"} with a share outside of the release`, () => {
    it("has the name of the destination, and takes no host header for a lane", () => {
      for (const target of [monolith, old, { host: monolith.host, subset: "v1" }]) {
        const of = (weights: ServiceWeights) => leaving({ monolith: target }, weights);
        const found = moved(of({ v1: 10, monolith: 90 }), of({ v1: 40, monolith: 60 }), applied);
        expect(found).to.deep.equal(changed(["monolith (outside): 90 => 60", "v1: 10 => 40"]));
      }
    });

    it("tells a move between two hosts that begin alike, and between ports and subsets", () => {
      for (const other of [
        { ...monolith, host: "shop.newns.svc.cluster.local" },
        { ...monolith, port: 9090 },
        { ...monolith, subset: "v2" },
      ]) {
        const of = (weights: ServiceWeights) => leaving({ a: monolith, b: other }, weights);
        const found = moved(of({ a: 100 }), of({ b: 100 }), applied);
        expect(found).to.deep.equal(changed(["a (outside): 100 => 0", "b (outside): 0 => 100"]));
      }
    });

    it("takes a Service of the same name in another namespace for no version", () => {
      const web = { host: "web.legacy.svc.cluster.local" };
      const of = (weights: ServiceWeights) => leaving({ web }, weights);
      const found = moved(of({ web: 100 }), of({ v1: 100 }), applied);
      expect(found).to.deep.equal(changed(["v1: 0 => 100", "web (outside): 100 => 0"]));
    });

    it("tells another external host behind one name", () => {
      const of = (host: string) => leaving({ old: { ...old, host } }, { old: 100 });
      expect(moved(of("old.example.com"), of("new.example.com"), applied)).to.deep.equal(
        changed([
          "old (outside, new.example.com:443): 0 => 100",
          "old (outside, old.example.com:443): 100 => 0",
        ]),
      );
    });

    it("knows a service that leads outside alone, however callers come to it", () => {
      for (const expose of [true, false, { paths: [{ pathPrefix: "/web" }] }]) {
        const of = (weights: ServiceWeights) => leaving({ monolith }, weights, { expose });
        const found = moved(of({ monolith: 100 }), of({ v1: 30, monolith: 70 }), applied);
        expect(found).to.deep.equal(changed(["monolith (outside): 100 => 70", "v1: 0 => 30"]));
      }
    });
  });

describe("the comparison of destinations outside of the release", () => {
  it("says the places of a name that leads to another Service", () => {
    const of = (host: string) => leaving({ monolith: { host } }, { v1: 50, monolith: 50 });
    expect(moved(of(monolith.host), of("shop.newns.svc.cluster.local"))).to.deep.equal(
      changed([
        "monolith (outside, shop.legacy.svc.cluster.local): 50 => 0",
        "monolith (outside, shop.newns.svc.cluster.local): 0 => 50",
        "v1: 50 => 50",
      ]),
    );
  });

  it("says the host of what a state leads to and no file names", () => {
    const before = leaving({ monolith }, { monolith: 100 });
    const [one] = moved(before, leaving({}, { v1: 100 }), true);
    expect(one?.shares).to.deep.equal([
      "shop.legacy.svc.cluster.local:8080 (outside): 100 => 0",
      "v1: 0 => 100",
    ]);
  });

  it("has its name for copies, too", () => {
    const of = (percent: number) =>
      leaving({ monolith }, { v1: 100 }, { mirror: { version: "monolith", percent } });
    const [one] = compared(of(5), of(10)).stacks[0]!.traffic;
    expect(one?.traffic.cases.map(({ copies }) => copies)).to.deep.equal([
      { before: "5 % copied to monolith (outside)", after: "10 % copied to monolith (outside)" },
    ]);
  });

  it("keeps the lane of requests that enter one outside", () => {
    const lanes = (weight: number) => ({
      header: "x-lane",
      baseline: "v1",
      lanes: [{ name: "gray", versions: { web: "old" }, weight }],
    });
    const of = (weight: number): Release => ({
      ...leaving({ old }, { v1: 100 }),
      lanes: lanes(weight),
    });
    const [one] = moved(of(5), of(20));
    expect(one?.lanes).to.deep.include({ target: "gray", before: 5, after: 20 });
    expect(one?.lanes.every(({ target }) => target === "gray")).to.equal(true);
  });
});

describe("the marks of a change of TLS to a host outside the mesh", () => {
  const marks = (before: OutsideSpec["tls"], after: OutsideSpec["tls"]) => {
    const of = (tls: OutsideSpec["tls"]) => {
      const { tls: _tls, ...rest } = old;
      return leaving({ old: { ...rest, ...(tls !== undefined && { tls }) } }, { v1: 100 });
    };
    const [stack] = compared(of(before), of(after), [west]).stacks;
    return stack!.risks.map(({ level, what }) => `${level}: ${what.split(/[:.,]/)[0]}`);
  };

  it("say that nothing proves any more who answers", () => {
    expect(marks(true, { insecureSkipVerify: true })).to.deep.equal([
      "high: Proxies accept any certificate of web-old from then on",
    ]);
  });

  it("say that TLS goes", () => {
    expect(marks(true, false)).to.deep.equal([
      "high: Proxies speak plain text to web-old from then on",
    ]);
  });

  it("say that the certificate is checked in another way, and nothing of the way back", () => {
    expect(marks(true, { subjectAltNames: ["a.example"] })).to.deep.equal([
      "medium: Proxies check the certificate of web-old in another way",
    ]);
    expect(marks(false, true)).to.not.include(
      "high: Proxies speak plain text to web-old from then on",
    );
  });
});
