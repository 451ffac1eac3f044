import { expect } from "chai";
import { analyze } from "./support/analyze";
import { expectChains, sendAlong, type ChainTotals } from "./support/chains";
import { MeshClient } from "./support/client";
import { cluster } from "./support/lab";
import { Project } from "./support/project";
import { enough } from "./support/shares";

const [chain1, chain2] = ["appa v1 > appb v1", "appa v2 > appb v2"] as const;

describe("the preset full-link", () => {
  let project: Project;
  let client: MeshClient;

  before(async () => {
    project = new Project();
    client = await MeshClient.start("west", "full-link");
  });

  after(async () => {
    await client.stop();
    project.remove();
  });

  const send = (name: "west" | "east", count: number, headers: Record<string, string>) =>
    sendAlong(`${cluster(name).gateway}/`, count, headers);
  /** Calls from inside the mesh, by a pod that belongs to no chain. */
  const fromMesh = async (namespace: string, count: number, headers = {}): Promise<ChainTotals> => {
    const url = `http://appa.${namespace}:8000/`;
    const totals = await client.send({ kind: "http", url, count, headers, key: "chain" });
    return { ...totals, byChain: totals.byKey };
  };
  const deployed = (stack: string): void => {
    before(async () => {
      await project.init(stack);
      await project.up(stack);
    });

    after(() => project.retire(stack));

    it("gives istioctl analyze nothing to warn of", async () => {
      expect(await analyze(stack)).to.deep.equal([]);
    });
  };

  describe("by weights of the gateway and of the mesh", () => {
    deployed("full-link");

    it("splits what enters 10/90, and appb answers with appa's version every time", async () => {
      const split = { [chain1]: 10, [chain2]: 90 };
      for (const name of ["west", "east"] as const) {
        const totals = await send(name, enough(split), { host: "full-link.example.com" });
        expectChains(name, totals, split);
      }
    });

    it("keeps calls from inside the mesh on v1", async () => {
      expectChains("mesh", await fromMesh("full-link", 300), { [chain1]: 100 });
    });
  });

  describe("by a header that names the version", () => {
    const host = { host: "header.full-link.example.com" };
    const split = { [chain1]: 80, [chain2]: 20 };
    deployed("full-link-header");

    it("leads to the version that the header names, and splits all others 80/20", async () => {
      const [one, two] = [
        { ...host, version: "v1" },
        { ...host, version: "v2" },
      ];
      expectChains("v1", await send("west", 300, one), { [chain1]: 100 });
      expectChains("v2", await send("east", 300, two), { [chain2]: 100 });
      expectChains("no header", await send("west", enough(split), host), split);
    });

    it("splits 80/20 inside the mesh, whatever the header says", async () => {
      const totals = await fromMesh("full-link-header", enough(split), { version: "v2" });
      expectChains("mesh", totals, split);
    });
  });

  describe("by permissive lanes, with a service that has no v2", () => {
    const host = { host: "lanes.full-link.example.com" };
    const [base, lane] = ["appa v1 > appc v1 > appb v1", "appa v2 > appc v1 > appb v2"];
    deployed("full-link-lanes");

    it("answers v2, v1, v2 to requests that carry the lane, from the gateway and from inside", async () => {
      const gray = { "x-lane": "gray" };
      expectChains("gateway", await send("east", 300, { ...host, ...gray }), { [lane]: 100 });
      expectChains("mesh", await fromMesh("full-link-lanes", 300, gray), { [lane]: 100 });
    });

    it("lets a fifth of the others enter the lane at the gateway, and nobody inside", async () => {
      const split = { [base]: 80, [lane]: 20 };
      expectChains("gateway", await send("west", enough(split), host), split);
      expectChains("mesh", await fromMesh("full-link-lanes", 300), { [base]: 100 });
    });

    it("takes a lane that nobody declared for none, and leaves it alone", async () => {
      const other = { ...host, "x-lane": "unknown" };
      expectChains("unknown", await send("west", 300, other), { [base]: 100 });
    });
  });
});
