import { expect } from "chai";
import { GrayRelease } from "../../components/gray-release";
import type { Sync } from "../../operations/sync/port";
import type { Release } from "../../model/release/release";
import { east, outpost, release, service, west } from "../support/releases";
import { beginWith, connect, World } from "../support/world";

const { gateway: _gateway, ...inMesh } = release();
const given = {
  ...inMesh,
  services: { hello: service({ weights: { v1: 80, v2: 20 } }), cart: service() },
};

/** Starts the release with some registrations held back, until it can go on no more. */
async function startHolding(...held: string[]) {
  const world = await World.start(
    () =>
      new GrayRelease("demo", {
        release: given,
        clusters: connect(west, east, outpost),
        begin: beginWith(),
      }),
    { hold: (name) => held.includes(name) },
  );
  await world.quiet();
  return world;
}

/** Stages that were passed, while one of them is not taken by the proxies. */
async function startUnsettled(
  stage: string,
  changes: Partial<Release> = {},
  upToDate: readonly string[] = [],
) {
  const told: string[] = [];
  let settle = () => undefined as void;
  const sync: Sync = {
    before: (next) => {
      told.push(`before ${next}`);
      return Promise.resolve();
    },
    after: async (last) => {
      told.push(`after ${last}`);
      if (last === stage) await new Promise<void>((done) => (settle = done));
    },
    upToDate: (one) => Promise.resolve(upToDate.includes(one)),
    end: () => {
      told.push("end");
      return Promise.resolve();
    },
  };
  const world = await World.start(
    () =>
      new GrayRelease("demo", {
        release: { ...given, ...changes },
        clusters: connect(west, east),
        begin: beginWith(sync),
      }),
    { hold: () => false },
  );
  await world.quiet();
  return { world, told, settle: () => settle() };
}

const names = (list: readonly { name: string }[]) => list.map(({ name }) => name).sort();

