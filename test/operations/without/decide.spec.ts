import { expect } from "chai";
import { planRelease } from "../../../model/plan/plan";
import type { Cluster } from "../../../model/release/cluster";
import type { Weights } from "../../../model/release/routing";
import type { Release, ServiceSpec } from "../../../model/release/release";
import {
  firstVersions,
  leftOutOf,
  planWithout,
  stillFirst,
  withoutLines,
  withoutRefusal,
} from "../../../operations/without/decide";
import type { LeftOut } from "../../../operations/without/left-out";
import { leaving } from "../../../operations/without/state";
import { east, release, service, west } from "../../support/releases";
import { stateOf } from "../../support/stack-state";

const south: Cluster = { ...west, name: "south" };
const clusters = [west, south, east];
const image = (tag: string, changes: object = {}) => ({ image: `web:${tag}`, ...changes });

const shop = (web: Partial<ServiceSpec> = {}, changes: Partial<Release> = {}): Release =>
  release({
    ...{ name: "shop", namespace: "shop" },
    services: {
      web: service({
        versions: { v1: image("1"), v2: image("2") },
        ...{ weights: { v1: 100 }, ...web },
      }),
    },
    ...changes,
  });

/** What an update knows without east, after one that applied a release everywhere. */
function told(before: Release, on: readonly Cluster[] = clusters): LeftOut {
  const names = new Set(["east"]);
  const all = on.map(({ name }) => name);
  return leaving(stateOf(before, on), { stack: "dev", names, clusters: all }).told;
}

/** Why an update without east must not go on. */
const refusal = (before: Release, after: Release, on: readonly Cluster[] = clusters) =>
  withoutRefusal(planRelease(after, on), told(before));

