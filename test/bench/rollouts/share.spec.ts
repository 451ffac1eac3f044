import { expect } from "chai";
import { shareIn } from "../../../bench/rollouts/share";

describe("the share of a version in a benchmark", () => {
  const to = (subset: string, weight?: number) => ({
    destination: { subset },
    ...(weight !== undefined && { weight }),
  });
  const routes = (...all: ReturnType<typeof to>[][]) => ({
    spec: { http: all.map((route) => ({ route })) },
  });

  it("is its weight, or all where it is the only destination", () => {
    expect(shareIn([routes([to("v1", 70), to("v2", 30)])], "v2")).to.equal(30);
    expect(shareIn([routes([to("v2")])], "v2")).to.equal(100);
    expect(shareIn([routes([to("v1")])], "v2")).to.equal(0);
  });

  it("is not known where two routes differ, or none is there", () => {
    expect(shareIn([routes([to("v2")], [to("v1")])], "v2")).to.equal(undefined);
    expect(shareIn([], "v2")).to.equal(undefined);
  });
});
