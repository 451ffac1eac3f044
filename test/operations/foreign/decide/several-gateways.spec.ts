import { expect } from "chai";
import type { Release } from "../../../../model/release/release";
import { release, service } from "../../../support/releases";
import { codesOf, everything, gateway, virtualService } from "../support";

const { gateway: _one, ...rest } = release();
const two: Release = {
  ...rest,
  gateways: {
    public: { hosts: ["shop.example"] },
    internal: { hosts: ["shop.corp"], selector: { istio: "internal" }, namespace: "edge" },
  },
  services: { hello: service({ expose: { gateways: ["public", "internal"] } }) },
};

describe("what stands beside a release with several gateways", () => {
  const at = (host: string, selector: object) =>
    codesOf({
      release: two,
      gateways: [
        gateway({ selector, servers: [{ port: { number: 80, protocol: "HTTP" }, hosts: ["*"] }] }),
      ],
      virtualServices: [virtualService({ hosts: [host], gateways: ["other"], http: everything })],
    });

  it("counts at the gateway whose pods and hosts it has, and at no other", () => {
    const name = "GR362 VirtualService others/other";
    expect(at("shop.example", { istio: "ingressgateway" })).to.deep.equal([name]);
    expect(at("shop.corp", { istio: "internal" })).to.deep.equal([name]);
    expect(at("shop.example", { istio: "internal" })).to.deep.equal([]);
    expect(at("shop.corp", { istio: "ingressgateway" })).to.deep.equal([]);
  });

  it("is a Gateway with another protocol on a port of one of them", () => {
    const servers = [{ port: { number: 80, protocol: "TCP" }, hosts: ["*"] }];
    const gateways = [gateway({ selector: { istio: "internal" }, servers })];
    expect(codesOf({ release: two, gateways })).to.deep.equal(["GR364 Gateway others/other"]);
  });
});
