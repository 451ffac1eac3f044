// Tries whether an installed iptables can make a sidecar's rules.
import { runBriefly } from "./run";

/** What a trial of iptables showed; `untested`: this user may not make a network namespace here. */
export type IptablesCheck = "works" | "fails" | "untested";

/**
 * The rules that a sidecar needs, in a new network namespace, so that nothing outside is touched.
 * Exit code 3 tells that the namespace was made and a rule failed.
 */
const trial = [
  "iptables -t nat -N GRAY_TRIAL",
  "iptables -t nat -A GRAY_TRIAL -m owner --uid-owner 1337 -j RETURN",
  "iptables -t nat -A GRAY_TRIAL -p tcp -j REDIRECT --to-ports 15001",
  "iptables-save -t nat | iptables-restore",
].join(" && ");

/** Tries the `iptables`, `iptables-save` and `iptables-restore` of a folder on this kernel. */
export function checkIptables(dir: string): IptablesCheck {
  const user = process.getuid?.() === 0 ? [] : ["--map-root-user"];
  const env = { ...process.env, PATH: `${dir}:${process.env.PATH ?? ""}` };
  const shell = ["sh", "-c", `(${trial}) || exit 3`];
  const { code } = runBriefly("unshare", [...user, "--net", ...shell], { env });
  if (code === 0) return "works";
  return code === 3 ? "fails" : "untested";
}
