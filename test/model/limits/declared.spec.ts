import { expect } from "chai";
import type { LimitsSpec } from "../../../model/limits/spec";
import { clusters, problemsWith, shop, web } from "./support";

/** A limit, a stack that breaks it, and one that keeps it. */
interface Case {
  readonly what: string;
  readonly limits: LimitsSpec;
  readonly breaks: object;
  readonly keeps: object;
  readonly code: string;
  readonly path: string;
  readonly fix: RegExp;
}

const version = (spec: object) => ({ versions: { web: { v2: spec } } });
const pod = (annotations: object) => version({ pod: { metadata: { annotations } } });

const cases: readonly Case[] = [
  {
    what: "too few pods of a version with a weight",
    limits: { readyPods: 2 },
    breaks: version({ replicas: 1, clusters: ["west"] }),
    keeps: version({ replicas: 2, clusters: ["west"] }),
    code: "GR402",
    path: "gray-release:versions.web.v2.replicas",
    fix: /at least 2 pods/,
  },
  {
    what: "an autoscaler whose fewest pods are too few",
    limits: { readyPods: 4 },
    breaks: version({ replicas: null, autoscale: { min: 1, max: 9, cpu: 80 } }),
    keeps: version({ replicas: null, autoscale: { min: 2, max: 9, cpu: 80 } }),
    code: "GR402",
    path: "gray-release:versions.web.v2.autoscale.min",
    fix: /min of its autoscaler/,
  },
  {
    what: "a host name that is not allowed",
    limits: { hosts: ["*.example.com"] },
    breaks: { hosts: ["shop.example.com", "shop.example.org"] },
    keeps: { hosts: ["shop.example.com", "a.b.example.com", "*.shop.example.com"] },
    code: "GR403",
    path: "gray-release:hosts[1]",
    fix: /serve a host name that \*\.example\.com covers/,
  },
  {
    what: "every host name, which a gateway without hosts serves",
    limits: { hosts: ["*.example.com"] },
    breaks: { release: { ...shop, gateway: {} } },
    keeps: {},
    code: "GR403",
    path: "gray-release:release.gateway.hosts",
    fix: /allow this one in limits\.hosts/,
  },
  {
    what: "a wildcard",
    limits: { noWildcardHosts: true },
    breaks: { hosts: ["*.example.com"] },
    keeps: { hosts: ["shop.example.com"] },
    code: "GR404",
    path: "gray-release:hosts[0]",
    fix: /name each host/,
  },
  {
    what: "an image of another registry",
    limits: { registries: ["registry.eu.example/shop"] },
    breaks: version({ image: "registry.eu.example/shopping/web:2" }),
    keeps: version({ image: "registry.eu.example/shop/web/beta:2@sha256:0" }),
    code: "GR405",
    path: "gray-release:versions.web.v2.image",
    fix: /push the image/,
  },
  {
    what: "an image of a container beside the application's",
    limits: { registries: ["registry.eu.example"] },
    breaks: version({ pod: { spec: { initContainers: [{ name: "wait", image: "busybox" }] } } }),
    keeps: version({
      pod: { spec: { initContainers: [{ name: "wait", image: "registry.eu.example/busybox" }] } },
    }),
    code: "GR405",
    path: "gray-release:versions.web.v2.pod",
    fix: /push the image/,
  },
  {
    what: "an image of an object beside the release's own",
    limits: { registries: ["registry.eu.example"] },
    breaks: job("busybox:1"),
    keeps: job("registry.eu.example/busybox:1"),
    code: "GR405",
    path: "gray-release:manifests[0]",
    fix: /push the image/,
  },
  {
    what: "the registry of one cluster",
    limits: { registries: ["registry.eu.example"] },
    breaks: { clusters: [clusters[0], { ...clusters[1], registry: "registry.us.example" }] },
    keeps: { clusters: [clusters[0], { ...clusters[1], registry: "registry.eu.example/mirror" }] },
    code: "GR405",
    path: "gray-release:clusters[1].registry",
    fix: /`registry` name a mirror/,
  },
  {
    what: "plain text by the key mtls",
    limits: { strictMtls: true },
    breaks: { release: { ...shop, mtls: "PERMISSIVE" } },
    keeps: { release: { ...shop, mtls: "STRICT" } },
    code: "GR406",
    path: "gray-release:release.mtls",
    fix: /set mtls to STRICT/,
  },
  {
    what: "another owner who decides about plain text",
    limits: { strictMtls: true },
    breaks: { release: { ...shop, mtls: "external" } },
    keeps: {},
    code: "GR406",
    path: "gray-release:release.mtls",
    fix: /set mtls to STRICT/,
  },
  {
    what: "pods without sidecars",
    limits: { strictMtls: true },
    breaks: { release: { ...shop, injection: "disabled" } },
    keeps: {},
    code: "GR406",
    path: "gray-release:release.injection",
    fix: /enable it/,
  },
  {
    what: "a version without sidecars",
    limits: { strictMtls: true },
    breaks: pod({ "sidecar.istio.io/inject": "false" }),
    keeps: pod({ "sidecar.istio.io/inject": "true" }),
    code: "GR406",
    path: "gray-release:versions.web.v2",
    fix: /remove what keeps the sidecar away/,
  },
  {
    what: "a port past the sidecar",
    limits: { strictMtls: true },
    breaks: pod({ "traffic.sidecar.istio.io/excludeInboundPorts": "80" }),
    keeps: pod({ "traffic.sidecar.istio.io/excludeInboundPorts": "9090" }),
    code: "GR406",
    path: "gray-release:versions.web.v2.pod",
    fix: /remove this annotation/,
  },
  {
    what: "other weights in one primary cluster",
    limits: { equalPrimaries: true },
    breaks: { clusters: [clusters[0], { ...clusters[1], weights: { web: { v1: 100 } } }] },
    keeps: { clusters: [clusters[0], { ...clusters[1], weights: { web: web.weights } }] },
    code: "GR407",
    path: "gray-release:clusters[1].weights.web",
    fix: /set those of the stack/,
  },
];

