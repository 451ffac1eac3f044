import { expect } from "chai";
import type { Manifest } from "../../../model/manifests/metadata";
import { manifests, planRelease } from "../../../model/plan/plan";
import { neededTypes, pushOf } from "../../../operations/sync/xds";
import { nonce } from "../../support/proxies";
import { release, west } from "../../support/releases";

const [plan] = planRelease(release(), [west]).clusters;
const objects = plan ? manifests(plan) : [];
const object = (kind: string, spec: object = {}): Manifest =>
  ({ apiVersion: "networking.istio.io/v1", kind, metadata: { name: "one" }, spec }) as Manifest;

describe("the types of which proxies must have taken a stage", () => {
  it("are clusters for subsets, and listeners and routes of gateways for a Gateway", () => {
    expect(neededTypes(objects, "subsets")).to.deep.equal([
      { type: "Cluster" },
      { type: "Listener", gatewaysOnly: true },
      { type: "RouteConfiguration", gatewaysOnly: true },
    ]);
  });

  it("are routes for HTTP, and listeners for TCP", () => {
    expect(neededTypes([object("VirtualService", { http: [] })], "routes")).to.deep.equal([
      { type: "RouteConfiguration" },
    ]);
    expect(neededTypes([object("VirtualService", { tcp: [] })], "routes")).to.deep.equal([
      { type: "Listener" },
    ]);
  });

  it("are listeners for policies", () => {
    const apiVersion = "security.istio.io/v1";
    for (const kind of ["PeerAuthentication", "AuthorizationPolicy"]) {
      const policy = { ...object(kind), apiVersion };
      expect(neededTypes([policy], "policies")).to.deep.equal([{ type: "Listener" }]);
    }
  });

  it("are none for pods, and none for a stage that has no objects", () => {
    expect(neededTypes(objects, "workloads")).to.deep.equal([]);
    expect(neededTypes([], "policies")).to.deep.equal([]);
  });

  it("are those of all stages together for an update that broke off, each once", () => {
    expect(neededTypes(objects)).to.deep.equal([
      { type: "Cluster" },
      { type: "Listener" },
      { type: "RouteConfiguration" },
    ]);
  });
});

describe("the push of a nonce", () => {
  it("is its number, whatever the time before it and the uuid after it", () => {
    expect(pushOf(nonce(7))).to.equal(7);
    expect(pushOf(nonce(1234))).to.equal(1234);
  });

  it("is 0 for what was sent before the first push, and for no nonce", () => {
    expect(pushOf("9cbefa89-0b4b-4c39-9b67-1f2d0a1c7f11")).to.equal(0);
    expect(pushOf(undefined)).to.equal(0);
  });
});
