import { expect } from "chai";
import { checkClusters } from "../../../../model/checks/clusters";
import { checkRelease } from "../../../../model/checks/release";
import type { Cluster } from "../../../../model/release/cluster";
import type { GatewaySpec } from "../../../../model/release/gateway";
import type { Release } from "../../../../model/release/release";
import { told } from "../../../support/problems";
import { east, west } from "../../../support/releases";
import { open, behindTwo, inner } from "../../../support/shops/two-gateways";

/** Codes and places of what is wrong. */
function wrong(release: Release): string[][] {
  return told(checkRelease(release, [west, east])).map(([code = "", path = ""]) => [
    code,
    path.replace(/^release\./, ""),
  ]);
}

describe("gateways by name", () => {
  it("stand in place of `gateway`, each with a Gateway of its own", () => {
    expect(wrong(behindTwo())).to.deep.equal([]);
    expect(
      wrong(behindTwo({ api: true }, { gateway: { hosts: ["x.example.com"] } })),
    ).to.deep.equal([["GR300", "gateway"]]);
    const same = { public: { ...open, name: "front" }, internal: { ...inner, name: "front" } };
    expect(wrong(behindTwo({ api: true }, { gateways: same }))).to.deep.equal([
      ["GR308", "gateways.public"],
    ]);
  });

  it("are those that `expose` names", () => {
    const [problem] = checkRelease(behindTwo({ api: { gateways: ["pubilc"] } }), [west, east]);
    expect(problem).to.deep.include({
      code: "GR301",
      path: "release.services.api.expose.gateways[0]",
    });
    expect(problem?.fix).to.match(/did you mean "public"/);
    const { gateways: _gateways, ...one } = behindTwo({ api: [{ gateways: ["public"] }] });
    expect(wrong({ ...one, gateway: {} })).to.deep.equal([
      ["GR301", "services.api.expose[0].gateways[0]"],
    ]);
  });

  it("serve a host of each entry that names them", () => {
    const hosts = ["api.example.com"];
    expect(wrong(behindTwo({ api: { gateways: ["public", "internal"], hosts } }))).to.deep.equal([
      ["GR302", "services.api.expose.gateways[1]"],
    ]);
    expect(wrong(behindTwo({ api: { gateways: ["internal"], hosts } }))).to.deep.equal([
      ["GR141", "services.api.expose.hosts[0]"],
    ]);
    expect(wrong(behindTwo({ api: { hosts: ["other.example"] } }))).to.deep.equal([
      ["GR141", "services.api.expose.hosts[0]"],
    ]);
  });

  it("lead to different services under one host and path only where they are different", () => {
    const gateways = { public: open, internal: { ...inner, ...open, selector: { istio: "in" } } };
    const apart = { api: { gateways: ["public"] }, web: { gateways: ["internal"] } };
    expect(wrong(behindTwo(apart, { gateways }))).to.deep.equal([]);
    expect(wrong(behindTwo({ ...apart, web: true }, { gateways }))).to.deep.equal([
      ["GR142", "services.web.expose"],
    ]);
  });

  it("lead to one port of a service, and have ports of their own for connections", () => {
    const ports = [
      { name: "http", port: 80 },
      { name: "grpc", port: 90 },
    ];
    const { port: _port, ...several } = behindTwo({
      api: [{ gateways: ["public"] }, { gateways: ["internal"], servicePort: "grpc" }],
    }).services.api!;
    const release = behindTwo({}, { services: { api: { ...several, ports } } });
    expect(wrong(release)).to.deep.equal([["GR303", "services.api.expose[1].servicePort"]]);
    const tcp = { protocol: "tcp" as const };
    const at = (gateway: string, port: number) => [{ gateways: [gateway], port }];
    const same = { api: at("public", 31400), db: at("internal", 31400) };
    expect(wrong(behindTwo(same, {}, tcp))).to.deep.equal([]);
    expect(wrong(behindTwo({ ...same, db: at("public", 31400) }, {}, tcp))).to.deep.equal([
      ["GR145", "services.db.expose[0].port"],
    ]);
  });

  it("are those that `ingress` of a cluster names", () => {
    const found = (ingress: Cluster["ingress"], release = behindTwo()) =>
      told(
        checkClusters([{ cluster: { ...west, ingress }, path: ["clusters", 0] }], release, [
          "clusters",
        ]),
      ).map(([code, path]) => [code, path]);
    expect(found({ public: "edge/public" })).to.deep.equal([]);
    expect(found("edge/public")).to.deep.equal([["GR306", "clusters[0].ingress"]]);
    expect(found({ pubic: "edge/public" })).to.deep.equal([["GR306", "clusters[0].ingress.pubic"]]);
    expect(found("edge/public", behindTwo({}, { gateways: { public: open } }))).to.deep.equal([]);
  });
});

describe("several certificates of a gateway", () => {
  const all = (tls: GatewaySpec["tls"], hosts?: string[]) =>
    wrong(behindTwo({ api: true }, { gateways: { public: { tls, ...(hosts && { hosts }) } } }));
  const shop = { hosts: ["shop.example.com"], credentialName: "shop" };
  const pay = { hosts: ["pay.example.com"], credentialName: "pay" };

  it("are for the hosts of the gateway, each host with one", () => {
    expect(all([shop, pay])).to.deep.equal([]);
    expect(
      all([shop, { credentialName: "rest" }], ["shop.example.com", "a.example.com"]),
    ).to.deep.equal([]);
    const hosts = [...shop.hosts, ...pay.hosts];
    expect(all([shop], hosts)).to.deep.equal([["GR304", "gateways.public.tls"]]);
    expect(all([shop, { ...pay, hosts }], hosts)).to.deep.equal([
      ["GR304", "gateways.public.tls[1].hosts[0]"],
    ]);
    expect(all([shop, pay], shop.hosts)).to.deep.equal([
      ["GR304", "gateways.public.tls[1].hosts[0]"],
    ]);
    const open = { credentialName: "rest" };
    expect(all([shop, open], shop.hosts)).to.deep.equal([["GR304", "gateways.public.tls[1]"]]);
    expect(all([open, open], hosts)).to.deep.equal([["GR304", "gateways.public.tls[1]"]]);
  });
});
