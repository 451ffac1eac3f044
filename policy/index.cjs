"use strict";
// What the engine runs of the policy pack: `pulumi preview --policy-pack <this folder>`. A checkout bundles its TypeScript
// itself; the package, and a copy of this folder, run the bundle in the package.
const { existsSync } = require("node:fs");
const { join } = require("node:path");

// Pulumi's runner of packs compiles and checks this file where the tsconfig of the program allows JavaScript. It would look
// for a `.js` in place of the `.ts`, and for types of a package that a checkout does not have.
const pack = join(__dirname, "pack.ts");
const packed = "gray-release/policy";

if (existsSync(pack)) {
  require("../startup/bundle.cjs");
  require(pack);
} else require(packed);
