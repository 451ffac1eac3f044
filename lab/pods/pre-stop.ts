// preStop hooks: sleep, httpGet, and the few commands that the lab knows.
import * as http from "node:http";
import * as https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { Container, HttpGetAction } from "./pod-spec";

/** What a hook may need beside its container. */
export interface HookPlace {
  /** The pod's address, which `httpGet` asks unless it names a host. */
  address: string;
  /** Runs a command that is no `sleep`; absent where no program of the container exists. */
  exec?: (command: string[]) => Promise<unknown>;
  /** Ends the hook: its time is over. */
  signal: AbortSignal;
}

/**
 * Runs a container's preStop hook as a kubelet does, and resolves when it has ended or its time is over.
 *
 * @throws Error that says why the hook failed, or that the lab can't run it.
 */
export async function runPreStop(container: Container, place: HookPlace): Promise<void> {
  const hook = container.lifecycle?.preStop;
  if (!hook) return;
  const wait = async (milliseconds: number): Promise<void> => {
    await sleep(milliseconds, undefined, { signal: place.signal }).catch(() => undefined);
  };
  if (hook.sleep) return wait(hook.sleep.seconds * 1000);
  if (hook.exec) {
    const command = hook.exec.command ?? [];
    const milliseconds = sleepMs(command);
    if (milliseconds !== undefined) return wait(milliseconds);
    if (!place.exec) throw new Error(refusal(container, command));
    await Promise.race([place.exec(command), ended(place.signal)]);
    return;
  }
  if (hook.httpGet) return get(container, hook.httpGet, place);
}

/**
 * How long a command sleeps, in milliseconds: `sleep N`, also by its whole path, with a unit, or in a shell.
 *
 * @returns undefined when it does anything else.
 */
export function sleepMs(command: string[]): number | undefined {
  const [program = "", flag, script = "", ...more] = command;
  const inShell = /^(?:\/(?:usr\/)?bin\/)?(?:ba|da)?sh$/.test(program) && flag === "-c";
  const text = inShell && more.length === 0 ? script.replace(/^\s*exec\s/, "") : command.join(" ");
  const found = /^\s*(?:\/(?:usr\/)?bin\/)?sleep\s+(\d+(?:\.\d+)?)([smh]?)\s*;?\s*$/.exec(text);
  if (!found) return undefined;
  return (
    Number(found[1]) * 1000 * { "": 1, s: 1, m: 60, h: 3600 }[found[2] as "" | "s" | "m" | "h"]
  );
}

function refusal({ name }: Container, command: string[]): string {
  return (
    `the preStop hook ${JSON.stringify(command)} of container ${name} was not run: no container runs in the lab, ` +
    'so of commands it knows "sleep N" alone; use that, or sleep or httpGet'
  );
}

/** Any answer counts, whatever its status: a kubelet looks at nothing else. */
function get(
  container: Container,
  { host, port, path = "/", scheme = "HTTP", httpHeaders = [] }: HttpGetAction,
  { address, signal }: HookPlace,
): Promise<void> {
  const number = typeof port === "number" ? port : portNamed(container, port);
  const headers = Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value]));
  const options = {
    host: host ?? address,
    port: number,
    path: path.startsWith("/") ? path : `/${path}`,
    headers: { "user-agent": "kube-lifecycle/1.36", ...headers },
    agent: false,
    signal,
    // As for its probes, a kubelet doesn't know who signed the pod's certificate.
    rejectUnauthorized: false,
  };
  return new Promise((done, fail) => {
    const asked = (scheme === "HTTPS" ? https : http).get(options, (response) => {
      response.resume();
      response.once("close", done);
    });
    asked.once("error", (error) => {
      if (signal.aborted) return done();
      const url = `${scheme.toLowerCase()}://${options.host}:${number}${options.path}`;
      fail(
        new Error(
          `the preStop hook ${url} of container ${container.name} failed: ${error.message}`,
        ),
      );
    });
  });
}

function portNamed({ name: container, ports }: Container, name: string): number {
  const found = ports?.find((port) => port.name === name)?.containerPort ?? Number(name);
  if (Number.isInteger(found)) return found;
  throw new Error(
    `the preStop hook of container ${container} names the port "${name}", which the container does not have`,
  );
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    signal.addEventListener("abort", () => done(), { once: true });
  });
}
