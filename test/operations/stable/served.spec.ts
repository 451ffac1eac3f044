import { expect } from "chai";
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import { soleSubset } from "../../../operations/stable/served";

const host = "web.shop.svc.cluster.local";
const to = (subset: string, weight?: number) => ({
  destination: { host, subset, port: { number: 80 } },
  ...(weight !== undefined && { weight }),
});
const testers = { name: "testers", match: [{ headers: { tester: { exact: "yes" } } }] };

describe("the subset that gets all requests of a host", () => {
  const sole = (...http: NonNullable<VirtualServiceSpec["http"]>) => soleSubset({ http }, host);

  it("is the one of all routes that take what no condition takes", () => {
    expect(sole({ ...testers, route: [to("v2")] }, { route: [to("v1")] })).to.equal("v1");
    expect(sole({ route: [to("v1", 100), to("v2", 0)] })).to.equal("v1");
    const gateway = { match: [{ gateways: ["shop"] }], route: [to("v2")] };
    expect(sole(gateway, { route: [to("v2")] })).to.equal("v2");
    const tcp = [{ match: [{ port: 80 }], route: [to("v1")] }];
    expect(soleSubset({ tcp }, host)).to.equal("v1");
  });

  it("is none where several do, or another host does", () => {
    expect(sole({ route: [to("v1", 99), to("v2", 1)] })).to.equal(undefined);
    const gateway = { match: [{ gateways: ["shop"] }], route: [to("v2")] };
    expect(sole(gateway, { route: [to("v1")] })).to.equal(undefined);
    const other = { destination: { host: "other.shop.svc.cluster.local", subset: "v1" } };
    expect(sole({ route: [other] })).to.equal(undefined);
    expect(sole({ ...testers, route: [to("v2")] })).to.equal(undefined);
  });
});
