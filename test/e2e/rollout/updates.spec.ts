import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { KubeClient, KubeObject } from "../../../kubernetes/client";
import { clientOf } from "../../../lab/control-plane/kubeconfig";
import type { RolloutRecord } from "../../../model/rollout/record";
import { cluster } from "../support/lab";
import { Project } from "../support/project";
import { underLoad } from "../support/under-load";

const names = ["west", "east"] as const;
const stack = "beside";
const host = "beside.example";
const image = (tag: string) => ({ image: `example.com/shop:${tag}` });
const namespace = "gray-beside";
const release = "gray-release:release";
const weights = "gray-release:weights";
const record = `/api/v1/namespaces/${namespace}/configmaps/gray-rollout-${stack}`;
const deployment = `/apis/apps/v1/namespaces/${namespace}/deployments/shop-v1`;

describe("updates and aborts beside a rollout", () => {
  let project: Project;
  let clients: KubeClient[];

  before(async () => {
    clients = names.map((name) => clientOf(cluster(name).kubeconfig));
    project = new Project();
    project.write(stack, {
      ...{ name: stack, namespace, gateway: { hosts: [host] } },
      rollout: { steps: [{ setWeight: 20 }, { pause: {} }] },
      services: {
        shop: {
          ...{ port: 8080, expose: true, weights: { v1: 100 } },
          versions: { v1: image("1"), v2: image("2") },
        },
      },
    });
    await project.init(stack);
    await project.up(stack);
  });

  after(() => {
    for (const client of clients) client.close();
    project.drop(namespace);
    project.remove();
  });

  const gray = async (expected: number, ...args: string[]) => {
    const { code, output } = await project.gray(...args, "-s", stack);
    expect(code, output).to.equal(expected);
    return output;
  };

  /** Begins a rollout to v2, and takes its first step. */
  async function running() {
    project.edit(stack, [weights], { shop: { v2: 100 } });
    const { output } = await project.up(stack);
    expect(output).to.contain("A rollout of 2 steps is due");
    expect(await shares()).to.deep.equal([{ v1: 100 }, { v1: 100 }]);
    await gray(0, "rollout", "start");
    await gray(1, "rollout", "tick");
    expect(await shares()).to.deep.equal(twenty);
  }

  const twenty = [
    { v1: 80, v2: 20 },
    { v1: 80, v2: 20 },
  ];

  /** The weights that live routes have in each cluster. */
  const shares = () =>
    Promise.all(
      clients.map(async (client) => {
        const path = `/apis/networking.istio.io/v1/namespaces/${namespace}/virtualservices/shop`;
        const live = await client.get<KubeObject & { spec: Spec }>(path);
        const [first] = live?.spec.http ?? [];
        return Object.fromEntries(
          (first?.route ?? []).map((one) => [one.destination.subset, one.weight ?? 100]),
        );
      }),
    );

  const recordIn = async (i: number) => {
    const found = await clients[i]!.get<KubeObject & { data: { record: string } }>(record);
    return found && (JSON.parse(found.data.record) as RolloutRecord);
  };

  it("moves no weight by an update: of an older checkout, of a hotfix, without a record", async () => {
    await running();
    project.edit(stack, [weights], { shop: { v1: 100 } });
    const older = await project.try("up", "--yes", "--skip-preview", "--stack", stack);
    expect(older.code).to.not.equal(0);
    expect(older.output).to.match(/\[GR531\].*npx gray rollout abort -s beside/s);
    expect(await shares()).to.deep.equal(twenty);

    project.edit(stack, [weights], { shop: { v2: 100 } });
    const hotfix = [release, "services", "shop", "versions", "v1", "image"];
    project.edit(stack, hotfix, "example.com/shop:1.1");
    await underLoad(host, ["v1", "v2"], () => project.up(stack));
    expect(JSON.stringify(await clients[0]!.get(deployment))).to.contain("shop:1.1");
    expect(await shares()).to.deep.equal(twenty);

    for (const client of clients) await client.delete(record);
    await project.up(stack);
    expect(await shares()).to.deep.equal(twenty);
    expect((await project.outputs(stack)).phase).to.equal("gray");
    project.edit(stack, [weights], { shop: { v1: 100 } });
    await project.up(stack);
    expect(await shares()).to.deep.equal([{ v1: 100 }, { v1: 100 }]);
  });

  it("holds an abort while home is away, in every cluster, when home is back", async () => {
    await running();
    const path = ["gray-release:clusters", 0, "kubeconfig"];
    const home = readFileSync(join(project.folder, ".lab", "west.kubeconfig"), "utf8");
    const away = home.replace(/https:\/\/[^"\s]+/, "https://127.0.0.1:9");
    writeFileSync(join(project.folder, "away.kubeconfig"), away);
    project.edit(stack, path, "away.kubeconfig");
    expect(await gray(2, "abort")).to.match(/west: NOT DONE/);
    expect(await shares()).to.deep.equal([{ v1: 80, v2: 20 }, { v1: 100 }]);
    const east = await recordIn(1);
    expect(east).to.deep.include({ status: "aborted", owed: ["west"] });
    expect(east!.epoch).to.be.greaterThan((await recordIn(0))!.epoch);

    project.edit(stack, path, ".lab/west.kubeconfig");
    const { output } = await project.up(stack);
    expect(output).to.contain("The rollout to the declared weights was aborted");
    expect(await shares()).to.deep.equal([{ v1: 100 }, { v1: 100 }]);
    for (const i of [0, 1])
      expect(await recordIn(i)).to.deep.include({ status: "aborted", owed: [] });
  });
});

interface Spec {
  readonly http?: readonly {
    readonly route: readonly {
      readonly destination: { readonly subset: string };
      readonly weight?: number;
    }[];
  }[];
}
