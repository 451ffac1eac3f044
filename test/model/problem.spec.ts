import { expect } from "chai";
import { formatPath, formatProblems, show } from "../../model/problem";

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
