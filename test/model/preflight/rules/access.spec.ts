import { expect } from "chai";
import type { Release } from "../../../../model/release/release";
import { codesOf, expectOnly, expectOnlyInEast, found, named, shop } from "../mutated";

const closed = { ...shop, access: {} };

describe("the AuthorizationPolicies of a release", () => {
  it("stand beside a PeerAuthentication by which every caller has a certificate", () => {
    for (const mtls of [{ mode: "PERMISSIVE" as const }, undefined]) {
      const [one] = expectOnly(
        "GR250",
        ({ peerAuthentications }) => {
          peerAuthentications[0]!.manifest.spec.mtls = mtls;
        },
        closed,
      );
      expect(one?.origin).to.deep.equal(["mtls"]);
    }
    expect(found(undefined, { ...shop, mtls: "PERMISSIVE" })).to.deep.equal([]);
  });

  it("let somebody in", () => {
    const { web } = shop.services;
    const release = { ...closed, services: { web: web! } };
    expectOnly(
      "GR251",
      ({ authorizationPolicies }) => {
        delete named(authorizationPolicies, "web-callers").manifest.spec.rules;
      },
      release,
    );
    const findings = found(undefined, { ...shop, access: { sameNamespace: false } });
    expect(findings.map(({ code, origin }) => [code, ...origin])).to.deep.equal(
      ["west", "east"].flatMap(() => [
        ["GR251", "services", "ads"],
        ["GR251", "services", "cart"],
      ]),
    );
  });

  it("are the same in all primary clusters", () => {
    expectOnlyInEast(
      "GR240",
      ({ authorizationPolicies }) => {
        named(authorizationPolicies, "cart-callers").manifest.spec.action = "AUDIT";
      },
      closed,
    );
  });
});

describe("a Gateway that serves every host in plain text", () => {
  it("is told, also where only some namespaces may take its hosts", () => {
    const delegate = { gateway: { delegate: true } };
    expect(codesOf(found(undefined, { ...shop, ...delegate }))).to.deep.equal(["GR252"]);
    expect(codesOf(found(undefined, { ...closed, ...delegate }))).to.deep.equal(["GR252"]);
  });

  it("is not told of one with TLS that redirects", () => {
    const tls = { credentialName: "shop-tls", redirect: true };
    expect(found(undefined, { ...shop, gateway: { delegate: true, tls } })).to.deep.equal([]);
  });
});

describe("a namespace of others", () => {
  it("is told once for each cluster", () => {
    const findings = found(undefined, { ...shop, createNamespace: false, mtls: "STRICT" });
    expect(findings.map(({ code, on }) => [code, on.cluster])).to.deep.equal([
      ["GR253", "west"],
      ["GR253", "east"],
    ]);
    expect(findings[0]?.given).to.equal(
      "the namespace shop, which belongs to another owner, and whose pods get the mutual TLS mode STRICT",
    );
  });

  it("gets no mode for the pods of others unless the release says so", () => {
    const told = (mtls: Release["mtls"], more: Partial<Release> = {}) =>
      found(undefined, { ...shop, createNamespace: false, mtls, ...more }, [{ name: "west" }]);
    const [, warning] = told(undefined);
    expect(warning).to.include({ code: "GR254" });
    expect(warning?.origin).to.deep.equal(["mtls"]);
    expect(warning?.fix).to.contain("set mtls: external");
    const mine = [told("PERMISSIVE"), told("external"), told(undefined, { injection: "disabled" })];
    for (const findings of mine) expect(codesOf(findings)).to.deep.equal(["GR253"]);
    expect(told("external")[0]?.given).to.equal(
      "the namespace shop, which belongs to another owner",
    );
  });
});
