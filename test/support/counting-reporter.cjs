"use strict";
const { writeFileSync } = require("node:fs");
const { Runner, reporters } = require("mocha");

/** Seconds from which it is told how long a group of specs took, with all that goes on before and after each. */
const long = 20;

/** Mocha's spec reporter, which also writes how many specs passed and failed to the file of the option `output`. */
module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { output } = options.reporterOptions ?? {};
    const { EVENT_RUN_END, EVENT_SUITE_BEGIN, EVENT_SUITE_END } = Runner.constants;
    const begun = new Map();
    runner.on(EVENT_SUITE_BEGIN, (suite) => begun.set(suite, Date.now()));
    runner.on(EVENT_SUITE_END, (suite) => {
      const seconds = Math.round((Date.now() - begun.get(suite)) / 1000);
      if (suite.parent?.root && seconds >= long) console.log(`    ${seconds} s in all`);
    });
    runner.once(EVENT_RUN_END, () => {
      const { passes, failures } = this.stats;
      if (output) writeFileSync(output, JSON.stringify({ passed: passes, failed: failures }));
    });
  }
};
