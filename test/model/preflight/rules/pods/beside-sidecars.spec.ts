import { expect } from "chai";
import type { Release, ServiceSpec, VersionSpec } from "../../../../../model/release/release";
import { service } from "../../../../support/releases";
import { found, shop } from "../../mutated";

/** What is found where a version of the service `ads` says this about its pods. */
function findings(
  pods: Partial<VersionSpec>,
  spec: Partial<ServiceSpec> = {},
  changes: Partial<Release> = {},
) {
  const versions = { v1: { image: "ads:1", ...pods } };
  const ads = service({ ...spec, versions, weights: { v1: 100 } });
  const services = { ...shop.services, ads };
  return found(undefined, { ...shop, ...changes, services }, [{ name: "west" }]).map(
    ({ code, origin, given }) => [code, origin.slice(4).join("."), given],
  );
}

const off = { metadata: { labels: { "sidecar.istio.io/inject": "false" } } };

describe("an application beside a sidecar", () => {
  it("listens on other ports than the sidecar, unless it has none", () => {
    expect(findings({}, { targetPort: 15_006 })).to.deep.equal([
      ["GR374", "", "the port 15006 of a container"],
    ]);
    expect(findings({ pod: off }, { targetPort: 15_006 }).map(([code]) => code)).to.not.include(
      "GR374",
    );
    expect(findings({}, { targetPort: 15_007 })).to.deep.equal([]);
    // The sidecar itself may list them.
    const containers = [{ name: "istio-proxy", image: "auto", ports: [{ containerPort: 15_090 }] }];
    expect(findings({ pod: { spec: { containers } } })).to.deep.equal([]);
  });

  it("runs as another user and group", () => {
    expect(findings({ pod: { spec: { securityContext: { runAsUser: 1337 } } } })).to.deep.equal([
      ["GR375", "pod", "runAsUser: 1337, which is the sidecar's"],
    ]);
    const containers = [{ securityContext: { runAsUser: 1000, runAsGroup: 1337 } }];
    expect(findings({ pod: { spec: { containers } } })).to.deep.equal([
      ["GR375", "pod", "runAsGroup: 1337, which is the sidecar's"],
    ]);
    expect(findings({ pod: { spec: { securityContext: { runAsUser: 1338 } } } })).to.deep.equal([]);
  });

  it("is probed by HTTP only where the sidecar answers, or takes plain text", () => {
    const annotations = { "sidecar.istio.io/rewriteAppHTTPProbers": "false" };
    const readinessProbe = { httpGet: { path: "/", port: 80 } };
    const pods = { readinessProbe, pod: { metadata: { annotations } } };
    const key = "sidecar.istio.io/rewriteAppHTTPProbers";
    expect(findings(pods)).to.deep.equal([
      ["GR376", "pod", `${key}: "false", with readinessProbe by HTTP`],
    ]);
    expect(findings(pods, {}, { mtls: "PERMISSIVE" })).to.deep.equal([]);
    expect(findings({ readinessProbe })).to.deep.equal([]);
    const exec = { ...pods, readinessProbe: { exec: { command: ["true"] } } };
    expect(findings(exec)).to.deep.equal([]);
    // A port that is kept away from the sidecar answers in plain text.
    const admin = {
      readinessProbe: { httpGet: { path: "/", port: 9000 } },
      pod: {
        metadata: {
          annotations: { ...annotations, "traffic.sidecar.istio.io/excludeInboundPorts": "9000" },
        },
      },
    };
    expect(findings(admin)).to.deep.equal([]);
  });
});
