import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { lab, tools } from "./lab";
import { retired } from "./retiring";

interface Message {
  code: string;
  level: string;
  origin: string;
  message: string;
}

/** The lab's gateways have node ports of their own in each cluster, because all clusters share one address. */
const ofTheLab = "IST0170 Service istio-system/istio-ingressgateway";

/** What `istioctl analyze` finds at warning level or above, over all namespaces of both clusters. */
export async function analyze(): Promise<string[]> {
  // Of a release that is half gone there would be something to tell.
  await retired();
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
    .map(({ code, level, origin, message }) => `${level} ${code} ${origin}: ${message}`);
}
