/** The entries of a kubeconfig that this project reads itself, and the files that they name. */
import { existsSync } from "node:fs";
import { isAbsolute, join } from "node:path";

/** As much of a kubeconfig as this project reads itself; the provider reads the rest. */
export interface Kubeconfig {
  readonly "current-context"?: string;
  readonly contexts?: readonly {
    readonly name: string;
    readonly context?: { readonly cluster?: string; readonly user?: string };
  }[];
  readonly clusters?: readonly { readonly name: string; readonly cluster?: ServerEntry }[];
  readonly users?: readonly { readonly name: string; readonly user?: UserEntry }[];
}

/** How a kubeconfig describes an API server. */
export interface ServerEntry {
  readonly server?: string;
  readonly "proxy-url"?: string;
  readonly "certificate-authority"?: string;
  readonly "certificate-authority-data"?: string;
  readonly "insecure-skip-tls-verify"?: boolean;
  readonly "tls-server-name"?: string;
  readonly "disable-compression"?: boolean;
  readonly extensions?: readonly { readonly name: string; readonly extension?: unknown }[];
}

/** How a kubeconfig describes a user. */
export interface UserEntry {
  readonly exec?: ExecEntry;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly "client-certificate"?: string;
  readonly "client-certificate-data"?: string;
  readonly "client-key"?: string;
  readonly "client-key-data"?: string;
  readonly as?: string;
  readonly "as-uid"?: string;
  readonly "as-groups"?: readonly string[];
  readonly "as-user-extra"?: Readonly<Record<string, readonly string[]>>;
  readonly "auth-provider"?: {
    readonly name?: string;
    readonly config?: Readonly<Record<string, string>>;
  };
}

/** A program that fetches credentials. */
export interface ExecEntry {
  readonly apiVersion?: string;
  readonly command?: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly installHint?: string;
  readonly provideClusterInfo?: boolean;
  readonly interactiveMode?: string;
}

/**
 * Makes all paths in a kubeconfig absolute, as client-go does (`ResolveLocalPaths` in tools/clientcmd/loader.go). A
 * command without a slash is looked for in PATH, and stays as it is.
 *
 * @param folders that a relative path may start from; the first in which there is such a file counts, or else the first
 */
export function withAbsolutePaths(
  kubeconfig: Kubeconfig,
  folders: readonly [string, ...string[]],
): Kubeconfig {
  const absolute = (path: string) => {
    if (isAbsolute(path)) return path;
    const paths = folders.map((folder) => join(folder, path));
    return paths.find((one) => existsSync(one)) ?? join(folders[0], path);
  };
  const all = <T extends object, K extends keyof T>(entry: T, ...keys: K[]): T => {
    const changed = keys.flatMap((key) => {
      const path: unknown = entry[key];
      return typeof path === "string" && path !== "" ? [[key, absolute(path)]] : [];
    });
    return { ...entry, ...(Object.fromEntries(changed) as Partial<T>) };
  };
  const userPaths = (user: UserEntry): UserEntry => ({
    ...all(user, "client-certificate", "client-key", "tokenFile"),
    ...(user.exec && {
      exec: user.exec.command?.includes("/") ? all(user.exec, "command") : user.exec,
    }),
  });
  return {
    ...kubeconfig,
    ...(kubeconfig.clusters && {
      clusters: kubeconfig.clusters.map(({ name, cluster }) => ({
        name,
        cluster: all(cluster ?? {}, "certificate-authority"),
      })),
    }),
    ...(kubeconfig.users && {
      users: kubeconfig.users.map(({ name, user }) => ({ name, user: userPaths(user ?? {}) })),
    }),
  };
}
