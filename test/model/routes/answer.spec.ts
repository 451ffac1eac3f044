import { expect } from "chai";
import { virtualServiceManifest } from "../../../model/manifests/virtual-service";
import type { RouteSpec } from "../../../model/release/routing";
import { branches } from "../../../model/routes/branches";
import { cart } from "../../support/releases";

const match = { uri: { exact: "/old" } };
const policy = {
  timeout: "2s",
  rewrite: { uri: "/" },
  headers: { request: { set: { a: "b" } }, response: { set: { hsts: "on" } } },
};

/** The first HTTP route of a service with a policy. */
function written(route: Partial<RouteSpec>) {
  const args = { ...cart, policy, routes: [{ name: "moved", match, ...route }] };
  return virtualServiceManifest(args).spec.http?.[0];
}

describe("a route that answers by itself", () => {
  it("is a redirect without destinations, with what of the service's policy concerns answers", () => {
    const redirect = { uri: "/new", authority: "a.example", redirectCode: 302 } as const;
    expect(written({ redirect })).to.deep.equal({
      name: "moved",
      match: [match],
      redirect,
      headers: { response: policy.headers.response },
    });
  });

  it("is a direct response, whose body is in Istio's form", () => {
    expect(
      written({ directResponse: { status: 503, body: "soon" } })?.directResponse,
    ).to.deep.equal({
      status: 503,
      body: { string: "soon" },
    });
    expect(written({ directResponse: { status: 204 } })?.directResponse).to.deep.equal({
      status: 204,
    });
    const bytes = { bytes: "YQ==" };
    expect(written({ directResponse: { status: 200, body: bytes } })?.directResponse).to.deep.equal(
      {
        status: 200,
        body: bytes,
      },
    );
  });

  it("is left out on ports for connections, and copies nothing", () => {
    const routes = [
      { name: "down", match: { from: "mesh" as const }, directResponse: { status: 503 } },
    ];
    const { spec } = virtualServiceManifest({
      ...cart,
      ...{ routes, mirror: { version: "v2" }, port: undefined },
      ports: [
        { name: "http", port: 80, protocol: "http" },
        { name: "redis", port: 6379, protocol: "tcp" },
      ],
    });
    expect(spec.http?.[0]).to.have.keys("name", "match", "directResponse");
    expect(spec.tcp).to.have.lengthOf(1);
  });

  it("has one branch without shares in a service with session affinity", () => {
    const routes = [{ name: "down", match, directResponse: { status: 503 } }];
    const sticky = { cookie: "kept", maxAge: 60 };
    const all = branches({ ...cart, routes, sticky, weights: { v1: 50, v2: 50 } });
    expect(all.filter(({ name }) => name.startsWith("down"))).to.deep.equal([
      {
        name: "down",
        origin: ["services", "cart", "routes", 0],
        match: [match],
        shares: [],
        answer: { directResponse: { status: 503 } },
        policy: {},
      },
    ]);
  });
});
