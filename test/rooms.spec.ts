// `.dependency-cruiser.mjs` finds each kind of forbidden import: it is tried on a small project that has them all.
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";

const root = resolve(__dirname, "..");

/** What the rules say about one import. */
interface Violation {
  readonly from: string;
  readonly to: string;
  readonly rule: { readonly name: string };
}

/** The files of a project, and for each the rules that it breaks. */
const project: Readonly<Record<string, { readonly text: string; readonly breaks?: string[] }>> = {
  "model/plan.ts": {
    text: 'import type { Lab } from "../lab/lab";',
    breaks: ["model-imports-only-what-is-above-it"],
  },
  "model/clock.ts": { text: 'export const os = import("os");', breaks: ["model-is-pure"] },
  "model/file.ts": { text: 'import { join } from "node:path";', breaks: ["model-is-pure"] },
  "model/engine.ts": {
    text: 'import "@pulumi/pulumi";',
    breaks: ["pulumi-in-components-and-stacks-only", "packages-are-declared"],
  },
  "kubernetes/client.ts": {
    text: 'import "node:net"; export const late = import("../operations/sync/run.js");',
    breaks: ["kubernetes-imports-only-what-is-above-it"],
  },
  "operations/sync/run.ts": {
    text: 'import "node:net"; import "../../kubernetes/list"; export {};',
  },
  "operations/sync/decide.ts": {
    text: 'import { connect } from "node:net"; import "../../model/clock";',
    breaks: ["decisions-are-pure"],
  },
  "operations/drift/decide.ts": { text: 'import type { Duplex } from "node:stream";' },
  "kubernetes/list.ts": { text: 'import "../model/clock"; export {};' },
  "ci/main.mjs": {
    text: 'import "../tools/path";',
    breaks: ["ci-imports-only-what-is-above-it"],
  },
  "policy/pack.ts": { text: 'import "../model/file"; import "../startup/bundle"; export {};' },
  "policy/rules.ts": {
    text: 'import "../kubernetes/list"; export {};',
    breaks: ["policy-imports-only-what-is-above-it"],
  },
  "startup/bundle.ts": { text: "export {};" },
  "tools/main.ts": {
    text: 'import "../model/clock";',
    breaks: ["tools-imports-only-what-is-above-it"],
  },
  "lab/lab.ts": {
    text: 'import "../tools/path"; import "../cli/gray"; export interface Lab {}',
    breaks: ["lab-imports-only-what-is-above-it"],
  },
  "tools/path.ts": { text: "export {};" },
  "cli/gray.ts": {
    text: 'import "../scripts/start";',
    breaks: ["cli-imports-only-what-is-above-it"],
  },
  "page/chart.ts": {
    text: 'import "../cli/gray"; import "../operations/sync/run"; export {};',
    breaks: ["page-imports-only-what-is-above-it"],
  },
  "scripts/start.ts": { text: "export {};" },
  // A circle is reported once.
  "bench/one.ts": {
    text: 'import type { Two } from "./two"; export type One = Two;',
    breaks: ["no-circles"],
  },
  "bench/two.ts": {
    text: 'import type { One } from "./one"; export type Two = One | 2;',
  },
  "index.ts": { text: 'import "./gone"; export {};', breaks: ["all-imports-resolve"] },
};

describe("the rules about imports between rooms", () => {
  const folder = mkdtempSync(join(tmpdir(), "gray-rooms-"));
  after(() => rmSync(folder, { recursive: true }));

  it("find each forbidden import of a project, and nothing else", async () => {
    for (const [file, { text }] of Object.entries(project)) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    }
    writeFileSync(join(folder, "tsconfig.json"), "{}");
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const found = await violations(folder);
    const expected = Object.entries(project).flatMap(([file, { breaks = [] }]) =>
      breaks.map((rule) => `${file}: ${rule}`),
    );
    expect(found.map(({ from, rule }) => `${from}: ${rule.name}`)).to.have.members(expected);
  });
});

/** Runs dependency-cruiser in a folder with the rules of this repository. */
async function violations(folder: string): Promise<readonly Violation[]> {
  const command = join(root, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs");
  const args = [command, "--config", join(root, ".dependency-cruiser.mjs"), "-T", "json", "."];
  // It ends with 0 when it writes JSON, whatever it found.
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: folder,
    maxBuffer: 2 ** 24,
  });
  return (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}
