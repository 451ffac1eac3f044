import { expect } from "chai";
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { awake } from "../../components/awake";

/** Runs code in a process of its own, and gives what it printed before it ended. */
async function printed(code: string): Promise<string> {
  const script = `
    const { awake } = require(${JSON.stringify(resolve("components/awake.ts"))});
    const unseen = (ms) => new Promise((done) => setTimeout(done, ms).unref());
    ${code}
  `;
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", "-e", script]);
  return stdout;
}

describe("a program that waits for something that does not keep it alive", () => {
  it("ends before it comes, and with awake() when it has come", async () => {
    expect(await printed(`unseen(60_000).then(() => console.log("come"))`)).to.equal("");
    expect(await printed(`awake(unseen(50)).then(() => console.log("come"))`)).to.equal("come\n");
  });

  it("gets the value or the failure", async () => {
    expect(await awake(Promise.resolve(1))).to.equal(1);
    expect(await awake(undefined)).to.equal(undefined);
    const failed = awake(Promise.reject(new Error("away"))).catch(({ message }: Error) => message);
    expect(await failed).to.equal("away");
  });
});
