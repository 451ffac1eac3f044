import { expect } from "chai";
import { abortText, clusterLines, summarize } from "../../../operations/abort/report";
import type { AbortOutcome } from "../../../operations/abort/cluster";
import type { AbortTarget } from "../../../operations/abort/targets";

const noted = { version: "v1", time: "2026-11-26T17:20:33Z" };
const outcome = (cluster: string, changes: Partial<AbortOutcome> = {}): AbortOutcome => ({
  ...{ cluster, settled: new Map(), refused: [], notes: new Map(), asPlanned: true },
  ...{ withoutSubset: [], unsure: [] },
  targets: [
    { service: "web", version: "v1", why: { by: "note", note: noted } },
    { service: "cart", version: "v2", why: { by: "config" } },
  ],
  written: ["shop/web", "shop/cart"],
  ...changes,
});
const again = "npx gray abort -s prod";
const text = (outcomes: readonly AbortOutcome[], closedLanes: readonly string[] = []) =>
  abortText({
    outcomes,
    closedLanes,
    stack: "dev",
    stable: new Map(),
    again,
    writtenAfterMs: 456,
  }).split("\n");
const idle = { targets: [], written: [], settled: new Map([["web", "v1"]]) };

describe("the line of a cluster", () => {
  const why =
    "web to v1, noted as stable on 2026-11-26 17:20:33 UTC; cart to v2, the stable version of the config";

  it("names what was written, and the services that went back with the reason", () => {
    expect(clusterLines(outcome("west"))).to.deep.equal([
      `  west: wrote shop/web, shop/cart; ${why}`,
    ]);
    expect(clusterLines(outcome("west", { written: [] }))).to.deep.equal([
      `  west: no route had to move; ${why}`,
    ]);
  });

  it("says why a cluster is not done, with what it took before it refused the rest", () => {
    const failed = outcome("east", { written: [], failure: "connect ECONNREFUSED" });
    expect(clusterLines(failed)).to.deep.equal(["  east: NOT DONE, connect ECONNREFUSED"]);
    const half = outcome("east", { written: ["shop/cart"], failure: "etcd is full" });
    expect(clusterLines(half)).to.deep.equal([
      "  east: wrote shop/cart; the others NOT DONE, etcd is full",
    ]);
  });

  it("names a service that was refused, and one without its subset, after what was done", () => {
    const web = { service: "web", version: "v1", why: { by: "option" as const } };
    const cart = { service: "cart", version: "v2", why: { by: "option" as const } };
    const refused = [{ service: "api", why: "not known. Fix: name it" }];
    const half = { targets: [cart, web], withoutSubset: [web], refused, written: ["shop/cart"] };
    expect(clusterLines(outcome("west", half))).to.deep.equal([
      "  west: wrote shop/cart; cart to v2, as --to says",
      "  west: web NOT DONE, this cluster has no subset of web v1. Fix: npx gray drift names what is missing there",
      "  west: api NOT DONE, not known. Fix: name it",
    ]);
    const none = { targets: [web], withoutSubset: [web], written: [] };
    expect(clusterLines(outcome("west", none))).to.have.lengthOf(1);
  });

  it("is none where the cluster had nothing to abort", () => {
    expect(clusterLines(outcome("west", idle))).to.deep.equal([]);
  });

  it("names routes that were written because lanes were closed", () => {
    const closing = outcome("west", { targets: [], written: ["shop/web"] });
    expect(clusterLines(closing)).to.deep.equal(["  west: wrote shop/web"]);
  });

  it("names who wrote a note by hand", () => {
    const note = { version: "v2", by: "kubectl-edit" };
    const targets = [{ service: "web", version: "v2", why: { by: "note" as const, note } }];
    expect(clusterLines(outcome("east", { targets, written: ["shop/web"] }))).to.deep.equal([
      "  east: wrote shop/web; web to v2, noted as stable by kubectl-edit",
    ]);
  });
});

