import { expect } from "chai";
import { gatewayManifest } from "../../../model/manifests/gateway";

describe("a Gateway with several certificates, or one of several Gateways,", () => {
  it("has a server for each of several certificates, and one that redirects where they do", () => {
    const { spec } = gatewayManifest({
      namespace: "shop",
      gateway: {
        hosts: ["shop.example.com", "*.pay.example.com", "a.example.com"],
        tls: [
          { hosts: ["shop.example.com"], credentialName: "shop", redirect: true },
          { hosts: ["*.pay.example.com"], credentialName: "pay", minVersion: "1.3" },
          { credentialName: "rest" },
        ],
      },
    });
    const found = spec.servers?.map(({ port, hosts, tls }) => [port.name, port.number, hosts, tls]);
    const simple = { mode: "SIMPLE", minProtocolVersion: "TLSV1_2" };
    expect(found).to.deep.equal([
      ["https-443-shop", 443, ["shop.example.com"], { ...simple, credentialName: "shop" }],
      [
        "https-443-pay",
        443,
        ["*.pay.example.com"],
        { ...simple, credentialName: "pay", minProtocolVersion: "TLSV1_3" },
      ],
      ["https-443", 443, ["a.example.com"], { ...simple, credentialName: "rest" }],
      ["http-80", 80, ["shop.example.com"], { httpsRedirect: true }],
    ]);
  });

  it("has servers of different names, though their certificates make the same one", () => {
    const tls = ["a.example.com", "b.example.com"].map((host) => ({
      hosts: [host],
      credentialName: "team.shop",
    }));
    const { spec } = gatewayManifest({ namespace: "shop", gateway: { tls } });
    expect(spec.servers?.map(({ port }) => port.name)).to.deep.equal([
      "https-443-team-shop",
      "https-443-team-shop-2",
    ]);
  });

  it("says its name among several gateways, by which the engine knows it", () => {
    const { metadata } = gatewayManifest({
      namespace: "shop",
      gateway: { name: "a" },
      key: "public",
    });
    expect(metadata.annotations).to.deep.equal({ "gray-release/gateway": "public" });
  });
});
