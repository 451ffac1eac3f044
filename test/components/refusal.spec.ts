import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { refusal, refusing } from "../../components/refusal";
import { RefusalError } from "../../operations/refusal";
import { failureOf } from "../support/ports";
import { World } from "../support/world";

describe("a refusal", () => {
  let shop: pulumi.Resource;

  before(async () => {
    shop = (await World.run(() => new pulumi.ComponentResource("a:b:Shop", "shop"))).result;
  });

  it("is an error that the engine shows without a stack", () => {
    const error = refusal("say what to do");
    expect(pulumi.RunError.isInstance(error)).to.equal(true);
    expect(error.message).to.equal("say what to do");
    expect(error.stack).to.equal(undefined);
  });

  it("of an operation becomes such an error of a resource", async () => {
    const error = await failureOf(refusing(Promise.reject(new RefusalError("not now")), shop));
    if (!pulumi.ResourceError.isInstance(error)) throw new Error("it is no error of a resource");
    expect(error.resource).to.equal(shop);
    expect(error.hideStack).to.equal(true);
    expect(error.message).to.equal("not now");
    expect(error.stack).to.equal(undefined);
  });

  it("is no other error: that one stays as it is, with its stack", async () => {
    const bug = new TypeError("a bug");
    expect(await failureOf(refusing(Promise.reject(bug), shop))).to.equal(bug);
    expect(bug.stack).to.contain("TypeError");
  });

  it("is not made of what succeeds", async () => {
    expect(await refusing(Promise.resolve(7), shop)).to.equal(7);
  });
});
