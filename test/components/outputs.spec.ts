import { expect } from "chai";
import { GrayRelease } from "../../components/gray-release";
import { planRelease } from "../../model/plan/plan";
import { release as releaseOf, service } from "../support/releases";
import { beginWith, connect, valueOf, World } from "../support/world";

const two = ["west", "east"].map((name) => ({ name, context: name }));
const versions = { v1: { image: "a:1" }, v2: { image: "a:2" } };
const release = releaseOf({
  services: { hello: service({ expose: true, versions, weights: { v1: 100 } }) },
});

describe("the outputs of a release", () => {
  it("are known only when the stages have passed", async () => {
    let pass: () => void = () => undefined;
    const passed = new Promise<void>((done) => (pass = done));
    const world = await World.start(
      () => {
        const begin = beginWith({ after: () => passed });
        return new GrayRelease("demo", { release, clusters: connect(...two), begin });
      },
      { hold: () => false },
    );
    const seen: unknown[] = [];
    world.result.phase.apply((phase) => seen.push(phase));
    await world.quiet();
    expect(seen).to.deep.equal([]);
    pass();
    await world.end();
    expect(seen).to.deep.equal(["stable"]);
  });

  it("and the routes and pods come from the plan that the update applies", async () => {
    const changed = { v1: { image: "a:1" }, v2: { image: "a:2", replicas: 3 } };
    const services = {
      hello: service({ expose: true, versions: changed, weights: { v1: 50, v2: 50 } }),
    };
    const applied = planRelease(releaseOf({ services }), two);
    const world = await World.run(() => {
      const begin = beginWith(undefined, { plan: applied });
      return new GrayRelease("demo", { release, clusters: connect(...two), begin });
    });
    expect(await valueOf(world.result.phase)).to.equal("gray");
    const route = world.named("demo-east-hello-virtualservice").inputs;
    expect(JSON.stringify(route)).to.contain('"weight":50');
    expect(world.named("demo-east-hello-v2-deployment").inputs).to.have.nested.property(
      "spec.replicas",
      3,
    );
  });
});
