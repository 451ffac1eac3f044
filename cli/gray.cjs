#!/usr/bin/env node
"use strict";
try {
  require("../startup/bundle.cjs");
} catch (error) {
  if (/** @type {NodeJS.ErrnoException} */ (error).code !== "MODULE_NOT_FOUND") throw error;
  process.stderr.write(
    "gray: its packages are not installed yet. Run `npm ci` in the project's folder first.\n",
  );
  process.exit(1);
}
require("./gray.ts");
