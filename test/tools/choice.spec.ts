import { expect } from "chai";
import { choosePart, partsFor } from "../../tools/choice";
import { parts } from "../../tools/parts";
import { toolPaths } from "../../tools/toolchain";

const part = (name: string) => {
  const found = parts.find((one) => one.name === name);
  if (!found) throw new Error(`no part ${name}`);
  return found;
};

describe("The parts that are needed", () => {
  it("are all by default", () => {
    expect(partsFor()).to.equal(parts);
  });

  it("are those that hold the tools asked for", () => {
    const names = partsFor(["etcd", "istioctl", "pilotAgent"]).map(({ name }) => name);
    expect(names).to.deep.equal(["etcd", "istio"]);
  });

  it("are engine and provider together, for either of them or for their variables", () => {
    for (const tool of ["pulumi", "pulumiHome", "env"] as const) {
      const names = partsFor([tool]).map(({ name }) => name);
      expect(names).to.deep.equal(["pulumi", "kubernetes-provider"]);
    }
  });
});

describe("The choice for a part", () => {
  it("is what is installed, even when the cache holds the part", () => {
    const choice = choosePart(part("etcd"), { tools: { etcd: "/opt/etcd" } }, "/cache/etcd", true);
    expect(choice.from).to.equal("installed");
    expect(choice.tools).to.deep.equal({ etcd: "/opt/etcd" });
  });

  it("is the cache, else a build into it, when nothing is installed", () => {
    const cached = choosePart(part("istio"), {}, "/cache/istio", true);
    expect(cached.from).to.equal("cache");
    expect(cached.tools.pilotAgent).to.equal("/cache/istio/bin/pilot-agent");
    expect(choosePart(part("istio"), {}, "/cache/istio", false).from).to.equal("build");
  });

  it("keeps the reason why what is installed is not used", () => {
    const choice = choosePart(part("etcd"), { reason: "too old" }, "/cache/etcd", false);
    expect(choice.from).to.equal("build");
    expect(choice.reason).to.equal("too old");
  });
});

describe("The toolchain's paths", () => {
  it("cover every tool when all parts are built", () => {
    const choices = parts.map((one) => choosePart(one, {}, `/cache/${one.name}`, true));
    const paths = toolPaths(choices, { PATH: "/bin" });
    expect(paths.pulumi).to.equal("/cache/pulumi/bin/pulumi");
    expect(paths.iptables).to.deep.equal({ dir: "/cache/iptables/bin" });
    expect(paths.env).to.deep.equal({
      PATH: "/cache/pulumi/bin:/bin",
      PULUMI_HOME: "/cache/kubernetes-provider",
      PULUMI_SKIP_UPDATE_CHECK: "true",
    });
    expect(Object.keys(paths)).to.have.lengthOf(18);
  });
});
