import { expect } from "chai";
import { parseAllDocuments } from "yaml";
import type { KubeError } from "../../kubernetes/client";
import { clientFor, serverOf } from "../../kubernetes/connect";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { sendRequests } from "../../lab/load/load";
import { planRelease } from "../../model/plan/plan";
import { grants } from "../../model/plan/rbac";
import type { Release } from "../../model/release/release";
import { helloworld } from "../../stacks/presets/helloworld";
import { MeshClient } from "./support/client";
import { cluster } from "./support/lab";
import { applyAll, namespace, type Manifest } from "./support/lab-parts";
import { Project } from "./support/project";
import { deedsOf, rightsIn } from "./support/rights";
import { kubeconfigOf } from "./support/service-account";

const space = "gray-rbac";
const account = { namespace: space, name: "gray-release" };
const names = ["west", "east"] as const;
const stack = "dev";

/** What the stack of these specs declares. */
const release: Release = { ...helloworld, namespace: space, createNamespace: false, access: {} };

/** Rights that are needed, though no log shows them. */
const unseen = [
  // Newer API servers authorise a WebSocket to a pod as its creation, too, and log it as a get.
  "istio-system /pods/portforward create",
];

describe("a release under the rights that gray rbac prints", () => {
  let project: Project;
  const began = new Date();
  const kubeconfigs = new Map<string, string>();
  const administrator = (name: (typeof names)[number]) => clientOf(cluster(name).kubeconfig);

  before(async () => {
    project = new Project();
    project.edit(stack, ["gray-release:namespace"], space);
    project.edit(stack, ["gray-release:createNamespace"], false);
    project.edit(stack, ["gray-release:access"], {});
    await project.init(stack);
    for (const [i, name] of names.entries()) {
      await applyAll(administrator(name), [namespace(space, { "istio-injection": "enabled" })]);
      const { stdout } = await project.gray("rbac", "-s", stack, "-c", name);
      const printed = parseAllDocuments(stdout).map((document) => document.toJS() as Manifest);
      await applyAll(administrator(name), printed);
      const kubeconfig = await kubeconfigOf(cluster(name), account);
      kubeconfigs.set(name, kubeconfig);
      project.edit(stack, ["gray-release:clusters", i, "kubeconfig"], undefined);
      const key = `gray-release:kubeconfig-${name}`;
      await project.run("config", "set", "--secret", "--stack", stack, key, kubeconfig);
    }
  });

  after(async () => {
    for (const name of names) await administrator(name).delete(`/api/v1/namespaces/${space}`);
    project.remove();
  });

  const up = () => project.run("up", "--yes", "--stack", stack);

  it("is previewed and made, and istiod is asked what proxies took", async () => {
    const { output } = await up();
    expect(output).to.match(/Proxies took .*routes after [\d.]+ s \(\d+ proxies\)/);
    expect(output).to.not.include("not asked");
    const shown = ["stack", "output", "endpoints", "--json", "--show-secrets"];
    const { stdout } = await project.run(...shown, "--stack", stack);
    expect(JSON.parse(stdout)).to.deep.equal(
      Object.fromEntries(names.map((name) => [name, cluster(name).gateway])),
    );
  });

  it("lets in who enters through the gateway, and nobody of another namespace", async () => {
    const count = 20;
    const entered = await sendRequests({ url: `${cluster("east").gateway}/hello`, count });
    expect(entered.failures).to.deep.equal({});
    const stranger = await MeshClient.start("west");
    const url = `http://helloworld.${space}:5000/hello`;
    const { failures } = await stranger.send({ kind: "http", url, count });
    await MeshClient.stop("west");
    expect(failures).to.deep.equal({ "HTTP 403: RBAC: access denied": count });
  });

  it("changes weights, and looks for drift", async () => {
    await project.setWeights(stack, { v1: 50, v2: 50 });
    await up();
    const { code, output } = await project.gray("drift", "-s", stack);
    expect([code, output]).to.deep.equal([
      0,
      `Nothing of stack ${stack} was changed by another hand.\n`,
    ]);
  });

  it("is aborted, read again, and loses a version", async () => {
    const { code, output } = await project.gray("abort", "-s", stack, "--to", "v1");
    expect(code, output).to.equal(0);
    await project.run("refresh", "--yes", "--skip-preview", "--stack", stack);
    project.edit(stack, ["gray-release:versions", "helloworld", "v2", "clusters"], []);
    await up();
    expect((await project.outputs(stack)).versions).to.deep.equal({
      helloworld: { v1: ["west"], v2: [] },
    });
  });

  it("is taken away altogether", async () => {
    await project.run("destroy", "--yes", "--skip-preview", "--stack", stack);
  });

  for (const name of names)
    it(`was refused nothing in ${name}, and used every right that it had, and no other`, () => {
      const plans = planRelease(
        release,
        names.map((each) => ({ name: each })),
      ).clusters;
      const plan = plans.find((one) => one.cluster.name === name);
      const granted = rightsIn(grants(release, plan!));
      const { used, refused } = deedsOf(
        cluster(name),
        `system:serviceaccount:${account.namespace}:${account.name}`,
        began,
      );
      expect(refused).to.deep.equal([]);
      expect([...used, ...unseen].sort()).to.deep.equal(granted.sort());
    });

  it("reaches neither Secrets nor another namespace", async () => {
    const server = serverOf({ name: "west" }, kubeconfigs.get("west"));
    const limited = await clientFor(server!);
    const refusals = [
      `/api/v1/namespaces/${space}/secrets`,
      `/api/v1/namespaces/${space}/serviceaccounts`,
      "/api/v1/namespaces/istio-system/secrets/istio-ca-secret",
      "/api/v1/namespaces",
      "/apis/apps/v1/namespaces/default/deployments",
      "/apis/networking.istio.io/v1/namespaces/istio-system/virtualservices",
    ].map(async (path) => {
      const status = await limited!.request("GET", path).then(
        () => "let in",
        (error: KubeError) => error.status,
      );
      expect(status, path).to.equal(403);
    });
    await Promise.all(refusals);
    limited?.close();
  });
});
