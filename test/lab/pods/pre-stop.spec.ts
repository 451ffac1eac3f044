import { expect } from "chai";
import { once } from "node:events";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import type { Container, LifecycleHandler } from "../../../lab/pods/pod-spec";
import { runPreStop, sleepMs, type HookPlace } from "../../../lab/pods/pre-stop";

const container = (preStop: LifecycleHandler): Container => ({
  name: "app",
  image: "app:1",
  ports: [{ containerPort: 5000, name: "http" }],
  lifecycle: { preStop },
});

/** Runs a hook; gives the milliseconds that it took. */
async function run(hook: LifecycleHandler, place: Partial<HookPlace> = {}): Promise<number> {
  const begin = performance.now();
  const signal = AbortSignal.timeout(5_000);
  await runPreStop(container(hook), { address: "127.0.0.1", signal, ...place });
  return performance.now() - begin;
}

const refusal = (hook: LifecycleHandler): Promise<string> =>
  run(hook).then(
    () => "",
    (error: Error) => error.message,
  );

describe("a command that sleeps", () => {
  const cases: [string[], number | undefined][] = [
    [["sleep", "5"], 5_000],
    [["/bin/sleep", "0.5"], 500],
    [["/usr/bin/sleep", "2m"], 120_000],
    [["sh", "-c", "sleep 15"], 15_000],
    [["/bin/bash", "-c", " exec sleep 3s; "], 3_000],
    [["sh", "-c", "sleep 5 && nginx -s quit"], undefined],
    [["sh", "-c", "sleep 5", "name"], undefined],
    [["sleep"], undefined],
    [["sleep", "$N"], undefined],
    [["/app/drain"], undefined],
    [[], undefined],
  ];
  for (const [command, expected] of cases) {
    const does = expected === undefined ? "is not" : `lasts ${expected} ms:`;
    it(`${does} ${JSON.stringify(command)}`, () => {
      expect(sleepMs(command)).to.equal(expected);
    });
  }
});

describe("a preStop hook", () => {
  it("sleeps as long as it says, by either form, and no longer than there is time", async () => {
    expect(await run({ exec: { command: ["sleep", "0.1"] } })).to.be.within(95, 4_900);
    const signal = AbortSignal.timeout(50);
    expect(await run({ sleep: { seconds: 30 } }, { signal })).to.be.within(45, 20_000);
  });

  it("asks the pod for a path, by a port's number or name, and takes any answer", async () => {
    const asked: string[] = [];
    const server = http.createServer(({ url, headers }, response) => {
      asked.push(`${url} ${String(headers["x-a"])}`);
      response.writeHead(500).end();
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const httpHeaders = [{ name: "x-a", value: "b" }];
    await run({ httpGet: { port, path: "stop", httpHeaders } });
    server.close();
    expect(asked).to.deep.equal(["/stop b"]);
    const named = await refusal({ httpGet: { port: "nothing", path: "/" } });
    expect(named).to.equal(
      'the preStop hook of container app names the port "nothing", which the container does not have',
    );
    const closed = await refusal({ httpGet: { port, path: "/stop" } });
    expect(closed).to.include(`http://127.0.0.1:${port}/stop of container app failed:`);
  });

  it("runs a command of the sidecar, but refuses one of a container that isn't there", async () => {
    const ran: string[][] = [];
    const exec = (command: string[]) => Promise.resolve(ran.push(command));
    await run({ exec: { command: ["pilot-agent", "request"] } }, { exec });
    expect(ran).to.deep.equal([["pilot-agent", "request"]]);
    expect(await refusal({ exec: { command: ["/app/drain", "now"] } })).to.equal(
      'the preStop hook ["/app/drain","now"] of container app was not run: no container runs in the lab, ' +
        'so of commands it knows "sleep N" alone; use that, or sleep or httpGet',
    );
  });
});