describe("the report of an abort", () => {
  it("names the services that went back, and when the last route was written", () => {
    expect(text([outcome("west"), outcome("north", { written: [] })])).to.deep.equal([
      "All traffic of web to v1, of cart to v2.",
      "Routes written after 0.46 s.",
    ]);
  });

  it("names the clusters that are done and those that are not, and the command that finishes it", () => {
    const failed = outcome("east", { written: [], failure: "connect ECONNREFUSED" });
    expect(text([outcome("west"), outcome("north"), failed])).to.deep.equal([
      "All traffic of web to v1 in west and north, of cart to v2 in west and north.",
      "Routes written after 0.46 s.",
      "Not done in east. Correct what the lines above name, then finish it: npx gray abort -s prod",
      "If east stays away, record the others: npx gray abort -s prod --without east",
    ]);
  });

  it("names no service as gone back that lacks its subset, or was refused", () => {
    const [web, cart] = outcome("west").targets as [AbortTarget, AbortTarget];
    const lacking = outcome("west", { targets: [web, cart], withoutSubset: [web] });
    const refused = outcome("east", { targets: [cart], refused: [{ service: "web", why: "?" }] });
    expect(text([lacking, refused])[0]).to.equal("All traffic of cart to v2.");
    expect(text([lacking, refused]).at(-1)).to.contain("Not done in west and east.");
  });

  it("names clusters that go back to different versions", () => {
    const targets = [{ service: "web", version: "v2", why: { by: "config" as const } }];
    const settled = new Map([["cart", "v2"]]);
    const [head, differing] = text([outcome("west"), outcome("east", { targets, settled })]);
    expect(head).to.equal("All traffic of cart to v2.");
    expect(differing).to.equal(
      "The clusters note different stable versions of web, and each goes back to its own: v1 in west, v2 in east.",
    );
  });

  it("says once that no ready pod is known where a cluster was silent", () => {
    const unsure = [{ service: "web", version: "v1", silent: ["east"] }];
    const lines = text([outcome("west", { unsure }), outcome("north", { unsure })]);
    expect(lines[1]).to.equal(
      "Whether a pod of web v1 is ready is not known: east did not say. The traffic went back all the same.",
    );
    expect(lines).to.have.lengthOf(3);
  });

  it("says that there is nothing to abort, and where, if a cluster did not answer", () => {
    const calm = { closedLanes: [], stack: "dev", stable: new Map<string, string>(), again };
    const outcomes = [outcome("west", idle), outcome("east", idle)];
    expect(abortText({ ...calm, outcomes })).to.equal(
      "Every service of stack dev has all its traffic on one version: there is nothing to abort.",
    );
    const away = outcome("east", { ...idle, failure: "no answer within 5 s" });
    expect(abortText({ ...calm, outcomes: [outcome("west", idle), away] })).to.match(
      /^Every service of stack dev has all its traffic on one version in west: .*\nNot done in east\./,
    );
    // Without an answer there is nothing to record.
    expect(abortText({ ...calm, outcomes: [away] })).to.match(/^Not done in east\..*$/);
  });

  it("says how to go back where a service is on another version than its stable one", () => {
    const outcomes = [outcome("west", idle), outcome("east", idle)];
    const told = { outcomes, closedLanes: [], stack: "prod", again };
    expect(abortText({ ...told, stable: new Map([["web", "v0"]]) }).split("\n")).to.deep.equal([
      "Every service of stack prod has all its traffic on one version: there is nothing to abort.",
      "web is on v1; the config names v0 as its stable version. To go back: npx gray abort -s prod --to web=v0",
    ]);
    expect(abortText({ ...told, stable: new Map([["web", "v1"]]) })).not.to.contain("go back");
  });

  it("says that lanes were closed", () => {
    const closing = outcome("west", { targets: [], written: ["shop/web"] });
    expect(text([closing], ["gray", "test"])[0]).to.equal(
      "No request enters the lanes gray and test by a percentage any more.",
    );
  });
});

describe("the summary of an abort", () => {
  it("is complete where no cluster failed and no service was refused", () => {
    const complete = (...outcomes: AbortOutcome[]) => summarize(outcomes).complete;
    expect(complete(outcome("west"), outcome("east"))).to.equal(true);
    expect(complete(outcome("west"), outcome("east", { failure: "away" }))).to.equal(false);
    const refused = [{ service: "web", why: "not known" }];
    expect(complete(outcome("west", { refused }))).to.equal(false);
    const withoutSubset = outcome("west").targets;
    expect(complete(outcome("west", { withoutSubset }))).to.equal(false);
  });

  it("says whether a cluster was reached: one that was read, or took a route", () => {
    const away = outcome("east", { written: [], failure: "away" });
    const half = outcome("east", { failure: "etcd is full" });
    expect(summarize([away, outcome("west")]).reached).to.equal(true);
    expect(summarize([away, half]).reached).to.equal(true);
    expect(summarize([away]).reached).to.equal(false);
  });

  it("is as planned where every cluster is", () => {
    expect(summarize([outcome("west")]).asPlanned).to.equal(true);
    expect(summarize([outcome("west"), outcome("east", { asPlanned: false })]).asPlanned).to.equal(
      false,
    );
  });
});
