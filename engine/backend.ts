/** The file backend: Pulumi's state in a folder, for `npm start`, the benchmarks and the specs. */
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseDocument } from "yaml";
import { parseOptions } from "../model/yaml/read";
import { documentText } from "../model/yaml/write";

/** A backend that keeps Pulumi's state in a folder; it needs no account and no network. */
export interface Backend {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** The variables that make `pulumi` use it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Opens the file backend of a folder, and makes a new one with a random passphrase for secrets where the folder has none. */
export function openBackend(path: string): Backend {
  const folder = resolve(path);
  const passphrase = join(folder, "passphrase");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!existsSync(passphrase))
    writeFileSync(passphrase, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return {
    folder,
    env: {
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
      PULUMI_SKIP_UPDATE_CHECK: "true",
    },
  };
}

/**
 * Writes the variables of a backend, and more, into a file in its folder that a shell reads with
 * `.`. The command `gray` of this checkout is on the PATH then.
 *
 * @returns the path of the file
 */
export function writeShellEnv(
  backend: Backend,
  { PATH = process.env.PATH ?? "", ...env }: Readonly<Record<string, string>>,
): string {
  const file = join(backend.folder, "env");
  const bin = join(backend.folder, "bin");
  const gray = join(bin, "gray");
  mkdirSync(bin, { recursive: true });
  rmSync(gray, { force: true });
  symlinkSync(resolve(__dirname, "../cli/gray.cjs"), gray);
  const quote = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`;
  const lines = Object.entries({
    PATH: `${bin}:${PATH}`,
    ...env,
    ...backend.env,
  }).map(([name, value]) => `export ${name}=${quote(value)}\n`);
  writeFileSync(file, lines.join(""), { mode: 0o600 });
  return file;
}

/**
 * Removes the salt of a lost passphrase from a stack file, so that the stack can be created again.
 *
 * @throws Error if the file holds secrets, which only that passphrase could decrypt
 */
export function forgetLostPassphrase(stackFile: string): void {
  const document = parseDocument(readFileSync(stackFile, "utf8"), parseOptions);
  if (!document.has("encryptionsalt")) return;
  if (document.toString().includes("secure:"))
    throw new Error(
      `${stackFile} holds secrets of a stack that is not in .pulumi-state any more. ` +
        "Set PULUMI_BACKEND_URL to where the stack is, or remove the secrets.",
    );
  document.delete("encryptionsalt");
  writeFileSync(stackFile, documentText(document));
}
