"use strict";
// The reporter of each worker of `mocha --parallel`: Mocha's own one, which keeps a file's events until the file has ended,
// with the time at which each event happened. counting-reporter.cjs reads these times.
/**
 * @typedef {{ serialize(): object }} Runnable
 * @typedef {(runnable?: Runnable, error?: unknown) => void} Listener
 * @typedef {new (...args: unknown[]) => { createListener(name: string): Listener, listeners: Map<string, Listener> }} Reporter
 */

/** @type {Reporter} */
// @ts-expect-error: @types/mocha does not declare this module.
const ParallelBuffered = require("mocha/lib/nodejs/reporters/parallel-buffered.cjs");

module.exports = class TimingReporter extends ParallelBuffered {
  /**
   * @override
   * @param {string} eventName
   * @returns {Listener}
   */
  createListener(eventName) {
    const listener = super.createListener(eventName);
    /** @type {Listener} */
    const timed = (runnable, error) => {
      const at = Date.now();
      listener(runnable && { serialize: () => ({ ...runnable.serialize(), at }) }, error);
    };
    // Mocha removes the listeners of this map at the end of the run.
    this.listeners.set(eventName, timed);
    return timed;
  }
};
