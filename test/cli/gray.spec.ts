import { expect } from "chai";
import { version } from "../../package.json";
import { runGray } from "../support/gray";

describe("the gray command as a process", () => {
  it("prints its version, for which npm ci asks so that no first abort waits for a bundle", async () => {
    const { code, stdout, output } = await runGray(".", ["--version"]);
    expect({ code, stdout, output }).to.deep.equal({
      code: 0,
      stdout: `${version}\n`,
      output: `${version}\n`,
    });
  });

  it("ends with 1 where gray check finds something, which is the answer to a question", async () => {
    const { code, stdout, output } = await runGray(".", ["check", "--fail-on", "info"]);
    expect(code).to.equal(1);
    expect(stdout).to.match(/^Pulumi\.dev\.yaml: /);
    expect(output).to.equal(stdout);
  });

  it("ends with 2 for an error, which it writes to standard error without a stack trace", async () => {
    const { code, stdout, output } = await runGray(".", ["plan", "-s", "nowhere"]);
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
    expect(output).to.equal(
      "gray plan: can't read the stack file Pulumi.nowhere.yaml: there is no such file\n",
    );
  });
});
