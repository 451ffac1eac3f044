import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { findExecutable, findInstalled, fitting, misfit } from "../../tools/installed";

describe("What is installed", () => {
  let folder: string;
  beforeEach(() => (folder = fs.mkdtempSync(path.join(os.tmpdir(), "gray-installed-"))));
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const install = (name: string, output: string, code = 0): string => {
    const file = path.join(folder, name);
    fs.writeFileSync(file, `#!/bin/sh\necho '${output}'\nexit ${code}\n`, { mode: 0o755 });
    return file;
  };

  it("is found in the first folder of the PATH that has an executable of the name", () => {
    fs.writeFileSync(path.join(folder, "pulumi"), "", { mode: 0o644 });
    expect(findExecutable("pulumi", `/nowhere:${folder}`)).to.equal(undefined);
    fs.chmodSync(path.join(folder, "pulumi"), 0o755);
    expect(findExecutable("pulumi", `/nowhere:${folder}`)).to.equal(path.join(folder, "pulumi"));
    expect(findExecutable("pulumi", "")).to.equal(undefined);
  });

  it("is used when its version fits", () => {
    const file = install("kube-apiserver", "Kubernetes v1.36.0");
    const found = findInstalled("kube-apiserver", { KUBEBUILDER_ASSETS: folder });
    expect(found).to.deep.equal({ tools: { kubeApiserver: file } });
  });

  it("is not used when it is too old or too new, and the reason names both versions", () => {
    const env = { KUBEBUILDER_ASSETS: folder, PATH: folder };
    install("kube-apiserver", "Kubernetes v1.31.0");
    install("etcd", "etcd Version: 3.4.23");
    expect(findInstalled("kube-apiserver", env).reason).to.match(
      /is 1\.31\.0; .* 1\.36\.0 or later/,
    );
    expect(findInstalled("etcd", env).reason).to.match(/is 3\.4\.23; .* 3\.5\.13 or later/);
    expect(misfit([1, 40, 0], fitting.kubeApiserver)).to.match(/below 1\.38\.0/);
  });

  it("is not used when it does not tell its version", () => {
    install("etcd", "Segmentation fault", 139);
    const { reason } = findInstalled("etcd", { KUBEBUILDER_ASSETS: folder });
    expect(reason).to.match(/does not tell its version \(Segmentation fault\)/);
  });

  it("tells Envoy's version from the number of its build", () => {
    const file = install("envoy", "envoy  version: 0.9.1deadbeef/1.40.2/Clean/RELEASE/BoringSSL");
    expect(findInstalled("envoy", { PATH: folder })).to.deep.equal({ tools: { envoy: file } });
    install("envoy", "envoy  version: 1.99beef/1.39.0/Clean/RELEASE/BoringSSL");
    expect(findInstalled("envoy", { PATH: folder }).reason).to.match(/is 1\.39\.0/);
  });

  it("is a Pulumi CLI only with its language host beside it", () => {
    const file = install("pulumi", "v3.250.0");
    const env = { PATH: folder };
    expect(findInstalled("pulumi", env).reason).to.match(/no pulumi-language-nodejs/);
    install("pulumi-language-nodejs", "");
    expect(findInstalled("pulumi", env)).to.deep.equal({ tools: { pulumi: file } });
  });

  it("includes the provider plugin in the Pulumi CLI's own home", () => {
    const env = { PULUMI_HOME: folder };
    expect(findInstalled("kubernetes-provider", env)).to.deep.equal({});
    const plugin = path.join(folder, "plugins", "resource-kubernetes-v4.25.0");
    fs.mkdirSync(plugin, { recursive: true });
    fs.writeFileSync(path.join(plugin, "pulumi-resource-kubernetes"), "");
    expect(findInstalled("kubernetes-provider", env)).to.deep.equal({
      tools: { pulumiHome: folder },
    });
  });

  it("is nothing for a part that is always built, and where nothing is", () => {
    expect(findInstalled("istio", { PATH: folder })).to.deep.equal({});
    expect(findInstalled("etcd", { PATH: folder })).to.deep.equal({});
  });
});
