import { chmodSync } from "node:fs";
import { expect } from "chai";
import { stringify } from "yaml";
import { FakeApiServer } from "../../kubernetes/fake/api-server";
import { fieldManager, written } from "../../model/manifests/ownership";
import { manifests, planRelease } from "../../model/plan/plan";
import { selfSigned } from "../support/certificate";
import { CountingPlugin } from "../support/access/counting-plugin";
import { Folder } from "../support/folder";
import { connectProxy } from "../support/access/forward-proxy";
import { runGray } from "../support/gray";
import { kubeconfigOf } from "../support/access/kubeconfig";
import { release, service } from "../support/releases";

/** Bundled as for users, with what they load only then: packages for proxies, and plugins. */
describe("the gray command with a plugin behind a proxy", () => {
  it("asks its cluster, and fetches credentials once for two commands", async () => {
    const name = "api.west.invalid";
    const tls = { ...(await selfSigned(name)), name };
    const api = await FakeApiServer.start({ tls, token: "secret" });
    const [plugin, proxy, folder] = [new CountingPlugin(), await connectProxy(), new Folder()];
    const versions = { v1: { image: "web:1" } };
    const shop = release({ services: { web: service({ versions, weights: { v1: 100 } }) } });
    const cluster = { name: "west", kubeconfig: "west.kubeconfig" };
    for (const plan of planRelease(shop, [cluster]).clusters)
      for (const object of manifests(plan))
        api.put(written(object), { manager: fieldManager, operation: "Apply" });
    const entry = {
      server: `https://${name}:${new URL(api.url).port}`,
      "certificate-authority": "ca.crt",
      "proxy-url": `http://${proxy.address}`,
    };
    folder.write("ca.crt", tls.certificate);
    folder.write(cluster.kubeconfig, kubeconfigOf(plugin.user(), entry));
    const expirationTimestamp = new Date(Date.now() + 3_600_000).toISOString();
    plugin.answer({ token: "secret", expirationTimestamp });
    const config = { "gray-release:release": shop, "gray-release:clusters": [cluster] };
    folder.write("Pulumi.dev.yaml", stringify({ config }));
    chmodSync(folder.write("pulumi", "#!/bin/sh\nexit 6\n"), 0o755);
    const environment = {
      PATH: `${folder.path}:${process.env.PATH ?? ""}`,
      XDG_CACHE_HOME: plugin.cacheHome,
    };
    for (let i = 0; i < 2; i++) {
      const { code, output } = await runGray(folder.path, ["drift"], environment);
      expect(code, output).to.equal(0);
      expect(output).to.contain("No other field manager changed an object");
    }
    expect(proxy.asked.length).to.be.greaterThan(1);
    expect(plugin.runs).to.equal(1);
    await api.stop();
    await proxy.close();
    plugin.remove();
    folder.remove();
  });
});
