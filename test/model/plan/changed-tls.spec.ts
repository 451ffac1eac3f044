import { expect } from "chai";
import type { LiveObject } from "../../../model/live-object";
import { gatewayManifest, type GatewayArgs } from "../../../model/manifests/gateway";
import { changedTls } from "../../../model/plan/changed-tls";

const hosts = ["a.example.com"];
const ending: GatewayArgs = { namespace: "shop", gateway: { hosts, tls: { credentialName: "c" } } };
const passing: GatewayArgs = {
  namespace: "shop",
  gateway: { hosts, tls: { mode: "PASSTHROUGH" } },
};
const routes = { kind: "VirtualService", metadata: { name: "web" }, spec: { hosts } };

const changes = (before: GatewayArgs, after: GatewayArgs, beside: object[] = [routes]) =>
  changedTls([after], [gatewayManifest(before), ...beside] as unknown as LiveObject[]);

describe("a change of where TLS ends", () => {
  it("is refused for hosts that have routes, both ways", () => {
    expect(changes(ending, passing)).to.have.lengthOf(1);
    expect(changes(ending, passing)[0]).to.match(
      /^Gateway shop\/shop-gateway would pass on the TLS of a\.example\.com, which it ends now/,
    );
    expect(changes(passing, ending)[0]).to.include("would end the TLS of a.example.com");
  });

  it("is none where the host, or its routes, are new, or where nothing changes", () => {
    expect(changes(ending, passing, [])).to.deep.equal([]);
    expect(changes(passing, passing)).to.deep.equal([]);
    const other = { ...passing, gateway: { ...passing.gateway, hosts: ["b.example.com"] } };
    expect(changes(ending, other)).to.deep.equal([]);
    const plain = { namespace: "shop", gateway: { hosts } };
    expect(changes(plain, passing)).to.deep.equal([]);
  });
});
