import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { parse, stringify } from "yaml";
import { AbortStack, route } from "../../support/abort-stack";

/** Limits that the stack breaks in every way that one file shows, and a step of hardly anything. */
const limits = {
  step: 0.01,
  readyPods: 100,
  hosts: ["nowhere.example.com"],
  noWildcardHosts: true,
  registries: ["registry.example"],
  equalPrimaries: true,
  freeze: [{ why: "Nothing moves at any time" }],
};

describe("gray abort of a stack with limits", () => {
  it("goes on as if there were none, writes the file, and records it", async () => {
    const stack = await AbortStack.start();
    try {
      const text = parse(readFileSync(stack.file, "utf8")) as { config: object };
      writeFileSync(
        stack.file,
        stringify({ config: { ...text.config, "gray-release:limits": limits } }),
      );
      // Each cluster goes back to another version, so the file gets weights of single clusters.
      stack.note("east", "v2");
      const { code, output } = await stack.run();
      expect(code, output).to.equal(0);
      expect(output).to.not.include("limit");
      const subsets = ["west", "east"].map((name) => {
        const { spec } = stack.clusters.api(name).get(route) as unknown as {
          spec: { http: { route: { destination: { subset: string } }[] }[] };
        };
        return spec.http.at(-1)?.route.map(({ destination }) => destination.subset);
      });
      expect(subsets).to.deep.equal([["v1"], ["v2"]]);
      expect(readFileSync(stack.file, "utf8")).to.match(/weights/);
      expect(stack.calls()).to.not.deep.equal([]);
    } finally {
      await stack.stop();
    }
  });
});
