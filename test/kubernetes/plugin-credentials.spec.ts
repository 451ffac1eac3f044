import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { KubeClient } from "../../kubernetes/client";
import { FakeApiServer } from "../../kubernetes/fake/api-server";
import type { ServerEntry } from "../../kubernetes/kubeconfig-entries";
import { clusterInfo } from "../../kubernetes/plugin-credentials";
import { selfSigned, type ServerCertificate } from "../support/certificate";
import { CountingPlugin } from "../support/access/counting-plugin";
import { base64 } from "../support/access/kubeconfig";
import { failureOf } from "../support/ports";

const hour = 3_600_000;
const later = (ms: number) => new Date(Date.now() + ms).toISOString();

describe("the credentials of a plugin", () => {
  let plugin: CountingPlugin;
  let tls: ServerCertificate & { name: string };
  let api: FakeApiServer;
  /** What the API server takes. */
  let valid = "";

  before(async () => {
    tls = { ...(await selfSigned("localhost")), name: "localhost" };
  });

  beforeEach(async () => {
    plugin = new CountingPlugin();
    api = await FakeApiServer.start({
      tls,
      get token() {
        return valid;
      },
    });
  });

  afterEach(async () => {
    await api.stop();
    plugin.remove();
  });

  /** Sets what the plugin answers from now on, and the API server takes. */
  const answers = (token: string, expirationTimestamp?: string) => {
    valid = token;
    plugin.answer({ token, expirationTimestamp });
  };

  const connect = (entry: ServerEntry = {}, more = {}, environment = {}): Promise<KubeClient> => {
    const cluster = {
      server: api.url,
      "certificate-authority-data": base64(tls.certificate),
      "tls-server-name": tls.name,
    };
    return plugin.connect({ ...cluster, ...entry }, more, environment);
  };

  /** The file that keeps them. */
  const cacheFile = () => {
    const cache = join(plugin.cacheHome, "gray-release", "credentials");
    const [name = ""] = readdirSync(cache);
    return { cache, path: join(cache, name), count: readdirSync(cache).length };
  };

  const asks = async (client: KubeClient) => {
    expect(await plugin.withCache(() => client.text("/readyz"))).to.equal("ok");
  };

  it("are fetched once for all who ask at the same time, and kept", async () => {
    answers("one", later(hour));
    const clients = await Promise.all([connect(), connect()]);
    for (const client of clients) await asks(client);
    expect(plugin.runs).to.equal(1);
    for (const client of clients) client.close();
  });

  it("stand in a file that only this user may read, for the next command", async () => {
    answers("one", later(hour));
    (await connect()).close();
    const { cache, path } = cacheFile();
    expect(statSync(cache).mode & 0o777).to.equal(0o700);
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    expect(readFileSync(path, "utf8")).to.contain(`"token":"one"`);
  });

  /** Writes what another command kept. */
  const keeps = (token: string, expiresInMs: number) => {
    const [fetched, expires] = [Date.now() - hour, Date.now() + expiresInMs];
    writeFileSync(cacheFile().path, JSON.stringify({ credentials: { token }, fetched, expires }));
  };

  it("are taken from that file where another command renewed them, unless it is broken", async () => {
    answers("one", later(-1));
    const client = await connect();
    valid = "two";
    keeps("two", hour);
    await asks(client);
    expect(plugin.runs).to.equal(1);
    client.close();
  });

  it("are fetched again a minute before they expire, and where the file is broken", async () => {
    answers("one", later(-1));
    const client = await connect();
    for (const broken of ["", `{"credentials":`, "{}"]) {
      writeFileSync(cacheFile().path, broken);
      await asks(client);
    }
    keeps("old", 30_000);
    await asks(client);
    expect(plugin.runs).to.equal(5);
    valid = "two";
    keeps("two", 90_000);
    await asks(client);
    expect(plugin.runs).to.equal(5);
    client.close();
  });

  it("are used to their very end where the plugin fails to renew them", async () => {
    answers("one", later(-1));
    const client = await connect();
    plugin.print("");
    keeps("one", 30_000);
    await asks(client);
    expect(plugin.runs).to.equal(2);
    keeps("one", -1);
    const { message } = await failureOf(plugin.withCache(() => client.text("/readyz")));
    expect(message).to.match(/printed no ExecCredential$/);
    client.close();
  });

  it("are others for another cluster that it may know, argument, or variable of the environment", async () => {
    answers("one", later(hour));
    const cluster = { provideClusterInfo: true };
    for (const client of [
      await connect(),
      await connect({}, { env: [{ name: "A", value: "b" }] }),
      await connect({}, {}, { AWS_PROFILE: "west" }),
      await connect({}, cluster),
      await connect({ "disable-compression": true }, cluster),
      // None of these make a difference.
      await connect({ "disable-compression": true }),
      await connect({}, {}, { PWD: "/", npm_command: "exec", PULUMI_STACK: "dev" }),
    ])
      client.close();
    expect(plugin.runs).to.equal(5);
    expect(cacheFile().count).to.equal(5);
  });

  it("go into no file where they do not say when they expire", async () => {
    answers("one");
    const client = await connect();
    await asks(client);
    expect(cacheFile).to.throw(/ENOENT/);
    client.close();
  });

  it("are kept in memory where the cache can't be written", async () => {
    answers("one", later(hour));
    const client = await connect({}, {}, { XDG_CACHE_HOME: "/dev/null" });
    expect(await client.text("/readyz")).to.equal("ok");
    expect(plugin.runs).to.equal(1);
    client.close();
  });

  it("are fetched again once where the API server refuses them", async () => {
    answers("one", later(hour));
    const client = await connect();
    answers("two", later(hour));
    await asks(client);
    expect(plugin.runs).to.equal(2);
    valid = "three";
    const error = await failureOf(client.text("/readyz"));
    expect(error).to.include({ status: 401 });
    expect(plugin.runs).to.equal(3);
    client.close();
  });

  it("are fetched again for a forwarded port, too", async () => {
    api.istiod.addPod("istiod-0");
    answers("one", later(hour));
    const client = await connect();
    answers("two", later(hour));
    const pod = { namespace: "istio-system", name: "istiod-0" };
    const connection = await client.connectToPod(pod, 15014);
    connection.destroy();
    expect(plugin.runs).to.equal(2);
    client.close();
  });

  it("end in the plugin's own words where it fails to renew them", async () => {
    answers("one", later(hour));
    const client = await connect();
    valid = "two";
    plugin.print("");
    const error = await failureOf(client.text("/readyz"));
    expect(error.message).to.match(/^the credential plugin .* printed no ExecCredential$/);
    client.close();
  });
  it("are asked for with what the plugin may know of the cluster", () => {
    const entry = {
      server: "https://west.example",
      "certificate-authority-data": base64("ca"),
      "tls-server-name": "west",
      "proxy-url": "http://proxy",
      extensions: [
        { name: "client.authentication.k8s.io/exec", extension: { audience: "a" } },
        { name: "other", extension: {} },
      ],
    };
    expect(clusterInfo({ url: new URL(entry.server), entry })).to.deep.equal({
      server: entry.server,
      "certificate-authority-data": base64("ca"),
      "tls-server-name": "west",
      "proxy-url": "http://proxy",
      config: { audience: "a" },
    });
  });
});
