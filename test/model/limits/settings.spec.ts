import { expect } from "chai";
import { parseDeclared } from "../../../model/config/declared";
import { parseConfig } from "../../../model/config/parse";
import type { Release } from "../../../model/release/release";
import { stackWith } from "./support";

describe("a stack that breaks limits", () => {
  it("still has settings, since only an update knows whether it goes back to a stable version", () => {
    const given = stackWith({ noWildcardHosts: true }, { hosts: ["*.example.com"] });
    const parsed = parseConfig(given, { presets: {} });
    if (!("settings" in parsed)) throw new Error("it has no settings");
    const { limits, places } = parsed.settings;
    expect(limits).to.deep.equal({ noWildcardHosts: true });
    expect(places?.locate?.(["gateway", "hosts", 0])).to.deep.equal(["gray-release:hosts", 0]);
  });

  it("has the places of a release in a program, too", () => {
    const { release, ...config } = stackWith({ step: 5 }, { weights: { web: { v1: 100 } } });
    const declaration = { release: release as Release, place: "release.ts" };
    const parsed = parseDeclared(config, declaration, { presets: {} });
    if (!("settings" in parsed)) throw new Error("it has no settings");
    const { locate } = parsed.settings.places ?? {};
    expect(locate?.(["mtls"])).to.deep.equal(["release", "mtls"]);
    expect(locate?.(["services", "web", "weights"])).to.deep.equal(["gray-release:weights", "web"]);
  });
});
