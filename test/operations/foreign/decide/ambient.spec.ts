import { expect } from "chai";
import { service } from "../../../support/releases";
import { codesOf, findings, shop } from "../support";

const ambient = { "istio.io/dataplane-mode": "ambient" };
const waypoint = { "istio.io/use-waypoint": "waypoint" };
const name = "Namespace gray-demo";

describe("labels of ambient mode at the namespace of a release", () => {
  const of = (namespace: Record<string, string>, changes = {}) =>
    codesOf({ namespace, release: shop(changes) });

  it("are a warning where the pods get sidecars, which stay out of ambient mode", () => {
    const [one] = findings({ namespace: ambient });
    expect(one).to.include({ code: "GR361", severity: "warning" });
    expect(one?.given).to.equal(
      "its label istio.io/dataplane-mode is ambient: calls from pods in ambient mode don't follow the weights; pods with sidecars and the gateway do",
    );
    expect(of(waypoint)).to.deep.equal([`GR361 ${name}`]);
    expect(of(ambient, { injection: "disabled" })).to.deep.equal([`GR361 ${name}`]);
  });

  it("are an error where the pods should get sidecars and nothing asks for them", () => {
    const createNamespace = false;
    expect(of(ambient, { createNamespace })).to.deep.equal([`GR360 ${name}`]);
    const labels: Record<string, string>[] = [
      { "istio-injection": "enabled" },
      { "istio.io/rev": "1-30" },
    ];
    for (const label of labels)
      expect(of({ ...ambient, ...label }, { createNamespace })).to.deep.equal([`GR361 ${name}`]);
    const pod = { metadata: { labels: { "sidecar.istio.io/inject": "true" } } };
    const versions = { v1: { image: "hello:1", pod } };
    const services = { hello: service({ expose: true, versions }) };
    expect(of(ambient, { createNamespace, services })).to.deep.equal([`GR361 ${name}`]);
  });

  it("are an error where requests of the gateway go through a waypoint", () => {
    const ingress = { "istio.io/ingress-use-waypoint": "true" };
    expect(of({ ...waypoint, ...ingress })).to.deep.equal([`GR360 ${name}`]);
    expect(of(ingress)).to.deep.equal([]);
  });

  it("are nothing where they turn it off", () => {
    expect(of({ "istio.io/dataplane-mode": "none", "istio.io/use-waypoint": "none" }))
      .to.deep //
      .equal([]);
    expect(of({ "istio-injection": "enabled" })).to.deep.equal([]);
  });
});
