"use strict";
// Mocha's reporter of `npm test`: it shows what the reporter `spec` shows, then the slowest specs and groups. It also writes
// how many specs passed and failed to the file of the option `output`, from which scripts/test.mjs adds up the tiers.
const { writeFileSync } = require("node:fs");
const { Runner, reporters } = require("mocha");

/** Number of the slowest specs, and of the slowest groups, that are shown at the end. */
const shown = 10;

/** Seconds from which a spec or a group is shown at the end. */
const longSeconds = 1;

/**
 * What @types/mocha does not say of a runner.
 *
 * @typedef {{ isParallelMode(): boolean, workerReporter(file: string): void }} ParallelRunner
 */

/**
 * @typedef {object} Timed a spec, or a group of specs
 * @property {string} title
 * @property {number} seconds
 */

/** A `describe` of the outermost level with everything that runs before, in and after it. */
module.exports = class CountingReporter extends reporters.Spec {
  /**
   * @param {import("mocha").Runner & ParallelRunner} runner
   * @param {import("mocha").MochaOptions} options
   */
  constructor(runner, options) {
    super(runner, options);
    const { output } = /** @type {{ output?: string }} */ (options.reporterOptions ?? {});
    const { EVENT_RUN_END, EVENT_SUITE_BEGIN, EVENT_SUITE_END, EVENT_TEST_PASS, EVENT_TEST_FAIL } =
      Runner.constants;
    // Workers send the events of a file when the file has ended, so they add the time of each event.
    if (runner.isParallelMode()) runner.workerReporter(require.resolve("./timing-reporter.cjs"));
    /** @param {{ at?: number }} event */
    const at = (event) => event.at ?? Date.now();
    /** @type {object[]} */
    const open = [];
    /** @type {(Timed & { begun: number })[]} */
    const groups = [];
    /** @type {Timed[]} */
    const specs = [];
    runner.on(EVENT_SUITE_BEGIN, (/** @type {import("mocha").Suite & { at?: number }} */ suite) => {
      open.push(suite);
      if (open.length === 2) groups.push({ title: suite.title, begun: at(suite), seconds: 0 });
    });
    runner.on(EVENT_SUITE_END, (/** @type {import("mocha").Suite & { at?: number }} */ suite) => {
      open.pop();
      const group = groups.at(-1);
      // With workers, each file has a root suite of its own, in which the file's clean-up ends.
      const file = open.length === 0 && runner.isParallelMode();
      if (group && (open.length === 1 || file)) group.seconds = (at(suite) - group.begun) / 1000;
    });
    /** @param {import("mocha").Test} test */
    const keep = (test) =>
      specs.push({ title: fullTitle(test), seconds: (test.duration ?? 0) / 1000 });
    runner.on(EVENT_TEST_PASS, keep);
    runner.on(EVENT_TEST_FAIL, keep);
    runner.once(EVENT_RUN_END, () => {
      const { passes, failures } = this.stats;
      showSlowest("groups, with all that runs before and after them", groups);
      showSlowest("specs", specs);
      if (output) writeFileSync(output, JSON.stringify({ passed: passes, failed: failures }));
    });
  }
};

/**
 * The title with those of all `describe`s around it. A worker sends what `fullTitle` gave.
 *
 * @param {import("mocha").Test} test
 */
function fullTitle(test) {
  return typeof test.fullTitle === "function" ? test.fullTitle() : test.title;
}

/**
 * @param {string} what
 * @param {readonly Timed[]} timed
 */
function showSlowest(what, timed) {
  const slowest = timed
    .filter(({ seconds }) => seconds >= longSeconds)
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, shown);
  if (slowest.length === 0) return;
  console.log(`\n  The slowest ${slowest.length} ${what}:`);
  for (const { title, seconds } of slowest)
    console.log(`    ${seconds.toFixed(1).padStart(6)} s  ${title}`);
}
