import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseDocument } from "yaml";

/** A place for Pulumi's state in a folder of its own: no account, no network. */
export interface Backend {
  /** Absolute path of the folder. */
  readonly folder: string;
  /** What `pulumi` needs to use it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Opens the file backend in a folder; makes it, with a random passphrase for secrets, where there is none. */
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

/** Writes variables as a file that a shell can read with `.`, and gives its path. */
export function writeShellEnv(backend: Backend, env: Readonly<Record<string, string>>): string {
  const file = join(backend.folder, "env");
  const quote = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`;
  const lines = Object.entries({ ...env, ...backend.env }).map(
    ([name, value]) => `export ${name}=${quote(value)}\n`,
  );
  writeFileSync(file, lines.join(""), { mode: 0o600 });
  return file;
}

/**
 * Takes the salt of a passphrase that is gone out of a stack file, so that the stack can be made anew.
 *
 * @throws Error if the file holds secrets, which that passphrase alone could open
 */
export function forgetLostPassphrase(stackFile: string): void {
  const document = parseDocument(readFileSync(stackFile, "utf8"));
  if (!document.has("encryptionsalt")) return;
  if (document.toString().includes("secure:"))
    throw new Error(
      `${stackFile} holds secrets of a stack that is not in .pulumi-state any more. ` +
        "Set PULUMI_BACKEND_URL to where the stack is, or remove the secrets.",
    );
  document.delete("encryptionsalt");
  writeFileSync(stackFile, document.toString());
}
