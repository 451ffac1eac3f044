import { expect } from "chai";
import { planRelease } from "../../../../model/plan/plan";
import type { Release } from "../../../../model/release/release";
import { overlayRefusal, standingText } from "../../../../operations/rollout/overlay/messages";
import { both, decide, overlay, recordOf, shop, spec, twenty } from "./support";

const goal = { v2: 100 };
const told = (
  release: Release,
  ...more: Parameters<typeof overlay> extends [unknown, ...infer R] ? R : never
) =>
  standingText(overlay(release, ...more), {
    ...{ plan: planRelease(release, both), spec: release.rollout ?? spec, stack: "dev" },
  });

describe("what an update says of a rollout", () => {
  it("is that one of so many steps is due, what moves and how it starts", () => {
    expect(told(shop(goal), { has: twenty })).to.equal(
      "A rollout of 2 steps is due, and this update moves no weight: " +
        "shop from v1 80 %, v2 20 % to v2 100 % (west and east). " +
        "To start it: npx gray rollout start -s dev",
    );
  });

  it("names each cluster that has other weights, and lanes", () => {
    const lanes = { header: "x-lane", lanes: [{ name: "blue", version: "v2", weight: 5 }] };
    const expose = { hosts: ["shop.example.com"] };
    const release = shop(goal, { lanes, gateway: {} }, { expose });
    const has = { west: { shop: { v2: 100 } }, east: { shop: { v1: 80, v2: 20 } } };
    expect(told(release, { has, lanes: { blue: 0 } })).to.include(
      "lane blue from 0 % to 5 % (west and east); shop from v1 80 %, v2 20 % to v2 100 % (east)",
    );
  });

  it("is where a rollout stands that runs", () => {
    expect(told(shop(goal), { has: twenty, record: recordOf() })).to.equal(
      "A rollout runs, at step 1 of 3, so this update moves no weight. " +
        "Where it stands: npx gray rollout status -s dev",
    );
  });

  it("is who ended the one to these weights, and how it begins again", () => {
    const decisions = [{ by: "anna", at: "2030-01-01T00:10:00Z", what: "aborted" }];
    const record = recordOf({ status: "aborted", decisions });
    expect(told(shop(goal), { has: twenty, record })).to.match(
      /^The rollout to the declared weights was aborted by anna at 2030-01-01T00:10:00Z, so .*npx gray rollout retry -s dev$/,
    );
  });

  it("is nothing where the clusters have the declared weights", () => {
    expect(told(shop({ v1: 80, v2: 20 }), { has: twenty })).to.equal(undefined);
  });

  it("is every reason of a refusal", () => {
    const found = decide(shop({ v1: 100 }), { has: twenty, record: recordOf() });
    const problems = "problems" in found ? found.problems : [];
    expect(overlayRefusal(problems)).to.match(
      /^This update breaks a rule of rollouts\. Nothing was touched\.\n\n1\. release\.services\.shop\.weights  \[GR531\]/,
    );
  });
});
