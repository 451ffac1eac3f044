"use strict";
const { writeFileSync } = require("node:fs");

// Loaded into every Node.js process of an engine; the one that runs the program says how much CPU it took.
const file = process.env.GRAY_BENCH_CPU;
if (file && process.argv[1]?.includes("@pulumi/pulumi/cmd/run"))
  process.once("exit", () => {
    const { user, system } = process.cpuUsage();
    writeFileSync(file, String((user + system) / 1e6));
  });
