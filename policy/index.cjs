"use strict";
// What the engine runs of the policy pack: `pulumi preview --policy-pack <this folder>`. A checkout bundles its TypeScript
// itself; the package, and a copy of this folder, run the bundle in the package.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

if (existsSync(join(__dirname, "pack.ts"))) {
  require("../startup/bundle.cjs");
  require("./pack.ts");
} else require("gray-release/policy");
