import { expect } from "chai";
import { abortText, summarize } from "../../../operations/abort/report";
import type { AbortOutcome } from "../../../operations/abort/run";

const noted = { version: "v1", time: "2026-11-26T17:20:33Z" };
const outcome = (cluster: string, changes: Partial<AbortOutcome> = {}): AbortOutcome => ({
  ...{ cluster, settled: new Map(), refused: [], notes: new Map(), asPlanned: true },
  targets: [
    { service: "web", version: "v1", why: { by: "note", note: noted } },
    { service: "cart", version: "v2", why: { by: "config" } },
  ],
  written: ["shop/web", "shop/cart"],
  ...changes,
});
const text = (outcomes: readonly AbortOutcome[], closedLanes: readonly string[] = []) =>
  abortText({ outcomes, closedLanes, elapsedMs: 456 });

describe("the report of an abort", () => {
  it("names services, versions and why, and for each cluster what was written or why not", () => {
    const failed = outcome("east", { written: [], failure: "connect ECONNREFUSED" });
    expect(text([outcome("west"), outcome("north", { written: [] }), failed])).to.equal(
      [
        "All traffic of web to v1, of cart to v2.",
        "  west: wrote shop/web, shop/cart; web to v1, noted as stable on 2026-11-26 17:20:33 UTC; " +
          "cart to v2, the stable version of the config",
        "  north: no route had to move; web to v1, noted as stable on 2026-11-26 17:20:33 UTC; " +
          "cart to v2, the stable version of the config",
        "  east: NOT DONE, connect ECONNREFUSED. Run gray abort again, or repair the cluster first",
        "Routes written after 0.46 s.",
      ].join("\n"),
    );
  });

  it("names what a cluster took before it refused the rest", () => {
    const half = outcome("east", { written: ["shop/cart"], failure: "etcd is full" });
    expect(text([half]).split("\n")[1]).to.equal(
      "  east: wrote shop/cart; the others NOT DONE, etcd is full. Run gray abort again, or repair the cluster first",
    );
  });

  it("names clusters that go back to different versions, and who wrote a note by hand", () => {
    const byHand = { version: "v2", by: "kubectl-edit" };
    const other = outcome("east", {
      targets: [{ service: "web", version: "v2", why: { by: "note", note: byHand } }],
      written: ["shop/web"],
    });
    const [head, ...lines] = text([outcome("west"), other]).split("\n");
    expect(head).to.equal("All traffic of cart to v2.");
    expect(lines[0]).to.equal(
      "The clusters note different stable versions of web, and each goes back to its own: v1 in west, v2 in east.",
    );
    expect(lines[2]).to.equal("  east: wrote shop/web; web to v2, noted as stable by kubectl-edit");
  });

  it("names a service that was refused, with the reason, after what was done", () => {
    const refused = [{ service: "web", why: "not known. Fix: name it" }];
    const targets = [{ service: "cart", version: "v2", why: { by: "option" as const } }];
    const lines = text([outcome("west", { targets, refused, written: ["shop/cart"] })]).split("\n");
    expect(lines.slice(0, 3)).to.deep.equal([
      "All traffic of cart to v2.",
      "  west: wrote shop/cart; cart to v2, as --to says",
      "  west: web NOT DONE, not known. Fix: name it",
    ]);
  });

  it("says that there is nothing to abort, names no untouched service, and no time", () => {
    const idle = { targets: [], written: [], settled: new Map([["web", "v1"]]) };
    expect(text([outcome("west", idle), outcome("east", idle)])).to.equal(
      "Every service has all its traffic on one version: there is nothing to abort.",
    );
    const away = outcome("east", { ...idle, failure: "no answer within 5 s" });
    expect(text([outcome("west", idle), away]).split("\n")[1]).to.match(
      /^ {2}east: NOT DONE, no ans/,
    );
  });

  it("says why it wrote routes of a service that stays on its version: lanes were closed", () => {
    const closing = { targets: [], written: ["shop/web"] };
    expect(text([outcome("west", closing)], ["gray", "test"])).to.equal(
      [
        "No request enters the lanes gray and test by a percentage any more.",
        "  west: wrote shop/web",
        "Routes written after 0.46 s.",
      ].join("\n"),
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
  });

  it("is as planned where every cluster is", () => {
    expect(summarize([outcome("west")]).asPlanned).to.equal(true);
    expect(summarize([outcome("west"), outcome("east", { asPlanned: false })]).asPlanned).to.equal(
      false,
    );
  });
});
