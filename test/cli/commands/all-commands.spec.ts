import { commands } from "../../../cli/subcommands";
import { expect } from "chai";
import { Folder } from "../../support/folder";
import { gray } from "../../support/gray-in-process";

describe("every command of gray", () => {
  let folder: Folder;
  before(() => (folder = new Folder()));
  after(() => folder.remove());

  for (const name of commands) {
    it(`says in gray ${name} --help what its exit codes mean, with examples`, async () => {
      const { code, stdout, stderr } = await gray(folder.path, ...name.split(" "), "--help");
      expect([code, stderr]).to.deep.equal([0, ""]);
      expect(stdout).to.match(/^Usage: gray /);
      expect(stdout).to.match(/\nExit codes:\n {2}0 {2}\S.*\n( {2}1 {2}\S.*\n)? {2}2 {2}\S/);
      expect(stdout).to.match(new RegExp(`\nExamples:\n  npx gray ${name}`));
    });

    it(`ends gray ${name} with 2 for an option that is unknown`, async () => {
      const { code, stdout, stderr } = await gray(folder.path, ...name.split(" "), "--colour");
      expect([code, stdout]).to.deep.equal([2, ""]);
      expect(stderr).to.match(new RegExp(`^gray ${name}: unknown option '--colour'`));
    });

    it(`ends gray ${name} with 2 for an argument that it does not take`, async () => {
      const { code, stderr } = await gray(folder.path, ...name.split(" "), "prod");
      expect(code).to.equal(2);
      expect(stderr).to.match(new RegExp(`^gray ${name}: too many arguments`));
    });
  }

  for (const name of commands.filter((one) => !["adopt", "schema"].includes(one)))
    it(`ends gray ${name} with 2 where the stack has no file`, async () => {
      const { code, stdout, stderr } = await gray(folder.path, ...name.split(" "), "-s", "nowhere");
      expect([code, stdout]).to.deep.equal([2, ""]);
      expect(stderr).to.equal(
        `gray ${name}: can't read the stack file Pulumi.nowhere.yaml: there is no such file\n`,
      );
    });

  for (const name of ["plan", "check", "rbac"])
    it(`ends gray ${name} with 2 where there is no file of that path`, async () => {
      const { code, stderr } = await gray(folder.path, ...name.split(" "), "-f", "none.yaml");
      expect(code).to.equal(2);
      expect(stderr).to.include("can't read the stack file none.yaml: there is no such file");
    });

  for (const name of ["plan", "check", "drift"])
    it(`ends gray ${name} with 2 for a form of output that it does not have`, async () => {
      const { code, stdout, stderr } = await gray(folder.path, ...name.split(" "), "-o", "xml");
      expect([code, stdout]).to.deep.equal([2, ""]);
      expect(stderr).to.match(
        new RegExp(`^gray ${name}: .*'xml' is invalid. Allowed choices are `),
      );
    });
});
