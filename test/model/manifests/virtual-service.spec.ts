import { expect } from "chai";
import type { RouteArgs } from "../../../model/manifests/route-args";
import { virtualServiceManifest } from "../../../model/manifests/virtual-service";

const host = "reviews.bookinfo.svc.cluster.local";
const to = (subset: string) => ({ destination: { host, port: { number: 9080 }, subset } });

function routesOf(changes: Partial<RouteArgs> = {}) {
  return virtualServiceManifest({
    namespace: "bookinfo",
    service: "reviews",
    name: "reviews",
    port: 9080,
    defaultRoute: "http-9080",
    versions: ["v1", "v2", "v3"],
    weights: { v1: 30, v2: 70 },
    ...changes,
  }).spec;
}

describe("the VirtualService", () => {
  it("splits inside the mesh where no gateway leads to the service", () => {
    expect(routesOf()).to.deep.equal({
      hosts: [host],
      http: [
        {
          name: "http-9080",
          route: [
            { ...to("v1"), weight: 30 },
            { ...to("v2"), weight: 70 },
          ],
        },
      ],
    });
  });

  it("names no version with weight 0, so that its subset may come or go", () => {
    expect(routesOf({ weights: { v1: 30, v2: 0, v3: 70 } }).http?.[0]?.route).to.deep.equal([
      { ...to("v1"), weight: 30 },
      { ...to("v3"), weight: 70 },
    ]);
  });

  it("gives a single destination no weight", () => {
    expect(routesOf({ weights: { v3: 100 } }).http?.[0]?.route).to.deep.equal([to("v3")]);
  });

  it("writes destinations in the order of the versions, whatever the order of the weights", () => {
    expect(routesOf({ weights: { v2: 70, v1: 30 } })).to.deep.equal(routesOf());
  });

  it("writes subsets as DNS labels", () => {
    const { http } = routesOf({ versions: ["1.2_RC"], weights: { "1.2_RC": 100 } });
    expect(http?.[0]?.route?.[0]?.destination?.subset).to.equal("1-2-rc");
  });

  it("tries the named routes in their order before the weights", () => {
    const { http } = routesOf({
      weights: { v1: 10, v2: 90 },
      routes: [
        {
          name: "gmail",
          match: { headers: { "End-User": { regex: ".*@gmail\\.com" } } },
          to: "v3",
        },
        {
          name: "health",
          match: { uri: { exact: "/health" }, method: { exact: "GET" } },
          to: { v1: 50, v2: 50 },
        },
      ],
    });
    expect(http).to.deep.equal([
      {
        name: "gmail",
        match: [{ headers: { "end-user": { regex: ".*@gmail\\.com" } } }],
        route: [to("v3")],
      },
      {
        name: "health",
        match: [{ uri: { exact: "/health" }, method: { exact: "GET" } }],
        route: [
          { ...to("v1"), weight: 50 },
          { ...to("v2"), weight: 50 },
        ],
      },
      {
        name: "http-9080",
        route: [
          { ...to("v1"), weight: 10 },
          { ...to("v2"), weight: 90 },
        ],
      },
    ]);
  });

  it("acts at the gateway alone where the gateway serves every host", () => {
    const { hosts, gateways } = routesOf({ gateway: { name: "front", hosts: ["a.example", "*"] } });
    expect({ hosts, gateways }).to.deep.equal({ hosts: ["*"], gateways: ["front"] });
  });

  it("acts at the gateway and in the mesh where the gateway serves hosts of its own", () => {
    const { hosts, gateways } = routesOf({
      gateway: { name: "front", hosts: ["shop.example.com"] },
    });
    expect({ hosts, gateways }).to.deep.equal({
      hosts: ["shop.example.com", host],
      gateways: ["front", "mesh"],
    });
  });
});
