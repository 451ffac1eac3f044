import { expect } from "chai";
import { movedPorts } from "../../../model/plan/moved-ports";
import { manifests, planRelease } from "../../../model/plan/plan";
import type { ServiceManifest } from "../../../model/manifests/service";
import type { Release, ServiceSpec, VersionSpec } from "../../../model/release/release";
import { release, service } from "../../support/releases";

const version: VersionSpec = { image: "web:1" };
const web = service({ port: 80, targetPort: 8080, versions: { v1: version } });
const { port: _port, targetPort: _target, ...bare } = web;

function objects(spec: ServiceSpec, changes: Partial<Release> = {}) {
  const given = release({ gateway: { hosts: ["a.example.com"] }, services: { web: spec } });
  const [plan] = planRelease({ ...given, ...changes }, [{ name: "west" }]).clusters;
  return manifests(plan!);
}

const told = (before: ServiceSpec, after: ServiceSpec, changes: Partial<Release> = {}) =>
  movedPorts(
    objects(after, changes).filter((one): one is ServiceManifest => one.kind === "Service"),
    objects(before, changes),
  );

/** Pods of the version have a port of this name and number, beside the generated ones. */
const withPort = (spec: ServiceSpec, name: string, containerPort: number): ServiceSpec => ({
  ...spec,
  versions: {
    v1: { ...version, pod: { spec: { containers: [{ ports: [{ name, containerPort }] }] } } },
  },
});

describe("a Service whose port leads to another port of the pods", () => {
  it("is refused while running pods do not have it", () => {
    const [found, ...others] = told(web, { ...web, targetPort: 9090 });
    expect(others).to.deep.equal([]);
    expect(found).to.match(
      /^Service gray-demo\/web would lead port 80 to 9090, .* Deployment gray-demo\/web-v1\. Give the pods/,
    );
    const named = withPort({ ...web, targetPort: "http" }, "http", 8080);
    expect(told(web, named), "from number to name").to.have.length(1);
    expect(told(named, { ...web, targetPort: 9090 }), "from name to number").to.have.length(1);
  });

  it("is not refused once they have it", () => {
    const ready = withPort(web, "http", 8080);
    expect(told(web, ready)).to.deep.equal([]);
    expect(told(ready, { ...ready, targetPort: "http" })).to.deep.equal([]);
    expect(told({ ...ready, targetPort: "http" }, web)).to.deep.equal([]);
    expect(told(withPort(web, "other", 9090), { ...web, targetPort: 9090 })).to.deep.equal([]);
  });

  it("is not refused for versions without pods, nor for a port that is new", () => {
    const off = { ...web, versions: { v1: { ...version, replicas: 0 } } };
    expect(told(off, { ...off, targetPort: 9090 })).to.deep.equal([]);
    const both = [
      { name: "http-80", port: 80, targetPort: 8080 },
      { name: "grpc", port: 9000 },
    ];
    expect(told(web, { ...bare, ports: both })).to.deep.equal([]);
    expect(told({ ...bare, ports: both }, web), "and back").to.deep.equal([]);
  });
});

describe("a Service that loses a port", () => {
  const ports = [
    { name: "old", port: 80, targetPort: 8080 },
    { name: "new", port: 81, targetPort: 8080 },
  ];

  it("is refused while routes at the gateway lead there", () => {
    const exposed = { ...web, expose: true };
    const [found] = told(exposed, { ...exposed, port: 81 });
    expect(found).to.match(
      /^Service gray-demo\/web would lose the port 80, to which VirtualService gray-demo\/web still/,
    );
    const delegated = { gateway: { delegate: true } };
    expect(told(exposed, { ...exposed, port: 81 }, delegated)).to.have.length(1);
  });

  it("is changed in two updates: the gateway leads to the new port first", () => {
    const first = { ...bare, ports, expose: { servicePort: "new" } };
    expect(told({ ...web, expose: true }, first)).to.deep.equal([]);
    expect(told(first, { ...bare, ports: [ports[1]!], expose: true })).to.deep.equal([]);
  });

  it("is not refused for the mesh, whose callers name the port themselves", () => {
    expect(told(web, { ...web, port: 81 })).to.deep.equal([]);
  });
});
