import { expect } from "chai";
import { factsOf, type Stage } from "../../../model/kinds";
import { stageOrder } from "../../../model/plan/order";
import { planRelease } from "../../../model/plan/plan";
import type { Release } from "../../../model/release/release";
import { Draw } from "../../oracle/arbitraries/draw";
import { east, outpost, release, service, west } from "../../support/releases";
import { emptyWorld, update, type UpdateOrder } from "../../oracle/updates/run";

const clusters = [west, east, outpost];
const image = "ghcr.io/acme/hello:1.0";
const v1 = release({
  services: { hello: service({ expose: true, versions: { v1: { image } } }) },
});
const both = release({
  services: {
    hello: service({
      expose: true,
      versions: { v1: { image }, v2: { image, clusters: ["east"] } },
      weights: { v1: 50, v2: 50 },
    }),
  },
});

/** What is wrong for some proxy on the way from one release to the next ones. */
function way(releases: readonly Release[], order?: UpdateOrder): string[] {
  const [first, ...others] = releases.map((one) => planRelease(one, clusters));
  if (!first) return [];
  return [1, 2, 3, 4, 5].flatMap((seed) => {
    const draw = Draw.seeded(seed);
    const world = emptyWorld(first);
    update(world, first, draw);
    return others.flatMap((next) => update(world, next, draw, order));
  });
}

const podsFirst: readonly Stage[] = [
  "foundation",
  "protocols",
  "workloads",
  "subsets",
  "policies",
  "routes",
];

describe("the order of an update", () => {
  it("has each kind in one stage", () => {
    const apiVersion = "networking.istio.io/v1";
    expect(factsOf({ apiVersion, kind: "VirtualService" }).stage).to.equal("routes");
    for (const injection of ["enabled", "disabled"] as const)
      expect(stageOrder({ injection })).to.have.members(podsFirst);
  });

  it("names nothing that is not there when a version comes, goes, or both", () => {
    const moved = { ...both.services.hello!, versions: { v2: { image } }, weights: { v2: 100 } };
    const promoted = release({ services: { hello: moved } });
    expect(way([v1, both, v1, both, promoted])).to.deep.equal([]);
  });

  it("deletes a version that gets no pods any more, rather than scale it to nothing before the routes", () => {
    const { v2: _v2, ...versions } = both.services.hello!.versions;
    const idle = { ...versions, v2: { image, clusters: ["east"], replicas: 0 } };
    const hello = { ...both.services.hello!, versions: idle, weights: { v1: 100 } };
    expect(way([both, release({ services: { hello } }), both])).to.deep.equal([]);
  });

  it("speaks mutual TLS only with pods that have sidecars, and demands it last", () => {
    const plain = { ...both, injection: "disabled" as const, mtls: "PERMISSIVE" as const };
    expect(way([plain, both, plain])).to.deep.equal([]);
  });

  it("lets callers choose the protocol before the pods of one version lose their sidecars", () => {
    const { hello } = both.services;
    const pod = { metadata: { annotations: { "sidecar.istio.io/inject": "false" } } };
    const versions = { ...hello!.versions, v1: { image, pod } };
    const mixed = release({ services: { hello: { ...hello!, versions } } });
    expect(way([both, mixed, both])).to.deep.equal([]);
    const late: readonly Stage[] = podsFirst.filter((one) => one !== "protocols");
    const after = [...late.slice(0, 2), "protocols" as const, ...late.slice(2)];
    expect(way([both, mixed], { stages: after }).join()).to.contain("that have no sidecar");
  });

  it("makes who is delegated to before who delegates, and deletes them after", () => {
    const delegating = { ...both, gateway: { delegate: true } };
    expect(way([both, delegating, both])).to.deep.equal([]);
  });
});

describe("a naive order", () => {
  const naive = (changes: Partial<UpdateOrder>): UpdateOrder => ({ stages: podsFirst, ...changes });

  it("names subsets that are not there yet, where routes come first", () => {
    const stages: Stage[] = ["foundation", "workloads", "routes", "subsets", "policies"];
    expect(way([v1, both], { stages })).to.include(
      "west: a route names the subset v2 of hello.gray-demo.svc.cluster.local, which no rule has",
    );
  });

  it("names subsets without pods, where subsets and routes do not wait for them", () => {
    const stages: Stage[] = ["foundation", "subsets", "policies", "routes", "workloads"];
    expect(way([v1, both], { stages })).to.include(
      "east: a route names v2 of hello.gray-demo.svc.cluster.local, of which some proxy sees no pods",
    );
  });

  it("is too early for some proxy, where it does not wait between two stages", () => {
    expect(way([v1, both], naive({ waits: false }))).to.not.deep.equal([]);
    expect(way([both, v1], naive({ waits: false }))).to.not.deep.equal([]);
  });

  it("takes away what routes name, where it deletes before the routes are changed", () => {
    const wrong = way([both, v1], naive({ deletesBefore: "routes" }));
    expect(wrong.join()).to.contain("the subset v2").and.to.contain("which no rule has");
  });

  it("takes the pods from a subset that is routed to, where it deletes them first", () => {
    const order = naive({ deletions: ["Deployment"], deletesBefore: "foundation" });
    expect(way([both, v1], order).join()).to.contain("of which some proxy sees no pods");
  });

  it("demands mutual TLS of callers that have no sidecars yet", () => {
    const plain = { ...both, injection: "disabled" as const, mtls: "PERMISSIVE" as const };
    const stages: Stage[] = ["foundation", "policies", "workloads", "subsets", "routes"];
    expect(way([plain, both], { stages }).join()).to.contain("call in plain text");
  });

  it("speaks mutual TLS to pods that lost their sidecars, where those go first", () => {
    const plain = { ...both, injection: "disabled" as const, mtls: "PERMISSIVE" as const };
    expect(way([both, plain], naive({})).join()).to.contain("that have no sidecar");
  });

  it("answers 404, where it deletes a VirtualService to which others delegate", () => {
    const delegating = { ...both, gateway: { delegate: true } };
    const order = naive({ deletions: ["VirtualService"], deletesBefore: "routes" });
    const [plain, delegated] = [both, delegating].map((one) => planRelease(one, clusters));
    const world = emptyWorld(delegated!);
    const draw = Draw.seeded(1);
    update(world, delegated!, draw);
    world[0]!.remove("VirtualService gray-demo/hello-routes");
    expect(update(world, plain!, draw, order).join()).to.contain("delegates to hello-routes");
  });
});
