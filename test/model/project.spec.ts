import { readFileSync } from "node:fs";
import { expect } from "chai";
import { parse } from "yaml";
import { configKey, projectName } from "../../model/project";

describe("the project's name", () => {
  it("is the one of Pulumi.yaml, whose config keys begin with it", () => {
    const { name, config } = parse(readFileSync("Pulumi.yaml", "utf8")) as {
      name: string;
      config: Record<string, unknown>;
    };
    expect(projectName).to.equal(name);
    expect(Object.keys(config)).to.include(configKey("weights"));
    for (const key of Object.keys(config)) expect(key).to.match(new RegExp(`^${configKey("")}`));
  });
});
