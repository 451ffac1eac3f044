import { expect } from "chai";
import { parse, stringify } from "yaml";
import { readStackFile } from "../../cli/stack/file";
import { checkRelease } from "../../model/checks/release";
import { parseConfig } from "../../model/config/parse";
import type { StackConfig, StackSettings } from "../../model/config/settings";
import { resolveGateways } from "../../model/plan/exposure";
import { gatewayName, gatewayNamespace } from "../../model/release/names";
import { planRelease } from "../../model/plan/plan";
import type { Release } from "../../model/release/release";
import { presets } from "../../stacks/presets";
import { east, west } from "../support/releases";

/** The stack files of the project, not those that a user made beside them. */
const stackFiles = [
  "dev",
  "prod",
  "bookinfo",
  "bookinfo-by-user",
  "full-link",
  "full-link-header",
  "full-link-lanes",
  "dubbo-canary",
].map((stack) => `Pulumi.${stack}.yaml`);

function settings(config: StackConfig): StackSettings {
  const parsed = parseConfig(config, { presets });
  if ("problems" in parsed) expect(parsed.problems).to.deep.equal([]);
  return (parsed as { settings: StackSettings }).settings;
}

describe("the presets", () => {
  for (const [name, preset] of Object.entries(presets)) {
    describe(name, () => {
      it("is known by its own name and has no mistakes", () => {
        expect(preset.name).to.equal(name);
        expect(checkRelease(preset, [west, east])).to.deep.equal([]);
      });

      it("has a stack file that names it", () => {
        const named = stackFiles.map((file) => readStackFile(file).release);
        expect(named).to.include(name);
      });

      it("makes the same plan when it is written into a stack file as a plain object", () => {
        const clusters = [west, east];
        const object = parse(stringify({ release: preset, clusters })) as StackConfig;
        const [byName, written] = [settings({ release: name, clusters }), settings(object)];
        expect(planRelease(written.release, written.clusters)).to.deep.equal(
          planRelease(byName.release, byName.clusters),
        );
      });
    });
  }
});

describe("the stack files", () => {
  for (const file of stackFiles)
    it(`${file} has no mistakes and is for the lab's clusters`, () => {
      const { clusters } = settings(readStackFile(file));
      expect(clusters.map(({ name }) => name)).to.deep.equal(["west", "east"]);
    });

  it("can all be up at once: no two have a namespace, a Gateway or a host of it in common", () => {
    const releases = stackFiles.map((file) => settings(readStackFile(file)).release);
    const all = (of: (release: Release) => readonly string[]) => releases.flatMap(of);
    const distinct = (found: string[]) =>
      expect(new Set(found).size, found.join()).to.equal(found.length);
    distinct(all(({ namespace }) => [namespace]));
    distinct(all((release) => [`${gatewayNamespace(release)}/${gatewayName(release)}`]));
    distinct(all((release) => resolveGateways(release).flatMap(({ hosts }) => hosts)));
  });

  it("written as plain objects run the programs of the presets", () => {
    const images = ({ services }: Release) =>
      Object.values(services).flatMap(({ versions }) =>
        Object.values(versions).map((v) => v.image),
      );
    const known = Object.values(presets).flatMap(images);
    for (const file of stackFiles)
      expect(known).to.include.members(images(settings(readStackFile(file)).release));
  });
});
