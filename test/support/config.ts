// Configs of stacks, and what the program reads from them.
import { expect } from "chai";
import type { Connections } from "../../model/checks/connections";
import { parseConfig } from "../../model/config/parse";
import type { StackConfig, StackSettings } from "../../model/config/settings";
import type { Problem } from "../../model/problem";
import { release, service } from "./releases";

/** A release that a stack names: two services behind one gateway. */
export const shop = release({
  name: "shop",
  namespace: "shop",
  services: {
    web: service({ expose: true }),
    cart: service({ weights: { v1: 90, v2: 10 } }),
  },
});

/**
 * Kubeconfigs that are all there: the two files, and a default one with the context `kind-west`.
 */
export const reachable: Connections = {
  contexts: ({ kubeconfig }) => (kubeconfig === undefined ? ["kind-west", "kind-east"] : ["lab"]),
  key: () => "none",
};

/** A config without mistakes, of the preset `shop` on west and east. */
export function config(changes: StackConfig = {}): StackConfig {
  return {
    release: "shop",
    clusters: [
      { name: "west", kubeconfig: "west.kubeconfig" },
      { name: "east", kubeconfig: "east.kubeconfig" },
    ],
    ...changes,
  };
}

/** A config whose release is an object: `shop` with one service `web`, as a user would write it. */
export function ownRelease(web: Readonly<Record<string, unknown>> = {}): StackConfig {
  return config({ release: { name: "shop", namespace: "shop", services: { web: service(web) } } });
}

/** What a config asks for; fails where it has mistakes. */
export function settingsOf(given: StackConfig, connections = reachable): StackSettings {
  const parsed = parseConfig(given, { presets: { shop }, connections });
  if ("problems" in parsed) expect(parsed.problems).to.deep.equal([]);
  return (parsed as { settings: StackSettings }).settings;
}

/** Every mistake in a config. */
export function problemsOf(given: StackConfig, connections = reachable): readonly Problem[] {
  const parsed = parseConfig(given, { presets: { shop }, connections });
  return "problems" in parsed ? parsed.problems : [];
}

/** The paths of all mistakes, in alphabetical order. */
export function pathsOf(given: StackConfig, connections = reachable): string[] {
  return problemsOf(given, connections)
    .map(({ path }) => path)
    .sort();
}

/** Code, path below the service and fix of what is wrong with the shape of a service `web`. */
export function wrongShapes(web: Readonly<Record<string, unknown>>): string[][] {
  return problemsOf(ownRelease(web)).map(({ code, path, fix }) => [
    code,
    path.replace("gray-release:release.services.web.", ""),
    fix.replace("correct the value in Pulumi.<stack>.yaml", "edit"),
  ]);
}
