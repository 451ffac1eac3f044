import { expect } from "chai";
import { fieldManager } from "../../model/manifests/ownership";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { expiredToken } from "./support/expired-token";
import { FailingRelease, type VirtualService } from "./support/failing-release";
import { cluster } from "./support/lab";
import type { Shares } from "./support/shares";

const env = { LAB_DELAY_MS: "20" };
/** What is written as an abort would. */
const aborted = { v1: 10, v2: 90 };

describe("an update that can't be done", () => {
  let failing: FailingRelease;

  before(async () => {
    failing = await FailingRelease.begin("refused");
    failing.set(["ready"], 15);
  });

  beforeEach(() => failing.takeBack());

  after(() => failing.end());

  it("for pods that never become ready says which and why, moves no route, and can be taken back", async () => {
    const image = "example.com/web:does-not-exist";
    failing.set(["versions"], { web: { v3: { image, clusters: ["west"], env } } });
    failing.weights({ v1: 5, v2: 5, v3: 90 });
    const output = await failing.failing();
    expect(output).to.match(
      /Pods are not ready after 12 of 15 s:\s+- cluster west, web-v3: pod web-v3-\S+: container web waits: ImagePullBackOff, no image example\.com\/web:does-not-exist\s+No route moves in any cluster before they are ready: traffic flows as before\. Correct the version/,
    );
    await failing.movedNothing();
    await failing.takeBack();
    await failing.converges(failing.current);
  });

  it("beside another update is refused by the lock, and the other goes on", async () => {
    const { next } = failing;
    failing.weights(next);
    let second: Promise<string> | undefined;
    failing.at("east").faults = ({ method, path }) => {
      if (method === "GET" || !path.includes("/virtualservices")) return undefined;
      second ??= failing.tryUp().then(({ code, output }) => `${code} ${output}`);
      return { after: second };
    };
    await failing.goesOn(next);
    expect(await second).to.match(
      /^[1-9]\d* .*the stack is currently locked by 1 lock\(s\)\. Either wait for the other process\(es\) to end or delete the lock file with `pulumi cancel`/s,
    );
  });

  it("since somebody wrote a route meanwhile is refused, and moves none", async () => {
    const before = failing.current;
    failing.set(["versions"], { web: { v3: { image: "example.com/web:3", env } } });
    failing.weights({ v1: 5, v2: 5, v3: 90 });
    let written: Promise<unknown> | undefined;
    failing.at("east").faults = ({ method, path }) => {
      if (method !== "GET" && path.includes("/destinationrules"))
        written ??= abort(failing, aborted);
      return undefined;
    };
    const output = await failing.failing();
    await written;
    expect(output).to.contain(
      "Another field manager or gray abort wrote routes while this update ran: west: VirtualService gray-refused/web. " +
        "This update moved no route.",
    );
    expect(await failing.routed("west")).to.deep.equal(aborted);
    expect(await failing.routed("east")).to.deep.equal(before);
    await failing.takeBack();
    // What was written is recorded, as `gray abort` does.
    failing.weights(aborted);
    await failing.converges(aborted);
  });

  it("for a token that has expired says so, whether before or in the middle of it", async () => {
    failing.weights(failing.next);
    const back = failing.withToken("east", expiredToken("east"));
    expect(await failing.failing()).to.contain(
      "cluster east: the kubeconfig's credentials are not accepted (401): they may be expired; renew them. " +
        "The update changed nothing: all clusters serve as before.",
    );
    await failing.movedNothing();
    back();
    failing.at("east").faults = ({ method, path }) =>
      method !== "GET" && path.includes("/virtualservices") ? { status: 401 } : undefined;
    expect(await failing.failing()).to.match(
      /VirtualService \(refused-east-web-virtualservice\):\s+error: .*(Unauthorized|provide credentials)/s,
    );
    failing.weights(failing.current);
    await failing.converges(failing.current);
  });

  it("for the disk of the state is full says so, and the next one goes on", async () => {
    const { next } = failing;
    failing.weights(next);
    const output = await failing.failing(["v1", "v2"], () => failing.tryUpOnFullDisk());
    expect(output).to.match(/failed to save snapshot: .*: no space left on device/);
    await failing.converges(next);
  });

  it("for it would delete a protected namespace is refused by preview and update", async () => {
    failing.set(["protect"], true);
    await failing.up();
    failing.set(["namespace"], "gray-renamed");
    // With the same host, the routes in the old namespace would be in the way first.
    failing.set(["hosts"], ["renamed.example"]);
    const preview = await failing.project.try("preview", "--stack", failing.stack);
    expect(preview.code).to.not.equal(0);
    for (const output of [preview.output, await failing.failing()])
      expect(output).to.match(/protect/);
    await failing.movedNothing();
    await failing.takeBack();
    failing.set(["protect"], false);
    await failing.converges(failing.current);
  });
});

/** Writes the route of west as `gray abort` does. */
async function abort(failing: FailingRelease, weights: Shares): Promise<unknown> {
  const client = clientOf(cluster("west").kubeconfig);
  const path = `/apis/networking.istio.io/v1/namespaces/${failing.namespace}/virtualservices/web`;
  const live = await client.get<VirtualService>(path);
  const [first] = live?.spec.http ?? [];
  for (const share of first?.route ?? []) share.weight = weights[share.destination.subset] ?? 0;
  const query = `fieldManager=${fieldManager}&force=true`;
  const metadata = { ...live?.metadata, managedFields: undefined, resourceVersion: undefined };
  return client.request(
    "PATCH",
    `${path}?${query}`,
    { ...live, metadata },
    "application/apply-patch+yaml",
  );
}
