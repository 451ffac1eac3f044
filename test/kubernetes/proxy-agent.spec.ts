import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { clientFor, serverOf } from "../../kubernetes/connect";
import { FakeApiServer } from "../../kubernetes/fake/api-server";
import { unreachable } from "../../kubernetes/reachability";
import { selfSigned } from "../support/certificate";
import { noProxy, withEnvironment } from "../support/folder";
import {
  connectProxy,
  socksProxy,
  type ConnectProxyOptions,
  type ForwardProxy,
} from "../support/access/forward-proxy";
import { failureOf } from "../support/ports";
import { closedPort } from "../support/server";

describe("an API server behind a proxy", () => {
  let api: FakeApiServer;
  const open: ForwardProxy[] = [];
  /** No name server knows it: only the proxy finds it. */
  const name = "api.west.invalid";

  before(async () => {
    const tls = { ...(await selfSigned(name)), name };
    api = await FakeApiServer.start({ tls, token: "secret" });
    api.istiod.addPod("istiod-0");
  });

  after(() => api.stop());

  afterEach(async () => {
    for (const proxy of open.splice(0)) await proxy.close();
  });

  const kept = async (proxy: Promise<ForwardProxy>) => {
    open.push(await proxy);
    return proxy;
  };

  /** The API server by the name that only a proxy finds. */
  const server = (proxyUrl?: string) => {
    const { port } = new URL(api.url);
    const kubeconfig = JSON.parse(api.kubeconfig("west")) as {
      clusters: { cluster: Record<string, string> }[];
    };
    const [{ cluster } = { cluster: {} }] = kubeconfig.clusters;
    delete cluster["tls-server-name"];
    cluster.server = `https://${name}:${port}`;
    if (proxyUrl) cluster["proxy-url"] = proxyUrl;
    return serverOf({ name: "west" }, JSON.stringify(kubeconfig));
  };

  async function asksThrough(proxy: ForwardProxy, url: string): Promise<void> {
    const found = server(url);
    expect(await unreachable(found)).to.equal(undefined);
    const client = await clientFor(found);
    expect(await client.text("/readyz")).to.equal("ok");
    expect(await client.list("/api/v1/configmaps")).to.deep.equal([]);
    const { port } = new URL(api.url);
    // One connection serves both requests.
    expect(proxy.asked).to.deep.equal(Array(2).fill(`${name}:${port}`));
    client.close();
  }

  it("is asked through a proxy of HTTP", async () => {
    const proxy = await kept(connectProxy());
    await asksThrough(proxy, `http://${proxy.address}`);
  });

  it("is asked through a proxy of HTTPS, whose certificate is of the cluster's authority", async () => {
    const tls = await selfSigned("localhost");
    const proxy = await kept(connectProxy({ tls }));
    const port = proxy.address.split(":")[1] ?? "";
    const found = server(`https://localhost:${port}`);
    expect(await unreachable(found)).to.match(/^the proxy https:\/\/localhost:\d+: self-signed/);
    const both = Buffer.from(`${tls.certificate}${api.certificate}`).toString("base64");
    const entry = { ...found.entry, "certificate-authority-data": both };
    expect(await unreachable({ ...found, entry })).to.equal(undefined);
    const client = await clientFor({ ...found, entry });
    expect(await client.text("/readyz")).to.equal("ok");
    client.close();
  });

  it("is asked through a proxy of SOCKS5, which looks its name up", async () => {
    const proxy = await kept(socksProxy());
    await asksThrough(proxy, `socks5://${proxy.address}`);
  });

  it("is asked through the proxy of the environment, unless NO_PROXY takes it out", async () => {
    const proxy = await kept(connectProxy());
    const HTTPS_PROXY = `http://${proxy.address}`;
    const client = await withEnvironment({ ...noProxy, HTTPS_PROXY }, () => clientFor(server()));
    expect(await client.text("/readyz")).to.equal("ok");
    expect(proxy.asked).to.have.length(1);
    client.close();
    const direct = await withEnvironment(
      { ...noProxy, HTTPS_PROXY, NO_PROXY: ".west.invalid" },
      () => unreachable(server()),
    );
    expect(direct).to.match(/ENOTFOUND|EAI_AGAIN/);
    expect(proxy.asked).to.have.length(1);
  });

  it("is asked whatever stack traces look like, in which one package looks for https", async () => {
    const proxy = await kept(connectProxy());
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      await asksThrough(proxy, `http://${proxy.address}`);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });

  for (const [kind, start, scheme] of [
    ["HTTP", connectProxy, "http"],
    ["SOCKS5", socksProxy, "socks5"],
  ] as const)
    it(`is watched and forwards ports through a proxy of ${kind}`, async () => {
      const proxy = await kept(start());
      const client = await clientFor(server(`${scheme}://${proxy.address}`));
      const watch = await client.open("GET", "/api/v1/configmaps?watch=1");
      api.put({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: kind.toLowerCase(), namespace: "a" },
      });
      const [line] = (await once(watch, "data")) as [Buffer];
      expect(String(line)).to.contain(`"name":"${kind.toLowerCase()}"`);
      watch.destroy();
      api.delete(`/api/v1/namespaces/a/configmaps/${kind.toLowerCase()}`);
      const pod = { namespace: "istio-system", name: "istiod-0" };
      const connection = await client.connectToPod(pod, 15014);
      connection.write("GET /metrics HTTP/1.0\r\n\r\n");
      let answer = "";
      for await (const chunk of connection) answer += String(chunk);
      expect(answer).to.match(/^HTTP\/1.1 200 OK/);
      expect(proxy.asked).to.have.length(2);
      client.close();
    });

  const refusals: [string, ConnectProxyOptions, RegExp][] = [
    ["answers an error", { refuses: 502 }, /^the proxy http:\/\/127.0.0.1:\d+ answers 502$/],
    [
      "demands another password",
      { login: "user:other" },
      /^the proxy http:\/\/127.0.0.1:\d+ answers 407: its URL needs a user and password that it knows$/,
    ],
    [
      "is silent",
      { refuses: "silent" },
      /^no answer within 0.1 s through the proxy http:\/\/127.0.0.1:\d+$/,
    ],
  ];
  for (const [what, options, message] of refusals)
    it(`is unreachable, with the reason and no password, where the proxy ${what}`, async () => {
      const proxy = await kept(connectProxy(options));
      const found = server(`http://user:hidden@${proxy.address}`);
      expect(await unreachable(found, 100)).to.match(message);
    });

  it("is reached with the proxy's password", async () => {
    const proxy = await kept(connectProxy({ login: "user:pass word" }));
    const found = server(`http://user:pass%20word@${proxy.address}`);
    expect(await unreachable(found)).to.equal(undefined);
  });

  it("is unreachable where the proxy is down, or finds no API server", async () => {
    const down = await unreachable(server(`http://127.0.0.1:${await closedPort()}`));
    expect(down).to.match(/^the proxy http:\/\/127.0.0.1:\d+: connect ECONNREFUSED/);
    const socks = await kept(socksProxy({ refuses: true }));
    expect(await unreachable(server(`socks5://${socks.address}`))).to.match(
      /^the proxy socks5:\/\/127.0.0.1:\d+: Socks5 proxy rejected connection/,
    );
  });

  it("gives up a silent proxy in time, and leaves it no connection", async () => {
    const proxy = await kept(connectProxy());
    const client = await clientFor(server(`http://${proxy.address}`));
    const silent = await kept(connectProxy({ refuses: "silent" }));
    const { KubeClient } = await import("../../kubernetes/client.js");
    const options = {
      ...client.options,
      proxy: new URL(`http://${silent.address}`),
      timeoutMs: 100,
    };
    const other = new KubeClient(options);
    expect((await failureOf(other.text("/readyz"))).message).to.equal("no answer within 0.1 s");
    const refusing = await kept(connectProxy({ refuses: 403 }));
    const third = new KubeClient({ ...options, proxy: new URL(`http://${refusing.address}`) });
    expect((await failureOf(third.text("/readyz"))).message).to.match(/^the proxy .* answers 403$/);
    for (const each of [client, other, third]) each.close();
    while (silent.connections() > 0) await sleep(5);
  });
});
