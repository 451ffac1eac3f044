// Runs the specs of this folder in one worker, one after the other: they share one lab beside that of all other specs, because
// they kill parts of it and count what is left on the machine.
import { readdirSync } from "node:fs";
import { join } from "node:path";

for (const file of readdirSync(__dirname).sort())
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  if (file.endsWith(".spec.ts")) require(join(__dirname, file));
