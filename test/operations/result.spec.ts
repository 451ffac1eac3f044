import { expect } from "chai";
import { resultOf } from "../../operations/result";

describe("a result", () => {
  it("is the value, or the message of the error that came in its place", async () => {
    expect(await resultOf(Promise.resolve(1))).to.deep.equal({ ok: true, value: 1 });
    expect(await resultOf(Promise.reject(new Error("no")))).to.deep.equal({
      ok: false,
      failure: "no",
    });
  });
});
