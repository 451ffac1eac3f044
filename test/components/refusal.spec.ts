import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { refusal, refusing } from "../../components/refusal";
import { RefusalError } from "../../operations/refusal";
import { failureOf } from "../support/ports";

describe("a refusal", () => {
  it("is an error that the engine shows without a stack", () => {
    const error = refusal("say what to do");
    expect(pulumi.RunError.isInstance(error)).to.equal(true);
    expect(error.message).to.equal("say what to do");
    expect(error.stack).to.equal(undefined);
  });

  it("of an operation becomes such an error", async () => {
    const error = await failureOf(refusing(Promise.reject(new RefusalError("not now"))));
    expect(pulumi.RunError.isInstance(error)).to.equal(true);
    expect(error.message).to.equal("not now");
    expect(error.stack).to.equal(undefined);
  });

  it("is no other error: that one stays as it is, with its stack", async () => {
    const bug = new TypeError("a bug");
    expect(await failureOf(refusing(Promise.reject(bug)))).to.equal(bug);
    expect(bug.stack).to.contain("TypeError");
  });

  it("is not made of what succeeds", async () => {
    expect(await refusing(Promise.resolve(7))).to.equal(7);
  });
});