describe("an update without a cluster that is away", () => {
  it("may move weights, scale, add versions and services, and change images", () => {
    const versions = { v1: image("1b", { replicas: 3 }), v2: image("2"), v3: image("3") };
    const after = shop({ versions, weights: { v1: 50, v3: 50 } });
    const more = { ...after.services, cart: service({ versions, weights: { v1: 100 } }) };
    expect(refusal(shop(), { ...after, services: more })).to.equal(undefined);
  });

  it("may remove what no route of the cluster leads to", () => {
    expect(refusal(shop(), shop({ versions: { v1: image("1") } }))).to.equal(undefined);
  });

  it("must not remove a version that its routes lead to, and names all objects and clusters", () => {
    const after = shop({ versions: { v2: image("2") }, weights: { v2: 100 } });
    expect(refusal(shop(), after)).to.equal(
      "Without east this update would lose requests: it would delete DestinationRule shop/web-v1 in south and west " +
        "and Deployment shop/web-v1 in south and west, where VirtualService shop/web in east still sends requests. " +
        "Keep them until east is back. Nothing was changed.",
    );
  });

  it("must not take such a version out of one cluster, by its placement or with 0 replicas", () => {
    for (const changes of [{ clusters: ["west", "east"] }, { replicas: 0 }]) {
      const versions = { v1: image("1", changes), v2: image("2") };
      const weights: Weights = "replicas" in changes ? { v2: 100 } : { v1: 100 };
      const text = refusal(shop(), shop({ versions, weights }));
      expect(text).to.match(/would delete .*Deployment shop\/web-v1 in south/);
    }
  });

  it("must not remove a service that its routes lead to, nor another cluster that runs it", () => {
    const cart = { cart: service({ versions: { v1: image("1") }, weights: { v1: 100 } }) };
    const both = shop({}, { services: { ...shop().services, ...cart } });
    expect(refusal(both, shop())).to.contain("Service shop/cart in south and west");
    expect(refusal(shop(), shop(), [west, east])).to.contain("Deployment shop/web-v1 in south");
  });

  it("must not rename the namespace", () => {
    expect(refusal(shop(), { ...shop(), namespace: "store" })).to.contain("Service shop/web in");
  });

  it("gives a version its first requests only where its pods run in a cluster that answers", () => {
    const versions = { v1: image("1"), v2: image("2", { clusters: ["east"] }) };
    const first = shop({ versions, weights: { v1: 90, v2: 10 } });
    expect(refusal(shop({ versions }), first)).to.equal(
      "Without east this update would lose requests: web v2 would get its first requests in west and south, but its pods run in east alone. " +
        "Place it in a cluster that answers, or wait. Nothing was changed.",
    );
    const more = shop({ versions, weights: { v1: 50, v2: 50 } });
    expect(refusal(first, more)).to.equal(undefined);
    const placed = { ...versions, v2: image("2", { clusters: ["east", "south"] }) };
    const spread = shop({ versions: placed, weights: { v1: 90, v2: 10 } });
    expect(refusal(shop({ versions }), spread)).to.equal(undefined);
  });

  it("must not give pods sidecars, or take them, while those of the cluster can't follow", () => {
    const plain = { ...shop(), injection: "disabled" } as const;
    expect(refusal(shop(), plain)).to.contain(
      "pods of web would lose their sidecars, but those in east",
    );
    expect(refusal(plain, shop())).to.contain(
      "pods of web would get their sidecars, but those in east",
    );
  });

  it("must not do that to the pods of one version either, on a primary or a remote cluster", () => {
    const pod = { spec: { hostNetwork: true } };
    const plain = shop({ versions: { v1: image("1"), v2: image("2", { pod }) } });
    for (const role of ["primary", "remote"] as const) {
      const on = clusters.map((one) => (one.name === "east" ? { ...one, role } : one));
      const why = (before: Release, after: Release) =>
        withoutRefusal(planRelease(after, on), told(before, on));
      expect(why(shop(), plain)).to.contain("pods of web would lose their sidecars");
      expect(why(plain, shop())).to.contain("pods of web would get their sidecars");
      expect(why(plain, plain)).to.equal(undefined);
    }
  });

  it("plans the other clusters alone, and knows which it left out", () => {
    const plan = planWithout(planRelease(shop(), clusters), new Set(["east"]));
    expect(plan.clusters.map(({ cluster }) => cluster.name)).to.deep.equal(["west", "south"]);
    expect(leftOutOf(plan)).to.deep.equal(["east"]);
    expect(leftOutOf(planRelease(shop(), clusters))).to.deep.equal([]);
  });

  it("looks at the weights of a rollout in place of its goal, which it moves nothing to", () => {
    const versions = { v1: image("1"), v2: image("2", { clusters: ["east"] }) };
    const rollout = { steps: [{ setWeight: 20 }] };
    const before = shop({ versions });
    const goal = shop({ versions, weights: { v1: 90, v2: 10 } }, { rollout });
    expect(refusal(before, goal)).to.equal(undefined);
    const firsts = firstVersions(planRelease(goal, clusters), told(before));
    expect(firsts).to.have.lengthOf(1);
    expect(stillFirst(firsts, planRelease(before, clusters))).to.deep.equal([]);
    expect(stillFirst(firsts, planRelease(goal, clusters))).to.deep.equal(firsts);
  });

  it("says that the cluster is away, since when, and when the stack wrote there last", () => {
    const plan = planRelease(shop(), clusters);
    const now = "2026-11-05T09:30:00.123Z";
    expect(withoutLines(plan, told(shop()), now)).to.deep.equal([
      "Cluster east is away: updates leave it out since 2026-11-05 09:30:00 UTC. " +
        "The stack last wrote an object there on 2026-11-02 10:00:00 UTC; all that east has stays as it is. " +
        "When it answers again: pulumi up -s dev",
    ]);
    const since = [{ name: "east", since: "2026-11-04T10:00:00Z" }];
    expect(withoutLines(plan, { ...told(shop()), clusters: since }, now)[0]).to.match(
      /since 2026-11-04 10:00:00 UTC\. The stack never wrote an object there; /,
    );
  });

  it("says what stays in other clusters until it is back", () => {
    const all = ["west", "south"].flatMap((cluster) =>
      ["Deployment shop/web-v1", "Deployment shop/web-v2"].map((object) => ({
        ...{ release: "shop", cluster, object },
      })),
    );
    const plan = planRelease(shop({ versions: { v1: image("1") } }), clusters);
    expect(withoutLines(plan, { ...told(shop()), kept: all }, "")[1]).to.equal(
      "Until east is back, these stay as they are, too, though the release no longer has them: Deployment shop/web-v2 in south and west. " +
        "Objects there depend on them in the stack's state, and the next pulumi up deletes them.",
    );
  });
});
