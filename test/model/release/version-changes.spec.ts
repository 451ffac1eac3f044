import { expect } from "chai";
import type { VersionSpec } from "../../../model/release/release";
import { withChanges } from "../../../model/release/version-changes";

const version: VersionSpec = { image: "cart:1", env: { A: "1" } };
const autoscale = { max: 4 };

describe("changes of a version", () => {
  it("take the place of its own keys, and leave the others", () => {
    expect(withChanges({ ...version, replicas: 2 }, { env: { B: "2" } })).to.deep.equal({
      image: "cart:1",
      replicas: 2,
      env: { B: "2" },
    });
    expect(withChanges({ ...version, autoscale }, { image: "cart:2" })).to.deep.equal({
      ...version,
      image: "cart:2",
      autoscale,
    });
  });

  it("replace an autoscaler by a number, and a number by an autoscaler", () => {
    expect(withChanges({ ...version, autoscale }, { replicas: 3 })).to.deep.equal({
      ...version,
      replicas: 3,
    });
    expect(withChanges({ ...version, replicas: 3 }, { autoscale })).to.deep.equal({
      ...version,
      autoscale,
    });
  });

  it("keep both where both are given, which is a mistake of the changes", () => {
    const both = { autoscale, replicas: 3 };
    expect(withChanges(version, both)).to.deep.equal({ ...version, ...both });
  });

  it("are a version of their own where there was none", () => {
    expect(withChanges(undefined, version)).to.deep.equal(version);
  });
});
