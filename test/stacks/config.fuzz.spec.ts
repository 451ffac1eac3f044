import { expect } from "chai";
import { checkText } from "../../cli/stack/check-file";
import { reportText } from "../../cli/reports/check-text";
import { parsePath, readStackDocument } from "../../model/yaml/document";
import type { Connections } from "../../model/checks/connections";
import { parseConfig } from "../../model/config/parse";
import type { StackConfig } from "../../model/config/settings";
import { diagram } from "../../model/diagrams/diagram";
import { manifests, planRelease } from "../../model/plan/plan";
import { formatProblems, type Problem } from "../../model/problem";
import { presets } from "../../stacks/presets";
import { stackConfig } from "../../stacks/config";
import { Draw } from "../oracle/arbitraries/draw";
import {
  brokenConfig,
  engineTexts,
  hidden,
  stackText,
} from "../support/stack-files/broken-configs";
import { cases, seedFrom } from "../support/cases";

const counted = { accepted: 0, refused: 0 };

/** What is known of kubeconfigs, without looking at any. */
function connectionsOf(texts: Readonly<Record<string, string>>): Connections {
  return {
    contexts: () => ["kind-west", "lab"],
    key: (cluster) => {
      const text = texts[`gray-release:kubeconfig-${cluster}`];
      return text === undefined ? "none" : text.length % 2 === 0 ? "secret" : "plain";
    },
  };
}

/** Expects that a problem says all that it must, at a place in the config or right below one. */
function expectTold(problem: Problem, config: StackConfig): void {
  const said = [problem.code, problem.path, problem.given, problem.allowed, problem.fix];
  if (!said.every(Boolean)) throw new Error(`it lacks a part: ${JSON.stringify(problem)}`);
  const [top, ...inside] = parsePath(problem.path);
  expect(String(top), problem.path).to.match(/^gray-release:/);
  const key = String(top).slice("gray-release:".length);
  const { release } = config;
  const named = key === "release" && typeof release === "string" ? presets[release] : undefined;
  let here: unknown = named ?? (Object.hasOwn(config, key) ? config[key] : undefined);
  for (const step of inside.slice(0, -1)) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, step))
      throw new Error(`nothing stands at ${problem.path}`);
    here = (here as Record<string | number, unknown>)[step];
  }
}

function expectReadable(message: string): void {
  expect(message).to.not.match(/^\s+at /m);
  expect(message).to.not.contain(hidden);
}

/** Reads a config as the program does, and plans it where it has no mistake. */
function load(texts: Readonly<Record<string, string>>): void {
  const config = stackConfig(texts);
  const parsed = parseConfig(config, { presets, connections: connectionsOf(texts) });
  if ("problems" in parsed) {
    counted.refused++;
    expect(parsed.problems).to.not.deep.equal([]);
    for (const problem of parsed.problems) expectTold(problem, config);
    expectReadable(formatProblems(parsed.problems));
    return;
  }
  counted.accepted++;
  const plan = planRelease(parsed.settings.release, parsed.settings.clusters);
  for (const cluster of plan.clusters)
    expect(JSON.stringify(manifests(cluster))).to.contain('"kind":"Namespace"');
  // A release that holds the text itself, as the image of a version say, is drawn with it; so is what a cluster says of it.
  const own = parsed.settings.clusters.map((cluster) => ({ ...cluster, kubeconfig: undefined }));
  if (!JSON.stringify([parsed.settings.release, own]).includes(hidden))
    expectReadable(diagram(plan));
  for (const finding of parsed.findings) expectTold(finding, config);
}

/** Reads a stack file as `gray check` does. */
function check(text: string): void {
  const last = text.split("\n").length;
  const checked = checkText("Pulumi.fuzz.yaml", text);
  const { findings } = checked;
  expectReadable(reportText([checked], false));
  const document = readStackDocument(text);
  for (const finding of findings) {
    if (!(finding.line >= 1 && finding.line <= last))
      throw new Error(`it is at no line: ${finding.path}`);
    if ("config" in document) expectTold(finding, document.config);
  }
}

const { first, alone } = seedFrom("GRAY_FUZZ_SEED");

/** Runs a check on many configs; a failure says the seed of its config. */
function always(count: number, check: (draw: Draw) => void): void {
  for (let seed = first; seed < first + (alone ? 1 : count); seed++)
    try {
      check(Draw.seeded(seed));
    } catch (error) {
      throw new Error(`with GRAY_FUZZ_SEED=${seed}`, { cause: error });
    }
}

describe("broken or odd configs", function () {
  this.timeout(300_000);

  it("end in a plan or in a message that names each place, as the program reads them", () => {
    always(cases(9000), (draw) => {
      const texts = engineTexts(brokenConfig(draw), draw);
      load(texts);
    });
    // One that is run again says nothing about all of them.
    if (alone) return;
    expect(counted.accepted).to.be.greaterThan(cases(800));
    expect(counted.refused).to.be.greaterThan(cases(5000));
  });

  it("end in findings with their lines, as gray check reads them", () => {
    always(cases(1000), (draw) => {
      const text = stackText(brokenConfig(draw), draw);
      check(text);
    });
  });
});
