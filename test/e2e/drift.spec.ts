import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect } from "chai";
import type { KubeClient, KubeObject } from "../../kubernetes/client";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { sendRequests } from "../../lab/load/load";
import { cluster } from "./support/lab";
import { eventually } from "./support/lab-parts";
import { Project } from "./support/project";
import { reportFile, reportPage } from "./support/report/page";
import { enough, expectSplit, type Shares } from "./support/shares";

const route = "/apis/networking.istio.io/v1/namespaces/gray-drift/virtualservices/gray-demo-vs";
const deployment = "/apis/apps/v1/namespaces/gray-drift/deployments/helloworld-v2";
const named = "VirtualService gray-drift/gray-demo-vs in cluster east, by ";
const weights = ["gray-release:weights", "helloworld"];
const headers = { host: "drift.example" };
const up = ["up", "--yes", "--skip-preview", "--stack", "dev"];

interface Route {
  spec: { http: { route: { weight: number }[] }[] };
}

describe("what another field manager changed", () => {
  let project: Project;
  let east: KubeClient;

  before(async () => {
    project = new Project();
    east = clientOf(cluster("east").kubeconfig);
    project.moveDev("gray-drift", headers.host);
    project.setWeights("dev", { v1: 95, v2: 5 });
    mkdirSync(join(project.folder, "k8s"));
    settings("info");
    project.edit("dev", ["gray-release:manifests"], ["k8s/settings.yaml", account]);
    // An API server refuses pods whose ServiceAccount does not exist.
    const v1 = { serviceAccountName: "greeter" };
    project.edit("dev", ["gray-release:versions"], { helloworld: { v1 } });
    await project.init("dev");
    await project.run(...up);
  });

  after(() => {
    east.close();
    project.drop("gray-drift");
    project.remove();
  });

  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "greeter" } };

  /** Writes the file of a ConfigMap that stands beside the release. */
  const settings = (level: string) =>
    writeFileSync(
      join(project.folder, "k8s/settings.yaml"),
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { level: ${level} }\n`,
    );

  /** What `kubectl` and other programs send, under their name. */
  const change = (path: string, manager: string, body: object) =>
    east.request("PATCH", `${path}?fieldManager=${manager}`, body, "application/merge-patch+json");

  const setWeights = async (manager: string, values: readonly number[]) => {
    const { spec } = await east.request<Route>("GET", route);
    spec.http[0]?.route.forEach((share, i) => (share.weight = values[i] ?? 0));
    await change(route, manager, { spec: { http: spec.http } });
  };

  const weightsOf = async (name: "west" | "east") => {
    const client = name === "east" ? east : clientOf(cluster(name).kubeconfig);
    const { spec } = await client.request<Route>("GET", route);
    return spec.http[0]?.route.map(({ weight }) => weight);
  };

  const expectServed = async (shares: Shares) => {
    for (const name of ["west", "east"] as const) {
      const url = `${cluster(name).gateway}/hello`;
      const near = async () => {
        const { byVersion } = await sendRequests({ url, headers, count: 200 });
        return Math.abs((byVersion.v1 ?? 0) / 2 - (shares.v1 ?? 0)) < 15;
      };
      await eventually(`the proxies of ${name} have the weights`, near);
      expectSplit(name, await sendRequests({ url, headers, count: enough(shares) }), shares);
    }
  };

  /** Expects the report of docs/, of an environment with drift and of one that policies stop. */
  const expectReport = async () => {
    await project.init("prod");
    // No other spec has these hosts: a preview refuses those that somebody else has.
    project.edit("prod", ["gray-release:hosts"], ["*.drift-prod.example"]);
    const { code, stdout, output } = await project.gray(
      ...["diff", "-s", "dev", "-s", "prod", "--state", "--policy-pack", resolve("policy")],
    );
    expect(code, output).to.equal(1);
    expect(output).to.contain("kubectl-edit").and.contain("no-wildcard-hosts");
    expect(await reportPage(stdout), output).to.equal(readFileSync(reportFile, "utf8"));
  };

  it("weights are named by preview, update and gray drift, refused in all clusters, and taken back", async () => {
    await setWeights("kubectl-edit", [30, 70]);
    project.edit("dev", weights, { v1: 10, v2: 90 });
    for (const command of [["preview", "--stack", "dev"], up]) {
      const { code, output } = await project.try(...command);
      expect(code, output).to.not.equal(0);
      expect(output).to.contain(`${named}kubectl-edit`);
      expect(output).to.contain("spec.http[0].route[0].weight (http-5000, v1): from 10 to 30");
      expect(output).to.contain("npx gray drift --take-over -s dev");
      expect(output).to.not.match(/^\s+at |conflict with/m);
    }
    expect(await weightsOf("west")).to.deep.equal([95, 5]);
    expect(await weightsOf("east")).to.deep.equal([30, 70]);

    const found = await project.gray("drift", "-s", "dev");
    expect(found.code, found.output).to.equal(1);
    expect(found.output).to.contain(`${named}kubectl-edit`);
    expect(found.output).to.contain("spec.http[0].route[1].weight (http-5000, v2): from 5 to 70");

    await expectReport();
    const back = await project.gray("drift", "-s", "dev", "--take-over");
    expect(back.code, back.output).to.equal(0);
    await expectServed({ v1: 95, v2: 5 });
    const { code, output } = await project.gray("drift", "-s", "dev");
    expect({ code, output }).to.deep.equal({
      code: 0,
      output: "No other field manager changed an object of stack dev.\n",
    });
    await project.run(...up);
    expect(await weightsOf("east")).to.deep.equal([10, 90]);
  });

  it("a deleted route and a scaled Deployment are named with who scaled it, and both are given back", async () => {
    await east.delete(route);
    await change(`${deployment}/scale`, "kubectl", { spec: { replicas: 3 } });
    const { code, stdout } = await project.gray("drift", "-s", "dev", "-o", "json");
    expect(code).to.equal(1);
    const { drift } = JSON.parse(stdout) as { drift: object[] };
    const common = { cluster: "east" };
    expect(drift).to.have.deep.members([
      { ...common, object: "VirtualService gray-drift/gray-demo-vs", kind: "deleted" },
      {
        ...common,
        object: "Deployment gray-drift/helloworld-v2",
        ...{ kind: "changed", path: "spec.replicas", of: [], from: 1, to: 3 },
        ...{ manager: "kubectl", subresource: "scale" },
      },
    ]);
    const refused = await project.try("preview", "--stack", "dev");
    expect(refused.output).to.contain("kubectl through the subresource scale");
    const back = await project.gray("drift", "-s", "dev", "--take-over");
    expect(back.code, back.output).to.equal(0);
    await expectServed({ v1: 10, v2: 90 });
    const { spec } = await east.request<{ spec: { replicas: number } }>("GET", deployment);
    expect(spec.replicas).to.equal(1);
    const { output } = await project.run("preview", "--stack", "dev");
    expect(output)
      .to.match(/\d+ unchanged/)
      .and.not.match(/to (create|update|delete|replace)/);
  });

  it("an object beside the release is named and taken back, changes in place, and goes with its entry", async () => {
    const path = "/api/v1/namespaces/gray-drift/configmaps/settings";
    interface Settings extends KubeObject {
      data: { level: string };
    }
    const before = await east.request<Settings>("GET", path);
    await change(path, "kubectl-edit", { data: { level: "debug" } });
    const refused = await project.try("preview", "--stack", "dev");
    expect(refused.output).to.contain("ConfigMap gray-drift/settings in cluster east");
    const back = await project.gray("drift", "-s", "dev", "--take-over");
    expect(back.code, back.output).to.equal(0);
    settings("warning");
    await project.run(...up);
    const after = await east.request<Settings>("GET", path);
    expect(after.data.level).to.equal("warning");
    // Not deleted and made again: pods that start meanwhile need it.
    expect(after.metadata.uid).to.equal(before.metadata.uid);
    project.edit("dev", ["gray-release:manifests"], [account]);
    await project.run(...up);
    expect(await east.get(path)).to.equal(undefined);
  });

  it("fields that another field manager owns, too, with the same values are named, and are the stack's alone when taken over", async () => {
    const { spec } = await east.request<Route>("GET", route);
    const metadata = { name: "gray-demo-vs", namespace: "gray-drift" };
    const body = { apiVersion: "networking.istio.io/v1", kind: "VirtualService", metadata, spec };
    const query = "fieldManager=argocd-controller";
    await east.request("PATCH", `${route}?${query}`, body, "application/apply-patch+yaml");
    const held = await project.gray("drift", "-s", "dev");
    expect(held.code).to.equal(0);
    expect(held.output).to.contain("Other field managers own fields of the stack, too");
    project.edit("dev", weights, { v1: 60, v2: 40 });
    const refused = await project.try(...up);
    expect(refused.output).to.contain("cluster east, also held by argocd-controller");
    expect(await weightsOf("west")).to.deep.equal([10, 90]);
    expect((await project.gray("drift", "-s", "dev", "--take-over")).code).to.equal(0);
    await project.run(...up);
    expect(await weightsOf("east")).to.deep.equal([60, 40]);
  });
});
