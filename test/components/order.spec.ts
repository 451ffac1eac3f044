import { expect } from "chai";
import { GrayRelease } from "../../components/gray-release";
import { east, outpost, release, service, west } from "../support/releases";
import { connect, World } from "../support/world";

const { gateway: _gateway, ...inMesh } = release();
const given = {
  ...inMesh,
  services: { hello: service({ weights: { v1: 80, v2: 20 } }), cart: service() },
};

/** Starts the release with some registrations held back, until it can go on no more. */
async function startHolding(...held: string[]) {
  const world = await World.start(
    () => new GrayRelease("demo", { release: given, clusters: connect(west, east, outpost) }),
    { hold: (name) => held.includes(name) },
  );
  await world.quiet();
  return world;
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

  it("has no subset in any cluster before the pods of its version, wherever they run", async () => {
    const world = await startHolding("demo-east-hello-v2-deployment");
    const waiting = ["demo-east-hello-v2-destinationrule", "demo-west-hello-v2-destinationrule"];
    const others = ["cart-v1", "cart-v2", "hello-v1"].flatMap((of) => [
      `demo-east-${of}-destinationrule`,
      `demo-west-${of}-destinationrule`,
    ]);
    expect(names(world.kind("DestinationRule"))).to.deep.equal(others.sort());
    expect(world.kind("VirtualService")).to.deep.equal([]);
    world.release();
    await world.end();
    expect(names(world.kind("DestinationRule"))).to.deep.equal([...others, ...waiting].sort());
  });

  it("has nothing in a cluster before its namespace there", async () => {
    const world = await startHolding("demo-west-namespace");
    expect(names(world.cluster("west").all)).to.deep.equal(["demo-west-namespace"]);
    expect(world.cluster("east").kind("Deployment")).to.have.lengthOf(2);
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
    expect(names(world.kind("PeerAuthentication"))).to.deep.equal(["demo-east-peerauthentication"]);
    world.release();
    await world.end();
    expect(world.kind("PeerAuthentication")).to.have.lengthOf(2);
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

  it("has hooks that wait after new subsets and after routes that dropped some", () => {
    for (const { hooks } of world.kind("DestinationRule"))
      expect(hooks).to.deep.equal({ afterCreate: ["demo-new-subset"], afterUpdate: [] });
    for (const { hooks } of world.kind("VirtualService"))
      expect(hooks).to.deep.equal({ afterCreate: [], afterUpdate: ["demo-shift"] });
  });
});
