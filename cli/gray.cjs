#!/usr/bin/env node
"use strict";
try {
  require("../startup/transpile.cjs");
} catch (error) {
  if (error.code !== "MODULE_NOT_FOUND") throw error;
  process.stderr.write(
    "gray: its packages are not installed yet. Run `npm ci` in the project's folder first.\n",
  );
  process.exit(1);
}
void require("./gray.ts").run({
  plan: () => require("./plan.ts").planCommand(),
  check: () => require("./check.ts").checkCommand(),
  abort: () => require("./abort.ts").abortCommand(),
  drift: () => require("./drift.ts").driftCommand(),
  adopt: () => require("./adopt.ts").adoptCommand(),
  rbac: () => require("./rbac.ts").rbacCommand(),
});
