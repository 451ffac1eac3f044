// Runs the specs of a tier: `node scripts/specs.mjs unit|e2e [FILE...]`. Without files it runs the whole tier, with several
// spec files side by side; files that are named run one after the other.
import { readdirSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { checkNode, run } from "./install.mjs";

const e2e = join("test", "e2e");

/**
 * @typedef {object} Tier
 * @property {string} config Mocha's configuration
 * @property {(file: string) => boolean} holds whether a file belongs to it
 * @property {readonly string[]} longest its files that take longest
 * @property {number} jobs how many files run side by side
 */

/** The tiers by name. */
const tiers = /** @satisfies {Record<string, Tier>} */ ({
  unit: {
    config: ".mocharc.json",
    holds: (file) => !file.startsWith(e2e),
    longest: [
      "abort-away",
      "drive.property",
      "config.fuzz",
      "order.sequences",
      "routing.property",
      "startup",
      "order",
    ],
    // One more than there are cores, since some specs wait for real time-outs.
    jobs: availableParallelism() + 1,
  },
  e2e: {
    config: "test/e2e/.mocharc.json",
    holds: (file) => file.startsWith(e2e),
    // no-loss measures what a naive order loses, and newcomer mostly waits: the two go well together.
    longest: [
      "no-loss",
      "newcomer",
      "gateways/all",
      "rollout/plan",
      "rollout/gates/gates",
      "failures",
      "own-lab/all",
      "autoscale",
      "failures-api-server",
    ],
    // A third one was tried: random releases then run beside no-loss, and miss routes at a gateway.
    jobs: 2,
  },
});

/**
 * The arguments with which `node` runs the specs of a tier.
 *
 * @param {keyof typeof tiers} tier
 * @param {object} [options]
 * @param {readonly string[]} [options.files] the files, instead of all of the tier
 * @param {string} [options.output] file for the counts: `{"passed": number, "failed": number}`
 * @returns {string[]}
 */
export function specs(tier, { files = [], output } = {}) {
  const { config, jobs } = tiers[tier];
  return [
    "node_modules/mocha/bin/mocha.js",
    ...["--config", config, "--reporter", "test/support/mocha/counting-reporter.cjs"],
    ...(output === undefined ? [] : ["--reporter-option", `output=${output}`]),
    ...(files.length > 0 ? files : ["--parallel", "--jobs", String(jobs), ...filesOf(tier)]),
  ];
}

/**
 * The spec files of a tier. Those that take longest come first, so that none of them runs alone at the end.
 *
 * @param {keyof typeof tiers} tier
 */
function filesOf(tier) {
  const { holds, longest } = tiers[tier];
  /** @param {string} file */
  const rank = (file) => {
    const found = longest.findIndex((name) =>
      file.replace(/(\.spec)?\.ts$/, "").endsWith(`/${name}`),
    );
    return found < 0 ? longest.length : found;
  };
  const files = readdirSync("test", { recursive: true, encoding: "utf8" }).map((file) =>
    join("test", file),
  );
  // A folder with a file all.ts says by it that its specs run one after the other, in one worker.
  const inOrder = files.filter((file) => file.endsWith(`${sep}all.ts`));
  /** @param {string} file */
  const own = (file) => !inOrder.some((all) => dirname(all) === dirname(file));
  return [...inOrder, ...files.filter((file) => file.endsWith(".spec.ts") && own(file))]
    .filter(holds)
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  checkNode();
  const [tier, ...files] = process.argv.slice(2);
  if (tier !== "unit" && tier !== "e2e") {
    console.error("usage: node scripts/specs.mjs unit|e2e [FILE...]");
    process.exit(2);
  }
  process.exitCode = await run(process.execPath, specs(tier, { files }));
}
