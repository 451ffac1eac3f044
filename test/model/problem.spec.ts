import { expect } from "chai";
import { fixFor, formatPath, forStack, formatProblems, listed, show } from "../../model/problem";

const problem = (path: string) => ({
  code: "GR106" as const,
  path,
  given: "5",
  allowed: "6",
  fix: "write 6",
});

describe("a problem", () => {
  it("has a path that `pulumi config set --path` takes", () => {
    expect(formatPath(["gray-release:clusters", 0, "name"])).to.equal(
      "gray-release:clusters[0].name",
    );
    expect(formatPath(["gray-release:weights", "web", "1.2"])).to.equal(
      'gray-release:weights.web["1.2"]',
    );
  });

  it("has a path with the odd names of keys in quotes, the first one after its namespace", () => {
    expect(formatPath(["gray-release:a.b", "c\nd", ""])).to.equal(
      'gray-release:["a.b"]["c\\nd"][""]',
    );
  });

  it("lists names, of very many the first thirty", () => {
    expect(listed(["v1", "", "v2"])).to.equal('v1, "", v2');
    const many = Array.from({ length: 1000 }, (_, i) => `v${i}`);
    expect(listed(many)).to.match(/^v0, .*, v29 and 970 more$/);
  });

  it("shows nothing of a kubeconfig that got into a wrong place, as text or as an object", () => {
    const users = [{ name: "a", user: { token: "hidden" } }];
    for (const given of [
      "apiVersion: v1\nkind: Config\nusers: [{user: {token: hidden}}]",
      { users, kind: "Config" },
      JSON.stringify({ users, kind: "Config" }),
      users,
      [{ name: "a", user: { exec: { command: "hidden" } } }],
    ])
      expect(show(given)).to.equal("a kubeconfig, which is not repeated here");
  });

  it("shows what was given as JSON, cut where it is long", () => {
    expect(show({ a: "b" })).to.equal('{"a":"b"}');
    expect(show(undefined)).to.equal("nothing");
    const long = show("x".repeat(100));
    expect(long).to.have.lengthOf(60);
    expect(long.endsWith("...")).to.equal(true);
  });

  it("stands in a message with all the others, numbered", () => {
    expect(formatProblems([problem("a"), problem("b")])).to.equal(
      "2 mistakes in the config; nothing was touched.\n\n" +
        "1. a  [GR106]\n   given:   5\n   allowed: 6\n   fix:     write 6\n\n" +
        "2. b  [GR106]\n   given:   5\n   allowed: 6\n   fix:     write 6\n",
    );
    expect(formatProblems([problem("a")])).to.match(/^1 mistake in the config;/);
  });
});

describe("a fix for the stack of a file", () => {
  const fix = "set it: pulumi config set --path 'a.b' 1, or: pulumi config rm --path 'a'";

  it("names the stack in each command, since another stack may be selected", () => {
    expect(fixFor(fix, "envs/Pulumi.shop.yaml")).to.equal(
      "set it: pulumi config set -s shop --path 'a.b' 1, or: pulumi config rm -s shop --path 'a'",
    );
  });

  it("names the stack in commands of every text, and in none twice", () => {
    const text =
      "Fix: npx gray abort --to web=<version>; or: pulumi config set --path 'gray-release:stable.web' v1; " +
      "then npx gray drift --take-over -s prod";
    expect(forStack(text, "prod")).to.equal(
      "Fix: npx gray abort -s prod --to web=<version>; or: pulumi config set -s prod --path " +
        "'gray-release:stable.web' v1; then npx gray drift --take-over -s prod",
    );
    expect(forStack("gray abort goes back to v1", "prod")).to.equal("gray abort goes back to v1");
  });

  it("stays as it is where the file is none of a stack, and names a stack once", () => {
    expect(fixFor(fix, "case.yaml")).to.equal(fix);
    expect(fixFor(fixFor(fix, "Pulumi.a.yaml"), "Pulumi.b.yaml"))
      .to.contain("-s a")
      .and.not.contain("-s b");
  });
});
