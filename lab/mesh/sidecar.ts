// Runs a pod's sidecar as injection describes it: iptables, files, tokens, pilot-agent.
import { execFile } from "node:child_process";
import { chownSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { LabContext } from "../context";
import type { KubeClient } from "../../kubernetes/client";
import { inNetwork } from "../network/network";
import { type Container, expand, type Pod, resolveEnv } from "../pods/pod-spec";
import { LabProcess } from "../process";
import { appSourceAddress } from "./sidecar-addresses";

/** Where a sidecar runs. */
export interface SidecarPlace {
  /** Its working folder: pilot-agent finds everything relative to it, as in its container. */
  folder: string;
  /** The pod's network namespace. */
  network: string;
  log: string;
}

/** Lets the injected init container's command redirect the pod's traffic to the sidecar. */
export async function redirectTraffic(
  context: LabContext,
  pod: Pod,
  init: Container,
  network: string,
): Promise<void> {
  const env = resolveEnv(pod, init);
  const args = (init.args ?? []).map((arg) => expand(arg, env));
  const run = async (...command: string[]): Promise<void> => {
    const [program, ...rest] = inNetwork(command, { network }) as [string, ...string[]];
    await promisify(execFile)(program, rest, {
      env: { ...env, PATH: `${context.tools.iptables.dir}:${process.env.PATH ?? ""}` },
    });
  };
  if (context.proxyUser !== 0) return run(context.tools.pilotAgent, ...args);
  await run(context.tools.pilotAgent, ...withUser(args, "0"), "-g", "0");
  await run("ip", "addr", "add", `${appSourceAddress}/32`, "dev", "lo");
  const rule = ["-s", appSourceAddress, "!", "-d", "127.0.0.0/8", "-p", "tcp"];
  const redirect = ["-j", "REDIRECT", "--to-ports", "15001"];
  await run("iptables", "-t", "nat", "-I", "OUTPUT", ...rule, ...redirect);
}

/** The arguments with another value of `-u`, the user whose traffic is let through. */
function withUser(args: string[], user: string): string[] {
  return args.map((arg, index) => (args[index - 1] === "-u" ? user : arg));
}

/** Writes the files that a kubelet would mount into the proxy's container. */
export async function writeSidecarFiles(
  context: LabContext,
  client: KubeClient,
  pod: Pod,
  folder: string,
): Promise<void> {
  const files: Record<string, string> = {
    "var/run/secrets/istio/root-cert.pem": context.pki.meshAuthority.certificate,
    "var/lib/istio/envoy/envoy_bootstrap_tmpl.json": readFileSync(
      context.tools.envoyBootstrap,
      "utf8",
    ),
    "etc/istio/pod/labels": downwardApi(pod.metadata.labels),
    "etc/istio/pod/annotations": downwardApi(pod.metadata.annotations),
    "var/run/secrets/tokens/istio-token": await meshToken(client, pod),
  };
  mkdirSync(join(folder, "etc/istio/proxy"), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: 0o600 });
  }
  own(folder, context.proxyUser);
}

/** Lifetime of the token with which a sidecar asks istiod for its certificate, as injection has it. */
const tokenSeconds = 43_200;

/** How often the token is written anew, in milliseconds: well before it ends, as a kubelet does. */
export const tokenRenewalMs = (tokenSeconds * 1000) / 2;

/** Writes a fresh token for the next renewal of the sidecar's certificate. */
export async function renewToken(client: KubeClient, pod: Pod, folder: string): Promise<void> {
  const file = join(folder, "var/run/secrets/tokens/istio-token");
  writeFileSync(file, await meshToken(client, pod));
}

async function meshToken(client: KubeClient, pod: Pod): Promise<string> {
  const { name, namespace, uid } = pod.metadata;
  const account = pod.spec.serviceAccountName ?? "default";
  const answer = await client.create<{ status: { token: string } }>(
    `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`,
    {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: {
        audiences: ["istio-ca"],
        expirationSeconds: tokenSeconds,
        boundObjectRef: { apiVersion: "v1", kind: "Pod", name, uid },
      },
    },
  );
  return answer.status.token;
}

/** Starts the proxy with the command line and environment that injection gave its container. */
export function startSidecar(
  context: LabContext,
  pod: Pod,
  proxy: Container,
  { folder, network, log }: SidecarPlace,
): LabProcess {
  const env = resolveEnv(pod, proxy);
  return new LabProcess({
    name: `sidecar of ${pod.metadata.namespace}/${pod.metadata.name}`,
    command: context.tools.pilotAgent,
    args: (proxy.args ?? []).map((arg) => expand(arg, env)),
    env: {
      ...env,
      PROXY_CONFIG: JSON.stringify({
        ...(JSON.parse(env.PROXY_CONFIG || "{}") as object),
        binaryPath: context.tools.envoy,
        configPath: "./etc/istio/proxy",
      }),
    },
    cwd: folder,
    network,
    user: context.proxyUser,
    log,
  });
}

/** The format of a downward API volume: one `key="escaped value"` a line. */
function downwardApi(values: Record<string, string> = {}): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join("\n");
}

function own(file: string, user: number): void {
  chownSync(file, user, user);
  if (!statSync(file).isDirectory()) return;
  for (const name of readdirSync(file)) own(join(file, name), user);
}
