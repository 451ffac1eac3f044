// The lab's network: a bridge, and a network namespace for each control plane and pod.
import { execFile } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";

/** Address of the bridge, which is also every namespace's default gateway. */
export const bridgeAddress = "10.244.0.1";

const bridge = "lab0";

/** Where `ip netns` keeps its names; a private tmpfs, see `namespaces.ts`. */
const namespaceFolder = "/run/netns";

/**
 * The lab's network: one bridge in the supervisor's namespace and a namespace with a veth pair for
 * every control plane and every pod. Nothing is connected to the host.
 */
export class LabNetwork {
  private next = 0;
  private readonly links = new Map<string, string>();

  /** Sets up loopback and the bridge of the lab. */
  async start(): Promise<void> {
    await ip(
      [],
      [
        "link set lo up",
        // An address of its own: else it would take one of its ports', and change it with them.
        `link add ${bridge} address ${macOf(bridgeAddress)} type bridge`,
        `addr add ${bridgeAddress}/16 dev ${bridge}`,
        `link set ${bridge} up`,
        // Cluster IPs belong to no process here (a sidecar resolves them); answer at once instead of
        // letting a pod without a sidecar wait for a time-out.
        "route add unreachable default",
      ],
    );
    writeFileSync("/proc/sys/net/ipv4/ip_forward", "1");
  }

  /** Makes a namespace that has one address on the bridge. */
  async add(name: string, address: string): Promise<void> {
    const link = `lab${(this.next += 1)}`;
    await ip(["netns", "add", name]);
    await ip(
      [],
      [
        `link add ${link} type veth peer name eth0 address ${macOf(address)} netns ${name}`,
        `link set ${link} master ${bridge} up`,
      ],
    );
    this.links.set(name, link);
    await ip(
      ["-n", name],
      [
        "link set lo up",
        `addr add ${address}/16 dev eth0`,
        "link set eth0 up",
        `route add default via ${bridgeAddress}`,
      ],
    );
  }

  /**
   * Kills the processes of a namespace that have no owner any more: an Envoy outlives a pilot-agent that
   * was killed, while in a container it would end with it.
   *
   * @param keep process IDs to leave alone.
   */
  async killAll(name: string, keep: (number | undefined)[] = []): Promise<void> {
    const pids = (await ip(["netns", "pids", name])).split(/\s+/).filter(Boolean).map(Number);
    for (const pid of pids.filter((one) => !keep.includes(one))) {
      try {
        process.kill(pid, "SIGKILL");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
      }
    }
  }

  /** Removes a namespace with every process in it; its address can be given away afterwards. */
  async remove(name: string): Promise<void> {
    if (!existsSync(`${namespaceFolder}/${name}`)) return;
    await this.killAll(name);
    const link = this.links.get(name);
    this.links.delete(name);
    // The pair first: that is done when the command returns, while a namespace is cleaned up later.
    if (link) await ip(["link", "del", link]);
    await ip(["netns", "del", name]);
  }
}

/** A command line that runs another one in a namespace and as a user. */
export function inNetwork(
  command: string[],
  options: { network?: string | undefined; user?: number | undefined },
): string[] {
  const flags = [
    ...(options.network ? [`--net=${namespaceFolder}/${options.network}`] : []),
    // As root one stays what one is: a user namespace with one user forbids even setting groups.
    ...(options.user ? [`--setuid=${options.user}`, `--setgid=${options.user}`] : []),
  ];
  return flags.length > 0 ? ["nsenter", ...flags, "--", ...command] : command;
}

/**
 * The hardware address of an IP address. The same IP always has the same one: were it random, other
 * pods would send to the old one for up to a minute after an IP was given away again.
 */
function macOf(address: string): string {
  const octets = address.split(".").map((octet) => Number(octet).toString(16).padStart(2, "0"));
  return ["02", "00", ...octets].join(":");
}

/** Runs `ip`, with the given lines as a batch if there are any. */
function ip(args: string[], batch?: string[]): Promise<string> {
  const all = batch ? [...args, "-batch", "-"] : args;
  return new Promise((done, fail) => {
    const child = execFile("ip", all, (error, stdout, stderr) => {
      if (!error) return done(stdout);
      fail(new Error(`ip ${all.join(" ")} failed: ${stderr.trim() || error.message}`));
    });
    if (batch) child.stdin?.end(`${batch.join("\n")}\n`);
  });
}
