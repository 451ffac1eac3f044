import { expect } from "chai";
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";
import { soleServed } from "../../../operations/stable/served";

const host = "web.shop.svc.cluster.local";
const image = "a:1";
const monolith = { host: "web.legacy.svc.cluster.local", port: 8080 };
const old = { host: "old.example.com", external: true };
const spec = { versions: { v1: { image }, v2: { image } }, outside: { monolith, old } };
const served = (live: VirtualServiceSpec) =>
  soleServed(live, { service: "web", namespace: "shop", spec });
const to = (subset: string, weight?: number) => ({
  destination: { host, subset, port: { number: 80 } },
  ...(weight !== undefined && { weight }),
});
const testers = { name: "testers", match: [{ headers: { tester: { exact: "yes" } } }] };

describe("the version that gets all requests of a service", () => {
  const sole = (...http: NonNullable<VirtualServiceSpec["http"]>) => served({ http });

  it("is the one of all routes that take what no condition takes", () => {
    expect(sole({ ...testers, route: [to("v2")] }, { route: [to("v1")] })).to.equal("v1");
    expect(sole({ route: [to("v1", 100), to("v2", 0)] })).to.equal("v1");
    const gateway = { match: [{ gateways: ["shop"] }], route: [to("v2")] };
    expect(sole(gateway, { route: [to("v2")] })).to.equal("v2");
    const tcp = [{ match: [{ port: 80 }], route: [to("v1")] }];
    expect(served({ tcp })).to.equal("v1");
  });

  it("is none where several do, or another host does", () => {
    expect(sole({ route: [to("v1", 99), to("v2", 1)] })).to.equal(undefined);
    const gateway = { match: [{ gateways: ["shop"] }], route: [to("v2")] };
    expect(sole(gateway, { route: [to("v1")] })).to.equal(undefined);
    const other = { destination: { host: "other.shop.svc.cluster.local", subset: "v1" } };
    expect(sole({ route: [other] })).to.equal(undefined);
    expect(sole({ ...testers, route: [to("v2")] })).to.equal(undefined);
  });

  it("may be a destination outside of the release", () => {
    const outside = { destination: { host: monolith.host, port: { number: 8080 } } };
    expect(sole({ ...testers, route: [to("v2")] }, { route: [outside] })).to.equal("monolith");
    expect(sole({ route: [{ ...outside, weight: 90 }, to("v1", 10)] })).to.equal(undefined);
    const external = { destination: { host: "old.web.shop.outside.internal" } };
    expect(sole({ route: [external] })).to.equal("old");
  });

  it("tells destinations of one Service apart by port", () => {
    const outside = {
      any: { host: monolith.host },
      first: monolith,
      second: { ...monolith, port: 9090 },
    };
    const at = (number: number) =>
      soleServed(
        { http: [{ route: [{ destination: { host: monolith.host, port: { number } } }] }] },
        { service: "web", namespace: "shop", spec: { versions: {}, outside } },
      );
    expect([8080, 9090, 80].map(at)).to.deep.equal(["first", "second", "any"]);
  });
});
