import { expect } from "chai";
import type { LiveObject } from "../../../model/live-object";
import { fieldManager } from "../../../model/manifests/ownership";
import { movedHosts } from "../../../model/plan/moved-hosts";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { GatewaySpec } from "../../../model/release/gateway";
import type { Release } from "../../../model/release/release";
import { open, behindTwo, inner } from "../../support/shops/two-gateways";
import { west } from "../../support/releases";

/** What an update from one release to another one would be refused for. */
function told(before: Release, after: Release): string[] {
  const [old] = planRelease(before, [west]).clusters;
  const [plan] = planRelease(after, [west]).clusters;
  const managedFields = [{ manager: fieldManager, operation: "Apply" as const }];
  const live = manifests(old!).map((object): LiveObject => ({
    ...object,
    metadata: { ...object.metadata, managedFields },
  }));
  return movedHosts(plan?.mesh?.gateways ?? [], live);
}

function two(open: GatewaySpec, internal: GatewaySpec): Release {
  return behindTwo({ api: true }, { gateways: { public: open, internal } });
}

const short = (gateway: GatewaySpec): Release => {
  const { gateways: _gateways, ...rest } = behindTwo();
  return { ...rest, gateway };
};

const hosts = ["api.example.com", "pay.example.com"];

describe("a host that goes from one gateway to another", () => {
  const both = two({ hosts }, { ...inner, hosts: ["api.corp.example", "pay.example.com"] });
  const before = two({ hosts }, inner);
  const after = two(open, { ...inner, hosts: ["api.corp.example", "pay.example.com"] });

  it("does not go in one update", () => {
    const [found, ...others] = told(before, after);
    expect(others).to.deep.equal([]);
    expect(found).to.match(
      /^pay\.example\.com would move from Gateway shop\/shop-public to Gateway shop\/shop-internal in one update/,
    );
    expect(found).to.contain("Serve the host at both first");
  });

  it("goes by way of both, there and back", () => {
    for (const [from, to] of [
      [before, both],
      [both, after],
      [after, both],
      [both, before],
    ] as const)
      expect(told(from, to)).to.deep.equal([]);
  });

  it("does not go with a whole Gateway either, nor out of a wildcard", () => {
    const only = (gateways: Release["gateways"]) => behindTwo({ api: true }, { gateways });
    expect(told(only({ public: open }), only({ internal: { ...inner, ...open } }))).to.have.length(
      1,
    );
    const wide = two({ hosts: ["*.example.com"] }, inner);
    expect(told(wide, after)[0]).to.match(/^pay\.example\.com would move/);
  });

  it("may leave a gateway or come to one, where it does not move", () => {
    expect(told(before, two(open, inner))).to.deep.equal([]);
    expect(told(two(open, inner), before)).to.deep.equal([]);
  });

  it("is not that of another release which has its Gateway in the same namespace", () => {
    const other = two({ ...open, namespace: "edge" }, { ...inner, namespace: "edge" });
    const elsewhere = { ...other, namespace: "other" };
    const mine = behindTwo(
      { api: true },
      { gateways: { front: { ...inner, ...open, namespace: "edge" } } },
    );
    expect(told(elsewhere, mine)).to.deep.equal([]);
  });
});

describe("a Gateway that gets another name", () => {
  it("loses nothing without TLS on the same pods, where the routes change in one write", () => {
    expect(told(short(open), short({ ...open, name: "front" }))).to.deep.equal([]);
    expect(
      told(
        behindTwo({ api: true }, { gateways: { a: open } }),
        behindTwo({ api: true }, { gateways: { b: open } }),
      ),
    ).to.deep.equal([]);
  });

  it("is refused with TLS, where istiod drops the server of the younger one", () => {
    const tls = { credentialName: "api" };
    const [found] = told(short({ ...open, tls }), short({ ...open, tls, name: "front" }));
    expect(found).to.match(
      /Both are Gateways of the same pods: .* set its `name` to shop-gateway$/,
    );
  });
});

describe("a Gateway that `gateway` declared", () => {
  const named = { ...open, name: "shop-gateway" };

  it("goes over to a name in `gateways` if it keeps the name that it has", () => {
    expect(told(short(open), two(named, inner))).to.deep.equal([]);
    const front = { ...open, name: "front" };
    expect(told(short(front), two(front, inner))).to.deep.equal([]);
    expect(told(two(named, inner), two(named, inner)), "and stays there").to.deep.equal([]);
  });

  it("is not declared by two, or by another name, because the engine would delete it", () => {
    const keys = (key: string) =>
      behindTwo({ api: true }, { gateways: { [key]: named, internal: inner } });
    expect(told(keys("public"), keys("outside"))[0]).to.match(
      /^Gateway shop\/shop-gateway is declared by `gateways\.outside`, and was by `gateways\.public`/,
    );
    expect(told(keys("public"), short(named))[0]).to.match(
      /is declared by `gateway`, and was by `gateways\.public`/,
    );
    const front = { ...open, name: "front" };
    const twoNames = two(front, { ...inner, name: "back" });
    expect(told(short(front), twoNames)[0]).to.match(
      /is declared by `gateways\.public`, and was by `gateway`/,
    );
  });
});
