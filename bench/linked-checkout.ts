// Links a checkout into a folder that gets stack files of its own.
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** Makes the folder, with links to all of a checkout but its stack files and what is hidden. */
export function linkCheckout(folder: string, checkout: string): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(checkout))
    if (!/^Pulumi\..+\.yaml$|^\./.test(name)) symlinkSync(join(checkout, name), join(folder, name));
}
