import { expect } from "chai";
import { decide, overlay, recordOf, shop, twenty, type Has } from "./support";

const goal = { v2: 100 };
const image = "a:1";
const ended = { status: "aborted", endedAt: "2030-01-01T00:10:00Z" } as const;
const weightsOf = (...args: Parameters<typeof decide>) =>
  Object.fromEntries(
    Object.entries(overlay(...args).state.weights).map(([name, { services }]) => [name, services]),
  );

describe("the weights of an update after a rollout ended", () => {
  it("are those that a cluster is owed, and live ones in the others", () => {
    const of = { services: { shop: { v1: 100 } }, lanes: {} };
    const current = { weights: { west: of, east: of }, routes: {}, scale: {} };
    const record = recordOf({ ...ended, current, owed: ["east"] });
    const has: Has = { west: { shop: { v1: 90, v2: 10 } }, east: twenty.east! };
    expect(weightsOf(shop(goal), { has, record })).to.deep.equal({
      west: { shop: { v1: 90, v2: 10 } },
      east: { shop: { v1: 100 } },
    });
  });

  it("are due again with another goal only, or with other pods", () => {
    const has: Has = { west: { shop: { v1: 100 } }, east: { shop: { v1: 100 } } };
    const kindOf = (release: ReturnType<typeof shop>, status: "aborted" | "done") =>
      overlay(release, { has, record: recordOf({ ...ended, status }) }).standing.kind;
    expect(kindOf(shop(goal), "aborted")).to.equal("ended");
    expect(kindOf(shop({ v1: 50, v2: 50 }), "aborted")).to.equal("due");
    const mended = shop(goal, {}, { versions: { v1: { image }, v2: { image: "a:2.1" } } });
    expect(kindOf(mended, "aborted")).to.equal("due");
    expect(kindOf(shop(goal), "done")).to.equal("due");
  });
});

describe("an update that can't read what clusters have", () => {
  it("is refused, and names the cluster and what helps", () => {
    const why = "its user may not get configmaps";
    const copies = [
      { kind: "forbidden", cluster: "west", why } as const,
      { kind: "none", cluster: "east", nowMs: 0 } as const,
    ];
    const found = decide(shop(goal), { has: twenty, copies });
    const [problem] = "problems" in found ? found.problems : [];
    expect(problem).to.deep.include({ code: "GR535", path: "release.rollout" });
    expect(problem!.given).to.include(why);
    expect(problem!.fix).to.include("npx gray rbac");
  });
});
