// Installs the package as `npm pack` makes it into a folder with a program of its own.
import { mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join, resolve } from "node:path";
import { run } from "../../engine/run";

/** Packages that the checkout lends to the program, so that nothing big is fetched. */
const lent = ["@pulumi", "@types/node", "typescript"];

/**
 * Packs a checkout, and installs the package into a folder.
 *
 * @throws Error with the output of npm if it fails
 */
export async function installPacked(folder: string, checkout: string): Promise<void> {
  await succeed("npm", ["pack", "--silent", "--pack-destination", folder], checkout);
  const packed = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "none";
  const quick = ["--legacy-peer-deps", "--prefer-offline", "--no-audit", "--no-fund"];
  const install = ["install", ...quick, "--ignore-scripts", "--no-save", `./${packed}`];
  await succeed("npm", install, folder);
  for (const name of lent) {
    const place = join(folder, "node_modules", name);
    mkdirSync(resolve(place, ".."), { recursive: true });
    symlinkSync(resolve(checkout, "node_modules", name), place);
  }
}

async function succeed(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { code, output } = await run(command, args, { cwd });
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${output}`);
}
