import { expect } from "chai";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { sendRequests, steadyLoad } from "../../lab/load/load";
import { gatewayPods } from "../../lab/mesh/gateway";
import type { Release } from "../../model/release/release";
import { selfSigned, type ServerCertificate } from "../support/certificate";
import { forwardPort } from "./support/forwarded";
import { cluster, lab } from "./support/lab";
import { applyAll, eventually, holds, namespace, pods, type Manifest } from "./support/lab-parts";
import { Project } from "./support/project";
import { enough, expectSplit } from "./support/shares";

const image = "example.com/app:1";
const [shop, api] = ["shop.tls.example", "api.tls.example"];
const [credentialName, ownName] = ["gray-gateway-tls", "gray-gateway-api"];

/** Three services behind one gateway of another namespace, by host and path, with two certificates. */
const gateway: Release = {
  name: "gateway",
  namespace: "gray-gateway",
  gateway: {
    name: "gray-edge",
    namespace: "istio-system",
    hosts: [shop, api],
    tls: [
      { hosts: [shop], credentialName, redirect: true },
      { hosts: [api], credentialName: ownName },
    ],
  },
  services: {
    front: {
      port: 80,
      expose: { hosts: [shop] },
      versions: { v1: { image, clusters: ["west"] }, v2: { image, clusters: ["east"] } },
      weights: { v1: 90, v2: 10 },
    },
    admin: {
      port: 80,
      expose: { hosts: [shop], paths: [{ prefix: "/admin" }] },
      versions: { admin1: { image, clusters: ["east"] } },
      weights: { admin1: 100 },
    },
    api: {
      port: 80,
      expose: { hosts: [api], paths: [{ prefix: "/v1" }, { exact: "/health" }] },
      versions: { api1: { image, clusters: ["west"] } },
      weights: { api1: 100 },
    },
  },
};

/** A second ingress gateway, in a namespace of its own; only this spec has one. */
const inner = { namespace: "gray-inner", name: "inner-gateway", label: "inner" };

/** The same services behind the same gateway by name, and behind a second one. */
function behindBoth(publicHosts: readonly string[]): Release {
  const { gateway: one, services, ...rest } = gateway;
  return {
    ...rest,
    gateways: {
      public: {
        ...one,
        hosts: publicHosts,
        tls: [
          { hosts: [shop], credentialName, redirect: true },
          ...(publicHosts.includes(api) ? [{ hosts: [api], credentialName: ownName }] : []),
        ],
      },
      internal: {
        hosts: [api],
        selector: { istio: inner.label },
        port: 8443,
        tls: { credentialName: ownName },
      },
    },
    services,
  };
}

function secret(name: string, space: string, { certificate, key }: ServerCertificate): Manifest {
  return {
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/tls",
    metadata: { name, namespace: space },
    stringData: { "tls.crt": certificate, "tls.key": key },
  };
}

