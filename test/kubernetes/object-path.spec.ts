import { expect } from "chai";
import { objectPath } from "../../kubernetes/object-path";

describe("the REST path of an object", () => {
  const path = (apiVersion: string, kind: string, namespace?: string): string =>
    objectPath({ apiVersion, kind, metadata: { name: "x", ...(namespace ? { namespace } : {}) } });

  it("differs for core and grouped kinds, with and without a namespace", () => {
    expect(path("v1", "Service", "a")).to.equal("/api/v1/namespaces/a/services/x");
    expect(path("v1", "Namespace")).to.equal("/api/v1/namespaces/x");
    expect(path("apps/v1", "Deployment", "a")).to.equal("/apis/apps/v1/namespaces/a/deployments/x");
  });

  it("has the plural of the kind", () => {
    const networking = "networking.istio.io/v1";
    expect(path(networking, "Gateway", "a")).to.match(/\/gateways\/x$/);
    expect(path("security.istio.io/v1", "PeerAuthentication", "a")).to.match(
      /\/peerauthentications\/x$/,
    );
    expect(path("networking.k8s.io/v1", "NetworkPolicy", "a")).to.match(/\/networkpolicies\/x$/);
  });

  it("needs apiVersion, kind and name", () => {
    expect(() => objectPath({ metadata: { name: "x" } })).to.throw(TypeError);
  });
});
