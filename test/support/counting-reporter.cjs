"use strict";
const { writeFileSync } = require("node:fs");
const { Runner, reporters } = require("mocha");

/** Mocha's spec reporter, which also writes how many specs passed and failed to the file of the option `output`. */
module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { output } = options.reporterOptions ?? {};
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures } = this.stats;
      if (output) writeFileSync(output, JSON.stringify({ passed: passes, failed: failures }));
    });
  }
};
