import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { parseConfig } from "../../model/config/parse";
import { configKey } from "../../model/project";

const page = readFileSync(join(__dirname, "../../docs/rollouts.md"), "utf8");
const samples = [...page.matchAll(/^```yaml\n([^]*?)^```$/gm)].map(([, text = ""]) => text);

const image = "registry.eu.example/shop/app:1";
const service = {
  port: 80,
  expose: true,
  versions: { v1: { image }, v2: { image } },
  weights: { v1: 100 },
};
const stack = {
  release: {
    name: "shop",
    namespace: "shop",
    gateway: { hosts: ["shop.example.com"] },
    services: { shop: service, cart: { ...service, expose: false } },
  },
  clusters: [
    { name: "west", context: "west" },
    { name: "east", context: "east" },
  ],
};

describe("the page about rollouts", () => {
  it("has samples", () => {
    expect(samples.length).to.be.greaterThan(4);
  });

  for (const [i, text] of samples.entries())
    it(`shows a plan without mistakes in its sample ${i + 1}, in at most ten lines`, () => {
      const keys = Object.entries(parse(text) as Record<string, unknown>).map(
        ([key, value]): [string, unknown] => [key.replace(configKey(""), ""), value],
      );
      const { findings } = parseConfig({ ...stack, ...Object.fromEntries(keys) }, { presets: {} });
      const rollouts = findings.filter(
        ({ severity, code }) => severity === "error" || /^GR5/.test(code),
      );
      expect(rollouts).to.deep.equal([]);
      expect(keys.some(([key]) => key === "rollout")).to.equal(true);
      expect(text.trimEnd().split("\n").length).to.be.at.most(10);
    });
});
