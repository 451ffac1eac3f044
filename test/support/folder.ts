// Temporary folders, environment variables and kubeconfigs for specs.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder of files for one spec; {@link Folder.remove} takes it away. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), "gray-"));

  /** @returns the path of the new file */
  write(name: string, text: string): string {
    const path = join(this.path, name);
    writeFileSync(path, text);
    return path;
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** Sets environment variables while something runs; undefined takes one away. */
export async function withEnvironment<T>(
  variables: Readonly<Record<string, string | undefined>>,
  run: () => T | Promise<T>,
): Promise<T> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const);
  const set = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  for (const [name, value] of Object.entries(variables)) set(name, value);
  try {
    return await run();
  } finally {
    for (const [name, value] of before) set(name, value);
  }
}

/** No proxy in the environment. */
export const noProxy = {
  HTTPS_PROXY: undefined,
  https_proxy: undefined,
  HTTP_PROXY: undefined,
  http_proxy: undefined,
  NO_PROXY: undefined,
  no_proxy: undefined,
};

/** A kubeconfig with one context, cluster and user of a name. */
export function kubeconfig(name: string, server: string, extra = ""): string {
  return `apiVersion: v1
kind: Config
current-context: ${name}
contexts: [{ name: ${name}, context: { cluster: ${name}, user: ${name} } }]
clusters: [{ name: ${name}, cluster: { server: "${server}"${extra} } }]
users: [{ name: ${name}, user: { token: hidden-token } }]
`;
}
