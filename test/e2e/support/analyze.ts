// Runs `istioctl analyze` for the namespaces that a spec asks about.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { lab, tools } from "./lab";

interface Message {
  code: string;
  level: string;
  origin: string;
  message: string;
}

/**
 * The lab's gateways have node ports of their own in each cluster, because all clusters share one
 * address.
 */
const ofTheLab = "IST0170 Service istio-system/istio-ingressgateway";

/**
 * What `istioctl analyze` finds at warning level or above about the objects of some namespaces, in
 * both clusters. It reads all namespaces, but leaves out what it finds about other specs' releases,
 * which may be half made or half removed.
 */
export async function analyze(...namespaces: readonly string[]): Promise<string[]> {
  const [west, ...others] = lab().clusters;
  const kubeconfigs = lab().clusters.map(({ kubeconfig }) => kubeconfig);
  const clusters = ["--context", west?.name ?? "", "--remote-contexts", others[0]?.name ?? ""];
  const { stdout } = await promisify(execFile)(
    tools().istioctl,
    ["analyze", "-A", "-o", "json", "--output-threshold", "Warning", ...clusters],
    { env: { ...process.env, KUBECONFIG: kubeconfigs.join(":") } },
  ).catch((error: Error & { stdout: string; stderr: string }) => {
    // It ends with a failure where it found an error, and has printed it.
    if (error.stdout.trim().startsWith("[")) return error;
    throw new Error(`istioctl analyze: ${error.stderr || error.message}`);
  });
  const messages = JSON.parse(stdout.trim() || "[]") as Message[];
  return messages
    .filter(({ code, origin }) => `${code} ${origin}` !== ofTheLab)
    .filter(({ origin }) => namespaces.some((name) => new RegExp(`[ /]${name}(/|$)`).test(origin)))
    .map(({ code, level, origin, message }) => `${level} ${code} ${origin}: ${message}`);
}
