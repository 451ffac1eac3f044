import { expect } from "chai";
import { GrayRelease } from "../../components/gray-release";
import type { Sync } from "../../operations/sync/port";
import { east, release, service, west } from "../support/releases";
import { beginWith, connect, World } from "../support/world";

describe("a release with pods that have no sidecar", () => {
  it("has the subsets of their service, and no others, before any pod", async () => {
    let settle = () => undefined as void;
    const sync: Sync = {
      after: async (stage) => {
        if (stage === "protocols") await new Promise<void>((done) => (settle = done));
      },
    };
    const { v1, v2 } = service().versions;
    const versions = { v1: { ...v1!, pod: { spec: { hostNetwork: true } } }, v2: v2! };
    const services = { hello: service({ versions }), cart: service() };
    const world = await World.start(
      () =>
        new GrayRelease("demo", {
          release: { ...release({ services }), gateway: undefined },
          clusters: connect(west, east),
          begin: beginWith(sync),
        }),
      { hold: () => false },
    );
    await world.quiet();
    const rules = world.kind("DestinationRule").map(({ name }) => name);
    expect(rules).to.have.members([
      ...["demo-east-hello-v1-destinationrule", "demo-east-hello-v2-destinationrule"],
      ...["demo-west-hello-v1-destinationrule", "demo-west-hello-v2-destinationrule"],
    ]);
    expect(world.kind("Deployment")).to.deep.equal([]);
    settle();
    await world.end();
    expect(world.kind("Deployment")).to.have.lengthOf(4);
    expect(world.kind("DestinationRule")).to.have.lengthOf(8);
    expect(world.kind("PeerAuthentication")).to.have.lengthOf(2);
  });
});
