import { expect } from "chai";
import { version } from "../../package.json";
import { gray } from "../support/gray-in-process";

const commands = ["plan", "check", "abort", "drift", "adopt", "rbac"];

describe("gray", () => {
  it("lists all its commands and ends with 2 where it is given none", async () => {
    const { code, stdout, stderr } = await gray(".");
    expect([code, stdout]).to.deep.equal([2, ""]);
    for (const name of commands) expect(stderr).to.match(new RegExp(`^  ${name} `, "m"));
  });

  it("lists all its commands and ends with 0 where it is asked for help", async () => {
    const { code, stdout, stderr } = await gray(".", "--help");
    expect([code, stderr]).to.deep.equal([0, ""]);
    for (const name of commands) expect(stdout).to.match(new RegExp(`^  ${name} `, "m"));
  });

  it("ends with 2 for a command that it does not have, and proposes one that it has", async () => {
    const { code, stderr } = await gray(".", "dirft");
    expect(code).to.equal(2);
    expect(stderr).to.match(/^gray: unknown command 'dirft'\n\(Did you mean drift\?\)\n/);
  });

  it("prints its version", async () => {
    expect(await gray(".", "--version")).to.deep.equal({
      code: 0,
      stdout: `${version}\n`,
      stderr: "",
    });
  });
});
