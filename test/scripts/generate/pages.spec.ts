import { expect } from "chai";
import { configFields } from "../../../model/schema/config";
import { routeMatch } from "../../../model/schema/matches";
import { noteOf } from "../../../model/schema/note";
import { referencePages } from "../../../scripts/generate/pages";

const { "docs/reference/release.md": release = "", "docs/reference/config.md": config = "" } =
  referencePages();

/** The section of a type. */
function section(name: string): string {
  return release.split(/^## /m).find((text) => text.startsWith(`${name}\n`)) ?? "";
}

describe("the reference pages", () => {
  it("have a row for each key of the config, with its sentence", () => {
    for (const [key, { says }] of Object.entries(configFields))
      expect(config)
        .to.match(new RegExp(`^\\| \`gray-release:${key}\` \\|`, "m"))
        .and.include(says);
  });

  it("have a section for each type, and a row for each of its keys", () => {
    const { fields = {} } = noteOf(routeMatch);
    for (const key of Object.keys(fields))
      expect(section("RouteMatch")).to.include(`| \`${key}\` |`);
    expect(section("RouteSpec")).to.include(
      "| `match` | [RouteMatch](#routematch), or list of: [RouteMatch](#routematch) | required |",
    );
  });

  it("show the keys of a mapping without a name in the table of the key that holds it", () => {
    expect(section("FaultSpec")).to.include("| `delay.time` |").and.include("| required |");
  });

  it("link to the type whose keys another one has, too", () => {
    expect(section("RouteSpec")).to.include(
      "It also has the keys of [RequestPolicy](#requestpolicy).",
    );
    expect(section("RouteSpec")).not.to.include("| `timeout` |");
    expect(config).to.include("It has the keys of [VersionSpec](release.md#versionspec).");
  });

  it("call no key required of which a user chooses one", () => {
    expect(section("StringMatch")).to.include("| `exact` | a text that is not empty |  |");
  });

  it("let nothing in a sentence end a cell or begin HTML", () => {
    const cells = release.split("\n").filter((line) => line.startsWith("| `"));
    for (const line of cells) {
      const outside = line.replace(/`+ ?[^`]*`+/g, "");
      expect(outside.match(/(?<!\\)\|/g), line).to.have.lengthOf(5);
      expect(outside, line).not.to.match(/<\w/);
    }
  });
});
