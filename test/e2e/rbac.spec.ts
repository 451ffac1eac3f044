import { expect } from "chai";
import { parseAllDocuments } from "yaml";
import type { KubeError } from "../../kubernetes/client";
import { clientFor, serverOf } from "../../kubernetes/connect";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { sendRequests } from "../../lab/load/load";
import { planRelease } from "../../model/plan/plan";
import { grants } from "../../model/plan/rbac";
import type { Release, ServiceSpec, VersionSpec } from "../../model/release/release";
import { helloworld } from "../../stacks/presets/helloworld";
import { keepRollout } from "../support/rollout/keep";
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
const headers = { host: "rbac.example" };

/** Who decides the number of each version's pods, and how many may be gone. */
const scaling: Partial<VersionSpec> = {
  autoscale: { max: 2 },
  disruptionBudget: { maxUnavailable: 1 },
};

const hello = helloworld.services.helloworld as ServiceSpec;
const versions = Object.entries(hello.versions).map(([version, spec]): [string, VersionSpec] => [
  version,
  { ...spec, ...scaling },
]);

/** What the stack of these specs declares. */
const release: Release = {
  ...helloworld,
  services: { helloworld: { ...hello, versions: Object.fromEntries(versions) } },
  namespace: space,
  createNamespace: false,
  access: {},
  gateway: { ...helloworld.gateway, hosts: [headers.host] },
  rollout: { steps: [{ setWeight: 50 }] },
};

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

  /** What was told on the way from the first update to the destruction. */
  const walk = { made: "", endpoints: {}, entered: {}, stranger: {}, drift: {}, versions: {} };
  const kept: Awaited<ReturnType<typeof keepRollout>>[] = [];
  const count = 20;

  before(async () => {
    project = new Project();
    project.moveDev(space, headers.host);
    project.edit(stack, ["gray-release:createNamespace"], false);
    project.edit(stack, ["gray-release:access"], {});
    for (const version of Object.keys(hello.versions))
      for (const [key, value] of Object.entries(scaling))
        project.edit(stack, ["gray-release:versions", "helloworld", version, key], value);
    project.edit(stack, ["gray-release:rollout"], release.rollout);
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
    // Weights move by updates here. What keeps a rollout is tried by itself.
    project.edit(stack, ["gray-release:rollout"], undefined);
    for (const name of names) {
      const client = await clientFor(serverOf({ name }, kubeconfigs.get(name)));
      kept.push(await keepRollout(client, { release: release.name, namespace: space }));
      client.close();
    }
  });

  before(async function () {
    this.timeout(10 * 60_000);
    const up = () => project.run("up", "--yes", "--stack", stack);
    walk.made = (await up()).output;
    const shown = ["stack", "output", "endpoints", "--json", "--show-secrets"];
    const { stdout } = await project.run(...shown, "--stack", stack);
    walk.endpoints = JSON.parse(stdout) as object;
    const url = `${cluster("east").gateway}/hello`;
    walk.entered = (await sendRequests({ url, headers, count })).failures;
    const stranger = await MeshClient.start("west", "rbac");
    const service = `http://helloworld.${space}:5000/hello`;
    walk.stranger = (await stranger.send({ kind: "http", url: service, count })).failures;
    await stranger.stop();
    project.setWeights(stack, { v1: 50, v2: 50 });
    await up();
    const { code, output } = await project.gray("drift", "-s", stack);
    walk.drift = { code, output };
    const aborted = await project.gray("abort", "-s", stack, "--to", "v1");
    if (aborted.code !== 0) throw new Error(aborted.output);
    await project.run("refresh", "--yes", "--skip-preview", "--stack", stack);
    project.edit(stack, ["gray-release:versions", "helloworld", "v2", "clusters"], []);
    await up();
    walk.versions = (await project.outputs(stack)).versions as object;
    await project.run("destroy", "--yes", "--skip-preview", "--stack", stack);
  });

  after(async () => {
    for (const name of names) await administrator(name).delete(`/api/v1/namespaces/${space}`);
    project.remove();
  });

  it("is previewed and made, and istiod is asked what proxies took", () => {
    expect(walk.made).to.match(/Proxies took .*routes after [\d.]+ s \(\d+ proxies\)/);
    expect(walk.made).to.not.include("not asked");
    expect(walk.made).to.match(/GR369\]: the update did not look at .*VirtualServices outside of/);
    expect(walk.endpoints).to.deep.equal(
      Object.fromEntries(names.map((name) => [name, cluster(name).gateway])),
    );
  });

  it("lets in who enters through the gateway, and no caller of another namespace", () => {
    expect(walk.entered).to.deep.equal({});
    expect(walk.stranger).to.deep.equal({ "HTTP 403: RBAC: access denied": count });
  });

  it("changes weights, and looks for drift", () => {
    expect(walk.drift).to.deep.equal({
      code: 0,
      output: `No other field manager changed an object of stack ${stack}.\n`,
    });
  });

  it("is aborted, read again, loses a version, and is taken away altogether", () => {
    expect(walk.versions).to.deep.equal({ helloworld: { v1: ["west"], v2: [] } });
  });

  it("keeps records of rollouts and the Lease of a driver, and learns its name", () => {
    const name = `system:serviceaccount:${space}:${account.name}`;
    for (const { who, ended } of kept) {
      expect(who).to.deep.include({ known: true, name });
      expect(ended).to.equal(1);
    }
    expect(kept).to.have.lengthOf(names.length);
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
      // Pods of gateways may run in any namespace.
      const pods = /^list \/api\/v1\/(namespaces\/[^/]+\/)?pods\?labelSelector=/;
      // It asks once for what other owners have, and goes on without.
      const beside =
        /^(list \/apis\/(networking\.istio\.io|gateway\.networking\.k8s\.io)\/v1\/\S*\?limit=500|get \/api\/v1\/namespaces\/gray-rbac)$/;
      expect(refused.filter((one) => !pods.test(one) && !beside.test(one))).to.deep.equal([]);
      expect([...used, ...unseen].sort()).to.deep.equal(granted.sort());
    });

  it("reaches neither Secrets nor another namespace", async () => {
    const server = serverOf({ name: "west" }, kubeconfigs.get("west"));
    const limited = await clientFor(server);
    const refusals = [
      `/api/v1/namespaces/${space}/secrets`,
      `/api/v1/namespaces/${space}/serviceaccounts`,
      "/api/v1/namespaces/istio-system/secrets/istio-ca-secret",
      "/api/v1/namespaces",
      "/apis/apps/v1/namespaces/default/deployments",
      "/apis/networking.istio.io/v1/namespaces/istio-system/virtualservices",
    ].map(async (path) => {
      const status = await limited.request("GET", path).then(
        () => "let in",
        (error: KubeError) => error.status,
      );
      expect(status, path).to.equal(403);
    });
    await Promise.all(refusals);
    limited?.close();
  });
});
