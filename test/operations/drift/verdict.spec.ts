import { expect } from "chai";
import type { Drift } from "../../../operations/drift/decide";
import { judgeClusters, type ClusterLook } from "../../../operations/drift/verdict";
import type { Stage } from "../../../model/kinds";

const drift: Drift = { cluster: "west", object: "Service shop/cart", kind: "changed" };
const look = (changes: object = {}): ClusterLook => ({
  drift: [],
  atOnce: [],
  upToDate: new Set<Stage>(["routes"]),
  notes: new Map(),
  agreed: [],
  limits: { shares: new Map(), changed: new Set<Stage>(), removes: false },
  scale: { changes: [], ready: new Map(), splits: new Map(), rivals: [] },
  ...changes,
});

const about = { stack: "dev", leftOut: [] };

const byName = (looks: readonly ClusterLook[]) =>
  new Map(looks.map((one, i) => [["west", "east"][i] ?? "", one]));

/** The refusal, or else the stages. */
function judge(...looks: ClusterLook[]): string | Stage[] {
  const verdict = judgeClusters(byName(looks), about);
  return "refusal" in verdict ? verdict.refusal : [...verdict.upToDate];
}

describe("the verdict on an update", () => {
  it("is the stages that are up to date everywhere", () => {
    expect(judge(look(), look({ upToDate: new Set(["routes", "subsets"]) }))).to.deep.equal([
      "routes",
    ]);
    expect(judge(look(), { unseen: "no rights" })).to.deep.equal([]);
  });

  it("passes the notes of the clusters on that could be seen", () => {
    const notes = new Map([["web", { version: "v1" }]]);
    const verdict = judgeClusters(byName([{ unseen: "no rights" }, look({ notes })]), about);
    expect("notes" in verdict && [...verdict.notes]).to.deep.equal([["east", notes]]);
  });

  it("passes the objects on of which others own fields, too, by the names of their clusters", () => {
    const object = { apiVersion: "v1", kind: "Service", metadata: { name: "web" } };
    const verdict = judgeClusters(byName([look(), look({ agreed: [object] })]), about);
    expect("agreed" in verdict && [...verdict.agreed]).to.deep.equal([["east", [object]]]);
  });

  it("is a refusal for what one update can't do at once, named once", () => {
    const text = judge(look({ atOnce: ["a"] }), look({ atOnce: ["a", "b"] }));
    expect(text).to.equal(
      "One update can't do all of this without losing requests: a; b. The update changed nothing.",
    );
  });

  it("is a refusal for drift before one for what can't be done at once", () => {
    expect(judge(look({ atOnce: ["a"] }), look({ drift: [drift] }))).to.match(
      /^Another field manager changed what this stack declares/,
    );
  });

  it("names the command that updates the others without a cluster that does not answer", () => {
    expect(judge(look(), { unknown: "cluster east: no answer" })).to.match(
      /serve as before\. To update the others without it: npx gray up --without east -s dev$/,
    );
    expect(judge({ unknown: "cluster west: no" }, { unknown: "cluster east: no" })).to.match(
      /serve as before\.$/,
    );
  });

  it("is a refusal for a cluster that can't be read before one for drift", () => {
    expect(judge(look({ drift: [drift] }), { unknown: "cluster east: 500" })).to.match(
      /^The update can't see whether another field manager changed an object: cluster east: 500\./,
    );
  });
});
