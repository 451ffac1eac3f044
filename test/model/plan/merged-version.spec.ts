import { expect } from "chai";
import type { VersionSpec } from "../../../model/release/release";
import { mergedVersion } from "../../../model/plan/merged-version";

const version: VersionSpec = { image: "cart:1", env: { A: "1" } };
const autoscale = { max: 4 };

describe("changes of a version", () => {
  it("are merged by name or take the place of its own keys, and leave the others", () => {
    expect(mergedVersion({ ...version, replicas: 2 }, { env: { B: "2" } }, "cart")).to.deep.equal({
      image: "cart:1",
      replicas: 2,
      env: { A: "1", B: "2" },
    });
    expect(mergedVersion({ ...version, autoscale }, { image: "cart:2" }, "cart")).to.deep.equal({
      ...version,
      image: "cart:2",
      autoscale,
    });
  });

  it("replace an autoscaler by a number, and a number by an autoscaler", () => {
    expect(mergedVersion({ ...version, autoscale }, { replicas: 3 }, "cart")).to.deep.equal({
      ...version,
      replicas: 3,
    });
    expect(mergedVersion({ ...version, replicas: 3 }, { autoscale }, "cart")).to.deep.equal({
      ...version,
      autoscale,
    });
  });

  it("change single parts of an autoscaler", () => {
    const before = { ...version, autoscale: { min: 2, max: 6, cpu: 70 } };
    expect(mergedVersion(before, { autoscale: { max: 20 } }, "cart").autoscale).to.deep.equal({
      ...{ min: 2, max: 20, cpu: 70 },
    });
    expect(mergedVersion(before, { autoscale: { min: 3, cpu: null } }, "cart").autoscale)
      .to //
      .deep.equal({ min: 3, max: 6 });
    expect(mergedVersion(before, { autoscale: null }, "cart")).to.deep.equal(version);
  });

  it("keep both where both are given, which is a mistake of the changes", () => {
    const both = { autoscale, replicas: 3 };
    expect(mergedVersion(version, both, "cart")).to.deep.equal({ ...version, ...both });
  });

  it("are a version of their own where there was none", () => {
    expect(mergedVersion({} as VersionSpec, version, "cart")).to.deep.equal(version);
  });
});
