#!/usr/bin/env node
"use strict";
try {
  require("tsx/cjs");
} catch {
  process.stderr.write(
    "gray: its packages are not installed yet. Run `npm ci` in the project's folder first.\n",
  );
  process.exit(1);
}
require("./gray.ts");
