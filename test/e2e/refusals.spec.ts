import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import { objectPath } from "../../kubernetes/object-path";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { sendRequests } from "../../lab/load/load";
import { cluster, lab } from "./support/lab";
import { applyAll } from "./support/lab-parts";
import { objects } from "./support/objects";
import { Project } from "./support/project";
import { enough, expectSplit } from "./support/shares";

const clusters = "gray-release:clusters";
const weights = "gray-release:weights";
const host = "refusals.example";
const versions = "gray-release:versions";

describe("what can't be done is refused before anything is touched", () => {
  let project: Project;

  beforeEach(() => {
    project = new Project();
  });

  afterEach(() => project.remove());

  it("six mistakes in a stack file are told in one run, and nothing is registered", async () => {
    project.moveDev("gray-refusals", host);
    await project.init("dev");
    project.edit("dev", [weights, "helloworld"], { v1: 79, v2: 20 });
    project.edit("dev", [clusters, 1, "name"], "west");
    project.edit("dev", [clusters, 0, "kubeconfig"], "nowhere.kubeconfig");
    project.edit("dev", [clusters, 0, "rol"], "primary");
    project.edit("dev", [versions, "helloworld"], { v2: { clusters: ["esat"] } });
    project.edit("dev", ["gray-release:wieghts"], {});
    const { code, output } = await project.try("up", "--yes", "--skip-preview", "--stack", "dev");
    expect(code).to.not.equal(0);
    expect(output).to.contain("mistakes in the config; nothing was touched");
    for (const path of [
      "gray-release:weights.helloworld",
      "gray-release:clusters[1].name",
      "gray-release:clusters[0].kubeconfig",
      "gray-release:clusters[0].rol",
      "gray-release:versions.helloworld.v2.clusters[0]",
      "gray-release:wieghts",
    ])
      expect(output).to.contain(`. ${path}  [GR`);
    expect(output).to.not.match(/^\s+at /m);
    for (const one of lab().clusters)
      expect(await objects(one, "gray-refusals"), one.name).to.deep.equal([]);
  });

  it("what is only doubtful in the planned objects is told by a preview, and let through", async () => {
    const match = { uri: { prefix: "/a" } };
    project.write("doubtful", {
      name: "doubtful",
      namespace: "gray-doubtful",
      gateway: { hosts: ["doubtful.example"] },
      services: {
        web: {
          port: 80,
          expose: true,
          versions: { v1: { image: "example.com/web:1" }, v2: { image: "example.com/web:2" } },
          weights: { v1: 100 },
          routes: [
            { name: "entering", match: { ...match, from: "gateway" }, to: "v1" },
            { name: "calling", match: { ...match, from: "mesh" }, to: "v1" },
            { name: "never", match, to: "v2" },
          ],
        },
      },
    });
    await project.init("doubtful");
    const { output } = await project.run("preview", "--stack", "doubtful");
    expect(output).to.contain("release.services.web.routes[2] [GR214]: the route never, behind");
    expect(output).to.match(/\+ \d+ to create/);
  });

  it("what breaks the rules of the policy pack is stopped in a preview, and what keeps them passes", async () => {
    const rules = {
      "allowed-hosts": { hosts: ["pack.example"] },
      "allowed-registries": { registries: ["docker.io"] },
      "ready-pods": { pods: 2 },
    };
    writeFileSync(join(project.folder, "rules.json"), JSON.stringify(rules));
    const pack = ["--policy-pack", resolve("policy"), "--policy-pack-config", "rules.json"];
    const preview = () => project.try("preview", "--stack", "packed", ...pack);
    const write = (host: string, image: string, mtls: "STRICT" | "PERMISSIVE", replicas: number) =>
      project.write("packed", {
        name: "packed",
        namespace: "gray-packed",
        mtls,
        gateway: { hosts: [host] },
        services: {
          web: {
            port: 80,
            expose: true,
            versions: { v1: { image, replicas } },
            weights: { v1: 100 },
          },
        },
      });
    await project.init("packed");
    write("*.pack.example", "registry.example/web:1", "PERMISSIVE", 1);
    const { code, output } = await preview();
    expect(code, output).to.not.equal(0);
    for (const [rule, broken] of [
      [
        "allowed-hosts",
        "Gateway gray-packed/gray-packed-gateway: spec.servers[0].hosts[0]  [GR403]",
      ],
      [
        "no-wildcard-hosts",
        "Gateway gray-packed/gray-packed-gateway: spec.servers[0].hosts[0]  [GR404]",
      ],
      ["allowed-registries", "Deployment gray-packed/web-v1  [GR405]"],
      ["strict-mtls", "PeerAuthentication gray-packed/default: spec.mtls.mode  [GR406]"],
    ])
      expect(output).to.contain(rule).and.contain(broken);
    write("pack.example", "web:1", "STRICT", 1);
    const kept = await preview();
    expect(kept.output).to.match(/\+ \d+ to create/);
    expect(kept.code, kept.output).to.equal(0);
  });

  it("what another owner has for a host is refused in a preview and in an update alike", async () => {
    const foreign = "refusals-foreign.example";
    project.moveDev("gray-refusals-foreign", foreign);
    await project.init("dev");
    const route = {
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: "old-shop", namespace: "default" },
      spec: {
        hosts: [foreign],
        gateways: ["gray-refusals-foreign/gray-demo-gateway"],
        http: [{ route: [{ destination: { host: "old-shop" } }] }],
      },
    };
    const west = clientOf(cluster("west").kubeconfig);
    await applyAll(west, [route]);
    try {
      for (const command of [["preview"], ["up", "--yes", "--skip-preview"]]) {
        const { code, output } = await project.try(...command, "--stack", "dev");
        expect(code, command[0]).to.not.equal(0);
        expect(output).to.match(/1\. VirtualService default\/old-shop in west +\[GR362: /);
      }
      for (const one of lab().clusters)
        expect(await objects(one, "gray-refusals-foreign"), one.name).to.deep.equal([]);
    } finally {
      await west.delete(objectPath(route));
    }
  });

  it("a cluster that can't be reached is named, and both keep serving what they served", async () => {
    project.moveDev("gray-refusals", host);
    project.setWeights("dev", { v1: 95, v2: 5 });
    await project.init("dev");
    await project.up("dev");
    project.setWeights("dev", { v1: 5, v2: 95 });
    const kubeconfig = await deadCopy(project);
    project.edit("dev", [clusters, 1, "kubeconfig"], kubeconfig);
    const { code, output } = await project.try("up", "--yes", "--skip-preview", "--stack", "dev");
    expect(code).to.not.equal(0);
    expect(output).to.match(
      /Can't reach cluster east \(https:\/\/127\.0\.0\.1:1\): .*ECONNREFUSED/,
    );
    const served = { v1: 95, v2: 5 };
    for (const { name, gateway } of lab().clusters) {
      const url = `${gateway}/hello`;
      const headers = { host };
      expectSplit(name, await sendRequests({ url, headers, count: enough(served) }), served);
    }
    project.drop("gray-refusals");
  });
});

/** A copy of east's kubeconfig whose API server is a closed port. */
async function deadCopy(project: Project): Promise<string> {
  const { readFile, writeFile } = await import("node:fs/promises");
  const text = await readFile(cluster("east").kubeconfig, "utf8");
  const path = `${project.folder}/dead.kubeconfig`;
  await writeFile(path, text.replace(cluster("east").apiServer, "https://127.0.0.1:1"));
  return path;
}
