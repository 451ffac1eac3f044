import { expect } from "chai";
import * as pulumi from "@pulumi/pulumi";
import { GrayRelease } from "../../components/gray-release";
import type { LeftOut } from "../../operations/without/left-out";
import { leaving } from "../../operations/without/state";
import type { Release } from "../../model/release/release";
import { Folder, withEnvironment } from "../support/folder";
import { east, outpost, release, service, west } from "../support/releases";
import { stateOf } from "../support/stack-state";
import { beginWith, connect, valueOf, World } from "../support/world";

const clusters = [west, east, outpost];
const versions = { v1: { image: "a:1" }, v2: { image: "a:2" } };
const given = (changes: object = {}) =>
  release({ services: { hello: service({ versions, weights: { v1: 100 }, ...changes }) } });

describe("a component from which a run leaves a cluster out", () => {
  let folder: Folder;
  beforeEach(() => (folder = new Folder()));
  afterEach(() => folder.remove());

  /** What `gray` tells the program after an update that applied a release everywhere. */
  function told(before: Release, name: string): LeftOut {
    const all = clusters.map((one) => one.name);
    const names = new Set([name]);
    return leaving(stateOf(before, clusters), { stack: "dev", names, clusters: all }).told;
  }

  /** Runs a program for which `gray` wrote a file. */
  function without(left: LeftOut, after: Release) {
    const seen: string[][] = [];
    const firsts: string[] = [];
    const begin: ReturnType<typeof beginWith> = (update) => {
      seen.push(update.plan.clusters.map(({ cluster }) => cluster.name));
      seen.push(update.clusters.map(({ cluster }) => cluster.name));
      firsts.push(...update.firsts.map(({ version }) => version));
      return beginWith()(update);
    };
    const file = folder.write("left-out.json", JSON.stringify(left));
    const program = () =>
      new GrayRelease("demo", { release: after, clusters: connect(...clusters), begin });
    return withEnvironment({ GRAY_WITHOUT: file }, async () => ({
      world: await World.run(program),
      ...{ seen, firsts },
    }));
  }

  it("registers the provider of the cluster and nothing else of it, and depends on nothing of it", async () => {
    const { world, seen, firsts } = await without(
      told(given(), "east"),
      given({ weights: { v2: 100 } }),
    );
    expect(world.cluster("east").all).to.deep.equal([]);
    expect(world.resources.map(({ name }) => name)).to.include("east");
    expect(world.cluster("west").kind("VirtualService")).to.have.lengthOf(1);
    expect(world.cluster("outpost").kind("Deployment")).to.have.lengthOf(2);
    const dependencies = world.resources.flatMap((one) => one.dependencies);
    expect(dependencies.filter((urn) => /-east-/.test(urn))).to.deep.equal([]);
    expect(firsts).to.deep.equal(["v2"]);
    expect(seen).to.deep.equal([
      ["west", "outpost"],
      ["west", "outpost"],
    ]);
  });

  it("has outputs for the other clusters alone", async () => {
    const { world } = await without(told(given(), "east"), given({ weights: { v2: 100 } }));
    const { weights, endpoints, phase } = world.result;
    expect(await valueOf(weights)).to.deep.equal({ west: { hello: { v1: 0, v2: 100 } } });
    expect(await valueOf(endpoints)).to.deep.equal({ west: "http://west.example" });
    expect(await valueOf(phase)).to.equal("stable");
  });

  it("is refused, before it registers anything below itself, where its routes lead to what would be deleted", async () => {
    const after = given({ versions: { v2: { image: "a:2" } }, weights: { v2: 100 } });
    let error: unknown;
    await without(told(given(), "east"), after).catch((thrown: unknown) => (error = thrown));
    if (!pulumi.ResourceError.isInstance(error)) throw new Error("it was not refused");
    expect(error.message).to.match(/^Without east this update would lose requests: .*hello-v1/);
    expect(error.hideStack).to.equal(true);
  });

  it("is refused with a file that is another stack's", async () => {
    let error: unknown;
    const other = { ...told(given(), "east"), stack: "prod" };
    await without(other, given()).catch((thrown: unknown) => (error = thrown));
    expect(pulumi.ResourceError.isInstance(error) && error.message).to.match(/not of this run/);
  });

  it("leaves alone the release of another component", async () => {
    const other = { ...told(given(), "east"), clusters: [{ name: "north" }] };
    const { world } = await without(other, given());
    expect(world.cluster("east").kind("VirtualService")).to.have.lengthOf(1);
  });
});
