import { expect } from "chai";
import { authorizationPolicyManifest } from "../../../model/manifests/authorization-policy";

const cart = { namespace: "shop", service: "cart" };

describe("the AuthorizationPolicy of a service", () => {
  it("lets in namespaces and service accounts, of which each alone suffices", () => {
    const callers = ["shop", "billing/reports", "istio-system"];
    expect(authorizationPolicyManifest({ ...cart, callers })).to.deep.equal({
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: { name: "cart-callers", namespace: "shop" },
      spec: {
        selector: { matchLabels: { app: "cart" } },
        action: "ALLOW",
        rules: [
          {
            from: [
              { source: { namespaces: ["shop", "istio-system"] } },
              { source: { principals: ["cluster.local/ns/billing/sa/reports"] } },
            ],
          },
        ],
      },
    });
  });

  it("has no empty source, which Istio refuses, nor an empty rule, which would let in everybody", () => {
    const sources = (callers: readonly string[]) =>
      authorizationPolicyManifest({ ...cart, callers }).spec.rules?.flatMap(({ from }) => from);
    expect(sources(["shop"])).to.deep.equal([{ source: { namespaces: ["shop"] } }]);
    expect(sources(["a/b"])).to.deep.equal([
      { source: { principals: ["cluster.local/ns/a/sa/b"] } },
    ]);
    expect(authorizationPolicyManifest({ ...cart, callers: [] }).spec).to.not.have.key("rules");
  });
});
