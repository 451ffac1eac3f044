"use strict";
const { writeFileSync } = require("node:fs");

// Loaded into the command `gray`: says how much CPU it took.
process.once("exit", () => {
  const { user, system } = process.cpuUsage();
  writeFileSync(process.env.GRAY_BENCH_CPU, String((user + system) / 1e6));
});
