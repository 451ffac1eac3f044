import { expect } from "chai";
import { KubeClient } from "../../../kubernetes/client";
import { auditedRequests } from "../../../lab/control-plane/audit";
import {
  freezeApiServer,
  killApiServer,
  restoreApiServer,
  thawApiServer,
} from "../../../lab/faults/faults";
import { refuseCredentials } from "../../../lab/faults/credentials";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import { ownLab, useOwnLab } from "../support/own-lab";
import {
  applyAll,
  deployment,
  eventually,
  holds,
  namespace,
  pods,
  readyPod,
} from "../support/lab-parts";

const space = "lab-api-server-spec";

describe("the lab's API servers", () => {
  const client = (): KubeClient => clientOf(ownLab.cluster("west").kubeconfig);
  const { folder } = ownLab;
  const ready = (): Promise<string> =>
    client()
      .text("/readyz")
      .catch((error: Error) => error.message);

  useOwnLab();

  before(async () => {
    await applyAll(client(), [namespace(space), deployment(space, "v1")]);
    await readyPod(client(), space, "v1");
  });

  after(async () => {
    await client().delete(`/api/v1/namespaces/${space}`);
  });

  it("die when told to, stay down, and come back with all that went on meanwhile", async () => {
    const [before] = await pods(client(), space);
    await client().delete(`/api/v1/namespaces/${space}/pods/${before?.metadata.name}`);
    await killApiServer(folder, "west");
    try {
      expect(await ready()).to.not.equal("ok");
      expect(await clientOf(ownLab.cluster("east").kubeconfig).text("/readyz")).to.equal("ok");
    } finally {
      await restoreApiServer(folder, "west");
    }
    expect(await ready()).to.equal("ok");
    const after = await readyPod(client(), space, "v1");
    expect(after.metadata.uid).to.not.equal(before?.metadata.uid);
    await eventually(
      "the deleted pod is gone",
      async () => (await pods(client(), space)).length === 1,
    );
  });

  it("come back by themselves where a time is given", async () => {
    await killApiServer(folder, "west", 100);
    await eventually("it is ready again", async () => (await ready()) === "ok");
  });

  it("answer nothing while they are frozen, and then everything", async () => {
    let said = "";
    await freezeApiServer(folder, "west");
    try {
      void ready().then((answer) => (said = answer));
      await new Promise((resolve) => setTimeout(resolve, 500));
      expect(said).to.equal("");
    } finally {
      await thawApiServer(folder, "west");
    }
    await eventually("the answer", () => said === "ok");
  });

  it("hear from the kubelet again which pods are Ready, when another writer took that from them", async () => {
    const all = async () => [
      ...(await pods(client(), space)),
      ...(await pods(client(), "istio-system")),
    ];
    const before = await all();
    // As the node lifecycle controller does with all pods of a node whose heartbeats it misses.
    for (const { metadata } of before)
      await client().patch(
        `/api/v1/namespaces/${metadata.namespace}/pods/${metadata.name}/status`,
        { status: { conditions: [{ type: "Ready", status: "False" }] } },
      );
    await eventually("all are Ready", async () =>
      (await all()).every((pod) => holds(pod, "Ready")),
    );
    const uids = (found: typeof before) => found.map(({ metadata }) => metadata.uid);
    expect(uids(await all())).to.have.members(uids(before));
    expect(before.map(({ metadata }) => metadata.name)).to.include("istiod-west-node");
  });

  it("answer 401 to credentials that they don't accept any more, until those are put back", async () => {
    const back = refuseCredentials(folder, "west");
    try {
      expect(await client().text("/version").catch(String)).to.contain("Unauthorized");
      expect(await clientOf(ownLab.cluster("east").kubeconfig).text("/readyz")).to.equal("ok");
    } finally {
      back();
    }
    expect(await ready()).to.equal("ok");
  });

  it("refuse orders for a cluster that isn't there", async () => {
    const refusal = await killApiServer(folder, "north").catch((error: Error) => error.message);
    expect(refusal).to.equal('The lab has no cluster "north".');
  });

  it("write down what a user of theirs asked for, but nothing of administrators", async () => {
    const account = `/api/v1/namespaces/${space}/serviceaccounts/default`;
    const spec = { expirationSeconds: 600 };
    const { status } = await client().create<{ status: { token: string } }>(`${account}/token`, {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec,
    });
    const { server, ca } = client().options;
    const limited = new KubeClient({ server, ca, token: status.token, fieldManager: "spec" });
    const refused = await limited.list(`/api/v1/namespaces/${space}/pods`).catch(String);
    expect(refused).to.include("forbidden");
    await limited.text("/version");
    const user = `system:serviceaccount:${space}:default`;
    const asked = auditedRequests(folder, "west", user);
    const common = { user, apiGroup: "", subresource: "", name: "" };
    expect(asked).to.deep.equal([
      { ...common, verb: "list", resource: "pods", namespace: space, allowed: false },
      { ...common, verb: "get", resource: "", namespace: "", path: "/version", allowed: true },
    ]);
    expect(auditedRequests(folder, "west", "admin")).to.deep.equal([]);
  });
});
