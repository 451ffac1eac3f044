/** `npm run gates`: simulates rollouts, and writes what docs/gates.md says and shows of them. */
import { readFileSync, writeFileSync } from "node:fs";
import { formatted } from "../pages";
import { page, pageWith, pictureFile } from "./page";
import { picture } from "./picture";
import { measured, scenarios } from "./scenarios";

writeFileSync(pictureFile, picture());
formatted(page, pageWith(readFileSync(page, "utf8"), scenarios.map(measured)))
  .then((text) => writeFileSync(page, text))
  .catch((error: unknown) => {
    process.stderr.write(`\nnpm run gates failed: ${(error as Error).message}\n`);
    process.exitCode = 1;
  });
