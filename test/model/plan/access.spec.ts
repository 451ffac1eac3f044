import { expect } from "chai";
import { planAccess } from "../../../model/plan/access";
import type { AccessSpec } from "../../../model/release/access";
import type { Cluster } from "../../../model/release/cluster";
import type { GatewaySpec } from "../../../model/release/gateway";
import { manifests, planRelease } from "../../../model/plan/plan";
import { resolveRelease } from "../../../model/plan/resolved-release";
import { east, outpost, release, service, west } from "../../support/releases";
import { behindTwo } from "../../support/shops/two-gateways";

const services = {
  hello: service({ expose: true }),
  cart: service({ callers: ["billing/reports"] }),
};

/** The callers of each service. */
function callers(access: AccessSpec | undefined, clusters: readonly Cluster[] = [west]) {
  const planned = planAccess(resolveRelease(release({ access, gateway: {}, services }), clusters));
  return Object.fromEntries(planned.map(({ service, callers }) => [service, callers]));
}

describe("who may call a service", () => {
  it("is everybody where the release does not say", () => {
    expect(callers(undefined)).to.deep.equal({});
  });

  it("is its namespace, the gateway that leads to it, and who is listed for it", () => {
    expect(callers({})).to.deep.equal({
      hello: ["gray-demo", "istio-system"],
      cart: ["gray-demo", "billing/reports"],
    });
  });

  it("is who is listed for all services, and no more than that on request", () => {
    const access = { sameNamespace: false, gateway: "edge/ingress", callers: ["ops", "ops"] };
    expect(callers(access)).to.deep.equal({
      hello: ["edge/ingress", "ops"],
      cart: ["ops", "billing/reports"],
    });
  });

  it("is the gateways of all primary clusters, where their meshes are in other namespaces", () => {
    const meshed = { ...east, meshNamespace: "istio-mesh" };
    const remote = { ...outpost, meshNamespace: "istio-far" };
    expect(callers({}, [meshed]).hello).to.deep.equal(["gray-demo", "istio-mesh"]);
    const all = ["gray-demo", "istio-system", "istio-mesh"];
    expect(callers({}, [west, meshed, remote]).hello).to.deep.equal(all);
    const explicit = callers({ gateway: "edge/ingress" }, [meshed]);
    expect(explicit.hello).to.deep.equal(["gray-demo", "edge/ingress"]);
  });

  it("is not a gateway where the release has none", () => {
    const { hello: _hello, ...others } = services;
    const closed = release({ access: {}, gateway: undefined, services: others });
    expect(planAccess(resolveRelease(closed, [west]))[0]?.callers).to.deep.equal([
      "gray-demo",
      "billing/reports",
    ]);
  });
});

describe("a release that says who may call", () => {
  const kinds = (plan: ReturnType<typeof planRelease>) =>
    plan.clusters.map((one) => manifests(one).map(({ kind }) => kind));

  it("has a policy for each service in each primary cluster, and no other one has", () => {
    const [primary, remote] = kinds(planRelease(release({ access: {} }), [west, outpost]));
    expect(primary?.filter((kind) => kind === "AuthorizationPolicy")).to.have.lengthOf(1);
    expect(remote).to.not.include("AuthorizationPolicy");
    expect(kinds(planRelease(release(), [west])).flat()).to.not.include("AuthorizationPolicy");
  });

  it("lets in the gateway where its pods are, as far as the declaration says so", () => {
    const at = (gateway: GatewaySpec, cluster: Partial<Cluster> = {}, access: AccessSpec = {}) => {
      const given = release({ access, gateway, services });
      const [first] = planAccess(resolveRelease(given, [{ ...west, ...cluster }]));
      return first?.callers.filter((one) => one !== "gray-demo");
    };
    const selector = { istio: "ingress" };
    const ingress = "istio-ingress/istio-ingress";
    expect(at({ selector }, { ingress })).to.deep.equal(["istio-ingress"]);
    expect(at({}, { ingress: "http://203.0.113.7" })).to.deep.equal(["istio-system"]);
    const workload = { namespace: "edge", serviceAccount: "front" };
    expect(at({ workload }, { ingress })).to.deep.equal(["edge/front"]);
    expect(at({ workload: { namespace: "edge" } })).to.deep.equal(["edge"]);
    expect(at({ workload }, { ingress }, { gateway: "own/one" })).to.deep.equal(["own/one"]);
  });

  it("lets in the gateways that lead to a service, and no other one", () => {
    const given = behindTwo({ api: { gateways: ["internal"] }, web: true }, { access: {} });
    const ingress = { internal: "inner/gateway", public: "outer/gateway" };
    const found = planAccess(resolveRelease(given, [{ ...west, ingress }, east]));
    expect(found.map(({ callers }) => callers)).to.deep.equal([
      ["shop", "inner", "istio-system"],
      ["shop", "inner", "istio-system", "outer"],
    ]);
  });

  it("keeps its hosts at the Gateway to its own namespaces", () => {
    const hostsOf = (namespace?: string) => {
      const gateway = { hosts: ["a.example"], ...(namespace && { namespace }) };
      const [plan] = planRelease(release({ access: {}, gateway }), [west]).clusters;
      return plan?.mesh?.gateways[0]?.bindable;
    };
    expect(hostsOf()).to.deep.equal(["gray-demo"]);
    expect(hostsOf("edge")).to.deep.equal(["gray-demo", "edge"]);
    expect(planRelease(release(), [west]).clusters[0]?.mesh?.gateways[0]).to.not.have.key(
      "bindable",
    );
  });
});

describe("a release in a namespace of others", () => {
  it("leaves the namespace out of its objects, and nothing else", () => {
    const [own] = planRelease(release(), [west]).clusters;
    const [foreign] = planRelease(release({ createNamespace: false }), [west]).clusters;
    const [first, ...others] = manifests(own!);
    expect(first?.kind).to.equal("Namespace");
    expect(manifests(foreign!)).to.deep.equal(others);
    expect(foreign?.namespace).to.include({ namespace: "gray-demo", create: false });
  });
});
