"use strict";
const { writeFileSync } = require("node:fs");

// Loaded into the command `gray`: says how much CPU it took.
const file = process.env.GRAY_BENCH_CPU;
if (file)
  process.once("exit", () => {
    const { user, system } = process.cpuUsage();
    writeFileSync(file, String((user + system) / 1e6));
  });
