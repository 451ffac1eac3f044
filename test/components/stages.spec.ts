import { setImmediate as turn } from "node:timers/promises";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { releaseType, Stages } from "../../components/stages";
import { RefusalError } from "../../operations/refusal";
import type { Sync } from "../../operations/sync/port";
import { failureOf } from "../support/ports";
import { atOnce, World } from "../support/world";

/** A release of one namespace, whose stage passes. */
function release(stages: Stages, sync: Sync = atOnce): Promise<void> {
  class Holder extends pulumi.ComponentResource {
    constructor() {
      super("a:b:Holder", "holder", {}, { transformations: [stages.transformation] });
      new k8s.core.v1.Namespace("shop", {}, { parent: this });
      this.registerOutputs({});
    }
  }
  new Holder();
  return stages.run(["foundation"], Promise.resolve(sync));
}

describe("the stages of a release", () => {
  it("keep the hooks that a resource has already", async () => {
    const world = await World.run(() => {
      const stages = new Stages("demo");
      const own = (name: string) => new pulumi.ResourceHook(name, () => undefined);
      const hooks = {
        beforeDelete: [own("own-delete")],
        afterCreate: [own("own-create")],
        afterUpdate: [own("own-update")],
      };
      const result = stages.transformation({
        resource: new pulumi.ComponentResource("a:b:C", "c"),
        type: "kubernetes:core/v1:Namespace",
        name: "shop",
        props: {},
        opts: { hooks },
      });
      void stages.run(["foundation"], Promise.resolve(atOnce));
      return result;
    });
    const { hooks } = world.result?.opts as pulumi.CustomResourceOptions;
    const names = (list: readonly unknown[] = []) =>
      list.map((one) => (one as { name: string }).name);
    expect(names(hooks?.afterCreate)).to.deep.equal(["own-create", "demo-foundation"]);
    expect(names(hooks?.afterUpdate)).to.deep.equal(["own-update", "demo-foundation"]);
    expect(names(hooks?.beforeDelete)).to.deep.equal(["own-delete"]);
  });

  it("hold back what lies below their component until the update may begin", async () => {
    let begin: (sync: Sync) => void = () => undefined;
    const begun = new Promise<Sync>((done) => (begin = done));
    const world = await World.start(
      () => {
        const stages = new Stages("demo");
        const opts = { transformations: [stages.transformation] };
        const top = new pulumi.ComponentResource(releaseType, "top", {}, opts);
        new pulumi.ComponentResource("a:b:C", "below", {}, { parent: top });
        return stages.run(["foundation"], begun);
      },
      { hold: () => false },
    );
    await world.quiet();
    expect(world.resources.map(({ name }) => name)).to.deep.equal(["top"]);
    begin(atOnce);
    await world.end();
    expect(world.resources.map(({ name }) => name)).to.deep.equal(["top", "below"]);
  });

  it("apply no stage before which an operation refuses to go on", async () => {
    const sync: Sync = {
      before: () => Promise.reject(new RefusalError("routes were written")),
      after: () => Promise.resolve(),
    };
    const world = await World.start(() => failureOf(release(new Stages("demo"), sync)), {
      hold: () => false,
    });
    expect((await world.result).message).to.equal("routes were written");
    await world.quiet();
    expect(world.kind("Namespace")).to.deep.equal([]);
  });

  it("keep the process alive while an operation waits, else the engine would delete what they hold back", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((one) => one === "Timeout").length;
    const steps = ["before", "upToDate", "after", "end"] as const;
    for (const step of steps) {
      let finish: () => void = () => undefined;
      let reached: () => void = () => undefined;
      const waits = new Promise<void>((done) => (reached = done));
      const sync: Sync = {
        ...atOnce,
        [step]: () => {
          reached();
          return new Promise<void>((done) => (finish = done));
        },
      };
      const world = await World.start(() => release(new Stages(`demo-${step}`), sync), {
        hold: () => false,
      });
      await waits;
      await turn();
      const waiting = timers();
      finish();
      await turn();
      expect(waiting, step).to.be.greaterThan(timers());
      await world.result;
    }
  });

  it("note in a hook of each object that it changed", async () => {
    const world = await World.run(() => release(new Stages("demo")));
    await world.result;
    const hooks = world.kind("Namespace").map(({ hooks: { afterCreate } }) => afterCreate);
    expect(hooks).to.deep.equal([["demo-foundation"]]);
  });
});
