/** Runs a credential plugin (`users[].user.exec`), as EKS, GKE and AKS have it. */
import { spawn } from "node:child_process";
import { hasCredentials } from "../model/problem";
import type { Credentials } from "./credentials";
import type { ExecEntry } from "./kubeconfig-entries";

/** What a plugin may know of the cluster. */
export type PluginCluster = Readonly<Record<string, unknown>>;

/** What a plugin gave. */
export interface PluginAnswer {
  readonly credentials: Credentials;
  /** When they expire, in milliseconds since 1970; left out where the plugin does not say so. */
  readonly expires?: number;
}

/** How long a credential plugin may take. */
const pluginTimeoutMs = 20_000;

/** Characters of the plugin's own words that a message shows, from their end. */
const shownLength = 600;

/** Bytes of an answer, which is a token or a certificate. */
const answerLimit = 1024 * 1024;

const apiVersions = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];

/**
 * Checks a plugin's entry as client-go does (tools/clientcmd/validation.go and plugin/pkg/client/auth/exec/exec.go).
 *
 * @throws Error that says what to change
 */
export function checkPlugin({ command, apiVersion, interactiveMode }: ExecEntry): void {
  if (!command) throw new Error("its user has a plugin (exec) without a command: add command");
  const refuse = (why: string): never => {
    throw new Error(`the credential plugin ${command} ${why}`);
  };
  if (!apiVersions.includes(apiVersion ?? ""))
    refuse(`has an apiVersion that Kubernetes does not know: write ${apiVersions.join(" or ")}`);
  const mode = interactiveMode || (apiVersion === apiVersions[1] ? "IfAvailable" : "");
  if (mode === "Always")
    refuse(
      "asks its questions in a terminal (interactiveMode: Always), which this program does not give it: log in with it first, and write interactiveMode: IfAvailable",
    );
  if (mode !== "Never" && mode !== "IfAvailable")
    refuse("has no interactiveMode that Kubernetes knows: write interactiveMode: Never");
}

/**
 * Runs a plugin. Its standard input is empty. What it writes to standard error stands in messages; what it prints does
 * not, because that may be secret.
 *
 * @param timeoutMs after which it and all that it started are killed
 * @throws Error that says why it gave no credentials
 */
export async function runPlugin(
  entry: ExecEntry,
  cluster: PluginCluster | undefined,
  timeoutMs = pluginTimeoutMs,
): Promise<PluginAnswer> {
  const { apiVersion, command = "" } = entry;
  const spec = { interactive: false, ...(cluster && { cluster }) };
  const info = JSON.stringify({ apiVersion, kind: "ExecCredential", spec });
  const given = Object.fromEntries((entry.env ?? []).map(({ name, value }) => [name, value]));
  const env = { ...process.env, ...given, KUBERNETES_EXEC_INFO: info };
  const { error, code, stdout, stderr } = await run(command, entry.args ?? [], env, timeoutMs);
  const refuse = (why: string): never => {
    throw new Error(`the credential plugin ${command} ${why}`);
  };
  if (error === "ENOENT")
    return refuse(`is not there: install it, or correct command and PATH${hint(entry)}`);
  if (error !== undefined) return refuse(`can't be started (${error}): make it executable`);
  if (code === "late")
    return refuse(
      `gave no answer within ${timeoutMs / 1000} s${own(stderr)}: if it waits for a login, run a command of kubectl with this kubeconfig in a terminal first`,
    );
  if (code !== 0) return refuse(`failed (${code})${own(stderr)}`);
  return answerOf(stdout, apiVersion, refuse);
}

interface Ended {
  /** Why it did not start. */
  readonly error?: string;
  /** Its exit code, or the name of the signal that ended it. */
  readonly code?: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

function run(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  timeoutMs: number,
): Promise<Ended> {
  return new Promise((done) => {
    let [stdout, stderr, late] = ["", "", false];
    // A group of its own: what it starts ends with it.
    const plugin = spawn(command, [...args], {
      env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const kill = () => {
      try {
        if (plugin.pid !== undefined) process.kill(-plugin.pid, "SIGKILL");
      } catch {
        // All of the group has ended.
      }
      plugin.stdout.destroy();
      plugin.stderr.destroy();
    };
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, timeoutMs);
    const unwatch = onSignal(kill);
    const end = (ended: Pick<Ended, "error" | "code">) => {
      clearTimeout(timer);
      unwatch();
      done({ ...ended, stdout, stderr });
    };
    plugin.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      if (stdout.length > answerLimit) kill();
    });
    plugin.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-4 * shownLength);
    });
    plugin.once("error", (error: NodeJS.ErrnoException) => end({ error: error.code ?? "unknown" }));
    plugin.once("close", (code, signal) => end({ code: late ? "late" : (code ?? signal ?? "") }));
  });
}

/** Ctrl-C reaches only this program's group: it ends the plugin, too. @returns what forgets it again */
function onSignal(kill: () => void): () => void {
  const signals = ["SIGINT", "SIGTERM"] as const;
  const forget = () => {
    for (const signal of signals) process.off(signal, ended);
    process.off("exit", kill);
  };
  const ended = (signal: NodeJS.Signals) => {
    kill();
    forget();
    // Without this listener the signal ends the program, unless it has another one.
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  };
  for (const signal of signals) process.on(signal, ended);
  process.on("exit", kill);
  return forget;
}

/** What a plugin prints (https://kubernetes.io/docs/reference/config-api/client-authentication.v1/). */
interface ExecCredential {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly status?: {
    readonly token?: string;
    readonly clientCertificateData?: string;
    readonly clientKeyData?: string;
    readonly expirationTimestamp?: string;
  };
}

function answerOf(
  text: string,
  apiVersion: string | undefined,
  refuse: (why: string) => never,
): PluginAnswer {
  const { kind, apiVersion: version, status } = parse(text) ?? {};
  if (kind !== "ExecCredential") return refuse("printed no ExecCredential");
  if (version !== apiVersion)
    return refuse(`answers in another apiVersion than ${apiVersion}: write that of its answer`);
  const { token, clientCertificateData: cert, clientKeyData: key } = status ?? {};
  if (!token && !(cert && key))
    return refuse("gave neither a token nor a certificate with its key");
  if (Boolean(cert) !== Boolean(key)) return refuse("gave only one of a certificate and its key");
  const expires = Date.parse(status?.expirationTimestamp ?? "");
  return {
    credentials: { ...(token && { token }), ...(cert && key && { cert, key }) },
    ...(!Number.isNaN(expires) && { expires }),
  };
}

function parse(text: string): ExecCredential | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === "object" && parsed !== null ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function hint({ installHint = "" }: ExecEntry): string {
  const text = shown(installHint);
  return text && `. ${text.replace(/\.$/, "")}`;
}

/** The plugin's own words. */
function own(stderr: string): string {
  const text = shown(stderr);
  if (text === "") return "";
  return hasCredentials(text) ? ", and its words may hold credentials" : `: ${text}`;
}

/** In one line, without what moves a terminal's cursor. */
function shown(text: string): string {
  const plain = text.replace(/\u001b\[[\d;?]*[A-Za-z]/g, "");
  const line = plain.replace(/\s*\n\s*/g, "; ").replace(/\p{Cc}/gu, " ");
  const words = line.replace(/^[; ]+|[; ]+$/g, "");
  return words.length > shownLength ? `… ${words.slice(-shownLength)}` : words;
}
