import { expect } from "chai";
import type { Release, ServiceSpec, VersionSpec } from "../../../../../model/release/release";
import { service } from "../../../../support/releases";
import { found, shop } from "../../mutated";

const key = "sidecar.istio.io/inject";
const label = (value: string) => ({ metadata: { labels: { [key]: value } } });
const annotation = (value: string) => ({ metadata: { annotations: { [key]: value } } });

/** What is found where a version of the TCP service `ads` has such pods. */
function findings(
  pod: NonNullable<VersionSpec["pod"]>,
  changes: Partial<Release> = {},
  spec: Partial<ServiceSpec> = {},
) {
  const versions = { v1: { image: "ads:1", pod } };
  const ads = service({ port: 6379, protocol: "tcp", versions, weights: { v1: 100 }, ...spec });
  const services = { ...shop.services, ...changes.services, ads };
  return found(undefined, { ...shop, ...changes, services }, [{ name: "west" }]);
}

describe("pods without a sidecar", () => {
  it("are told, whatever keeps Istio from injecting one", () => {
    for (const [pod, how] of [
      [label("false"), `the label ${key}: "false"`],
      [annotation("false"), `the annotation ${key}: "false"`],
      [{ spec: { hostNetwork: true } }, "hostNetwork: true"],
      [{ ...label("true"), spec: { hostNetwork: true } }, "hostNetwork: true"],
    ] as const) {
      const [one, ...others] = findings(pod);
      expect(others, how).to.deep.equal([]);
      expect(one?.code).to.equal("GR294");
      expect(one?.origin).to.deep.equal(["services", "ads", "versions", "v1"]);
      expect(one?.given).to.equal(
        `pods without a sidecar (${how}), in a release whose other pods refuse plain text`,
      );
    }
    expect(findings(label("false"), { mtls: "PERMISSIVE" })[0]?.given).to.not.contain("refuse");
  });

  it("are not told where they get one, or where the release says itself that none has one", () => {
    const both = { metadata: { ...label("true").metadata, ...annotation("false").metadata } };
    expect(findings(both)).to.deep.equal([]);
    expect(findings(label("false"), { injection: "disabled" })).to.deep.equal([]);
  });

  it("are told by which keys of the release they do not hold", () => {
    const lanes = {
      header: "x-lane",
      baseline: "v1",
      lanes: [{ name: "next", versions: { web: "v2" } }],
    };
    const web: ServiceSpec = {
      ...shop.services.web!,
      follows: ["ads"],
      routes: [{ name: "own", match: { sourceLabels: { app: "ads" } }, to: "v2" }],
    };
    const release = { access: {}, mtls: "STRICT" as const, lanes, services: { web } };
    const told = findings(label("false"), release, { protocol: "http" });
    const warning = told.find(({ code }) => code === "GR295");
    expect(warning?.given.split(": ").slice(2).join(": ").split("; ")).to.have.members([
      "access refuses no caller of theirs",
      "mtls: STRICT does not protect them",
      "their calls leave the lane",
      "web does not follow their calls",
      "routes of web do not know their calls by sourceLabels",
    ]);
  });
});

describe("a setting for the sidecar of a pod", () => {
  it("is one that Istio knows", () => {
    for (const [pod, given] of [
      [label("no"), `the label ${key}: "no"`],
      [annotation("False"), `the annotation ${key}: "False"`],
    ] as const)
      expect(findings(pod).map((one) => [one.code, one.given])).to.deep.equal([["GR291", given]]);
  });

  it("leaves the ports of the Service to the sidecar", () => {
    const annotated = (name: string, value: string) => ({
      metadata: { annotations: { [name]: value } },
    });
    const excluded = "traffic.sidecar.istio.io/excludeInboundPorts";
    const included = "traffic.sidecar.istio.io/includeInboundPorts";
    const mode = "sidecar.istio.io/interceptionMode";
    for (const [name, value] of [
      [excluded, "9100, 6379"],
      [included, "9100"],
      [included, ""],
      [mode, "NONE"],
    ] as const) {
      const told = findings(annotated(name, value));
      expect(
        told.map(({ code }) => code),
        `${name}: ${value}`,
      ).to.deep.equal(["GR297"]);
      expect(told[0]?.given).to.contain(`the port 6379, which the annotation ${name}`);
    }
    for (const [name, value] of [
      [excluded, "9100"],
      [included, "*"],
      [included, "6379"],
      [mode, "REDIRECT"],
    ] as const)
      expect(findings(annotated(name, value)), `${name}: ${value}`).to.deep.equal([]);
  });
});
