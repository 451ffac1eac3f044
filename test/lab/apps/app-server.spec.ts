import { expect } from "chai";
import { build, stop } from "esbuild";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import * as http from "node:http";
import * as net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { AppServerConfig } from "../../../lab/apps/app-config";

const folder = mkdtempSync(join(tmpdir(), "gray-app-server-"));
const bundle = join(folder, "app-server.cjs");

/** A port that was free a moment ago. */
async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  server.close();
  return port;
}

/** Starts the stand-in as the pod agent does; gives its port when it listens. */
async function start(name: string, env: Record<string, string>) {
  const port = await freePort();
  const config: AppServerConfig = {
    cluster: "west",
    namespace: "shop",
    pod: name,
    labels: {},
    containers: [{ name: "main", image: "example.com/app:1", env, ports: [port] }],
    healthSocket: join(folder, name),
  };
  const child = spawn(process.execPath, [bundle], {
    env: { ...process.env, LAB_APP: JSON.stringify(config) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (data) => (said += String(data)));
  const exited = once(child, "exit");
  while (child.exitCode === null) {
    const up = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (up) break;
    await sleep(50);
  }
  return { child, port, exited, said: () => said };
}

/** Keeps a connection open, sends SIGTERM, and tells what the first request on it that comes after the signal got. */
async function lastRequest(env: Record<string, string>): Promise<string> {
  const { child, port, exited } = await start(env.LAB_ON_SIGTERM ?? "default", env);
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const get = (): Promise<string> =>
    new Promise((resolve) => {
      http
        .get({ port, host: "127.0.0.1", agent }, (response) => {
          response.resume();
          response.once("end", () => resolve(String(response.headers.connection)));
        })
        .once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
  expect(await get()).to.equal("keep-alive");
  child.kill("SIGTERM");
  if (env.LAB_ON_SIGTERM !== "drain") await exited;
  let answer = await get();
  // A request that is there before the program gets round to the signal is still answered as before.
  while (answer === "keep-alive") answer = await get();
  await exited;
  agent.destroy();
  return answer;
}

describe("the stand-in server on SIGTERM", () => {
  before(async () => {
    const options = { bundle: true, platform: "node", logLevel: "error" } as const;
    await build({ ...options, entryPoints: ["lab/apps/app-server.ts"], outfile: bundle });
    await stop();
  });

  after(() => rmSync(folder, { recursive: true }));

  it("ends at once with its open connections, as most programs do", async () => {
    expect(await lastRequest({})).to.be.oneOf(["ECONNRESET", "ECONNREFUSED"]);
  });

  it("answers on and lets connections go where LAB_ON_SIGTERM is drain", async () => {
    expect(await lastRequest({ LAB_ON_SIGTERM: "drain" })).to.equal("close");
  });

  it("doesn't start with another value, and says which", async () => {
    const { exited, said } = await start("wrong", { LAB_ON_SIGTERM: "wait" });
    expect((await exited)[0]).to.equal(1);
    expect(said()).to.include('LAB_ON_SIGTERM is "wait", but must be "exit" or "drain"');
  });
});
