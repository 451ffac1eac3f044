import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { sendRequests } from "../../lab/load/load";
import { cluster } from "./support/lab";
import { eventually } from "./support/lab-parts";
import { Project } from "./support/project";
import { expectSplit } from "./support/shares";
import { underLoad } from "./support/under-load";

const stack = "abort";
const host = "abort.example";
const image = (tag: string) => ({ image: `example.com/shop:${tag}` });
const split = { shop: { v1: 50, v2: 50 } };
const weights = "gray-release:weights";

describe("gray abort", () => {
  let project: Project;

  before(async () => {
    project = new Project();
    project.write(stack, {
      name: stack,
      namespace: "gray-abort",
      gateway: { hosts: [host] },
      services: {
        shop: {
          port: 8080,
          expose: true,
          versions: { v1: image("1"), v2: image("2") },
          weights: { v1: 100 },
        },
      },
    });
    await project.init(stack);
    await applied();
  });

  /** Updates to weights from which an abort can go back, where the stack has others. */
  const applied = async () => {
    if (JSON.stringify(config(project)[weights]) === JSON.stringify(split)) return;
    project.edit(stack, [weights], split);
    await project.up(stack);
  };

  after(() => {
    project.drop("gray-abort");
    project.remove();
  });

  it("brings all traffic back, with no request lost, and file, state and clusters agree", async () => {
    await applied();
    const { code, output } = await underLoad(host, ["v1", "v2"], () =>
      project.gray("abort", "--stack", stack),
    );
    expect(code, output).to.equal(0);
    for (const told of [
      "All traffic of shop to v1.",
      "  west: wrote gray-abort/shop",
      "  east: wrote gray-abort/shop",
      "File, state and clusters agree.",
    ])
      expect(output).to.contain(told);
    await expectAllToV1();
    expect(config(project)[weights]).to.deep.equal({ shop: { v1: 100 } });
    const preview = ["preview", "--refresh", "--expect-no-changes", "--stack", stack];
    await project.run(...preview);
  });

  it("moves weights alone where the file holds what was never applied, and says what is left", async () => {
    await applied();
    const edited = ["gray-release:release", "services", "shop", "timeout"];
    project.edit(stack, edited, "3s");
    const { code, output } = await project.gray("abort", "--stack", stack);
    expect(code).to.equal(2);
    expect(output).to.contain("routes that were never applied");
    await expectAllToV1();
    project.edit(stack, edited, undefined);
    await project.up(stack);
    await project.run("preview", "--refresh", "--expect-no-changes", "--stack", stack);
  });

  it("writes nothing where the version that it is to go back to is not there", async () => {
    const { code, output } = await project.gray("abort", "--stack", stack, "--to", "v9");
    expect(code).to.equal(2);
    expect(output).to.contain('no version "v9" of shop runs anywhere; v1, v2 does');
  });
});

function config(project: Project): Record<string, unknown> {
  const file = readFileSync(join(project.folder, `Pulumi.${stack}.yaml`), "utf8");
  return (parse(file) as { config: Record<string, unknown> }).config;
}

/** Expects that only v1 answers through each gateway, as soon as it has taken the routes, for which abort does not wait. */
async function expectAllToV1(): Promise<void> {
  for (const name of ["west", "east"] as const) {
    const send = (count: number) =>
      sendRequests({ url: `${cluster(name).gateway}/`, headers: { host }, count });
    await eventually(`${name} has no route to v2`, async () => {
      const { byVersion } = await send(30);
      return byVersion.v2 === undefined;
    });
    expectSplit(name, await send(300), { v1: 100 });
  }
}
