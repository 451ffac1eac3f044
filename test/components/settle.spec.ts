import type { ResourceHook } from "@pulumi/pulumi";
import { expect } from "chai";
import { SettleHooks } from "../../components/settle";
import { cartRoute } from "../support/releases";
import { World } from "../support/world";

/** Calls a hook as the engine does, and tells how many milliseconds it held the engine back. */
async function delay(hook: ResourceHook, oldInputs?: object, newInputs?: object): Promise<number> {
  const start = performance.now();
  const urn = "urn:pulumi:dev::gray-release::kubernetes:x:VirtualService::cart";
  const object = { urn, id: "shop/cart", name: "cart", type: "VirtualService" };
  await hook.callback({ ...object, oldInputs, newInputs });
  return performance.now() - start;
}

async function hooks(seconds: number): Promise<SettleHooks> {
  return (await World.run(() => new SettleHooks("demo", seconds))).result;
}

describe("the time to settle", () => {
  // A timer may fire up to a millisecond early.
  const [seconds, least] = [0.05, 49];
  const anHour = 3600;

  it("is waited for after a new subset", async () => {
    const { afterNewSubset } = await hooks(seconds);
    expect(await delay(afterNewSubset)).to.be.at.least(least);
  });

  it("is waited for after a route that dropped a subset", async () => {
    const { afterShift } = await hooks(seconds);
    const waited = await delay(afterShift, cartRoute({ v1: 80, v2: 20 }), cartRoute({ v2: 100 }));
    expect(waited).to.be.at.least(least);
  });

  it("is not waited for after a route whose weights only moved, or that gained a subset", async () => {
    const { afterShift } = await hooks(anHour);
    const old = cartRoute({ v1: 80, v2: 20 });
    await delay(afterShift, old, cartRoute({ v1: 50, v2: 50 }));
    await delay(afterShift, cartRoute({ v1: 100 }), old);
  });
});
