import { expect } from "chai";
import { version } from "../../package.json";
import { runGray } from "../support/gray";

describe("gray", () => {
  it("tells its version, for which npm ci asks so that no first abort waits for a bundle", async () => {
    const { code, stdout } = await runGray(".", ["--version"]);
    expect({ code, stdout }).to.deep.equal({ code: 0, stdout: `${version}\n` });
  });

  it("tells all its subcommands where it is given none", async () => {
    const { code, output } = await runGray(".", []);
    expect(code).to.equal(1);
    for (const name of ["plan", "check", "abort", "drift", "adopt", "rbac"])
      expect(output).to.match(new RegExp(`^  ${name} `, "m"));
  });
});
