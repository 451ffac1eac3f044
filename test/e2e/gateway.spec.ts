import { expect } from "chai";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { sendRequests } from "../../lab/load/load";
import type { Release } from "../../model/release/release";
import { selfSigned } from "../support/certificate";
import { cluster, lab } from "./support/lab";
import { applyAll, eventually } from "./support/lab-parts";
import { Project } from "./support/project";
import { enough, expectSplit } from "./support/shares";

const image = "example.com/app:1";
const credentialName = "gray-gateway-tls";
const [shop, api] = ["shop.tls.example", "api.tls.example"];
const secretPath = `/api/v1/namespaces/istio-system/secrets/${credentialName}`;

/** Three services behind one gateway of another namespace, by host and path, with TLS. */
const gateway: Release = {
  name: "gateway",
  namespace: "gray-gateway",
  gateway: {
    name: "gray-edge",
    namespace: "istio-system",
    hosts: [shop, api],
    tls: { credentialName, redirect: true },
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

describe("services behind one gateway with TLS", () => {
  let project: Project;
  const certificate = selfSigned(shop, api);

  before(async () => {
    const { certificate: text, key } = await certificate;
    for (const { kubeconfig } of lab().clusters)
      await applyAll(clientOf(kubeconfig), [
        {
          apiVersion: "v1",
          kind: "Secret",
          type: "kubernetes.io/tls",
          metadata: { name: credentialName, namespace: "istio-system" },
          stringData: { "tls.crt": text, "tls.key": key },
        },
      ]);
    project = new Project();
    project.write("gateway", gateway);
    await project.init("gateway");
    await project.up("gateway");
    // The listener comes with the route, the certificate a moment later by a stream of its own.
    await eventually("TLS at both gateways", async () => {
      const tried = await Promise.all([send("west", shop, "/", 1), send("east", shop, "/", 1)]);
      return tried.every(({ failed }) => failed === 0);
    });
  });

  after(async () => {
    project.retire("gateway");
    for (const { kubeconfig } of lab().clusters) await clientOf(kubeconfig).delete(secretPath);
    project.remove();
  });

  const send = async (name: "west" | "east", host: string, path: string, count = 200) =>
    sendRequests({
      url: `${cluster(name).secureGateway}${path}`,
      count,
      headers: { host },
      ca: (await certificate).certificate,
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
});
