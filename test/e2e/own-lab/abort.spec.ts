import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { freezeApiServer, thawApiServer } from "../../../lab/faults/faults";
import { steadyLoad } from "../../../lab/load/load";
import { ownLab, useOwnLab } from "../support/own-lab";
import { Project } from "../support/project";

const names = ["west", "east"] as const;
const stack = "away";
const host = "away.example";
const weights = "gray-release:weights";
const service = ["gray-release:release", "services", "shop"];
const image = (tag: string) => ({ image: `example.com/shop:${tag}` });

describe("a cluster of the lab that is away", () => {
  let project: Project;

  useOwnLab();

  before(async () => {
    project = new Project();
    project.write(stack, {
      name: stack,
      namespace: "gray-away",
      gateway: { hosts: [host] },
      services: {
        shop: {
          ...{ port: 8080, expose: true, weights: { v1: 100 } },
          versions: { v1: image("1"), v2: image("2") },
        },
      },
    });
    for (const [i, name] of names.entries()) {
      copyFileSync(ownLab.cluster(name).kubeconfig, kubeconfig(name));
      project.edit(stack, ["gray-release:clusters", i, "kubeconfig"], kubeconfig(name));
    }
    await project.init(stack);
    await project.up(stack);
  });

  const split = async () => {
    project.edit(stack, [weights], { shop: { v1: 50, v2: 50 } });
    await project.up(stack);
  };

  // Its namespace ends with the lab.
  after(() => project.remove());

  const kubeconfig = (name: string) => join(project.folder, `${name}.kubeconfig`);

  /** Requests through both gateways, until a signal. */
  const loadsUntil = (signal: AbortSignal) =>
    names.map((name) =>
      steadyLoad({
        url: `${ownLab.cluster(name).gateway}/`,
        headers: { host },
        ...{ concurrency: 4, pause: 100, signal },
      }),
    );

  /**
   * Aborts under load while the cluster east is away, and again when it is back.
   *
   * @returns what the first command said
   */
  async function abortTwice(away: () => unknown, back: () => unknown): Promise<string> {
    const stop = new AbortController();
    const began = performance.now();
    const loads = loadsUntil(stop.signal);
    await away();
    const first = await project.gray("abort", "--stack", stack).finally(back);
    const firstEnd = performance.now() - began;
    const second = await project
      .gray("abort", "--stack", stack)
      .finally(() => setTimeout(() => stop.abort(), 500));
    const [west, east] = await Promise.all(loads);
    expect(first.code, first.output).to.equal(2);
    expect(first.output).to.match(/^ {2}west: wrote gray-away\/shop; shop to v1, noted as stable/);
    expect(first.output).to.contain(`Not done in east. `);
    expect(second.code, second.output).to.equal(0);
    expect(second.output).to.match(/^ {2}east: wrote gray-away\/shop; shop to v1, noted as stable/);
    expect(second.output).to.contain("File, state and clusters agree.");
    await project.run("preview", "--refresh", "--expect-no-changes", "--stack", stack);
    expect([west?.failures, east?.failures]).to.deep.equal([{}, {}]);
    // The first command ends only when it has given the other cluster up.
    expect(west?.answers.lastAnswerOf("v2")).to.be.lessThan(firstEnd - 2000);
    return first.output;
  }

  it("keeps an abort from no other cluster while its API server is frozen, and the abort finishes when it thaws", async () => {
    await split();
    const said = await abortTwice(
      () => freezeApiServer(ownLab.folder, "east"),
      () => thawApiServer(ownLab.folder, "east"),
    );
    expect(said).to.contain("  east: NOT DONE, no answer within 5 s\n");
  });

  it("keeps an abort from no other cluster while its credential plugin hangs, and the abort finishes when it answers", async () => {
    await split();
    const good = readFileSync(kubeconfig("east"), "utf8");
    const said = await abortTwice(
      () => writeFileSync(kubeconfig("east"), withHangingPlugin(good)),
      () => writeFileSync(kubeconfig("east"), good),
    );
    expect(said).to.contain(
      "  east: NOT DONE, the credential plugin sleep gave no credentials within 10 s\n",
    );
  });

  it("is left out of updates by name, keeps what its routes lead to, and agrees after one update", async () => {
    const good = readFileSync(kubeconfig("east"), "utf8");
    const without = (command: "up" | "preview") =>
      project.gray(
        ...[command, "--without", "east", "--stack", stack],
        ...(command === "up" ? ["--yes", "--skip-preview"] : []),
      );
    const declare = (versions: object, shares: Readonly<Record<string, number>>) => {
      project.edit(stack, [...service, "versions"], versions);
      project.edit(stack, [weights], { shop: shares });
    };
    declare({ v1: image("1"), v2: image("2") }, { v1: 100 });
    await project.up(stack);
    const stop = new AbortController();
    const loads = loadsUntil(stop.signal);
    try {
      writeFileSync(kubeconfig("east"), good.replaceAll(/(https:\/\/[^:"]+):\d+/g, "$1:1"));
      // A new version with half of the traffic; all of the traffic; the end of a version that east does not route to.
      const steps: (readonly [object, Readonly<Record<string, number>>])[] = [
        [
          { v1: image("1"), v2: image("2"), v3: image("3") },
          { v1: 50, v3: 50 },
        ],
        [{ v1: image("1"), v2: image("2"), v3: image("3") }, { v3: 100 }],
        [{ v1: image("1"), v3: image("3") }, { v3: 100 }],
      ];
      const since = new Set<string | undefined>();
      let last = "";
      for (const step of steps) {
        declare(...step);
        const { code, output } = await without("up");
        expect(code, output).to.equal(0);
        last = output;
        since.add(/updates leave it out since (.*?) UTC/.exec(output)?.[1]);
        expect(output).to.match(
          /Cluster east is away: updates leave it out since .* UTC\. The stack last wrote/,
        );
      }
      expect(last).to.match(
        /Until east is back, these stay .*Deployment gray-away\/shop-v2 in west/,
      );
      // The state keeps the time of the first one.
      expect([...since]).to.have.lengthOf(1);
      // The version that east still routes to must stay, in west too.
      declare({ v3: image("3") }, { v3: 100 });
      const refused = await without("preview");
      expect(refused.code).to.equal(2);
      expect(refused.output).to.match(
        /would delete .*Deployment gray-away\/shop-v1 in west, where VirtualService gray-away\/shop in east still sends requests/s,
      );
    } finally {
      writeFileSync(kubeconfig("east"), good);
    }
    await project.up(stack);
    await project.run("preview", "--refresh", "--expect-no-changes", "--stack", stack);
    stop.abort();
    const [west, east] = await Promise.all(loads);
    expect([west?.failures, east?.failures]).to.deep.equal([{}, {}]);
    // East moved only when it was back.
    expect(west?.answers.lastAnswerOf("v1")).to.be.lessThan(
      (east?.answers.lastAnswerOf("v1") ?? 0) - 3000,
    );
  });
});

function withHangingPlugin(kubeconfig: string): string {
  const config = JSON.parse(kubeconfig) as { users: { user: object }[] };
  const apiVersion = "client.authentication.k8s.io/v1";
  const exec = { apiVersion, command: "sleep", args: ["60"], interactiveMode: "Never" };
  for (const one of config.users) one.user = { exec };
  return JSON.stringify(config);
}
