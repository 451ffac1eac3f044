import { expect } from "chai";
import { notesAfter } from "../../../operations/abort/notes";
import type { AbortOutcome } from "../../../operations/abort/cluster";
import { release, service } from "../../support/releases";

const clusters = [{ name: "west" }, { name: "east" }];
const settings = {
  release: release({ services: { web: service(), cart: service() } }),
  clusters,
};

/** A cluster that notes v1 of `web`, and brought it back to a version. */
const outcome = (cluster: string, version: string, changes: Partial<AbortOutcome> = {}) => ({
  cluster,
  targets: [{ service: "web", version, why: { by: "option" as const } }],
  settled: new Map([["cart", "v1"]]),
  refused: [],
  withoutSubset: [],
  unsure: [],
  notes: new Map([["web", { version: "v1" }]]),
  written: [],
  asPlanned: true,
  ...changes,
});
const missing = (...outcomes: AbortOutcome[]) =>
  notesAfter(settings, outcomes).map((one) => `${one.cluster} ${one.service} ${one.version}`);

describe("the notes that an abort leaves to be written", () => {
  it("are of services that all clusters brought back to one version, where they note another", () => {
    expect(missing(outcome("west", "v1"), outcome("east", "v1"))).to.deep.equal([]);
    const notes = new Map([["web", { version: "v2" }]]);
    expect(missing(outcome("west", "v2"), outcome("east", "v2", { notes }))).to.deep.equal([
      "west web v2",
    ]);
    const settled = new Map([["web", "v2"]]);
    const before = outcome("east", "", { targets: [], settled });
    expect(missing(outcome("west", "v2"), before)).to.deep.equal(["west web v2", "east web v2"]);
  });

  it("are none where clusters went to different versions, or one did not go", () => {
    expect(missing(outcome("west", "v2"), outcome("east", "v1"))).to.deep.equal([]);
    const refused = [{ service: "web", why: "not known" }];
    expect(missing(outcome("west", "v2"), outcome("east", "", { targets: [], refused })))
      .to.deep //
      .equal([]);
    const failed = outcome("east", "v2", { failure: "away" });
    expect(missing(outcome("west", "v2"), failed)).to.deep.equal([]);
  });
});
