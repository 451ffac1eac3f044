import { expect } from "chai";
import {
  headerRouteMatches,
  mirrorPercent,
  mirrorRouteMatches,
} from "../../../model/rollout/argo-match";

const name = "testers";

describe("the conditions of managed routes", () => {
  it("are a route's own, of which one must hold for headers", () => {
    const match = [
      { headerName: "x-user", headerValue: { exact: "tester" } },
      { headerName: "X-Agent", headerValue: { regex: ".*Chrome.*" } },
    ];
    expect(headerRouteMatches({ name, match })).to.deep.equal([
      { headers: { "x-user": { exact: "tester" } } },
      { headers: { "X-Agent": { regex: ".*Chrome.*" } } },
    ]);
  });

  it("must all hold in one item of a mirror route", () => {
    const match = [
      { method: { exact: "GET" }, path: { prefix: "/" } },
      { headers: { agent: { regex: "A.*" }, group: { exact: "beta" } } },
    ];
    expect(mirrorRouteMatches({ name, match })).to.deep.equal([
      { method: { exact: "GET" }, uri: { prefix: "/" } },
      { headers: { agent: { regex: "A.*" }, group: { exact: "beta" } } },
    ]);
  });

  it("are none where a step removes the route", () => {
    expect(headerRouteMatches({ name })).to.equal(undefined);
    expect(mirrorRouteMatches({ name })).to.equal(undefined);
  });

  it("copy all matching requests, or the declared share", () => {
    expect(mirrorPercent({ name, match: [{ path: { prefix: "/" } }] })).to.equal(100);
    expect(mirrorPercent({ name, match: [], percentage: 35 })).to.equal(35);
  });
});
