import { expect } from "chai";
import { manifests, planRelease } from "../../../../model/plan/plan";
import type { Release } from "../../../../model/release/release";
import { adopt } from "../../../../operations/adopt/decide/adoption";
import { liveCluster } from "../../../support/live";
import { shop } from "./hand-written";

const { cart } = shop.services;
const vault: Release = {
  ...shop,
  gateway: { name: "front", hosts: ["vault.example.com"], tls: { mode: "PASSTHROUGH" } },
  services: { cart: { ...cart!, protocol: "tcp" } },
};

/** What an adoption makes of live objects that pass TLS on. */
function found(release: Release, change: (object: ReturnType<typeof manifests>[number]) => void) {
  const live = planRelease(release, [{ name: "west" }, { name: "east" }]).clusters.map((plan) => {
    const objects = structuredClone(manifests(plan));
    objects.forEach(change);
    return liveCluster(plan.cluster, objects);
  });
  const { release: adopted, obstacles } = adopt("shop", live);
  return { ...adopted, told: obstacles.map(({ field, object }) => `${object} ${field}`) };
}

describe("the adoption of TLS that a gateway passes on", () => {
  it("keeps the Gateway, the hosts and the weights as they are", () => {
    const { gateway, services, told } = found(vault, () => undefined);
    expect(told).to.deep.equal([]);
    expect(gateway).to.deep.equal(vault.gateway);
    expect(services.cart).to.deep.include({
      ...{ protocol: "tcp", expose: true, weights: { v1: 90, v2: 10 } },
    });
  });

  it("says how a Gateway of another namespace serves the hosts", () => {
    const { gateway } = found(
      { ...vault, gateway: { ...vault.gateway, namespace: "edge" } },
      () => undefined,
    );
    expect(gateway).to.deep.equal({
      ...{ name: "front", namespace: "edge", create: false },
      ...{ hosts: ["vault.example.com"], tls: { mode: "PASSTHROUGH" } },
    });
  });

  it("tells that calls inside the mesh would follow the weights, where they do not", () => {
    const { told } = found(vault, ({ kind, spec }: { kind: string; spec?: object }) => {
      if (kind !== "VirtualService") return;
      const routes = spec as { gateways: string[]; tcp?: object };
      routes.gateways = ["front"];
      delete routes.tcp;
    });
    expect(told).to.include("VirtualService shop/cart-rules spec.gateways");
  });
});
