// Runs the specs of this folder in one worker, one after the other: they open the gateways to every host, or listen on the
// gateways' one TCP port, so they can't run side by side on one lab.
import { readdirSync } from "node:fs";
import { join } from "node:path";

/** The last one: beside no-loss, which takes longest, a gateway was seen to miss some of its routes. */
const last = "random-releases.spec.ts";

const files = readdirSync(__dirname).sort((a, b) => Number(a === last) - Number(b === last));
for (const file of files)
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  if (file.endsWith(".spec.ts")) require(join(__dirname, file));
