// Manifests, look-ups and checks that the specs of the lab share.
import { expect } from "chai";
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { execCommand } from "../../../lab/pods/exec";
import type { KubeClient, KubeObject } from "../../../kubernetes/client";
import { objectPath } from "../../../kubernetes/object-path";
import type { LoadTotals } from "../../../lab/load/load-totals";
import type { Pod } from "../../../lab/pods/pod-spec";

/** An object as a spec writes it down. */
export type Manifest = KubeObject & Record<string, unknown>;

/** Applies objects one after the other. */
export async function applyAll(client: KubeClient, objects: Manifest[]): Promise<void> {
  for (const object of objects) await client.apply(objectPath(object), object);
}

/** A namespace; with injection if `labels` ask for it. */
export function namespace(name: string, labels: Record<string, string> = {}): Manifest {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

/** Ports of the app `hello`, one for each protocol. */
export const protocolPorts = [
  { name: "http", port: 5000 },
  { name: "grpc-check", port: 5001 },
  { name: "tcp-raw", port: 5002 },
  { name: "http2-api", port: 5003 },
];

/** A Deployment of the app `hello` in one version. */
export function deployment(
  space: string,
  version: string,
  pod: { annotations?: Record<string, string>; env?: Record<string, string> } = {},
): Manifest {
  const labels = { app: "hello", version };
  const env = Object.entries(pod.env ?? {}).map(([name, value]) => ({ name, value }));
  const container = {
    name: "hello",
    image: `example.com/hello:${version}`,
    ports: protocolPorts.map(({ port }) => ({ containerPort: port })),
    env,
  };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: `hello-${version}`, namespace: space },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: pod.annotations ?? {} },
        spec: { containers: [container], terminationGracePeriodSeconds: 15 },
      },
    },
  };
}

/**
 * Service, Gateway, route and STRICT mTLS for the app `hello`, reached at the path prefix `/hello`.
 */
export function hello(space: string): Manifest[] {
  const metadata = { name: "hello", namespace: space };
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { selector: { app: "hello" }, ports: [{ name: "http", port: 5000 }] },
    },
    strictTls(space),
    {
      apiVersion: "networking.istio.io/v1",
      kind: "Gateway",
      metadata,
      spec: {
        selector: { istio: "ingressgateway" },
        servers: [{ port: { number: 80, name: "http", protocol: "HTTP" }, hosts: ["*"] }],
      },
    },
    route(space, `hello.${space}.svc.cluster.local`),
  ];
}

/** Refuses plain text to every pod of a namespace. */
export function strictTls(space: string): Manifest {
  return {
    apiVersion: "security.istio.io/v1",
    kind: "PeerAuthentication",
    metadata: { name: "hello", namespace: space },
    spec: { mtls: { mode: "STRICT" } },
  };
}

/** A VirtualService that sends everything to one host. */
export function route(space: string, host: string, weight = 100): Manifest {
  return {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    metadata: { name: "hello", namespace: space },
    spec: {
      hosts: ["*"],
      gateways: ["hello"],
      http: [{ route: [{ destination: { host, port: { number: 5000 } }, weight }] }],
    },
  };
}

/** The pods of a namespace that match a label selector. */
export async function pods(client: KubeClient, space: string, selector = ""): Promise<Pod[]> {
  const path = `/api/v1/namespaces/${space}/pods?labelSelector=${encodeURIComponent(selector)}`;
  return (await client.request<{ items: Pod[] }>("GET", path)).items;
}

/** Whether a condition of a pod is True. */
export function holds(pod: Pod, condition: string): boolean {
  return !!pod.status.conditions?.some(
    ({ type, status }) => type === condition && status === "True",
  );
}

/**
 * Waits until the probe gives something other than undefined or false.
 *
 * @throws Error that names what did not happen in time (seconds).
 */
export async function eventually<T>(
  what: string,
  probe: () => Promise<T | undefined | false> | T | undefined | false,
  seconds = 40,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`not within ${seconds} s: ${what}`);
    await sleep(100);
  }
}

/** Sends until v1 in west and v2 in east both answer, then counts: nothing may be lost. */
export async function servedByBoth(
  what: string,
  send: (count: number) => Promise<LoadTotals>,
): Promise<void> {
  await eventually(`both versions behind ${what}`, async () => {
    const { failed, byVersion } = await send(20);
    return failed === 0 && byVersion.v1 !== undefined && byVersion.v2 !== undefined;
  });
  const { failures, byCluster, byVersion } = await send(200);
  expect(failures, what).to.deep.equal({});
  expect(byCluster, what).to.deep.equal({ west: byVersion.v1, east: byVersion.v2 });
}

/** The one pod of a version, once it is Ready. */
export function readyPod(client: KubeClient, space: string, version: string): Promise<Pod> {
  return eventually(`a Ready pod of ${version} in ${space}`, async () => {
    const found = await pods(client, space, `version=${version}`);
    return found.find((pod) => !pod.metadata.deletionTimestamp && holds(pod, "Ready"));
  });
}

/** Runs a command inside the lab and gives its exit code and output. */
export async function inLab(
  folder: string,
  command: string[],
  pod?: string,
): Promise<{ code: number; output: string }> {
  const [program, ...args] = (await execCommand(command, {
    folder,
    ...(pod ? { pod } : {}),
  })) as [string, ...string[]];
  try {
    const { stdout } = await promisify(execFile)(program, args);
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, output: `${stdout}${stderr}` };
  }
}

/**
 * Asks for an address in plain text from inside the lab, but outside the mesh; exit code 7 where
 * that is refused.
 */
export function outsideMesh(
  folder: string,
  address: string,
): Promise<{ code: number; output: string }> {
  return inLab(folder, [
    process.execPath,
    "-e",
    `fetch("http://${address}").then(async (a) => console.log(a.status, await a.text()), (e) => { console.log("refused:", e.cause.code); process.exit(7); })`,
  ]);
}

/** Everything on this machine that a lab could leave behind. */
export interface Traces {
  /** Identity of the lab's PID namespace. */
  space: string;
  mounts: string;
  links: string;
  namedNetworks: string[];
}

/** What the machine looks like beside the lab with this supervisor. */
export function traces(supervisor: number): Traces {
  return { space: fs.readlinkSync(`/proc/${supervisor}/ns/pid`), ...surroundings() };
}

/** Mounts, network links and named network namespaces of the host. */
export function surroundings(): Omit<Traces, "space"> {
  const named = "/run/netns";
  return {
    mounts: fs.readFileSync("/proc/self/mountinfo", "utf8"),
    links: fs.readFileSync("/proc/self/net/dev", "utf8").replace(/:.*/g, ""),
    namedNetworks: fs.existsSync(named) ? fs.readdirSync(named).sort() : [],
  };
}

/** The processes of a PID namespace. */
export function processesIn(space: string): string[] {
  return fs
    .readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return fs.readlinkSync(`/proc/${name}/ns/pid`) === space;
      } catch {
        // It ended meanwhile, or belongs to another user.
        return false;
      }
    });
}
