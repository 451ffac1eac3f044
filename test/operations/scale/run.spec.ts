import { expect } from "chai";
import type { KubeObject } from "../../../kubernetes/client";
import { objectPath } from "../../../kubernetes/object-path";
import { fieldManager, replicasManager, written } from "../../../model/manifests/ownership";
import type { Release, VersionSpec } from "../../../model/release/release";
import { RefusalError } from "../../../operations/refusal";
import type { ScaleLook } from "../../../operations/scale/look";
import { cuts } from "../../../operations/scale/replicas";
import { changeOwners, ownNumbers, untilScaled } from "../../../operations/scale/run";
import { failureOf, FakeClock } from "../../support/ports";
import { install, reachFakes, stopAll, type FakeCluster } from "../../support/reached";
import { west } from "../../support/releases";
import { lookIn, numberIn, scaled } from "./support";

const controller = { manager: "kube-controller-manager", subresource: "scale" };
const autoscale = { min: 2, max: 9 };

describe("the number of pods, when another owner decides it", () => {
  let open: FakeCluster[] = [];

  afterEach(async () => {
    await stopAll(open);
    open = [];
  });

  /** A cluster that has one release, with the plan of the next one. */
  const between = async (before: Release, after: Release): Promise<FakeCluster> => {
    const [was] = (open = await reachFakes(before, west));
    const [is] = await reachFakes(after, west);
    if (!was || !is) throw new Error("no cluster was reached");
    install(was);
    await is.api.stop();
    return { ...was, plan: is.plan, objects: is.objects };
  };

  const v1 = async (before: Partial<VersionSpec>, after: Partial<VersionSpec>) =>
    between(scaled(before), scaled(after));

  /** Writes Deployments and autoscalers as the engine does: a conflict ends it. */
  const engine = async ({ objects, client }: FakeCluster) => {
    for (const object of objects)
      if (["Deployment", "HorizontalPodAutoscaler"].includes(object.kind))
        await client!.apply(objectPath(object), written(object), { force: false });
  };

  const update = async (cluster: FakeCluster, write = engine): Promise<ScaleLook> => {
    const look = await lookIn(cluster);
    const parts = [{ client: cluster.client!, changes: look.changes }];
    await changeOwners(parts);
    await write(cluster);
    await ownNumbers(parts);
    return look;
  };

  /** What an autoscaler, or `kubectl scale`, writes. */
  const scale = ({ api }: FakeCluster, replicas: number) => {
    const path = "/apis/apps/v1/namespaces/gray-demo/deployments/hello-v1";
    const { metadata, ...live } = api.get(path)!;
    const { managedFields: _, ...rest } = metadata;
    const spec = { ...(live.spec as object), replicas };
    api.put({ ...live, metadata: rest, spec } as KubeObject, controller);
    api.rollOut(path);
  };

  it("stays what it was where an autoscaler is turned on, or the number left to others", async () => {
    for (const after of [{ autoscale }, { replicas: "external" } as const]) {
      const cluster = await v1({ replicas: 5 }, after);
      const { changes } = await update(cluster);
      expect(changes.map(({ kind, replicas }) => [kind, replicas])).to.deep.equal([["leave", 5]]);
      expect(numberIn(cluster, "hello-v1")).to.deep.equal({
        replicas: 5,
        owners: [replicasManager],
      });
      await stopAll([cluster]);
    }
  });

  it("would be 1 without the second field manager", async () => {
    const cluster = await v1({ replicas: 5 }, { autoscale });
    await engine(cluster);
    expect(numberIn(cluster, "hello-v1").replicas).to.equal(1);
  });

  it("stays what it was where the update breaks off before the engine writes, and is repeated", async () => {
    const cluster = await v1({ replicas: 5 }, { autoscale });
    await changeOwners([{ client: cluster.client!, changes: (await lookIn(cluster)).changes }]);
    const { owners } = numberIn(cluster, "hello-v1");
    expect(owners).to.have.members([fieldManager, replicasManager]);
    const again = await update(cluster);
    expect(again.changes).to.deep.equal([]);
    expect(numberIn(cluster, "hello-v1").replicas).to.equal(5);
  });

  it("belongs to the autoscaler from its first write on, and no update changes it", async () => {
    const cluster = await v1({ replicas: 5 }, { autoscale });
    await update(cluster);
    scale(cluster, 7);
    expect(numberIn(cluster, "hello-v1")).to.deep.equal({
      replicas: 7,
      owners: [controller.manager],
    });
    const next = await update(cluster);
    expect(next.changes).to.deep.equal([]);
    expect(numberIn(cluster, "hello-v1").replicas).to.equal(7);
  });

  it("is that of the release alone where the autoscaler is turned off, which is deleted first", async () => {
    const cluster = await v1({ autoscale }, { replicas: 8 });
    scale(cluster, 7);
    const { changes } = await update(cluster, (one) => {
      expect(one.api.list("HorizontalPodAutoscaler")).to.deep.equal([]);
      expect(numberIn(one, "hello-v1")).to.deep.equal({ replicas: 8, owners: [replicasManager] });
      return engine(one);
    });
    expect(changes.map(({ kind, autoscaler }) => [kind, autoscaler])).to.deep.equal([
      ["take", true],
    ]);
    expect(numberIn(cluster, "hello-v1")).to.deep.equal({ replicas: 8, owners: [fieldManager] });
  });

  it("is that of the release alone, too, where it is the number that the autoscaler left", async () => {
    const cluster = await v1({ autoscale }, { replicas: 7 });
    scale(cluster, 7);
    await update(cluster);
    expect(numberIn(cluster, "hello-v1")).to.deep.equal({ replicas: 7, owners: [fieldManager] });
  });

  it("is the release's where an update broke off after it deleted the autoscaler", async () => {
    const cluster = await v1({ autoscale }, { replicas: 7 });
    scale(cluster, 7);
    await changeOwners([{ client: cluster.client!, changes: (await lookIn(cluster)).changes }]);
    const again = await update(cluster);
    expect(again.changes.map(({ kind, autoscaler }) => [kind, autoscaler])).to.deep.equal([
      ["take", false],
    ]);
    expect(numberIn(cluster, "hello-v1")).to.deep.equal({ replicas: 7, owners: [fieldManager] });
  });

  it("is the release's again where the autoscaler is given up before the engine wrote it", async () => {
    const cluster = await v1({ replicas: 5 }, { autoscale });
    await changeOwners([{ client: cluster.client!, changes: (await lookIn(cluster)).changes }]);
    const [back] = await reachFakes(scaled({ replicas: 4 }), west);
    await back!.api.stop();
    const reverted = { ...cluster, plan: back!.plan, objects: back!.objects };
    const { changes } = await update(reverted);
    expect(changes.map(({ kind }) => kind)).to.deep.equal(["own"]);
    expect(numberIn(reverted, "hello-v1")).to.deep.equal({ replicas: 4, owners: [fieldManager] });
  });

  it("is written once more where another field manager writes the Deployment at the same time", async () => {
    const cluster = await v1({ replicas: 5 }, { autoscale });
    const patch = {
      method: "PATCH",
      where: ({ query }: { query: Record<string, string> }) =>
        query.fieldManager === replicasManager,
    } as const;
    cluster.api.before(patch, () => scale(cluster, 6));
    const look = await lookIn(cluster);
    await changeOwners([{ client: cluster.client!, changes: look.changes }]);
    await engine(cluster);
    expect(numberIn(cluster, "hello-v1").replicas).to.equal(6);
  });

  it("is none of the release's business where somebody else's autoscaler wrote a declared number", async () => {
    const cluster = await v1({ replicas: 5 }, { replicas: 5 });
    scale(cluster, 7);
    expect((await lookIn(cluster)).changes).to.deep.equal([]);
  });

  it("would be cut by a max below it, or by fewer declared pods than an autoscaler left", async () => {
    const many = await v1({ replicas: 10 }, { autoscale });
    expect((await lookIn(many)).changes.map(cuts)).to.deep.equal([true]);
    await stopAll([many]);
    const few = await v1({ autoscale }, {});
    scale(few, 7);
    expect((await lookIn(few)).changes.map(cuts)).to.deep.equal([true]);
  });

  it("of an autoscaler is waited for", async () => {
    const cluster = await v1({ autoscale }, { autoscale });
    scale(cluster, 3);
    const clock = new FakeClock();
    const target = { cluster: "west", namespace: "gray-demo", deployment: "hello-v1", pods: 4 };
    const path = "/apis/apps/v1/namespaces/gray-demo/deployments/hello-v1";
    let looks = 0;
    cluster.api.before(
      { method: "GET", kind: "Deployment" },
      () => (looks += 1) === 3 && scale(cluster, 4),
      9,
    );
    await untilScaled([cluster], [target], { limitSeconds: 60, clock });
    expect(clock.waits).to.have.length(2);
    expect(cluster.api.get(path)?.spec).to.include({ replicas: 4 });
  });

  it("of an autoscaler that does not come is a refusal that moves no route", async () => {
    const cluster = await v1({ autoscale }, { autoscale });
    const target = { cluster: "west", namespace: "gray-demo", deployment: "hello-v1", pods: 4 };
    const error = await failureOf(
      untilScaled([cluster], [target], { limitSeconds: 60, clock: new FakeClock() }),
    );
    expect(error).to.be.instanceOf(RefusalError);
    expect(error.message).to.match(
      /^hello-v1 in west has 1 of the 4 pods that its larger share needs after 60 s\. This update moved no route\./,
    );
  });
});