describe("the order of a release", () => {
  it("has no route in any cluster before every subset of every primary cluster", async () => {
    const world = await startHolding("demo-east-hello-v2-destinationrule");
    expect(world.kind("DestinationRule")).to.have.lengthOf(8);
    expect(world.kind("VirtualService")).to.deep.equal([]);
    world.release();
    await world.end();
    expect(world.kind("VirtualService")).to.have.lengthOf(4);
  });

  it("has no subset in any cluster before all pods, wherever they run", async () => {
    const world = await startHolding("demo-east-hello-v2-deployment");
    expect(world.kind("DestinationRule")).to.deep.equal([]);
    expect(world.kind("VirtualService")).to.deep.equal([]);
    world.release();
    await world.end();
    expect(world.kind("DestinationRule")).to.have.lengthOf(8);
  });

  it("has no pods before the namespaces of all clusters", async () => {
    const world = await startHolding("demo-west-namespace");
    expect(names(world.cluster("west").all)).to.deep.equal(["demo-west-namespace"]);
    expect(world.kind("Deployment")).to.deep.equal([]);
    world.release();
    await world.end();
    expect(world.cluster("west").all.length).to.be.greaterThan(8);
  });

  it("delegates to no routes in a cluster that are not there", async () => {
    const shared = { ...given, gateway: { delegate: true } };
    const services = { ...given.services, hello: { ...given.services.hello, expose: true } };
    const world = await World.start(
      () =>
        new GrayRelease("demo", {
          release: { ...shared, services },
          clusters: connect(west, east),
          begin: beginWith(),
        }),
      { hold: (name) => name === "demo-west-hello-virtualservice" },
    );
    await world.quiet();
    const entries = () => names(world.kind("VirtualService")).filter((n) => n.endsWith("-entry"));
    const east_ = ["demo-east-gray-demo-gateway-entry", "demo-east-hello-mesh-entry"];
    expect(entries()).to.deep.equal(east_);
    world.release();
    await world.end();
    expect(entries()).to.have.lengthOf(4);
  });

  it("demands mutual TLS of callers only after all subsets speak it", async () => {
    const world = await startHolding("demo-west-cart-v1-destinationrule");
    expect(world.kind("PeerAuthentication")).to.deep.equal([]);
    world.release();
    await world.end();
    expect(world.kind("PeerAuthentication")).to.have.lengthOf(2);
  });

  it("waits after each stage until the proxies took it", async () => {
    const { world, told, settle } = await startUnsettled("subsets");
    expect(told).to.deep.equal([
      ...["before foundation", "after foundation", "before protocols", "after protocols"],
      ...["before workloads", "after workloads"],
      ...["before subsets", "after subsets"],
    ]);
    expect(world.kind("DestinationRule")).to.have.lengthOf(8);
    expect(world.kind("PeerAuthentication")).to.deep.equal([]);
    expect(world.kind("VirtualService")).to.deep.equal([]);
    settle();
    await world.end();
    expect(told.slice(-5)).to.deep.equal([
      ...["before policies", "after policies", "before routes", "after routes", "end"],
    ]);
    expect(world.kind("VirtualService")).to.have.lengthOf(4);
  });

  it("does not wait for stages that are up to date, and waits for all others", async () => {
    const { world, told, settle } = await startUnsettled("subsets", {}, [
      "foundation",
      "protocols",
      "workloads",
    ]);
    expect(told.filter((one) => one.startsWith("before"))).to.deep.equal([
      ...["before foundation", "before protocols", "before workloads", "before subsets"],
    ]);
    expect(world.kind("DestinationRule")).to.have.lengthOf(8);
    expect(world.kind("VirtualService")).to.deep.equal([]);
    settle();
    await world.end();
    expect(told.slice(-3)).to.deep.equal(["before routes", "after routes", "end"]);
  });

  it("opens the routes at once where all else is up to date, and does not end before all is done", async () => {
    const all = ["foundation", "workloads", "subsets", "policies"];
    const { world, told, settle } = await startUnsettled("subsets", {}, all);
    expect(told).to.include("before routes");
    expect(world.kind("VirtualService")).to.have.lengthOf(4);
    expect(told).to.not.include("end");
    settle();
    await world.end();
    expect(told.at(-1)).to.equal("end");
  });

  it("does not end, so that nothing is deleted, before the proxies took the routes", async () => {
    const { world, settle } = await startUnsettled("routes");
    expect(world.kind("VirtualService")).to.have.lengthOf(4);
    let ended = false;
    const end = world.end().then(() => (ended = true));
    await world.quiet();
    expect(ended).to.equal(false);
    settle();
    await end;
  });

  it("stops to demand mutual TLS, and to speak it, before pods lose their sidecars", async () => {
    const plain = { injection: "disabled" } as const;
    const { world, settle } = await startUnsettled("policies", plain);
    expect(world.kind("PeerAuthentication")).to.have.lengthOf(2);
    expect(world.kind("DestinationRule")).to.deep.equal([]);
    settle();
    await world.end();
    const pods = await startUnsettled("subsets", plain);
    expect(pods.world.kind("DestinationRule")).to.have.lengthOf(8);
    expect(pods.world.kind("Deployment")).to.deep.equal([]);
    pods.settle();
    await pods.world.end();
    expect(pods.world.kind("Deployment")).to.have.lengthOf(4);
  });

  it("holds nothing back in a preview", async () => {
    const never: Sync = { after: () => new Promise(() => undefined) };
    const world = await World.run(
      () =>
        new GrayRelease("demo", {
          release: given,
          clusters: connect(west, east),
          begin: beginWith(never),
        }),
      { preview: true },
    );
    expect(world.kind("VirtualService")).to.have.lengthOf(4);
  });
});

describe("the order of a release in the state", () => {
  let world: World;

  before(async () => {
    world = await startHolding();
    await world.end();
  });

  it("is such that deletions go the other way round", () => {
    const subsets = world.kind("DestinationRule").map(({ urn }) => urn);
    const pods = world.kind("Deployment").map(({ urn }) => urn);
    for (const { dependencies } of world.kind("VirtualService"))
      expect(dependencies).to.include.members([...subsets, ...pods]);
    for (const { name, dependencies } of world.kind("DestinationRule")) {
      const of = /(hello|cart)-v\d/.exec(name)?.[0] ?? "none";
      expect(dependencies).to.include.members(pods.filter((urn) => urn.includes(`-${of}-`)));
    }
  });

  it("has a hook that notes what changed, for each stage", () => {
    const hooks = (kind: string) => world.kind(kind).map((one) => one.hooks);
    const noting = (stage: string) => ({
      afterCreate: [`demo-${stage}`],
      afterUpdate: [`demo-${stage}`],
    });
    for (const of of hooks("Deployment")) expect(of).to.deep.equal(noting("workloads"));
    for (const of of hooks("DestinationRule")) expect(of).to.deep.equal(noting("subsets"));
    for (const of of hooks("VirtualService")) expect(of).to.deep.equal(noting("routes"));
  });
});
