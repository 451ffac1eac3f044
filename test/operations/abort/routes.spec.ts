import { expect } from "chai";
import { abortRoutes, type RoutingObject } from "../../../operations/abort/routes";
import { stableTarget } from "../../../operations/abort/stable-target";
import { cart } from "../../support/releases";
import type { VirtualServiceSpec } from "../../../model/istio/virtual-service-spec";

const host = "web.shop.svc.cluster.local";
const stable = stableTarget({ ...cart, service: "web" }, "v1");
const to = (subset: string, weight?: number) => ({
  destination: { host, subset, port: { number: 80 } },
  ...(weight !== undefined && { weight }),
});
const routes = (spec: VirtualServiceSpec): RoutingObject => ({
  metadata: { name: "web", namespace: "shop" },
  spec,
});
const testers = { name: "testers", match: [{ headers: { tester: { exact: "yes" } } }] };
const split = (v2: number) =>
  routes({
    hosts: ["*"],
    http: [
      { ...testers, route: [to("v2")] },
      { name: "http-80", timeout: "3s", route: [to("v1", 100 - v2), to("v2", v2)] },
    ],
  });
const after = routes({
  hosts: ["*"],
  http: [
    { ...testers, route: [to("v2")] },
    { name: "http-80", timeout: "3s", route: [to("v1")] },
  ],
});

describe("the routes of an abort", () => {
  it("writes what the config plans now, where what is there is what it planned before", () => {
    const aborted = abortRoutes(split(20), { before: split(50), after }, stable);
    expect(aborted).to.deep.equal({ ...after, asPlanned: true });
  });

  it("does not mind the order in which the API server gives the fields back", () => {
    const { http = [] } = split(20).spec;
    const turned = routes({ http, hosts: ["*"] });
    expect(abortRoutes(turned, { before: split(20), after }, stable).asPlanned).to.equal(true);
  });

  it("moves weights alone where the file holds what was never applied", () => {
    const edited = routes({ ...split(20).spec, hosts: ["new.example"] });
    const { spec, asPlanned } = abortRoutes(split(20), { before: edited, after: edited }, stable);
    expect(asPlanned).to.equal(false);
    expect(spec).to.deep.equal(after.spec);
  });

  it("leaves alone what was asked for by a match, and what leads elsewhere", () => {
    const elsewhere = { destination: { host: "other.shop.svc.cluster.local" }, weight: 50 };
    const live = routes({
      http: [
        { ...testers, route: [to("v2")] },
        { name: "both", route: [elsewhere, elsewhere] },
      ],
    });
    expect(abortRoutes(live, {}, stable).spec).to.deep.equal(live.spec);
  });

  it("turns to a subset that no weight led to, and keeps the port", () => {
    const live = routes({ http: [{ name: "http-80", route: [to("v2")] }] });
    expect(abortRoutes(live, {}, stable).spec.http?.[0]?.route).to.deep.equal([to("v1")]);
  });

  it("turns a route that takes all requests of one origin", () => {
    const http = [
      { name: "http-80-gateway", match: [{ gateways: ["shop"] }], route: [to("v2")] },
      { name: "http-80", route: [to("v1")] },
    ];
    const { spec } = abortRoutes(routes({ http }), {}, stable);
    expect(spec.http?.map(({ route }) => route)).to.deep.equal([[to("v1")], [to("v1")]]);
  });

  it("acts on connections, too", () => {
    const live = routes({ tcp: [{ route: [to("v1", 10), to("v2", 90)] }] });
    expect(abortRoutes(live, {}, stable).spec.tcp?.[0]?.route).to.deep.equal([to("v1")]);
  });
});
