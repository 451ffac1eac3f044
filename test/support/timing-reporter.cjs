"use strict";
// The reporter of each worker of `mocha --parallel`: Mocha's own one, which keeps a file's events until the file has ended,
// with the time at which each event happened. counting-reporter.cjs reads these times.
const ParallelBuffered = require("mocha/lib/nodejs/reporters/parallel-buffered.cjs");

module.exports = class TimingReporter extends ParallelBuffered {
  createListener(eventName) {
    const listener = super.createListener(eventName);
    const timed = (runnable, error) => {
      const at = Date.now();
      listener(runnable && { serialize: () => ({ ...runnable.serialize(), at }) }, error);
    };
    // Mocha removes the listeners of this map at the end of the run.
    this.listeners.set(eventName, timed);
    return timed;
  }
};
