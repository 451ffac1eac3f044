import { expect } from "chai";
import { service } from "../../../support/releases";
import { codesOf, shop, virtualService } from "../support";

const host = "hello.gray-demo.svc.cluster.local";
const name = "VirtualService others/other";

describe("VirtualServices with other hosts that lead to a service of a release", () => {
  const of = (routes: object, more = {}) =>
    codesOf({
      virtualServices: [virtualService({ hosts: ["partner.example"], ...routes })],
      ...more,
    });
  const to = (host: string, subset?: string) => [
    { route: [{ destination: { host, ...(subset && { subset }) } }] },
  ];

  it("are a warning, with or without a subset, for requests and for connections", () => {
    for (const routes of [{ http: to(host) }, { tcp: to(host, "v1") }])
      expect(of(routes)).to.deep.equal([`GR368 ${name}`]);
  });

  it("are nothing where they delegate, lead elsewhere, or the service has one version", () => {
    expect(of({ http: [{ delegate: { name: "hello-routes", namespace: "gray-demo" } }] }))
      .to.deep //
      .equal([]);
    expect(of({ http: to("hello") })).to.deep.equal([]);
    const versions = { v1: { image: "hello:1" } };
    const release = shop({ services: { hello: service({ expose: true, versions }) } });
    expect(of({ http: to(host) }, { release })).to.deep.equal([]);
  });
});