describe("services behind one gateway with TLS", () => {
  let project: Project;
  const certificate = selfSigned(shop);
  const own = selfSigned(api);

  before(async () => {
    for (const { kubeconfig } of lab().clusters)
      await applyAll(clientOf(kubeconfig), [
        secret(credentialName, "istio-system", await certificate),
        secret(ownName, "istio-system", await own),
      ]);
    await applyAll(clientOf(cluster("west").kubeconfig), [
      namespace(inner.namespace),
      secret(ownName, inner.namespace, await own),
      ...(gatewayPods(inner) as Manifest[]),
    ]);
    project = new Project();
    project.write("gateway", gateway);
    await project.init("gateway");
    await project.up("gateway");
    // The listener comes with the route, each certificate a moment later by a stream of its own.
    await eventually("TLS at both gateways", async () => {
      const tried = await Promise.all(
        (["west", "east"] as const).flatMap((name) => [
          send(name, shop, "/", 1),
          send(name, api, "/v1/items", 1),
        ]),
      );
      return tried.every(({ failed }) => failed === 0);
    });
  });

  after(async () => {
    project.retire("gateway");
    for (const { kubeconfig } of lab().clusters)
      for (const name of [credentialName, ownName])
        await clientOf(kubeconfig).delete(`/api/v1/namespaces/istio-system/secrets/${name}`);
    await clientOf(cluster("west").kubeconfig).delete(`/api/v1/namespaces/${inner.namespace}`);
    project.remove();
  });

  const send = async (name: "west" | "east", host: string, path: string, count = 200) =>
    sendRequests({
      url: `${cluster(name).secureGateway}${path}`,
      count,
      headers: { host },
      // So each host must have its own certificate.
      ca: (await (host === shop ? certificate : own)).certificate,
    });

  it("are told apart by host and path, the longest path first", async () => {
    expectSplit("admin", await send("west", shop, "/admin/users"), { admin1: 100 });
    expectSplit("api", await send("east", api, "/v1/items"), { api1: 100 });
    expectSplit("health", await send("west", api, "/health"), { api1: 100 });
    const other = await send("east", api, "/v2/items", 1);
    expect(other.failures).to.have.all.keys("HTTP 404");
  });

  it("split all other paths by weights", async () => {
    const weights = { v1: 90, v2: 10 };
    expectSplit("front", await send("east", shop, "/", enough(weights)), weights);
  });

  it("redirect plain HTTP to https", async () => {
    const answers: [number, unknown][] = [];
    await sendRequests({
      url: `${cluster("west").gateway}/cart`,
      count: 1,
      headers: { host: shop },
      onAnswer: ({ status, headers }) => answers.push([status, headers.location]),
    });
    expect(answers).to.deep.equal([[301, `https://${shop}/cart`]]);
  });

  it("are entered at the address that the outputs tell", async () => {
    const { endpoints } = await project.outputs("gateway");
    expect(endpoints).to.deep.equal({
      west: cluster("west").secureGateway,
      east: cluster("east").secureGateway,
    });
  });

  it("lose no request while the host of one certificate moves to another gateway", async () => {
    const client = clientOf(cluster("west").kubeconfig);
    const pod = await eventually("the second gateway is ready", async () =>
      (await pods(client, inner.namespace)).find((one) => holds(one, "Ready")),
    );
    const port = { pod: `${inner.namespace}/${pod.metadata.name}`, port: 8443 };
    const forwarded = await forwardPort(client, port);
    const entrances = {
      public: cluster("west").secureGateway,
      internal: `https://${forwarded.address}`,
    };
    const ca = async (host: string) => (await (host === shop ? certificate : own)).certificate;
    const atApi = { path: "/v1/items", host: api };
    const load = async (at: keyof typeof entrances, { path, host } = atApi) => {
      const stop = new AbortController();
      const url = `${entrances[at]}${path}`;
      const rest = { concurrency: 2, pause: 100, headers: { host }, signal: stop.signal };
      const totals = steadyLoad({ ...rest, url, ca: await ca(host) });
      return { end: () => (stop.abort(), totals) };
    };
    const tryApi = async (at: keyof typeof entrances) => {
      const url = `${entrances[at]}${atApi.path}`;
      return sendRequests({ url, count: 1, headers: { host: api }, ca: await ca(api) });
    };

    const rest = await load("public", { path: "/", host: shop });
    const before = await load("public");
    project.write("gateway", behindBoth([shop, api]));
    await project.up("gateway");
    await eventually(
      "TLS at the second gateway",
      async () => (await tryApi("internal")).failed === 0,
    );
    const after = await load("internal");
    const found = { before: await before.end() };
    project.write("gateway", behindBoth([shop]));
    await project.up("gateway");
    const all = { ...found, after: await after.end(), rest: await rest.end() };
    forwarded.close();
    for (const [name, { failures, total }] of Object.entries(all)) {
      expect(failures, `${name}, of ${total}`).to.deep.equal({});
      expect(total, name).to.be.greaterThan(20);
    }
    expect((await tryApi("public")).failed, "the host has left the public gateway").to.equal(1);
    const { endpoints } = await project.outputs("gateway");
    expect(endpoints).to.have.nested.property("west.public", entrances.public);
  });
});
