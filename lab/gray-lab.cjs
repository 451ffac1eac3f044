#!/usr/bin/env node
"use strict";
const { spawnSync } = require("node:child_process");
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");

// The package has the lab's TypeScript in a folder with what it imports; tsx runs it as it is.
const packed = join(__dirname, "dist", "lab", "main.ts");
const main = existsSync(packed) ? packed : join(__dirname, "main.ts");
const loader = pathToFileURL(require.resolve("tsx")).href;
const args = ["--import", loader, main, ...process.argv.slice(2)];
process.exitCode = spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
