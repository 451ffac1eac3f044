import { expect } from "chai";
import { diagram } from "../../../model/diagrams/diagram";
import { mermaid } from "../../../model/diagrams/mermaid";
import { stageOf } from "../../../model/kinds";
import type { Manifest } from "../../../model/manifests/metadata";
import { manifests, planRelease } from "../../../model/plan/plan";
import { grants } from "../../../model/plan/rbac";
import { notAtOnce } from "../../../model/plan/transition";
import { preflight } from "../../../model/preflight/preflight";
import type { OutsideSpec, Weights } from "../../../model/release/routing";
import type { LiveObject } from "../../../model/live-object";
import { east, outpost, release, service, west } from "../../support/releases";

const legacy = { host: "api.legacy.svc.cluster.local", port: 8080 };
const old = { host: "old.example.com", port: 443, external: true, tls: true };
const inMesh = "old.hello.gray-demo.outside.internal";

function plan(
  outside: Readonly<Record<string, OutsideSpec>>,
  weights: Weights = { v1: 10, monolith: 60, old: 30 },
) {
  const services = { hello: service({ expose: true, outside, weights }) };
  return planRelease(release({ services }), [west, outpost, east]);
}
const both = plan({ monolith: legacy, old });
const objects = (from = both, cluster = 0): Manifest[] => manifests(from.clusters[cluster]!);
const ofKind = (kind: string, from = both, cluster = 0) =>
  objects(from, cluster).filter((one) => one.kind === kind) as (Manifest & { spec: never })[];

describe("a share outside of the release", () => {
  it("goes to the Service of others and to the external host, with a host header for that one", () => {
    const [{ spec }] = ofKind("VirtualService") as unknown as [{ spec: { http: object[] } }];
    expect(spec.http).to.deep.equal([
      {
        name: "http-5000",
        route: [
          {
            destination: {
              host: "hello.gray-demo.svc.cluster.local",
              port: { number: 5000 },
              subset: "v1",
            },
            weight: 10,
          },
          { destination: { host: legacy.host, port: { number: 8080 } }, weight: 60 },
          {
            destination: { host: inMesh, port: { number: 5000 } },
            weight: 30,
            headers: { request: { set: { host: "old.example.com" } } },
          },
        ],
      },
    ]);
  });

  it("speaks TLS with the name, the authorities and the checks that the declaration says", () => {
    const of = (tls: NonNullable<OutsideSpec["tls"]>) => {
      const rules = ofKind("DestinationRule", plan({ old: { ...old, tls } }, { old: 100 }));
      const specs = rules.map(({ spec }): { host: string; trafficPolicy?: object } => spec);
      return specs.find(({ host }) => host === inMesh)?.trafficPolicy;
    };
    const sni = "old.example.com";
    const [mode, caCertificates] = ["SIMPLE", "/etc/corp/ca.pem"];
    const subjectAltNames = [sni];
    expect(of(true)).to.deep.equal({ tls: { mode, sni, subjectAltNames } });
    expect(of({ caCertificates })).to.deep.equal({
      tls: { mode, sni, subjectAltNames, caCertificates },
    });
    const others = { subjectAltNames: ["b.example"], sni: "a.example" };
    expect(of(others)).to.deep.equal({ tls: { mode, ...others } });
    expect(of({ insecureSkipVerify: true })).to.deep.equal({
      tls: { mode, sni, insecureSkipVerify: true },
    });
  });

  it("has a ServiceEntry and a DestinationRule in each primary cluster for an external host alone", () => {
    for (const at of [0, 2]) {
      expect(ofKind("ServiceEntry", both, at)).to.deep.equal([
        {
          apiVersion: "networking.istio.io/v1",
          kind: "ServiceEntry",
          metadata: {
            name: "hello-old",
            namespace: "gray-demo",
            annotations: { "gray-release/outside": "old" },
          },
          spec: {
            hosts: [inMesh],
            location: "MESH_EXTERNAL",
            resolution: "DNS",
            ports: [{ number: 5000, name: "http-5000", protocol: "HTTP" }],
            endpoints: [{ address: "old.example.com", ports: { "http-5000": 443 } }],
          },
        },
      ]);
      const rules = ofKind("DestinationRule", both, at);
      expect(rules.map(({ metadata }) => metadata.name)).to.deep.equal([
        "hello-v1",
        "hello-v2",
        "hello-old",
      ]);
      expect(rules[2]?.spec).to.deep.equal({
        host: inMesh,
        trafficPolicy: {
          tls: {
            mode: "SIMPLE",
            sni: "old.example.com",
            subjectAltNames: ["old.example.com"],
          },
        },
      });
    }
    expect(ofKind("ServiceEntry", both, 1)).to.deep.equal([]);
    expect(preflight(both).filter(({ severity }) => severity === "error")).to.deep.equal([]);
  });

  it("has addresses in place of DNS, and plain text, where the declaration says so", () => {
    const from = plan({
      old: { host: "old.example.com", external: true, addresses: ["198.51.100.7"] },
    });
    const [entry] = ofKind("ServiceEntry", from) as unknown as [{ spec: object }];
    expect(entry.spec).to.deep.include({
      resolution: "STATIC",
      endpoints: [{ address: "198.51.100.7", ports: { "http-5000": 5000 } }],
    });
    expect(ofKind("DestinationRule", from)[2]?.spec).to.deep.include({
      trafficPolicy: { tls: { mode: "DISABLE" } },
    });
  });

  it("is known to proxies before the first route leads there, and its rights are asked for", () => {
    const [entry] = ofKind("ServiceEntry");
    expect(stageOf(entry!)).to.equal("subsets");
    const beside: Manifest = { ...entry!, metadata: { name: "mine", namespace: "gray-demo" } };
    expect(stageOf(beside)).to.equal("foundation");
    const rights = (from: typeof both) =>
      grants(from.release, from.clusters[0]!).flatMap(({ rule }) => rule.resources ?? []);
    expect(rights(both)).to.include("serviceentries");
    expect(rights(plan({ monolith: legacy }, { v1: 100 }))).not.to.include("serviceentries");
  });

  it("is not changed under requests: its port, host and TLS", () => {
    const live = objects() as unknown as LiveObject[];
    const changed = (spec: OutsideSpec, before = live) =>
      notAtOnce(plan({ monolith: legacy, old: spec }).clusters[0]!, before);
    expect(changed(old)).to.deep.equal([]);
    for (const spec of [
      { ...old, tls: false },
      { ...old, port: 8443 },
      { ...old, host: "new.example.com" },
    ])
      expect(changed(spec).join(), JSON.stringify(spec)).to.include("requests go to old");
    const idle = objects(plan({ monolith: legacy, old }, { v1: 100 })) as unknown as LiveObject[];
    expect(changed({ ...old, tls: false }, idle)).to.deep.equal([]);
  });

  it("is in the pictures of a release by its host", () => {
    const lines = diagram(both).split("\n");
    expect(lines).to.include(
      "     60 % ############         monolith  outside, api.legacy.svc.cluster.local",
    );
    expect(mermaid(both)[0]?.chart).to.include("outside, old.example.com");
  });
});
