import { expect } from "chai";
import { clusters, shop, web } from "../model/limits/support";
import { reported, resourcesOf, stackResources, type PackConfig } from "./support";

/** A rule, a stack that breaks it, and one that keeps it. */
interface Case {
  readonly what: string;
  readonly policy: string;
  readonly config?: object;
  readonly breaks: object;
  readonly keeps: object;
  /** What the message begins with, once for each cluster. */
  readonly message: string;
  readonly fix: string;
}

const version = (spec: object) => ({ versions: { web: { v2: spec } } });
const pod = (annotations: object) => version({ pod: { metadata: { annotations } } });
const job = (image: string) => ({
  manifests: [
    {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "seed" },
      spec: {
        template: { spec: { restartPolicy: "Never", containers: [{ name: "seed", image }] } },
      },
    },
  ],
});

const cases: readonly Case[] = [
  {
    what: "a host name that is not allowed",
    policy: "allowed-hosts",
    config: { hosts: ["*.example.com"] },
    breaks: { hosts: ["shop.example.com", "shop.example.org"] },
    keeps: { hosts: ["shop.example.com", "shop.eu.example.com"] },
    message: "Gateway shop/shop-gateway: spec.servers[0].hosts[1]  [GR403]",
    fix: "serve a host name that *.example.com covers",
  },
  {
    what: "a host name that is not allowed in a route",
    policy: "allowed-hosts",
    config: { hosts: ["*.example.com"] },
    breaks: { hosts: ["shop.example.com", "shop.example.org"] },
    keeps: {},
    message: "VirtualService shop/web: spec.hosts[1]  [GR403]",
    fix: "serve a host name that *.example.com covers",
  },
  {
    what: "a wildcard",
    policy: "no-wildcard-hosts",
    breaks: { hosts: ["*.example.com"] },
    keeps: { hosts: ["shop.example.com"] },
    message: "Gateway shop/shop-gateway: spec.servers[0].hosts[0]  [GR404]",
    fix: "name each host",
  },
  {
    what: "an image of another registry",
    policy: "allowed-registries",
    config: { registries: ["registry.eu.example/shop"] },
    breaks: version({ image: "registry.eu.example/shopping/web:2" }),
    keeps: version({ image: "registry.eu.example/shop/web:3" }),
    message: "Deployment shop/web-v2  [GR405]",
    fix: "push the image",
  },
  {
    what: "an image of a Job",
    policy: "allowed-registries",
    config: { registries: ["registry.eu.example"] },
    breaks: job("busybox:1"),
    keeps: job("registry.eu.example/busybox:1"),
    message: "Job shop/seed  [GR405]",
    fix: "push the image",
  },
  {
    what: "plain text that pods take",
    policy: "strict-mtls",
    breaks: { release: { ...shop, mtls: "PERMISSIVE" } },
    keeps: { release: { ...shop, mtls: "STRICT" } },
    message: "PeerAuthentication shop/default: spec.mtls.mode  [GR406]",
    fix: "set the mode to STRICT",
  },
  {
    what: "pods without a sidecar",
    policy: "strict-mtls",
    breaks: pod({ "sidecar.istio.io/inject": "false" }),
    keeps: pod({ "sidecar.istio.io/inject": "true" }),
    message: "Deployment shop/web-v2  [GR406]",
    fix: "remove what keeps the sidecar away",
  },
];

describe("the policy pack", () => {
  for (const { what, policy, config = {}, breaks, keeps, message, fix } of cases) {
    it(`stops ${what}, with code, place and fix`, () => {
      const found = reported(stackResources(breaks), { [policy]: config }).filter(
        (one) => one.policy === policy && one.message.startsWith(message),
      );
      expect(found.map(({ urn }) => urn.split(":")[1])).to.deep.equal(["west", "east"]);
      expect(found[0]?.message).to.include(`fix:     ${fix}`);
    });

    it(`lets pass what is within: ${what}`, () => {
      expect(reported(stackResources(keeps), { [policy]: config })).to.deep.equal([]);
    });
  }

  it("lets pass a stack that keeps every rule", () => {
    const config = {
      "allowed-hosts": { hosts: shop.gateway?.hosts },
      "allowed-registries": { registries: ["registry.eu.example/shop"] },
      "ready-pods": { pods: 2 * web.versions.v1.replicas },
    };
    expect(reported(stackResources(), config)).to.deep.equal([]);
  });

  it("stops nothing of a rule with values that its config does not give", () => {
    const changes = { hosts: ["a.example.org"], ...version({ image: "busybox", replicas: 1 }) };
    expect(reported(stackResources(changes))).to.deep.equal([]);
  });

  it("looks at no resource but objects of Kubernetes", () => {
    const bucket = { ...resourcesOf([{ metadata: {} }])[0], type: "aws:s3/bucket:Bucket" };
    const props = { apiVersion: "security.istio.io/v1", kind: "PeerAuthentication", metadata: {} };
    expect(reported([{ ...bucket, props } as never])).to.deep.equal([]);
    expect(reported(resourcesOf([props]))).to.have.lengthOf(1);
  });
});

describe("the policy about pods of versions with a weight", () => {
  const pods = (fewest: number): PackConfig => ({ "ready-pods": { pods: fewest } });

  it("counts those of all clusters together", () => {
    const one = version({ replicas: 1 });
    expect(reported(stackResources(one), pods(2))).to.deep.equal([]);
    const [found, ...more] = reported(stackResources(one), pods(3));
    expect(more).to.deep.equal([]);
    expect(found?.urn).to.equal("urn:west:Deployment:web-v2");
    expect(found?.message.split("\n")).to.deep.equal([
      "Deployment shop/web-v2  [GR402]",
      "given:   v2 of web declares 2 pods, and gets requests by weights",
      "allowed: at least 3 pods in all clusters together",
      "fix:     let at least 3 pods run: by replicas, or by the minReplicas of the autoscaler",
    ]);
  });

  it("takes the fewest pods of an autoscaler of the same cluster", () => {
    const autoscale = (min: number) => ({ replicas: null, autoscale: { min, max: 9, cpu: 80 } });
    const east = { ...clusters[1], versions: { web: { v2: autoscale(1) } } };
    const changes = { ...version(autoscale(3)), clusters: [clusters[0], east] };
    expect(reported(stackResources(changes), pods(4))).to.deep.equal([]);
    expect(reported(stackResources(changes), pods(5)).map(({ message }) => message)[0]).to.include(
      "v1 of web declares 4 pods",
    );
    expect(reported(stackResources(changes), pods(5))).to.have.lengthOf(2);
  });

  it("asks nothing of a version without a weight, or whose pods somebody else counts", () => {
    const changes = { ...version({ replicas: 1 }), weights: { web: { v1: 100 } } };
    expect(reported(stackResources(changes), pods(3))).to.have.lengthOf(0);
    const external = { ...version({ replicas: "external" }), weights: { web: { v2: 100 } } };
    expect(reported(stackResources(external), pods(9))).to.deep.equal([]);
  });
});
