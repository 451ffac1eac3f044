import { expect } from "chai";
import type { ServiceSpec } from "../../../../../model/release/release";
import { trapsOf } from "./traps";

const loadBalancer = { consistentHash: { httpHeaderName: "x-user" } } as const;
const weights = { v1: 90, v2: 10 };
const where = (changes: Partial<ServiceSpec>) =>
  trapsOf(changes).map(([code, path]) => [code, path]);

describe("a consistent hash", () => {
  it("is no session affinity where weights split requests", () => {
    expect(where({ loadBalancer, weights })).to.deep.equal([["GR329", "loadBalancer"]]);
    expect(where({ loadBalancer, weights: { v1: 100 } })).to.deep.equal([]);
    expect(where({ loadBalancer: "LEAST_REQUEST", weights })).to.deep.equal([]);
    expect(where({ loadBalancer, weights, sticky: {} })).to.deep.equal([]);
  });

  it("may be that of one version", () => {
    const versions = { v1: { image: "api:1" }, v2: { image: "api:2", loadBalancer } };
    expect(where({ versions, weights })).to.deep.equal([["GR329", "versions.v2.loadBalancer"]]);
    const random = "RANDOM" as const;
    const replaced = {
      v1: { image: "api:1", loadBalancer: random },
      v2: { image: "api:2", loadBalancer: random },
    };
    expect(where({ versions: replaced, weights, loadBalancer })).to.deep.equal([]);
  });

  it("is told for a route that splits, and for connections", () => {
    const routes = [{ name: "r", match: { method: { exact: "GET" } }, to: weights }];
    expect(where({ loadBalancer, routes })).to.deep.equal([["GR329", "loadBalancer"]]);
    const bySource = { consistentHash: { useSourceIp: true } } as const;
    const [[, , given] = []] = trapsOf({ protocol: "tcp", loadBalancer: bySource, weights });
    expect(given).to.equal("consistentHash, where weights split the connections between v1 and v2");
  });
});
