import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import type { KubeClient, KubeObject } from "../../kubernetes/client";
import { clientOf } from "../../lab/control-plane/kubeconfig";
import { sendRequests } from "../../lab/load/load";
import { noteKey } from "../../operations/stable/note";
import { cluster } from "./support/lab";
import { eventually } from "./support/lab-parts";
import { Project } from "./support/project";
import { expectSplit } from "./support/shares";
import { underLoad } from "./support/under-load";

const names = ["west", "east"] as const;
const stack = "abort";
const host = "abort.example";
const image = (tag: string) => ({ image: `example.com/shop:${tag}` });
const weights = "gray-release:weights";
const route = "/apis/networking.istio.io/v1/namespaces/gray-abort/virtualservices/shop";

describe("gray abort", () => {
  let project: Project;
  let clients: KubeClient[];

  before(async () => {
    clients = names.map((name) => clientOf(cluster(name).kubeconfig));
    project = new Project();
    project.write(stack, {
      name: stack,
      namespace: "gray-abort",
      gateway: { hosts: [host] },
      services: {
        shop: {
          port: 8080,
          expose: true,
          versions: { v1: image("1"), v2: image("2"), v3: image("3") },
          weights: { v1: 100 },
        },
      },
    });
    await project.init(stack);
    await weighted({ v1: 100 });
  });

  /** Updates to weights, where the stack has others. */
  const weighted = async (shop: Record<string, number>) => {
    if (JSON.stringify(config(project)[weights]) === JSON.stringify({ shop })) return;
    project.edit(stack, [weights], { shop });
    await project.up(stack);
  };

  /** Gives one version all traffic, and then half of it to another one. */
  const split = async (stable: string, canary: string) => {
    await weighted({ [stable]: 100 });
    await weighted({ [stable]: 50, [canary]: 50 });
  };

  /** The stable versions that the clusters note. */
  const notes = () =>
    Promise.all(
      clients.map(async (client) => {
        const live = await client.get<KubeObject>(route);
        return live?.metadata.annotations?.[noteKey];
      }),
    );

  after(() => {
    for (const client of clients) client.close();
    project.drop("gray-abort");
    project.remove();
  });

  it("brings all traffic back, with no request lost, and file, state and clusters agree", async () => {
    await split("v1", "v2");
    const { code, output } = await underLoad(host, ["v1", "v2"], () =>
      project.gray("abort", "--stack", stack),
    );
    expect(code, output).to.equal(0);
    for (const told of [
      "All traffic of shop to v1.",
      "  west: wrote gray-abort/shop; shop to v1, noted as stable on ",
      "  east: wrote gray-abort/shop; shop to v1, noted as stable on ",
      "File, state and clusters agree.",
    ])
      expect(output).to.contain(told);
    await expectAllTo({ west: "v1", east: "v1" });
    expect(config(project)[weights]).to.deep.equal({ shop: { v1: 100 } });
    const preview = ["preview", "--refresh", "--expect-no-changes", "--stack", stack];
    await project.run(...preview);
  });

  it("moves weights alone where the file holds what was never applied, and says what is left", async () => {
    await split("v1", "v2");
    const edited = ["gray-release:release", "services", "shop", "timeout"];
    project.edit(stack, edited, "3s");
    const { code, output } = await project.gray("abort", "--stack", stack);
    expect(code).to.equal(2);
    expect(output).to.contain("routes that were never applied");
    await expectAllTo({ west: "v1", east: "v1" });
    project.edit(stack, edited, undefined);
    await project.up(stack);
    await project.run("preview", "--refresh", "--expect-no-changes", "--stack", stack);
  });

  it("goes back to the version that last had all traffic, which the engine's writes leave noted", async () => {
    await split("v2", "v3");
    expect(await notes()).to.deep.equal(["v2", "v2"]);
    const noted = { west: { shop: "v2" }, east: { shop: "v2" } };
    expect((await project.outputs(stack)).stable).to.deep.equal(noted);
    const { code, output } = await underLoad(host, ["v2", "v3"], () =>
      project.gray("abort", "--stack", stack),
    );
    expect(code, output).to.equal(0);
    expect(output).to.contain("All traffic of shop to v2.");
    await expectAllTo({ west: "v2", east: "v2" });
    expect(await notes()).to.deep.equal(["v2", "v2"]);
  });

  it("takes clusters whose notes disagree at their word, and the file says so by cluster", async () => {
    await split("v2", "v3");
    const edited = { metadata: { annotations: { [noteKey]: "v1" } } };
    await clients[1]!.mergePatch(route, edited, { fieldManager: "kubectl-edit" });
    const { code, output } = await project.gray("abort", "--stack", stack);
    expect(code, output).to.equal(0);
    expect(output).to.contain("each goes back to its own: v2 in west, v1 in east.");
    expect(output).to.match(/east: .* noted as stable on .* by kubectl-edit\n/);
    await expectAllTo({ west: "v2", east: "v1" });
    const file = config(project)["gray-release:clusters"] as { weights?: object }[];
    expect(file.map((one) => one.weights)).to.deep.equal([undefined, { shop: { v1: 100 } }]);
    await project.run("preview", "--refresh", "--expect-no-changes", "--stack", stack);
    project.edit(stack, ["gray-release:clusters", 1, "weights"], undefined);
    await project.up(stack);
  });

  it("writes nothing where the version that it is to go back to is not there", async () => {
    const { code, output } = await project.gray("abort", "--stack", stack, "--to", "v9");
    expect(code).to.equal(2);
    expect(output).to.contain('no version "v9" of shop runs anywhere; v1, v2 and v3 do');
  });
});

function config(project: Project): Record<string, unknown> {
  const file = readFileSync(join(project.folder, `Pulumi.${stack}.yaml`), "utf8");
  return (parse(file) as { config: Record<string, unknown> }).config;
}

/**
 * Expects that one version answers alone through each gateway, as soon as the gateway has taken the
 * routes, for which abort does not wait.
 */
async function expectAllTo(versions: Record<(typeof names)[number], string>): Promise<void> {
  for (const name of names) {
    const send = (count: number) =>
      sendRequests({ url: `${cluster(name).gateway}/`, headers: { host }, count });
    await eventually(`${name} has routes to ${versions[name]} alone`, async () => {
      const { byVersion } = await send(30);
      return Object.keys(byVersion).join() === versions[name];
    });
    expectSplit(name, await send(300), { [versions[name]]: 100 });
  }
}
