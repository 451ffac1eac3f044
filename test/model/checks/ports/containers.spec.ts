import { expect } from "chai";
import { checkRelease } from "../../../../model/checks/release";
import type { PodOverrides } from "../../../../model/release/pod";
import type { ServiceSpec, VersionSpec } from "../../../../model/release/release";
import { told } from "../../../support/problems";
import { release, service, west } from "../../../support/releases";

type Containers = NonNullable<NonNullable<PodOverrides["spec"]>["containers"]>;

const problems = (version: Partial<VersionSpec>, changes: Partial<ServiceSpec> = {}) => {
  const versions = { v1: { image: "a:1", ...version } };
  return checkRelease(release({ services: { hello: service({ versions, ...changes }) } }), [west]);
};
const check = (...given: Parameters<typeof problems>) =>
  told(problems(...given)).map(([code, path]) => `${code} ${path}`);
const containers = (...all: Containers) => ({ pod: { spec: { containers: all } } });
const named = (name: string) => containers({ ports: [{ name, containerPort: 9898 }] });

describe("a container beside the app's", () => {
  const server = containers({ name: "server", securityContext: { privileged: false } });

  it("has an image; if it is the app's, the version says so", () => {
    const [found] = problems(server);
    expect(found).to.include({
      code: "GR174",
      path: "release.services.hello.versions.v1.pod.spec.containers[0]",
    });
    expect(found?.fix).to.contain("`container: server`");
    expect(check({ ...server, container: "server" })).to.deep.equal([]);
    expect(check(containers({ tty: true }, { name: "log", image: "log:1" }))).to.deep.equal([]);
  });

  it("has an image if it runs before the app, too", () => {
    const pod = { spec: { initContainers: [{ name: "migrate" }] } };
    expect(check({ pod })).to.deep.equal(["GR174 versions.v1.pod.spec.initContainers[0]"]);
  });
});

describe("a target port by name", () => {
  it("is a port of some container of every version", () => {
    const ports = [{ name: "http", port: 80, targetPort: "web" }];
    const short = { targetPort: "web" };
    for (const [changes, path] of [
      [short, "targetPort"],
      [{ port: undefined, ports } as never, "ports[0].targetPort"],
    ] as const) {
      expect(check({}, changes)).to.deep.equal([`GR173 ${path}`]);
      expect(check(named("web"), changes)).to.deep.equal([]);
      const beside = containers({
        name: "x",
        image: "x:1",
        ports: [{ name: "web", containerPort: 1 }],
      });
      expect(check(beside, changes)).to.deep.equal([]);
    }
  });

  it("names the versions that lack it", () => {
    const versions = { v1: { image: "a:1", ...named("web") }, v2: { image: "a:2" } };
    const [found] = problems({}, { targetPort: "web", versions });
    expect(found?.given).to.contain("no container of v2 has");
  });
});