describe("the limits that one stack file shows", () => {
  for (const { what, limits, breaks, keeps, code, path, fix } of cases) {
    it(`stop ${what}, with code, path and fix`, () => {
      const found = problemsWith(limits, breaks).filter((one) => one.code === code);
      expect(found.map((one) => one.path)).to.deep.equal([path]);
      expect(found[0]?.fix).to.match(fix);
      expect(found[0]?.allowed).to.include(`limits.${Object.keys(limits)[0]}`);
    });

    it(`let pass what is within: ${what}`, () => {
      expect(problemsWith(limits, keeps)).to.deep.equal([]);
      expect(
        problemsWith({ freeze: [{ days: ["sat"] }] }, breaks).map((one) => one.code),
      ).to.not.include(code);
    });
  }

  it("ask nothing of a version without a weight", () => {
    const weights = { web: { v1: 100 } };
    expect(problemsWith({ readyPods: 2 }, { weights, ...version({ replicas: 1 }) })).to.deep.equal(
      [],
    );
  });

  it("leave it to an update where somebody else scales a version", () => {
    expect(
      problemsWith(
        { readyPods: 5 },
        { ...version({ replicas: "external" }), weights: { web: { v2: 100 } } },
      ),
    ).to.deep.equal([]);
  });

  it("name the clusters where not all of them break one", () => {
    const own = { ...clusters[1], versions: { web: { v2: { image: "acme/web:2" } } } };
    const [found] = problemsWith(
      { registries: ["registry.eu.example"] },
      { clusters: [clusters[0], own] },
    );
    expect(found).to.deep.include({
      path: "gray-release:clusters[1].versions.web.v2.image",
      given: '"acme/web:2" (in east)',
    });
  });
});

function job(image: string): object {
  const template = { spec: { restartPolicy: "Never", containers: [{ name: "seed", image }] } };
  const object = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "seed" },
    spec: { template },
  };
  return { manifests: [object] };
}
