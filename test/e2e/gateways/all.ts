// Runs the specs of this folder in one worker, one after the other: they open the gateways to every host, or listen on the
// gateways' one TCP port, so they can't run side by side on one lab.
import { readdirSync } from "node:fs";
import { join } from "node:path";

for (const file of readdirSync(__dirname).sort())
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  if (file.endsWith(".spec.ts")) require(join(__dirname, file));
