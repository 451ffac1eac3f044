import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { parseConfig } from "../../model/config/parse";
import { configKey } from "../../model/project";

const page = readFileSync(join(__dirname, "../../docs/gates.md"), "utf8");
const rollout = configKey("rollout");
const samples = [...page.matchAll(/^```yaml\n([^]*?)^```$/gm)]
  .map(([, text = ""]) => parse(text) as Record<string, unknown>)
  .filter((sample) => rollout in sample);

const image = "registry.eu.example/shop/app:1";
const stack = {
  release: {
    name: "shop",
    namespace: "shop",
    services: {
      cart: { port: 80, versions: { v1: { image }, v2: { image } }, weights: { v1: 100 } },
    },
  },
  clusters: [{ name: "west", context: "west" }],
  prometheus: { service: "istio-system/prometheus:9090" },
};

describe("the page about gates", () => {
  it("shows rollouts without mistakes", () => {
    expect(samples.length).to.be.greaterThan(0);
    for (const sample of samples) {
      const { findings } = parseConfig({ ...stack, rollout: sample[rollout] }, { presets: {} });
      const ofRollouts = findings.filter(
        ({ severity, code }) => severity === "error" || /^GR5/.test(code),
      );
      expect(ofRollouts).to.deep.equal([]);
    }
  });
});
